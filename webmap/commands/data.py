"""data check · data import: a file as an office sends it, understood and checked against the areas of one vintage."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.errors import Bilingual
from webmap.commands.context import current_settings, open_store, show_progress
from webmap.commands.data_options import TABLE_OPTIONS, build_options
from webmap.commands.data_summary import render_summary
from webmap.commands.data_template import template
from webmap.commands.report_file import write_report_file

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from geodata.progress import Progress
    from services.intake.loading import CheckedTable
    from services.intake.publication.deciding import SettledTable
    from services.intake.publication.preview import Preview

_LARGE = 5_000_000  # bytes; more than some seconds of work
_READING = Bilingual("Đọc tệp", "Reading the file")
_COMPARING = Bilingual("So với số đang có", "Comparing with what is in force")
_PUBLISHING = Bilingual("Ghi vào cơ sở dữ liệu", "Writing to the database")
_VIETNAM = timezone(timedelta(hours=7))  # Việt Nam keeps UTC+7 all year


def _take_table_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the file and what the user may say about it; whatever is left out is found in the file."""
    for option in reversed(TABLE_OPTIONS):
        command = option(command)
    return command


@click.group()
def data() -> None:
    """Kiểm tra và nạp bảng số liệu · check and load tables of counts."""


data.add_command(template)


@data.command()
@_take_table_options
def check(file: Path, report: Path | None, **given: Any) -> None:
    """Đọc và kiểm tra, không thay đổi gì · read and check; nothing is changed."""
    with open_store().connect() as connection, _begin_work(file) as show:
        checked = _check(connection, file, given, show).checked
    _tell(checked, report)
    click.echo("Có thể nạp · ready to import")


@data.command(name="import")
@_take_table_options
@click.option("--commit", is_flag=True, help="Công bố; nếu không thì chỉ chạy thử. · Publish; else a dry run.")
@click.option("--again", is_flag=True, help="Công bố dù chính tệp này đang có hiệu lực. · Though it is in force.")
def import_(file: Path, report: Path | None, commit: bool, again: bool, **given: Any) -> None:
    """Nạp và công bố trọn vẹn, hoặc không gì cả · load and publish whole, or not at all."""
    from services.intake.publication.publishing import publish_settled

    engine = open_store()
    with engine.connect() as connection:
        with _begin_work(file) as show:
            settled = _check(connection, file, given, show)
            if settled.checked.draft is not None:
                show(2, 4, _COMPARING)
                preview = _build_preview(engine, connection, settled.checked)
        _tell(settled.checked, report)
        click.echo(_render_preview(preview))
    if not commit:
        click.echo("Chạy thử, chưa thay đổi gì; thêm --commit để công bố · dry run; add --commit to publish")
        return
    by, now = getpass.getuser(), datetime.now(UTC)
    with _begin_work(file) as show:
        show(3, 4, _PUBLISHING)
        release_id, kept = publish_settled(engine, settled, by=by, now=now, allow_same_file=again)
    click.echo(f"Đã công bố bản số liệu {release_id} · published as release {release_id}")
    if kept:
        click.echo(f"Đã nhớ {kept} tên gọi và nghĩa cột cho lần sau · {kept} names and columns remembered")
    _tell_if_inactive(engine, str(settled.checked.understood.vintage_id.value))


@contextmanager
def _begin_work(file: Path) -> Iterator[Progress]:
    """Give a Progress that tells the steps of a large file; a small one is done before anybody would read them."""
    if not file.is_file() or file.stat().st_size < _LARGE:
        yield lambda done, total, what: None
        return
    with show_progress() as show:
        yield show


def _check(connection: Connection, file: Path, given: dict[str, Any], show: Progress) -> SettledTable:
    """Check the file, and again with what the user decided about rows by their names."""
    from services.intake.files.sheets import read_workbook_file
    from services.intake.publication.deciding import check_with_words

    show(0, 4, _READING)
    workbook = read_workbook_file(file, current_settings().sheet_limits)
    rows = f"{sum(len(sheet.rows) for sheet in workbook.sheets):,}".replace(",", ".")
    show(1, 4, Bilingual(f"Kiểm tra {rows} dòng", f"Checking {rows} rows"))
    today = datetime.now(_VIETNAM).date()
    return check_with_words(connection, workbook, build_options(given), given["decide"], today)


def _build_preview(engine: Engine, connection: Connection, checked: CheckedTable) -> Preview:
    from services.coverage.snapshot import read_snapshot
    from services.intake.publication.preview import build_preview

    return build_preview(connection, checked, read_snapshot(engine))


def _render_preview(preview: Preview) -> str:
    """Say what publishing would change: totals, areas that come, change and go, jumps that look strange."""
    from webmap.commands.preview_summary import render_preview

    return render_preview(preview)


def _tell_if_inactive(engine: Engine, vintage_id: str) -> None:
    """Say that readers do not see the counts yet where their vintage is not shown."""
    from services.store.boundaries import read_vintage

    with engine.connect() as connection:
        if read_vintage(connection, vintage_id).activated_at is None:
            command = f"boundaries activate {vintage_id}"
            click.echo(f"Bộ ranh giới chưa lên bản đồ · its vintage is not on the map yet: {command}")


def _tell(checked: CheckedTable, report_path: Path | None) -> None:
    """Print the summary, write the report, and raise what stands against publishing."""
    from services.intake.report import build_report_document

    document = build_report_document(checked.report)
    click.echo(render_summary(document))
    if report_path is not None:
        write_report_file(report_path, document)
    if checked.refusal is not None:
        raise checked.refusal
