"""data check · data import: a plain table of counts against the areas of one vintage."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from services.measures.schemes import Scheme
from webmap.commands.context import open_store
from webmap.commands.data_summary import render_summary
from webmap.commands.data_template import template
from webmap.commands.day_type import DayType
from webmap.commands.level_type import LevelType
from webmap.commands.report_file import write_report_file

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from services.intake.loading import CheckedTable, IntakeOptions

_VIETNAM = timezone(timedelta(hours=7))  # Việt Nam keeps UTC+7 all year


def _take_table_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument and options that say which table it is and how to understand it."""
    options = [
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--vintage", required=True, help="Bộ ranh giới của bảng. · The vintage of its areas."),
        click.option("--as-of", required=True, type=DayType(), help="Ngày chốt số liệu. · Cut-off date."),
        click.option("--province", help="Mã tỉnh; bỏ trống: cả nước. · Province code; none: the whole vintage."),
        click.option("--level", type=LevelType(), help="Cấp của các dòng. · What a row is; the lowest level."),
        click.option("--scheme", type=click.Choice([*Scheme]), help="Loại hình bảo hiểm. · The scheme of the counts."),
        click.option("--sheet", help="Trang tính, nếu có nhiều. · The sheet, where there are several."),
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="'HEADER=MEANING'",
            help="Nghĩa của một cột: 'Kế hoạch năm 2019=target:2019-12-31'. · What a column means.",
        ),
        click.option("--source", default="", help="Nguồn số liệu. · Who states the counts."),
        click.option("--target-source", default="", help="Nguồn chỉ tiêu. · Who assigned the targets."),
        click.option("--target-version", default="", help="Lần giao chỉ tiêu. · Which version of the targets."),
        click.option("--denominator-source", default="", help="Nguồn mẫu số. · Who states the denominators."),
        click.option("--remark", default="", help="Ghi chú. · A remark kept with the release."),
        click.option("--illustrative", is_flag=True, help="Số minh họa. · The data are illustrative, and called so."),
        click.option(
            "--allow-other-date",
            is_flag=True,
            help="Nhận cột trước ngày hiệu lực do tệp tính lại. · Take columns from before the vintage as restated.",
        ),
        click.option(
            "--leave-out-unmatched",
            is_flag=True,
            help="Bỏ các dòng chưa chắc chắn (vẫn báo cáo). · Leave unsettled rows out; they are reported.",
        ),
        click.option(
            "--report", type=click.Path(path_type=Path), help="Ghi báo cáo JSON từng dòng. · Write each row's outcome."
        ),
    ]
    for option in reversed(options):
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
    from services.intake.loading import check_data

    options = _build_options(given)
    with open_store().connect() as connection:
        checked = check_data(connection, file, options, datetime.now(_VIETNAM).date())
    _tell(checked, report)
    click.echo("Có thể nạp · ready to import")


@data.command(name="import")
@_take_table_options
@click.option("--commit", is_flag=True, help="Công bố; nếu không thì chỉ chạy thử. · Publish; else a dry run.")
def import_(file: Path, report: Path | None, commit: bool, **given: Any) -> None:
    """Nạp và công bố trọn vẹn, hoặc không gì cả · load and publish whole, or not at all."""
    from services.intake.loading import check_data, publish_table

    options = _build_options(given)
    engine = open_store()
    with engine.connect() as connection:
        checked = check_data(connection, file, options, datetime.now(_VIETNAM).date())
    _tell(checked, report)
    if not commit:
        click.echo("Chạy thử, chưa thay đổi gì; thêm --commit để công bố · dry run; add --commit to publish")
        return
    release_id = publish_table(engine, checked, by=getpass.getuser(), now=datetime.now(UTC))
    click.echo(f"Đã công bố bản số liệu {release_id} · published as release {release_id}")
    _tell_if_inactive(engine, options.vintage_id)


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


def _build_options(given: dict[str, Any]) -> IntakeOptions:
    from services.intake.loading import IntakeOptions

    return IntakeOptions(
        vintage_id=given["vintage"],
        as_of=given["as_of"],
        province_code=given["province"],
        level=given["level"],
        scheme=Scheme(given["scheme"]) if given["scheme"] else None,
        sheet_name=given["sheet"],
        mapping=dict(_split_mapping(text) for text in given["mapping"]),
        source=given["source"],
        target_source=given["target_source"],
        target_version=given["target_version"],
        denominator_source=given["denominator_source"],
        remark=given["remark"],
        is_illustrative=given["illustrative"],
        allow_earlier=given["allow_other_date"],
        leave_out_unmatched=given["leave_out_unmatched"],
    )


def _split_mapping(text: str) -> tuple[str, str]:
    header, sign, meaning = text.rpartition("=")
    if not sign or not header.strip():
        raise click.BadParameter(f"«{text}»: 'HEADER=MEANING'", param_hint="--map")
    return header.strip(), meaning.strip()
