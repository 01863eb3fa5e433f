"""What every command gets: the settings, the store, and a bar that shows how far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from geodata.errors import BaoPhuError, Bilingual, Place
from webmap.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from geodata.progress import Progress

BAR_WIDTH = 24


class DatabaseUnreachable(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """The database cannot be opened now; it may come by itself, so systemd tries again."""

    http_status = 503


def current_settings() -> Settings:
    """Return the settings that the command line was started with."""
    settings = click.get_current_context().find_object(Settings)
    if settings is None:
        raise RuntimeError("no settings: commands run below webmap.__main__.command_line")
    return settings


def open_store(settings: Settings | None = None) -> Engine:
    """Return the migrated engine of the settings, closed when the command ends.

    DatabaseUnreachable where it cannot be opened, StoreNewer where a later version has made it.
    """
    from services.store.engine import migrate

    return _open(settings or current_settings(), migrate)


def open_store_as_it_is() -> Engine:
    """Return the engine of the settings, closed when the command ends; the schema stays as it is.

    DatabaseUnreachable where it cannot be opened.
    """

    def look(engine: Engine) -> None:
        engine.connect().close()

    return _open(current_settings(), look)


def _open(settings: Settings, begin: Callable[[Engine], None]) -> Engine:
    from sqlalchemy.exc import OperationalError

    from services.store.engine import open_engine

    context = click.get_current_context(silent=True)
    try:
        engine = open_engine(settings.database_url)
        if context is not None:
            context.call_on_close(engine.dispose)
        begin(engine)
    except (OperationalError, OSError) as error:
        raise _refuse_database(settings, error) from error
    return engine


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Give a Progress that draws one line on standard error, and only where a person watches it."""
    if not sys.stderr.isatty():
        yield _print_steps()
        return
    yield _draw_bar
    click.echo("\r\033[K", nl=False, err=True)


def _draw_bar(done: int, total: int, what: Bilingual) -> None:
    filled = BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    click.echo(f"\r\033[K{bar} {done}/{total} {what.vi} · {what.en}", nl=False, err=True)


def _print_steps() -> Progress:
    """Return a Progress that prints each kind of work once, for logs and pipes."""
    shown: set[str] = set()

    def show(done: int, total: int, what: Bilingual) -> None:
        if what.vi not in shown:
            shown.add(what.vi)
            click.echo(f"→ {what.vi} · {what.en}", err=True)

    return show


def _refuse_database(settings: Settings, error: Exception) -> DatabaseUnreachable:
    from sqlalchemy.engine import make_url

    shown = make_url(settings.database_url).render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    return DatabaseUnreachable(
        "database_unreachable",
        Bilingual("Không mở được cơ sở dữ liệu", "The database cannot be opened"),
        Bilingual(
            f"Kiểm tra DATABASE_URL hay BAOPHU_HOME và quyền ghi ({reason}).",
            f"Check DATABASE_URL or BAOPHU_HOME and the right to write ({reason}).",
        ),
        Place(text=shown),
    )
