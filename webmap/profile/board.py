"""Rows of a leader board as pages show them: rank and tie, bar, both counts, small ones marked, movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.coverage.leaders import SMALL_BELOW, LeaderBoard, LeaderRow
from services.measures.indicators import Unit
from services.measures.wording import format_count, format_date
from webmap.map_request import MapRequest
from webmap.page.navigation import build_area_url
from webmap.translations import gettext as _


@dataclass(frozen=True)
class BoardLine:
    """One area. Coordinates are per cent of the bar's track; ``move`` is up, down, same or empty where unknown."""

    rank: str
    is_tied: bool
    code: str
    name: str
    url: str
    value: str
    has_value: bool
    numerator: str
    denominator: str
    bar_x: str
    bar_width: str
    is_small: bool
    is_behind: bool
    is_estimated: bool
    move: str
    move_text: str
    move_words: str


@dataclass(frozen=True)
class Board:
    """A board: what it ranks, its lines, what stands for the whole."""

    title: str
    numerator_label: str
    denominator_label: str
    lines: tuple[BoardLine, ...]
    ranked_count: int
    previous: str
    mark_x: str
    small_note: str
    mark_value: float | None


def build_board(board: LeaderBoard, request: MapRequest, lang: str, labels: tuple[str, str] = ("", "")) -> Board:
    """Return a board in a language; ``labels`` are what its two counts are called."""
    place = _Scale(*_find_bounds(board))
    return Board(
        title=board.definition.label.in_language(lang),
        numerator_label=labels[0],
        denominator_label=labels[1],
        lines=tuple(_build_line(row, board, request, lang, place) for row in board.rows),
        ranked_count=board.ranked_count,
        previous=format_date(board.previous_date, lang) if board.previous_date and board.has_moves else "",
        mark_x=place.write(board.definition.value_scale) if _has_full_mark(board) else "",
        mark_value=1.0 if _has_full_mark(board) else None,
        small_note=_("◦ mẫu số dưới %(count)s: vài người đã đổi thứ hạng", count=SMALL_BELOW)
        if board.has_small
        else "",
    )


def _say_small() -> str:
    return _("◦ mẫu số dưới %(count)s: vài người đã đổi thứ hạng", count=SMALL_BELOW)


def choose_window(rows: Sequence[LeaderRow], code: str, around: int = 2) -> tuple[LeaderRow, ...]:
    """Return the row of an area with its neighbours in rank, the first and the last of the board beside them."""
    rows = [row for row in rows if row.rank or row.value.area_code == code]
    at = next((place for place, row in enumerate(rows) if row.value.area_code == code), None)
    if at is None:
        return ()
    wanted = {0, *range(max(0, at - around), min(len(rows), at + around + 1)), len(rows) - 1}
    return tuple(rows[place] for place in sorted(wanted))


def list_marks(board: LeaderBoard, lang: str) -> list[dict[str, Any]]:
    """Return what a chart draws of each ranked area: its name, its value as printed and as a number."""
    scale = board.definition.value_scale
    return [
        {"name": row.value.name, "value": row.value.shown / scale, "text": row.value.text(lang), "small": row.is_small}
        for row in board.rows
        if row.value.shown is not None
    ]


@dataclass(frozen=True)
class _Scale:
    least: float
    most: float

    def place(self, value: float) -> float:
        return (value - self.least) / ((self.most - self.least) or 1) * 100

    def write(self, value: float) -> str:
        return f"{self.place(value):.1f}"


def _has_full_mark(board: LeaderBoard) -> bool:
    return board.definition.unit is Unit.RATIO and board.definition.indicator.value == "plan_completion_ratio"


def _find_bounds(board: LeaderBoard) -> tuple[float, float]:
    least, most = board.bounds
    return least, max(most, float(board.definition.value_scale)) if _has_full_mark(board) else most


def _build_line(row: LeaderRow, board: LeaderBoard, request: MapRequest, lang: str, scale: _Scale) -> BoardLine:
    value, shown = row.value, row.value.shown
    ends = sorted((scale.place(0), scale.place(shown))) if shown is not None else (0.0, 0.0)
    move, move_text, move_words = _say_movement(row, lang)
    return BoardLine(
        rank="" if row.rank is None else format_count(row.rank, lang),
        is_tied=row.is_tied,
        code=value.area_code,
        name=value.name,
        url=build_area_url(request, value.area_code),
        value=value.text(lang),
        has_value=shown is not None,
        numerator=_count(value.numerator, lang),
        denominator=_count(value.denominator, lang),
        bar_x=f"{ends[0]:.1f}",
        bar_width=f"{max(0.0, ends[1] - ends[0]):.1f}",
        is_small=row.is_small,
        is_behind=shown is not None and (shown < 0 if board.definition.ahead_is_high else shown > 0),
        is_estimated=bool(value.estimated_share),
        move=move,
        move_text=move_text,
        move_words=move_words,
    )


def _say_movement(row: LeaderRow, lang: str) -> tuple[str, str, str]:
    if row.movement is None:
        return "", "", ""
    places = format_count(abs(row.movement), lang)
    if row.movement > 0:
        return "up", f"▲ {places}", _("lên %(places)s bậc", places=places)
    if row.movement < 0:
        return "down", f"▼ {places}", _("xuống %(places)s bậc", places=places)
    return "same", "0", _("giữ nguyên bậc")  # «=» says a tie


def _count(count: float | None, lang: str) -> str:
    return "–" if count is None else format_count(count, lang)
