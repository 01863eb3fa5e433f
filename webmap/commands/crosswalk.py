"""crosswalk check · import · build · list · show · export · revoke: how the communes of two vintages hang together."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from webmap.commands.committing import COMMIT_ELSE_TELL, tell_nothing_changed
from webmap.commands.context import open_store
from webmap.commands.crosswalk_making import build, check, import_
from webmap.commands.lineage_lines import render_lineage
from webmap.commands.moments import format_moment

if TYPE_CHECKING:
    from services.store.crosswalks import StoredCrosswalk

_HEADINGS = (
    *("ID", "Từ · From", "Sang · To", "Cặp · Pairs", "Xã bị chia · Split", "Tỷ trọng theo · Basis", "Nguồn · Source"),
    *("Bởi · By", "Lúc (giờ Việt Nam) · At (Việt Nam time)", "Tình trạng · Standing"),
)


@click.group()
def crosswalk() -> None:
    """Bảng chuyển đổi giữa hai bộ ranh giới: kiểm tra, dựng, nạp, tra · crosswalks between two vintages."""


for _command in (check, import_, build):
    crosswalk.add_command(_command)


@crosswalk.command("list")
def list_() -> None:
    """Liệt kê, mới nhất trước · list them, the newest first."""
    from services.store.crosswalks import list_crosswalks

    with open_store().connect() as connection:
        found = list_crosswalks(connection)
    if not found:
        click.echo("Chưa có bảng chuyển đổi nào · there are no crosswalks yet")
        return
    click.echo("\t".join(_HEADINGS))
    for stored in found:
        click.echo(_render_line(stored))


@crosswalk.command()
@click.argument("code")
@click.option("--from", "from_vintage_id", required=True, help="Bộ ranh giới của mã. · The vintage of the code.")
@click.option("--to", "to_vintage_id", required=True, help="Bộ cần xem; có thể cũ hơn. · The other one; may be older.")
def show(code: str, from_vintage_id: str, to_vintage_id: str) -> None:
    """Một xã của bộ này nằm ở đâu trong bộ kia · where a commune of one vintage lies in another."""
    from services.crosswalks.lineage import read_lineage

    with open_store().connect() as connection:
        click.echo("\n".join(render_lineage(read_lineage(connection, from_vintage_id, to_vintage_id, code))))


@crosswalk.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "from_vintage_id", required=True, help="Bộ ranh giới trước. · The earlier vintage.")
@click.option("--to", "to_vintage_id", required=True, help="Bộ ranh giới sau. · The later vintage.")
def export(file: Path, from_vintage_id: str, to_vintage_id: str) -> None:
    """Ghi các cặp với tỷ trọng (CSV) để sửa rồi nạp lại bằng --weights · write pairs and weights to be edited."""
    from services.crosswalks.exporting import build_pair_list
    from webmap.commands.report_file import write_whole

    with open_store().connect() as connection:
        pairs = build_pair_list(connection, from_vintage_id, to_vintage_id)
    write_whole(file, pairs.to_csv(index=False).encode("utf-8-sig"))
    click.echo(f"Đã ghi {len(pairs)} cặp · {len(pairs)} pairs written: {file}")


@crosswalk.command()
@click.argument("crosswalk_id", type=click.IntRange(1, 2**31 - 1))
@COMMIT_ELSE_TELL
def revoke(crosswalk_id: int, commit: bool) -> None:
    """Thu hồi một bảng; bảng trước đó có hiệu lực trở lại · take one back; the one before it is in force again."""
    from services.store.crosswalks import read_stored_crosswalk, revoke_crosswalk
    from services.store.engine import begin_write

    engine = open_store()
    if commit:
        with begin_write(engine) as connection:
            revoke_crosswalk(connection, crosswalk_id, by=getpass.getuser(), now=datetime.now(UTC))
        click.echo(f"Đã thu hồi bảng chuyển đổi {crosswalk_id} · crosswalk {crosswalk_id} is revoked")
        return
    with engine.connect() as connection:
        click.echo(_render_line(read_stored_crosswalk(connection, crosswalk_id)))
    tell_nothing_changed("thu hồi", "revoke")


def _render_line(stored: StoredCrosswalk) -> str:
    basis = stored.basis.label
    if stored.revoked_at is not None:
        standing = f"thu hồi · revoked {format_moment(stored.revoked_at)} ({stored.revoked_by})"
    else:
        standing = "có hiệu lực · in force" if stored.in_force else "đã thay thế · replaced"
    columns = (
        *(str(stored.crosswalk_id), stored.from_vintage_id, stored.to_vintage_id),
        *(str(stored.pair_count), str(stored.split_count), f"{basis.vi} · {basis.en}", stored.source),
        *(stored.written_by, format_moment(stored.written_at), standing),
    )
    return "\t".join(columns)
