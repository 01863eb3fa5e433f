"""data template: a workbook to fill in, with the areas of one vintage and province."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import click

from services.intake.kinds import IntakeKind
from services.measures.schemes import Scheme
from webmap.commands.context import open_store
from webmap.commands.day_type import DayType
from webmap.commands.report_file import write_whole

_VIETNAM = timezone(timedelta(hours=7))  # Việt Nam keeps UTC+7 all year


@click.command()
@click.argument("kind", type=click.Choice([str(kind) for kind in IntakeKind]))
@click.option("--vintage", required=True, help="Bộ ranh giới của biểu. · The vintage of its areas.")
@click.option("--province", help="Mã tỉnh; bỏ trống: cả nước. · Province code; none: the whole vintage.")
@click.option("--out", type=click.Path(path_type=Path), help="Tệp ghi ra. · The file to write.")
@click.option("--as-of", type=DayType(), help="Ngày chốt của các cột; hôm nay. · Date of its columns; today.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của biểu. · Its language.")
@click.option("--scheme", type=click.Choice([*Scheme]), default=Scheme.BHXH_TN, help="Loại hình. · The scheme.")
@click.option("--monthly", is_flag=True, help="Chỉ tiêu theo tháng. · Targets by month.")
@click.option("--organisation", multiple=True, help="Chỉ tiêu theo tổ chức dịch vụ thu. · Targets by organisation.")
def template(
    kind: str,
    vintage: str,
    province: str | None,
    out: Path | None,
    as_of: date | None,
    lang: str,
    scheme: str,
    monthly: bool,
    organisation: tuple[str, ...],
) -> None:
    """Ghi một biểu mẫu để điền · write a template workbook to fill in."""
    from services.intake.templates.pilots import fill_pilots
    from services.intake.templates.workbooks import TemplateOptions, build_template, build_template_name
    from services.store.boundaries import read_areas, read_vintage

    day = as_of or datetime.now(_VIETNAM).date()
    options = TemplateOptions(day, lang, province, Scheme(scheme), monthly, organisation)
    with open_store().connect() as connection:
        read_vintage(connection, vintage)  # names those that exist where there is none
        areas = read_areas(connection, vintage)
        options = fill_pilots(connection, vintage, options)
    path = out or Path(build_template_name(IntakeKind(kind), vintage, options))
    write_whole(path, build_template(IntakeKind(kind), areas, options))
    click.echo(f"Đã ghi {path} · written")
