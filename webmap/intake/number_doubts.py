"""The numbers that Excel seems to have damaged: what the cell holds, what it may have been, what the officer says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from services.intake.options import IntakeOptions
from webmap.intake.choices import Choice
from webmap.intake.notices import describe_cell
from webmap.intake.words import write_count
from webmap.translations import gettext as _

DAMAGED = ("number_damaged", "number_perhaps_damaged")
MOST_AT_ONCE = 40


@dataclass(frozen=True)
class NumberChoice(Choice):
    """A number that the cell may have held; ``note`` says why."""

    note: str = ""


@dataclass(frozen=True)
class NumberDoubt:
    """One cell to be settled."""

    anchor: str
    name: str
    place: str
    url: str
    title: str
    reason: str
    choices: tuple[NumberChoice, ...]
    other: str
    other_label: str


def list_damaged(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the findings of numbers that wait for a person."""
    return [one for one in document["errors"] if one["code"] in DAMAGED and one["row"] is not None]


def build_number_doubts(
    document: Mapping[str, Any],
    sheet_names: Sequence[str | None],
    options: IntakeOptions,
    row_url: Callable[[int, int], str],
) -> tuple[NumberDoubt, ...]:
    """Return the cells to be settled, the first ``MOST_AT_ONCE``; what is settled makes room for the next."""
    return tuple(_build_doubt(one, sheet_names, row_url) for one in list_damaged(document)[:MOST_AT_ONCE])


def _build_doubt(
    finding: Mapping[str, Any], sheet_names: Sequence[str | None], row_url: Callable[[int, int], str]
) -> NumberDoubt:
    sheet = finding.get("sheet")
    number = sheet_names.index(sheet) if sheet in sheet_names else 0
    letter, row = str(finding["column"]).split(" ")[0], int(finding["row"])
    text = str(finding["text"])
    cell = describe_cell(row, letter)
    return NumberDoubt(
        anchor=f"number-{number}-{row}-{letter}",
        name=f"number-{number}-{row}-{letter}",
        place=cell,
        url=row_url(number, row),
        title=_("ghi «%(text)s»", text=text),
        reason=str(finding["message"][g.lang]),
        choices=tuple(_list_choices(finding, text)),
        other="",
        other_label=_("Số đúng của %(cell)s", cell=cell),
    )


def _list_choices(finding: Mapping[str, Any], text: str) -> list[NumberChoice]:
    proposed = finding.get("suggestion")
    choices = []
    if proposed is not None:
        choices.append(NumberChoice(str(proposed), write_count(int(proposed)), note=_("dấu ngăn nghìn bị đọc nhầm")))
    if text.isdigit():
        choices.append(NumberChoice(text, write_count(int(text)), note=_("giữ nguyên")))
    return choices
