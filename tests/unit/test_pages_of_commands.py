"""Every command that the pages show exists, with the options that they give it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from webmap.__main__ import command_line

HOUSE = Path(__file__).parents[2]
PAGES = sorted([*(HOUSE / "docs" / "operators").glob("*.md"), *(HOUSE / "docs" / "users").glob("*.md")])
BLOCKS = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALLS = re.compile(r"(?:^|service )(?:[A-Z_]+=\S+ )*(?:baophu|… (?=users)|python -m webmap) ?([a-z][^#]*)")


def _find_calls(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    for block in BLOCKS.findall(text):
        for line in block.splitlines():
            yield from CALLS.findall(line)


def _describe_fault(call: str) -> str | None:
    """Return what a call names that there is not."""
    command: click.Command = command_line
    context = click.Context(command)
    for word in shlex.split(call.replace("'", ""), comments=True):
        if word in ("<", ">", "|", "&&", ";"):
            break
        if isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                return f"there is no «{word}»"
            command = found
        elif word.startswith("--") and word.split("=")[0] not in _list_options(command):
            return f"«{command.name}» has no {word}"
    return None


def _list_options(command: click.Command) -> set[str]:
    return {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_exist(page: Path) -> None:
    faults = [(call.strip(), fault) for call in _find_calls(page) if (fault := _describe_fault(call))]
    assert faults == []


def test_there_are_commands_to_look_at_and_a_wrong_one_is_found() -> None:
    assert sum(len(list(_find_calls(page))) for page in PAGES) > 40
    assert _describe_fault("users add nguyen --role admin --random") is None
    assert _describe_fault("users add nguyen --rolle admin") == "«add» has no --rolle"
    assert _describe_fault("publish it") == "there is no «publish»"
