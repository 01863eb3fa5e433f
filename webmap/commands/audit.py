"""audit export: the audit log as a file, whole or narrowed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from webmap.commands.context import open_store


@click.group()
def audit() -> None:
    """Nhật ký: ai làm gì, lúc nào · the audit log: who did what, when."""


@audit.command()
@click.argument("out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--since", default="", metavar="YYYY-MM-DD", help="Từ ngày, giờ Việt Nam. · First day.")
@click.option("--until", default="", metavar="YYYY-MM-DD", help="Đến hết ngày. · Last day.")
@click.option("--deed", default="", help="Một việc, hay cả nhóm: release.published, account. · A deed, or a group.")
@click.option("--by", default="", help="Người làm. · Who did it.")
def export(out: Path, since: str, until: str, deed: str, by: str) -> None:
    """Ghi ra CSV, cũ nhất trước; «-» là đầu ra chuẩn · write CSV, the oldest first; «-» is standard output."""
    from services.store.audit import count_entries, iterate_entries
    from webmap.audit.asked import AskedEntries
    from webmap.audit.entries_csv import write_csv
    from webmap.commands.report_file import write_whole

    wanted = AskedEntries(deed=deed, by=by, since=since, until=until).build_filter()
    with open_store().connect() as connection:
        content = b"".join(write_csv(iterate_entries(connection, wanted)))
        count = count_entries(connection, wanted)
    if str(out) == "-":
        sys.stdout.buffer.write(content)
        return
    write_whole(out, content)
    click.echo(f"Đã ghi {count} mục · {count} entries written: {out}")
