"""serve: migrate the store, build the demonstration if asked to, and answer requests until told to stop."""

from __future__ import annotations

import dataclasses
import gc
import getpass
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from geodata.errors import Bilingual, Conflict, Place
from webmap.commands.context import current_settings, open_store
from webmap.commands.demo import build_demo_if_empty
from webmap.setting_texts import HIGHEST_PORT
from webmap.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


@click.command()
@click.option("--port", type=click.IntRange(1, HIGHEST_PORT), help="Cổng, thay cho BAOPHU_PORT. · Port.")
@click.option("--demo", is_flag=True, help="Dựng bản minh họa nếu kho trống. · Build the demo in an empty store.")
def serve(port: int | None, demo: bool) -> None:
    """Chạy dịch vụ web; Ctrl+C để dừng · serve the pages; Ctrl+C stops."""
    from webmap.kept_memory import give_memory_back

    give_memory_back()  # before anything is imported that asks for memory in its own way
    from webmap.server import run_server

    gc.disable()  # until all is loaded (Server.load): nearly all of it stays, and is looked through in vain
    try:
        run_server(_prepare(port, demo=demo))
    finally:
        gc.enable()


def _prepare(port: int | None, *, demo: bool) -> Settings:
    """Bring the store to its form, note the settings in it, and return them."""
    given = current_settings()
    settings = given if port is None else dataclasses.replace(given, port=port)
    check_port_is_free(settings.host, settings.port)
    engine = open_store(settings)
    if demo:
        build_demo_if_empty(engine)
    _note_settings(engine, settings)
    engine.dispose()
    click.echo(f"Bao Phủ: {build_address(settings)} (Ctrl+C để dừng · to stop)", err=True)
    return settings


def _note_settings(engine: Engine, settings: Settings) -> None:
    """Note what the operator changed; what can only be read is served all the same."""
    from sqlalchemy.exc import DBAPIError

    from webmap.audit.noted_settings import note_settings

    try:
        note_settings(engine, settings, machine=socket.gethostname(), by=getpass.getuser(), now=datetime.now(UTC))
    except DBAPIError as error:
        click.echo(f"Chưa ghi được cài đặt vào nhật ký · settings were not noted: {error.orig}", err=True)


def build_address(settings: Settings) -> str:
    """Return the address to open in a browser on this machine."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 (compared, not bound)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/"


def check_port_is_free(host: str, port: int) -> None:
    """Raise Conflict where another program listens, before anything long begins."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                "address_not_free",
                Bilingual(f"Không mở được cổng {port} trên {host}", f"Port {port} on {host} cannot be opened"),
                Bilingual(
                    f"Chọn cổng khác (serve --port, make run PORT=8123) hoặc dừng chương trình đang dùng nó ({error}).",
                    f"Choose another port (serve --port, make run PORT=8123) or stop what uses it ({error}).",
                ),
                Place(text=f"{host}:{port}"),
            ) from None
