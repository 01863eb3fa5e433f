"""backup: all that the store holds, into one file, while the service runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from webmap.commands.context import open_store_as_it_is


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Sao lưu cả kho vào một tệp mới rồi đọc lại · back the whole store up into a new file and read it back."""
    from services.store.backups import write_backup

    made = write_backup(open_store_as_it_is(), file, datetime.now(UTC))
    click.echo(
        f"Đã sao lưu và đọc lại · backed up and read back: {file} ({file.stat().st_size / 1e6:.1f} MB, "
        f"{made.row_count} dòng · rows, công bố số · publication {made.publication_id})"
    )
    click.echo(
        "Tệp chứa cả tài khoản và khóa ký: giữ kín như chính kho số liệu · "
        "it holds accounts and the signing key: keep it as safe as the store itself"
    )
