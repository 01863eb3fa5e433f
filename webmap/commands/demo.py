"""demo: the demonstration in an empty store, and one officer who may load data into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from services.accounts.roles import Role
from webmap.commands.context import open_store, show_progress
from webmap.commands.users import tell_password

if TYPE_CHECKING:
    from sqlalchemy import Engine

OFFICER = "can-bo"


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
    make_officer_if_alone(engine, datetime.now(UTC))
    return True


def make_officer_if_alone(engine: Engine, now: datetime) -> bool:
    """Make the officer of the demonstration where there is no account yet, and print the password this once."""
    from services.accounts.accounts import create_account, list_accounts
    from services.accounts.passwords import make_password

    with engine.connect() as connection:
        if list_accounts(connection):
            return False
    password = make_password()
    create_account(engine, OFFICER, Role.OFFICER, password, by="demo", now=now)
    click.echo(f"\n  Nạp số liệu: đăng nhập ở /login · To load data sign in at /login\n  Tên · Name:  {OFFICER}")
    tell_password(password)
    click.echo("  (Quên thì đặt lại · Lost: python -m webmap users set-password can-bo --random)\n")
    return True
