"""The table of a comparison: each area with both values and their difference, sorted and cut into pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geodata.names import build_sort_key
from services.coverage.view import View
from services.measures.states import STATES
from services.measures.wording import format_shown
from webmap.compare_request import CompareRequest, build_compare_url, change_both
from webmap.page.columns import Numbers
from webmap.page.screen import Screen
from webmap.page.table import name_parent
from webmap.page.words import capitalise
from webmap.translations import gettext as _

PAGE_ROWS = 50


@dataclass(frozen=True)
class CompareRow:
    """One area; ``place`` is its place in the views."""

    place: int
    code: str
    name: str
    parent: str
    url: str
    is_selected: bool
    left: str
    right: str
    difference: str
    is_behind: bool


@dataclass(frozen=True)
class CompareColumn:
    """One column with the address that sorts by it."""

    name: str
    label: str
    title: str
    order: str
    url: str


@dataclass(frozen=True)
class CompareTable:
    """A page of rows under their heads; the last row is the whole."""

    columns: tuple[CompareColumn, ...]
    rows: tuple[CompareRow, ...]
    total: CompareRow
    row_count: int
    page: int
    pages: int
    previous_url: str | None
    next_url: str | None


def build_compare_table(
    request: CompareRequest, screens: tuple[Screen, Screen], difference: View | None, page: int
) -> CompareTable:
    """Return a page of the table; a page beyond the last is the last."""
    order = sort_places(request, screens, difference)
    pages = max(1, -(-len(order) // PAGE_ROWS))
    page = min(page, pages)
    shown = order[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return CompareTable(
        columns=_build_columns(request, screens, difference),
        rows=tuple(_build_row(request, screens, difference, place) for place in shown),
        total=_build_total(screens, difference),
        row_count=len(order),
        page=page,
        pages=pages,
        previous_url=f"{build_compare_url(request)}&page={page - 1}" if page > 1 else None,
        next_url=f"{build_compare_url(request)}&page={page + 1}" if page < pages else None,
    )


def sort_places(request: CompareRequest, screens: tuple[Screen, Screen], difference: View | None) -> list[int]:
    """Return the places in the order asked for; what has no number comes last, ties in the order of the alphabet."""
    left, right = (screen.view for screen in screens)
    names = [build_sort_key(name) for name in right.names]
    columns: dict[str, Numbers] = {"a": left.shown, "b": right.shown}
    numbers = columns.get(request.rows_by, right.shown if difference is None else difference.shown)
    if request.rows_by == "name":
        return sorted(range(len(names)), key=lambda at: names[at], reverse=request.rows_order == "asc")
    sign = 1 if request.rows_order == "asc" else -1
    keys = np.where(np.isfinite(numbers), sign * numbers, np.inf).tolist()
    return sorted(range(len(names)), key=lambda at: (keys[at], names[at]))


def _build_columns(
    request: CompareRequest, screens: tuple[Screen, Screen], difference: View | None
) -> tuple[CompareColumn, ...]:
    screen = screens[1]
    titles = [one.view.definition.label.in_language(screen.lang) for one in screens]
    labels = {
        "name": (capitalise(screen.name_level(screen.view.request.level)), ""),
        "a": ("A", titles[0]),
        "b": ("B", titles[1]),
        "difference": (_("Chênh lệch B − A"), ""),
    }
    wanted = [name for name in labels if name != "difference" or difference is not None]
    return tuple(_build_column(request, name, *labels[name]) for name in wanted)


def _build_column(request: CompareRequest, name: str, label: str, title: str) -> CompareColumn:
    is_sorted = request.rows_by == name
    other = "asc" if is_sorted and request.rows_order == "desc" else "desc"
    words = {"asc": "ascending", "desc": "descending"}[request.rows_order] if is_sorted else ""
    if name == "name" and words:
        words = "descending" if words == "ascending" else "ascending"
    return CompareColumn(name, label, title, words, build_compare_url(replace(request, rows_by=name, rows_order=other)))


def _build_row(
    request: CompareRequest, screens: tuple[Screen, Screen], difference: View | None, place: int
) -> CompareRow:
    left, right = (screen.view for screen in screens)
    code = right.codes[place]
    return CompareRow(
        place=place,
        code=code,
        name=right.names[place],
        parent=name_parent(screens[1], place),
        url=build_compare_url(change_both(request, area=code)),
        is_selected=code == request.left.area,
        left=_write(left, place, screens[0].lang),
        right=_write(right, place, screens[0].lang),
        difference="" if difference is None else _write(difference, place, screens[0].lang),
        is_behind=difference is not None and is_behind(difference, float(difference.shown[place])),
    )


def _build_total(screens: tuple[Screen, Screen], difference: View | None) -> CompareRow:
    left, right = (screen.view.total for screen in screens)
    lang = screens[0].lang
    written = "" if difference is None else difference.total.text(lang)
    return CompareRow(
        -1, right.area_code, right.name, "", "", False, left.text(lang), right.text(lang), written, is_behind=False
    )


def _write(view: View, place: int, lang: str) -> str:
    shown = view.shown[place]
    if np.isnan(shown):
        return STATES[int(view.states[place])].label.in_language(lang)
    return format_shown(view.definition, int(shown), lang)


def is_behind(difference: View, shown: float) -> bool:
    """Tell whether a difference lies on the side that is behind."""
    return not np.isnan(shown) and shown * difference.definition.behind_side > 0
