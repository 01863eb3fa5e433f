"""What a page says above all else: a refusal, a conflict, a thing done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from geodata.errors import BaoPhuError, Place
from webmap.intake.web_hints import build_hint
from webmap.translations import gettext as _


@dataclass(frozen=True)
class Notice:
    """A heading, lines, and where to go; ``tone`` is bad, warn or good."""

    tone: str
    heading: str
    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    place: str = ""
    links: tuple[tuple[str, str], ...] = ()


def build_refusal(error: BaoPhuError, *links: tuple[str, str]) -> Notice:
    """Return what went wrong, where, and how to mend it."""
    message = error.message.in_language(g.lang)
    hint = build_hint(error.code, {"vi": error.hint.vi, "en": error.hint.en})
    return Notice("bad", message, (hint,), place=describe_place(error.place), links=links)


def describe_place(place: Place) -> str:
    """Return file, sheet, row and column in words, empty where none is known."""
    parts = [
        (_("tệp"), place.file),
        (_("trang"), place.sheet),
        (_("dòng"), place.row),
        (_("cột"), place.column),
    ]
    return " · ".join(f"{name} {value}" for name, value in parts if value is not None)


def describe_cell(row: int | None, column: str | None) -> str:
    """Return where a finding stands within its sheet: cell, row or column."""
    if row is not None and column:
        return _("Ô %(cell)s", cell=f"{column.split(' ')[0]}{row}")
    if row is not None:
        return _("Dòng %(row)s", row=row)
    return _("Cột %(column)s", column=column) if column else ""
