"""demo: the demonstration in an empty store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from webmap.commands.context import open_store, show_progress

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command()
def demo() -> None:
    """Dựng bản minh họa nếu kho còn trống · build the demonstration in an empty store."""
    if not build_demo_if_empty(open_store()):
        click.echo("Kho đã có dữ liệu, không thay đổi gì · the store holds data already, nothing changed", err=True)


def build_demo_if_empty(engine: Engine) -> bool:
    """Build the demonstration in an empty store, or finish one that was interrupted; return whether it did."""
    from services.demo.build import build_demo, is_demo_wanted

    if not is_demo_wanted(engine):
        return False
    with show_progress() as progress:
        build_demo(engine, datetime.now(UTC), progress)
    return True
