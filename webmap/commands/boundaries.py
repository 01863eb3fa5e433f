"""boundaries check · import · list · activate · correct: from a boundary file to a vintage that the map shows."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webmap.commands.boundary_fixes import correct, fixes, unfix
from webmap.commands.boundary_report import build_report_document, render_report
from webmap.commands.committing import COMMIT_ELSE_CHECK, tell_nothing_changed
from webmap.commands.context import open_store, show_progress
from webmap.commands.level_type import LevelType
from webmap.commands.report_file import write_report_file

if TYPE_CHECKING:
    from geodata.boundary_set import BoundarySet
    from services.boundaries.options import BoundaryOptions
    from services.store.boundaries import StoredVintage

_COLUMN_OPTIONS = (
    "code",
    "name",
    "parent",
    "managing_unit_code",
    "managing_unit_name",
    "province_code",
    "province_name",
)
_HEADINGS = ("Bộ ranh giới · Vintage", "Cấp · Level", "Hiệu lực · Valid", "Tên · Title", "Tình trạng · Status")


@click.group()
def boundaries() -> None:
    """Ranh giới: kiểm tra, nạp, liệt kê, đưa lên bản đồ, đính chính · boundary files and vintages."""


for _command in (correct, fixes, unfix):
    boundaries.add_command(_command)


def _file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that describe a boundary file."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.argument("file"),
    click.option("--vintage", required=True, help="VN-2025-07-01 hay VN-2025-07-01-dienbien. · Vintage id."),
    click.option("--level", type=LevelType(), default="commune", show_default=True,
                 help="Cấp thấp nhất trong tệp. · Lowest level of the file."),
    click.option("--crs", help="Hệ tọa độ, ví dụ EPSG:9205; thay cho .prj. · Coordinate system, overrides the file's."),
    click.option("--layer", help="Lớp trong GeoPackage, KML hay .zip. · Layer of the file."),
    click.option("--code", help="Cột mã. · Column of the code."),
    click.option("--name", help="Cột tên. · Column of the name."),
    click.option("--parent", help="Cột mã cấp trên trực tiếp. · Column of the parent's code."),
    click.option("--managing-unit", "managing_unit_code", help="Cột mã huyện hay BHXH cơ sở. · Managing unit's code."),
    click.option("--managing-unit-name", help="Cột tên huyện hay BHXH cơ sở. · Managing unit's name."),
    click.option("--province", "province_code", help="Cột mã tỉnh. · Column of the province's code."),
    click.option("--province-name", help="Cột tên tỉnh. · Column of the province's name."),
    click.option("--codes-by-name", is_flag=True,
                 help="Dòng thiếu mã: lấy mã theo tên nếu chắc chắn, còn lại để ngoài. · Take missing codes by name."),
    click.option("--leave-out-uncoded", is_flag=True, help="Dòng thiếu mã: để ngoài. · Keep rows without a code out."),
    click.option("--effective-to", type=click.DateTime(["%Y-%m-%d"]),
                 help="Ngày hết hiệu lực (không kể ngày đó). · First day on which it no longer holds."),
    click.option("--title", help="Tên hiển thị. · Title shown, Vietnamese."),
    click.option("--title-en", help="Tên tiếng Anh. · Title shown, English."),
    click.option("--source", default="", help="Nguồn, hiện dưới bản đồ. · Source, shown below the map."),
    click.option("--licence", default="", help="Giấy phép. · Licence."),
    click.option("--approximate", is_flag=True, help="Biên chỉ gần đúng; ghi trên mọi bản đồ. · Outlines approximate."),
    click.option("--report", "report_path", type=click.Path(dir_okay=False, path_type=Path),
                 help="Ghi báo cáo đầy đủ (JSON). · Write the full report."),
)  # fmt: skip


@boundaries.command()
@_file_options
def check(file: str, report_path: Path | None, **given: Any) -> None:
    """Kiểm tra một tệp ranh giới, không thay đổi gì · check a boundary file; changes nothing."""
    _check(file, _build_options(given), report_path)
    click.echo("Không thay đổi gì · nothing changed")


@boundaries.command("import")
@_file_options
@COMMIT_ELSE_CHECK
@click.option("--activate", "activates", is_flag=True, help="Nạp xong thì đưa lên bản đồ. · Activate it as well.")
def import_(file: str, report_path: Path | None, commit: bool, activates: bool, **given: Any) -> None:
    """Nạp một tệp ranh giới thành một bộ ranh giới · store a boundary file as a vintage."""
    from services.boundaries.importing import check_import_is_possible, import_boundaries

    options = _build_options(given)
    engine = open_store()
    check_import_is_possible(engine, options.vintage_id)
    boundary_set = _check(file, options, report_path)
    if not commit:
        tell_nothing_changed("nạp", "import")
        return
    import_boundaries(engine, boundary_set, datetime.now(UTC))
    click.echo(f"Đã nạp {options.vintage_id} · {options.vintage_id} is imported")
    if activates:
        _activate(engine, options.vintage_id)
    else:
        click.echo(f"Để hiện trên bản đồ · to show it: boundaries activate {options.vintage_id}")


@boundaries.command("list")
def list_() -> None:
    """Liệt kê các bộ ranh giới · list the vintages."""
    from services.store.area_fixes import read_area_fixes
    from services.store.boundaries import list_vintages

    with open_store().connect() as connection:
        found = list_vintages(connection)
        fix_counts = [len(read_area_fixes(connection, stored.vintage.vintage_id)) for stored in found]
    if not found:
        click.echo("Chưa có bộ ranh giới nào · there are no vintages yet")
        return
    click.echo("\t".join(_HEADINGS))
    for stored, fix_count in zip(found, fix_counts, strict=True):
        click.echo(_render_line(stored, fix_count))


@boundaries.command()
@click.argument("vintage")
def activate(vintage: str) -> None:
    """Dựng các lớp bản đồ và cho mọi người xem · build the map layers and show the vintage."""
    _activate(open_store(), vintage)


def _activate(engine: Any, vintage_id: str) -> None:
    from services.boundaries.activation import activate_vintage

    with show_progress() as progress:
        done = activate_vintage(engine, vintage_id, datetime.now(UTC), by=getpass.getuser(), progress=progress)
    if done.was_active:
        click.echo(f"{vintage_id} đã trên bản đồ từ trước · was active already")
        return
    size = f"{done.file_count} files, {done.brotli_bytes / 1000:.0f} kB"
    click.echo(f"Đã đưa {vintage_id} lên bản đồ · {vintage_id} is active ({size})")
    for ended in done.ended:
        click.echo(f"{ended} hết hiệu lực từ ngày ấy · ends on the day on which it begins")


def _check(file: str, options: BoundaryOptions, report_path: Path | None) -> BoundarySet:
    from services.boundaries.checking import check_boundaries

    with show_progress() as progress:
        boundary_set = check_boundaries(file, options, progress=progress)
    click.echo(render_report(boundary_set))
    if report_path is not None:
        write_report_file(report_path, build_report_document(boundary_set))
    return boundary_set


def _build_options(given: dict[str, Any]) -> BoundaryOptions:
    from geodata.columns import ColumnChoice
    from geodata.vintages import OutlineKind
    from services.boundaries.options import BoundaryOptions, UncodedRows

    if given["codes_by_name"] and given["leave_out_uncoded"]:
        raise click.UsageError("--codes-by-name | --leave-out-uncoded: chọn một · choose one")
    uncoded = UncodedRows.BY_NAME if given["codes_by_name"] else UncodedRows.REFUSE
    return BoundaryOptions(
        vintage_id=given["vintage"],
        level=given["level"],
        crs=given["crs"],
        layer=given["layer"],
        columns=ColumnChoice(**{name: given[name] for name in _COLUMN_OPTIONS}),
        uncoded=UncodedRows.LEAVE_OUT if given["leave_out_uncoded"] else uncoded,
        effective_to=_parse_day(given["effective_to"]),
        title_vi=given["title"],
        title_en=given["title_en"],
        source=given["source"],
        licence=given["licence"],
        outline_kind=OutlineKind.APPROXIMATE if given["approximate"] else OutlineKind.SURVEYED,
    )


def _parse_day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def _render_line(stored: StoredVintage, fix_count: int) -> str:
    vintage = stored.vintage
    corrected = f", {fix_count} đính chính · corrections" if fix_count else ""
    until = f"{vintage.effective_to:%d/%m/%Y}" if vintage.effective_to else "…"
    active = "trên bản đồ · active" if stored.activated_at else "đã nạp · imported"
    columns = (
        vintage.vintage_id,
        vintage.lowest_level.value,
        f"{vintage.effective_from:%d/%m/%Y} – {until}",
        vintage.title_vi,
        f"{active}, {vintage.outline_kind.value}{corrected}",
    )
    return "\t".join(columns)
