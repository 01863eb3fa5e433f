"""restore: a backup into an empty store, whole or not at all."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from webmap.commands.committing import COMMIT_ELSE_CHECK, tell_nothing_changed
from webmap.commands.context import open_store_as_it_is


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@COMMIT_ELSE_CHECK
def restore(file: Path, commit: bool) -> None:
    """Khôi phục một bản sao lưu vào kho trống · restore a backup into an empty store."""
    from services.store.backups import read_backup
    from services.store.restoring import is_free, restore_backup

    engine = open_store_as_it_is()
    found = restore_backup(engine, file, by=getpass.getuser(), now=datetime.now(UTC)) if commit else read_backup(file)
    click.echo(
        f"Bản sao lưu nguyên vẹn · the backup is whole: {found.row_count} dòng · rows, "
        f"công bố số · publication {found.publication_id}, {found.made_at}"
    )
    if not commit and is_free(engine):
        tell_nothing_changed("khôi phục", "restore")
    elif not commit:
        click.echo(
            "Chưa thay đổi gì; kho này đang có số liệu nên chỉ khôi phục được vào nơi khác, trống · "
            "nothing changed; this store holds data, so it can be restored into another, empty one only"
        )
    else:
        click.echo(
            "Đã khôi phục và đối chiếu; mọi người đăng nhập lại · restored and compared; everybody signs in again"
        )
