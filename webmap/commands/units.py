"""units import · list · show · find: what a place was called, what it belonged to, and what became of it."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webmap.commands.committing import COMMIT_ELSE_CHECK, tell_nothing_changed
from webmap.commands.context import open_store
from webmap.commands.day_type import DayType
from webmap.commands.level_type import LevelType
from webmap.commands.moments import VIETNAM, format_moment

if TYPE_CHECKING:
    from geodata.areas import Level
    from services.units.importing import UnitList


@click.group()
def units() -> None:
    """Lịch sử đơn vị hành chính: nạp, tra theo mã, theo tên, theo ngày · the history of administrative units."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Nguồn của danh sách. · Source of the list.")
@COMMIT_ELSE_CHECK
def import_(file: Path, source: str, commit: bool) -> None:
    """Nạp danh sách đơn vị theo thời gian · load a dated list of units; it replaces the one before."""
    from services.units.importing import check_unit_file, import_units

    checked = check_unit_file(file)
    click.echo(_render_list(checked))
    engine = open_store()
    if not commit:
        tell_nothing_changed("nạp", "import")
        return
    history_id = import_units(engine, checked, source, by=getpass.getuser(), now=datetime.now(UTC))
    click.echo(f"Đã nạp lịch sử {history_id} · history {history_id} is loaded")


@units.command("list")
def list_() -> None:
    """Liệt kê các danh sách đã nạp; bản trên cùng có hiệu lực · list what was loaded; the first is in force."""
    from services.store.unit_history import list_unit_histories

    with open_store().connect() as connection:
        found = list_unit_histories(connection)
    for stored in found:
        columns = (str(stored.history_id), stored.source, f"{stored.term_count} dòng · rows")
        click.echo("\t".join((*columns, format_moment(stored.written_at), stored.written_by)))
    if not found:
        click.echo("Chưa nạp danh sách nào · nothing has been loaded yet")


@units.command()
@click.argument("code")
@click.option("--on", type=DayType(), help="Ngày; mặc định hôm nay. · The day; today by default.")
@click.option("--level", type=LevelType(), help="Cấp, nếu mã có ở nhiều cấp. · The level, where several have the code.")
def show(code: str, on: date | None, level: Level | None) -> None:
    """Một mã vào một ngày: tên, loại, thuộc đâu, về sau ra sao · a code on a day, and what became of the unit."""
    from services.units.answers import find_unit
    from webmap.commands.unit_answer import render_answer

    with open_store().connect() as connection:
        click.echo(render_answer(find_unit(connection, code, on or _today(), level)))


@units.command()
@click.argument("name")
@click.option("--on", type=DayType(), help="Ngày; mặc định hôm nay. · The day; today by default.")
@click.option("--level", type=LevelType(), help="Chỉ một cấp. · One level only.")
def find(name: str, on: date | None, level: Level | None) -> None:
    """Các đơn vị mang một tên vào một ngày · the units that bore a name on a day."""
    from services.units.answers import find_named_units
    from webmap.commands.unit_answer import render_unit

    day = on or _today()
    with open_store().connect() as connection:
        found = find_named_units(connection, name, day, level)
    for unit in found:
        click.echo(render_unit(unit))
    if not found:
        click.echo(f"Ngày {day:%d/%m/%Y} không đơn vị nào mang tên «{name}» · no unit bore that name on that day")


def _today() -> date:
    return datetime.now(VIETNAM).date()


def _render_list(checked: UnitList) -> str:
    words = {"province": "tỉnh · provinces", "managing_unit": "huyện · districts", "commune": "xã · communes"}
    counts = (
        f"  {words[level]}: {checked.unit_counts[level]} mã · codes, {checked.term_counts[level]} dòng · rows"
        for level in words
        if level in checked.unit_counts
    )
    span = f"{checked.first_day:%d/%m/%Y} – {checked.last_day:%d/%m/%Y}"
    return "\n".join([f"Tệp · file: {checked.file_name}, {span}", *counts])
