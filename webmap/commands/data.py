"""data check · data import: a file as an office sends it, understood and checked against the areas of one vintage."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webmap.commands.context import current_settings, open_store
from webmap.commands.data_options import TABLE_OPTIONS, build_options
from webmap.commands.data_summary import render_summary
from webmap.commands.data_template import template
from webmap.commands.report_file import write_report_file

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

    from services.intake.loading import CheckedTable
    from services.intake.publication.deciding import SettledTable

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
    with open_store().connect() as connection:
        checked = _check(connection, file, given).checked
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
        settled = _check(connection, file, given)
        _tell(settled.checked, report)
        _tell_preview(engine, connection, settled.checked)
    if not commit:
        click.echo("Chạy thử, chưa thay đổi gì; thêm --commit để công bố · dry run; add --commit to publish")
        return
    by, now = getpass.getuser(), datetime.now(UTC)
    release_id, kept = publish_settled(engine, settled, by=by, now=now, allow_same_file=again)
    click.echo(f"Đã công bố bản số liệu {release_id} · published as release {release_id}")
    if kept:
        click.echo(f"Đã nhớ {kept} tên gọi và nghĩa cột cho lần sau · {kept} names and columns remembered")
    _tell_if_inactive(engine, str(settled.checked.understood.vintage_id.value))


def _check(connection: Connection, file: Path, given: dict[str, Any]) -> SettledTable:
    """Check the file, and again with what the user decided about rows by their names."""
    from services.intake.files.sheets import read_workbook_file
    from services.intake.publication.deciding import check_with_words

    workbook = read_workbook_file(file, current_settings().sheet_limits)
    today = datetime.now(_VIETNAM).date()
    return check_with_words(connection, workbook, build_options(given), given["decide"], today)


def _tell_preview(engine: Engine, connection: Connection, checked: CheckedTable) -> None:
    """Say what publishing would change: totals, areas that come, change and go, jumps that look strange."""
    from services.coverage.snapshot import read_snapshot
    from services.intake.publication.preview import build_preview
    from webmap.commands.preview_summary import render_preview

    click.echo(render_preview(build_preview(connection, checked, read_snapshot(engine))))


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
