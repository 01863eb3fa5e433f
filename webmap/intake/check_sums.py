"""The totals that a file states beside the sums of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webmap.intake.words import write_count
from webmap.translations import gettext as _

MOST_SHOWN = 40


@dataclass(frozen=True)
class CheckSumLine:
    """One total of the file."""

    row: int
    name: str
    column: str
    header: str
    stated: str
    summed: str
    difference: str
    holds: bool
    url: str


@dataclass(frozen=True)
class CheckSumList:
    """Whether the totals hold, those that do not first."""

    total: int
    all_hold: bool
    text: str
    shown: tuple[CheckSumLine, ...]
    rest: str
    rest_url: str


def build_check_sums(
    check_sums: Sequence[Mapping[str, Any]],
    row_url: Callable[[Any, int], str],
    *,
    rest_url: str,
    most: int = MOST_SHOWN,
) -> CheckSumList:
    """Return the check sums of a report; ``row_url(sheet name, row)`` leads to the row."""
    ordered = sorted(check_sums, key=lambda one: bool(one["holds"]))
    failing = sum(not one["holds"] for one in ordered)
    if failing:
        text = _(
            "%(count)s / %(total)s số cộng không khớp",
            count=write_count(failing),
            total=write_count(len(ordered)),
        )
    else:
        text = _("Cả %(total)s số cộng đều khớp", total=write_count(len(ordered)))
    rest = len(ordered) - most
    return CheckSumList(
        total=len(ordered),
        all_hold=not failing,
        text=text,
        shown=tuple(_build_line(one, row_url) for one in ordered[:most]),
        rest=_("Xem mọi dòng cộng trong trang tính") if rest > 0 else "",
        rest_url=rest_url if rest > 0 else "",
    )


def _build_line(one: Mapping[str, Any], row_url: Callable[[Any, int], str]) -> CheckSumLine:
    return CheckSumLine(
        row=int(one["row"]),
        name=" ".join(str(one["name"]).split()),
        column=str(one["column"]),
        header=str(one["header"]),
        stated=write_count(one["stated_count"]),
        summed=write_count(one["summed_count"]),
        difference=_("khớp") if one["holds"] else write_count(one["difference_count"], is_signed=True),
        holds=bool(one["holds"]),
        url=row_url(one.get("sheet"), int(one["row"])),
    )
