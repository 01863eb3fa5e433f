"""boundaries correct · fixes · unfix: official corrections of names, dated and with a remark, never edits in place."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from geodata.errors import BadInput, Bilingual, Place
from webmap.commands.committing import COMMIT_ELSE_TELL, tell_nothing_changed
from webmap.commands.context import open_store
from webmap.commands.day_type import DayType
from webmap.commands.level_type import LevelType
from webmap.commands.moments import VIETNAM, format_moment

if TYPE_CHECKING:
    from geodata.areas import Level
    from services.store.area_fixes import AreaFix, StoredFix

_HEADINGS = (
    *("ID", "Bộ ranh giới · Vintage", "Mã · Code", "Tên cũ · Former name", "Tên đúng · Corrected name"),
    *("Từ ngày · From", "Căn cứ · Remark", "Bởi · By", "Lúc (giờ Việt Nam) · At (Việt Nam time)"),
)


@click.command()
@click.argument("vintage")
@click.option("--area", "area_code", required=True, help="Mã đơn vị được đính chính. · Code of the area.")
@click.option("--level", type=LevelType(), default="commune", show_default=True, help="Cấp của nó. · Its level.")
@click.option("--name", default="", help="Tên đúng, đủ cả loại: «Xã Sáng Nhè». · The correct name, with its type.")
@click.option("--from", "effective_from", type=DayType(), help="Ngày tên đúng có hiệu lực. · Day it holds from.")
@click.option("--remark", default="", help="Căn cứ: số, ngày văn bản. · On what authority: the document.")
@click.option("--code", help="Mã sai thì không sửa được ở đây. · A wrong code cannot be mended here.")
@click.option("--outline", help="Đường biên sai thì không sửa được ở đây. · Nor can a wrong outline.")
@COMMIT_ELSE_TELL
def correct(
    vintage: str, area_code: str, level: Level, name: str, effective_from: date | None, remark: str,
    code: str | None, outline: str | None, commit: bool,
) -> None:  # fmt: skip
    """Đính chính tên một đơn vị theo văn bản chính thức · correct the name of an area."""
    from services.boundaries.correcting import Correction, check_correction, correct_name

    if code is not None or outline is not None:
        raise _refuse_outline(vintage, code or outline or "")
    if effective_from is None:
        raise click.UsageError("--from: thiếu ngày · a day is missing")
    asked = Correction(vintage, level, area_code, name, effective_from, remark)
    now = datetime.now(UTC)
    today = now.astimezone(VIETNAM).date()
    engine = open_store()
    with engine.connect() as connection:
        click.echo(_render_fix(check_correction(connection, asked, today)))
    if not commit:
        tell_nothing_changed("đính chính", "correct")
        return
    fix_id = correct_name(engine, asked, by=getpass.getuser(), now=now, today=today)
    click.echo(f"Đã ghi đính chính {fix_id} · correction {fix_id} is written")


@click.command()
@click.argument("vintage", required=False)
def fixes(vintage: str | None) -> None:
    """Liệt kê các đính chính tên · list the corrections of names."""
    from services.store.area_fixes import list_area_fixes
    from services.store.boundaries import read_vintage

    with open_store().connect() as connection:
        if vintage is not None:
            read_vintage(connection, vintage)
        found = list_area_fixes(connection, vintage)
    if not found:
        click.echo("Chưa có đính chính nào · there are no corrections")
        return
    click.echo("\t".join(_HEADINGS))
    for stored in found:
        click.echo(_render_line(stored))


@click.command()
@click.argument("fix_id", type=click.IntRange(1, 2**31 - 1))
@COMMIT_ELSE_TELL
def unfix(fix_id: int, commit: bool) -> None:
    """Thu hồi một đính chính; tên trước đó trở lại · take a correction back; the former name is shown again."""
    from services.store.area_fixes import read_stored_fix, revoke_area_fix
    from services.store.engine import begin_write

    engine = open_store()
    if commit:
        with begin_write(engine) as connection:
            revoke_area_fix(connection, fix_id, by=getpass.getuser(), now=datetime.now(UTC))
        click.echo(f"Đã thu hồi đính chính {fix_id} · correction {fix_id} is revoked")
        return
    with engine.connect() as connection:
        click.echo(_render_line(read_stored_fix(connection, fix_id)))
    tell_nothing_changed("thu hồi", "revoke")


def _render_fix(fix: AreaFix) -> str:
    return f"{fix.vintage_id} {fix.area_code}: «{fix.former_name}» → «{fix.name}» ({fix.effective_from:%d/%m/%Y})"


def _render_line(stored: StoredFix) -> str:
    fix = stored.fix
    revoked = stored.revoked_at
    taken_back = f" (thu hồi · revoked {format_moment(revoked)} {stored.revoked_by})" if revoked else ""
    columns = (
        *(str(stored.fix_id), fix.vintage_id, fix.area_code, fix.former_name, fix.name),
        *(f"{fix.effective_from:%d/%m/%Y}", fix.remark, stored.decided_by),
        f"{format_moment(stored.decided_at)}{taken_back}",
    )
    return "\t".join(columns)


def _refuse_outline(vintage: str, text: str) -> BadInput:
    return BadInput(
        "correction_needs_vintage",
        Bilingual(
            "Mã và đường biên của một bộ ranh giới không bao giờ được sửa",
            "Codes and outlines of a vintage are never edited",
        ),
        Bilingual(
            f"Nạp bộ mới (boundaries import … --vintage {vintage}-v2), rồi nối hai bộ: "
            f"crosswalk build --from {vintage} --to {vintage}-v2 --commit.",
            f"Import a new vintage (boundaries import … --vintage {vintage}-v2), then join the two: "
            f"crosswalk build --from {vintage} --to {vintage}-v2 --commit.",
        ),
        Place(text=text),
    )
