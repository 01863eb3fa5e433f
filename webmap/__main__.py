"""The command line: puts the commands together, parses, and turns errors into text and exit codes.

Exit codes: 0 done, 1 unexpected or the database is away, 2 usage, 3 bad input, 4 conflict.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from geodata.errors import BaoPhuError
from webmap.commands.errors import render_error, render_unexpected
from webmap.settings import Settings

# Modules are imported when they are called: reading a boundary file needs libraries that `releases list` does not.
COMMANDS = (
    *(
        "serve",
        "boundaries",
        "units",
        "crosswalk",
        "data",
        "aggregate",
        "uploads",
        "releases",
        "export",
        "users",
        "audit",
        "backup",
        "restore",
    ),
    "demo",
)


BEHIND_READERS = 10  # of niceness


class CommandLine(click.Group):
    """The group of all commands; what they raise becomes text and an exit code, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of the module of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"webmap.commands.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; exit with the code of its error."""
        try:
            return super().invoke(ctx)
        except BaoPhuError as error:
            self._report(ctx, render_error(error), error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            if not _is_output_closed():
                raise
            ctx.exit(1)  # whoever reads has seen enough: `releases list | head`
        except Exception as error:
            failure = _find_failure(error)
            self._report(ctx, render_error(failure) if failure else render_unexpected(error), 1)

    def _report(self, ctx: click.Context, text: str, exit_code: int) -> None:
        if ctx.params.get("debug"):
            click.echo(traceback.format_exc(), err=True)
        click.echo(text, err=True)
        ctx.exit(exit_code)


def _is_output_closed() -> bool:
    """Tell whether nobody reads the output any more; what is left of it is then thrown away."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _find_failure(error: Exception) -> BaoPhuError | None:
    from services.store.failures import find_failure

    return find_failure(error)


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="In cả dấu vết của lỗi. · Print the traceback of an error.")
@click.pass_context
def command_line(ctx: click.Context, debug: bool) -> None:
    """Bao Phủ: bản đồ bao phủ bảo hiểm xã hội · coverage maps of social insurance."""
    ctx.obj = Settings.from_environment(os.environ)


def give_way(arguments: Sequence[str]) -> None:
    """Let a command that works for minutes stand behind the service beside it: readers go before."""
    if arguments[:1] != ["serve"] and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(BEHIND_READERS)


if __name__ == "__main__":
    give_way(sys.argv[1:])
    command_line(prog_name="python -m webmap")
