"""releases list · releases rollback: what has been published, and how to take it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from webmap.commands.context import open_store

if TYPE_CHECKING:
    from services.store.releases import StoredRelease

_HEADINGS = ("ID", "Công bố · Published (UTC)", "Bởi · By", "Bộ ranh giới · Vintage", "Số dòng · Counts", "Tệp · File")


@click.group()
def releases() -> None:
    """Các bản số liệu đã công bố · what has been published."""


@releases.command("list")
def list_() -> None:
    """Liệt kê, mới nhất trước · list them, the newest first."""
    from services.store.releases import list_releases

    with open_store().connect() as connection:
        found = list_releases(connection)
    if not found:
        click.echo("Chưa có bản số liệu nào · nothing has been published yet")
        return
    click.echo("\t".join((*_HEADINGS, "Tình trạng · Status")))
    for release in found:
        click.echo(_render_line(release))


@releases.command()
@click.argument("release_id", type=int)
@click.option("--commit", is_flag=True, help="Thực hiện; nếu không thì chỉ báo trước. · Do it; else only tell.")
def rollback(release_id: int, commit: bool) -> None:
    """Thu hồi một bản; bản mà nó thay thế có hiệu lực trở lại · take one back; what it replaced is in force again."""
    from services.store.releases import read_release, rollback_release

    engine = open_store()
    if commit:
        rollback_release(engine, release_id, datetime.now(UTC))
        click.echo(f"Đã thu hồi bản {release_id} · release {release_id} is rolled back")
        return
    with engine.connect() as connection:
        click.echo(_render_line(read_release(connection, release_id)))
    click.echo("Chưa thay đổi gì; thêm --commit để thu hồi · nothing changed; add --commit to roll back")


def _render_line(release: StoredRelease) -> str:
    status = "đã công bố · published"
    if release.rolled_back_at is not None:
        status = f"đã thu hồi · rolled back {release.rolled_back_at:%d/%m/%Y %H:%M}"
    illustrative = " (minh họa · illustrative)" if release.is_illustrative else ""
    columns = (
        str(release.release_id),
        f"{release.published_at:%d/%m/%Y %H:%M}",
        release.published_by,
        release.vintage_id,
        str(release.fact_count),
        f"{release.file_name}{illustrative}",
        status,
    )
    return "\t".join(columns)
