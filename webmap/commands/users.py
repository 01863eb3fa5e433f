"""users add · list · set-role · set-password · disable · enable: who may sign in."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from services.accounts.roles import Role
from webmap.commands.context import open_store

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from services.accounts.accounts import Account
    from services.accounts.territory import Territory

_HEADINGS = ("Tên · Name", "Quyền · Role", "Tạo lúc · Created (UTC)", "Bởi · By", "Tình trạng · State")
_ROLES = click.Choice([role.value for role in Role])
_WITHIN = click.option(
    "--within",
    default="-",
    metavar="VINTAGE:CODE",
    help="Chỉ ghi số liệu trong tỉnh hay đơn vị này; «-»: mọi nơi. · Writes within this province or unit only.",
)
_ROLE_HELP = "viewer < planner < officer < admin"


@click.group()
def users() -> None:
    """Tài khoản đăng nhập · who may sign in."""


def _take_password(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the ways to say a password: asked twice, from standard input, or made at random."""
    options = [
        click.option(
            "--password-stdin", is_flag=True, help="Đọc từ dòng đầu của stdin. · From the first line of stdin."
        ),
        click.option(
            "--random",
            "is_random",
            is_flag=True,
            help="Tạo ngẫu nhiên, in ra một lần; người dùng phải đổi. · Made at random, printed once, to be changed.",
        ),
        click.option(
            "--must-change", is_flag=True, help="Phải đổi khi đăng nhập. · To be changed at the next sign-in."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@users.command()
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help=_ROLE_HELP)
@_WITHIN
@_take_password
def add(name: str, role: str, within: str, password_stdin: bool, is_random: bool, must_change: bool) -> None:
    """Tạo tài khoản · make an account."""
    from services.accounts.accounts import create_account

    engine = open_store()
    territory = _read_territory(engine, within)
    password = _ask_password(password_stdin, is_random)
    made = create_account(
        engine,
        name,
        Role(role),
        password,
        by=getpass.getuser(),
        now=datetime.now(UTC),
        must_change=must_change or is_random,
        within=territory,
    )
    click.echo(f"Đã tạo tài khoản {made.name} ({role}) · account {made.name} is made")
    _tell_password(password, is_random)


@users.command("list")
def list_() -> None:
    """Liệt kê tài khoản · list the accounts."""
    from services.accounts.accounts import list_accounts

    with open_store().connect() as connection:
        found = list_accounts(connection)
    if not found:
        click.echo("Chưa có tài khoản nào · there is no account yet: users add NAME --role officer")
        return
    click.echo("\t".join(_HEADINGS))
    now = datetime.now(UTC)
    for account in found:
        click.echo(_render_line(account, now))


@users.command("set-role")
@click.argument("name")
@click.argument("role", type=_ROLES)
def set_role_(name: str, role: str) -> None:
    """Đổi quyền, có hiệu lực ngay · give another role, at once."""
    from services.accounts.accounts import set_role

    set_role(open_store(), name, Role(role), by=getpass.getuser(), now=datetime.now(UTC))
    click.echo(f"{name}: {role}")


@users.command("set")
@click.argument("name")
@click.option("--within", required=True, metavar="VINTAGE:CODE", help="«-»: mọi nơi. · «-»: everywhere.")
def set_(name: str, within: str) -> None:
    """Đổi nơi được ghi số liệu, có hiệu lực ngay · change where an account may write, at once."""
    from services.accounts.accounts import limit_account

    engine = open_store()
    territory = _read_territory(engine, within)
    limit_account(engine, name, territory, by=getpass.getuser(), now=datetime.now(UTC))
    click.echo(f"{name}: {territory or 'không giới hạn · everywhere'}")


@users.command("set-password")
@click.argument("name")
@_take_password
def set_password_(name: str, password_stdin: bool, is_random: bool, must_change: bool) -> None:
    """Đặt mật khẩu mới, mở khóa, đăng xuất mọi nơi · set a password, end lock and sessions."""
    from services.accounts.accounts import read_account, set_password

    engine = open_store()
    with engine.connect() as connection:
        read_account(connection, name)  # told before a password is asked for
    password = _ask_password(password_stdin, is_random)
    by, now = getpass.getuser(), datetime.now(UTC)
    set_password(engine, name, password, by=by, now=now, must_change=must_change or is_random)
    click.echo(f"Đã đổi mật khẩu của {name} · the password of {name} is changed")
    _tell_password(password, is_random)


@users.command()
@click.argument("name")
def disable(name: str) -> None:
    """Khóa hẳn tài khoản, đăng xuất ngay · let nobody sign in to it, end its sessions."""
    from services.accounts.accounts import disable_account

    disable_account(open_store(), name, datetime.now(UTC), by=getpass.getuser())
    click.echo(f"Đã ngừng tài khoản {name} · account {name} is disabled")


@users.command()
@click.argument("name")
def enable(name: str) -> None:
    """Cho dùng lại tài khoản đã ngừng · let a disabled account be used again."""
    from services.accounts.accounts import enable_account

    enable_account(open_store(), name, by=getpass.getuser(), now=datetime.now(UTC))
    click.echo(f"Tài khoản {name} dùng lại được · account {name} can be used again")


def _read_territory(engine: Engine, text: str) -> Territory | None:
    from services.accounts.territory import parse_territory
    from services.coverage.snapshot import read_snapshot
    from webmap.territory import check_exists

    territory = parse_territory(text)
    if territory is not None:
        check_exists(read_snapshot(engine), territory)
    return territory


def tell_password(password: str) -> None:
    """Print a password that is told this once, on standard output, which no log is written to."""
    click.echo(f"  Mật khẩu, chỉ in ra một lần · Password, printed this once:  {password}")


def _tell_password(password: str, is_random: bool) -> None:
    if is_random:
        tell_password(password)


def _ask_password(password_stdin: bool, is_random: bool) -> str:
    if password_stdin and is_random:
        raise click.UsageError("--password-stdin / --random")
    if is_random:
        from services.accounts.passwords import make_password

        return make_password()
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt(
        "Mật khẩu · Password",
        hide_input=True,
        confirmation_prompt="Nhập lại · Again",
    )
    return asked


def _render_line(account: Account, now: datetime) -> str:
    states = []
    if account.disabled_at is not None:
        states.append(f"đã ngừng · disabled {account.disabled_at:%d/%m/%Y}")
    if account.locked_until is not None and account.locked_until > now:
        states.append(f"tạm khóa đến · locked until {account.locked_until:%H:%M}")
    if account.within is not None:
        states.append(f"chỉ trong · within {account.within}")
    if account.must_change_password:
        states.append("phải đổi mật khẩu · must change the password")
    columns = (
        account.name,
        account.role.value,
        f"{account.created_at:%d/%m/%Y %H:%M}",
        account.created_by,
        "; ".join(states) or "dùng được · in use",
    )
    return "\t".join(columns)
