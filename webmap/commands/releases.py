"""releases list · show · rollback: what has been published, what of it is in force, and how to take it back."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from webmap.commands.committing import COMMIT_ELSE_TELL, tell_nothing_changed
from webmap.commands.context import open_store
from webmap.commands.moments import format_moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

    from services.intake.publication.history import HistoryEntry
    from services.store.place_names import PlaceNames

_HEADINGS = (
    *("ID", "Công bố (giờ Việt Nam) · Published (Việt Nam time)", "Bởi · By", "Loại · Kind", "Bộ ranh giới · Vintage"),
    *("Dòng đọc · Rows read", "Tệp · File", "Tình trạng · Standing", "Đang có hiệu lực · In force"),
)

MOST_RELEASES = 2**31 - 1  # what the store can number


@click.group()
def releases() -> None:
    """Các bản số liệu đã công bố · what has been published."""


@releases.command("list")
def list_() -> None:
    """Liệt kê, mới nhất trước · list them, the newest first."""
    from services.intake.publication.history import list_history

    with open_store().connect() as connection:
        found = list_history(connection)
        names = _read_names(connection, found)
    if not found:
        click.echo("Chưa có bản số liệu nào · nothing has been published yet")
        return
    click.echo("\t".join(_HEADINGS))
    for entry in found:
        click.echo(_render_line(entry, names))


@releases.command()
@click.argument("release_id", type=click.IntRange(1, MOST_RELEASES))
def show(release_id: int) -> None:
    """Một bản: tệp, mã kiểm, kết quả từng dòng, tổng kiểm tra · one release: file, checksum, outcomes, check sums."""
    from services.intake.publication.history import read_history_entry

    with open_store().connect() as connection:
        entry = read_history_entry(connection, release_id)
        click.echo("\n".join(_render_details(entry, _read_names(connection, [entry]))))


@releases.command()
@click.argument("release_id", type=click.IntRange(1, MOST_RELEASES))
@COMMIT_ELSE_TELL
def rollback(release_id: int, commit: bool) -> None:
    """Thu hồi một bản; bản mà nó thay thế có hiệu lực trở lại · take one back; what it replaced is in force again."""
    from services.intake.publication.history import read_history_entry
    from services.store.releases import rollback_release

    engine = open_store()
    if commit:
        rollback_release(engine, release_id, datetime.now(UTC), by=getpass.getuser())
        click.echo(f"Đã thu hồi bản {release_id} · release {release_id} is rolled back")
        return
    with engine.connect() as connection:
        entry = read_history_entry(connection, release_id)
        click.echo(_render_line(entry, _read_names(connection, [entry])))
    tell_nothing_changed("thu hồi", "roll back")


def _read_names(connection: Connection, entries: Sequence[HistoryEntry]) -> PlaceNames:
    from services.store.place_names import read_place_names

    return read_place_names(connection, (key for entry in entries for key in entry.in_force))


def _render_line(entry: HistoryEntry, names: PlaceNames) -> str:
    illustrative = " (minh họa · illustrative)" if entry.is_illustrative else ""
    columns = (
        str(entry.release_id),
        format_moment(entry.published_at),
        entry.published_by,
        str(entry.kind),
        entry.vintage_id,
        str(entry.summary.get("rows_read") or "–"),
        f"{entry.file_name}{illustrative}",
        _render_standing(entry),
        _render_in_force(entry, names),
    )
    return "\t".join(columns)


def _render_standing(entry: HistoryEntry) -> str:
    label = entry.standing.label
    text = f"{label.vi} · {label.en}"
    if entry.rolled_back_at is not None:
        text += f" {format_moment(entry.rolled_back_at)} ({entry.rolled_back_by or '?'})"
    if entry.superseded_by:
        text += " → " + ", ".join(str(release_id) for release_id in entry.superseded_by)
    return text


def _render_in_force(entry: HistoryEntry, names: PlaceNames) -> str:
    from services.intake.publication.scope_words import describe_footprints

    if not entry.in_force:
        return "–"
    words = describe_footprints(entry.in_force, names)
    return f"{words.vi} · {words.en}"


def _render_details(entry: HistoryEntry, names: PlaceNames) -> list[str]:
    from webmap.commands.data_summary import OUTCOMES

    summary = entry.summary
    outcomes = {name: count for name, count in summary.get("outcomes", {}).items() if count}
    lines = [
        f"{entry.file_name}  SHA-256 {entry.file_sha256}",
        f"{format_moment(entry.published_at)}  {entry.published_by}  {entry.kind.label.vi} · {entry.kind.label.en}",
        f"{entry.vintage_id}  {entry.source}  {entry.remark}".rstrip(),
        f"Tình trạng · standing: {_render_standing(entry)}",
        f"Có hiệu lực · in force: {_render_in_force(entry, names)}",
        f"Dòng đọc · rows read: {summary.get('rows_read', 0)}",
        *(f"  {OUTCOMES[name]}: {count}" for name, count in outcomes.items()),
        f"Tổng kiểm tra đúng · check sums that hold: "
        f"{summary.get('check_sums_held', 0)}/{summary.get('check_sum_count', 0)}",
    ]
    return lines + [
        f"  ✗ {one.get('name')} ({one.get('column')}): {one.get('stated_count')} ≠ {one.get('summed_count')}"
        for one in summary.get("check_sums_failed", ())
    ]
