"""The legend of a figure: the sentence, a swatch with words and count for each class and state, and the total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geodata.errors import Bilingual
from services.coverage.view import View
from services.measures.states import State
from services.measures.wording import format_count
from services.reporting.figure_frame import Box
from services.reporting.figure_looks import ESTIMATED_ID, Look, find_look
from services.reporting.figure_marks import (
    CLUSTERED,
    FigureMarks,
    render_cluster_swatch,
    render_event_swatch,
    render_marks_swatch,
    render_number_swatch,
)
from services.reporting.figure_overlay import FigureOverlay, render_overlay_swatch
from services.reporting.figure_pilots import render_pilot_swatch
from services.reporting.figure_sheets import COLUMN_GAP
from services.reporting.svg import MUTED, build_element, build_lines, build_rect, build_text, wrap_text

ROW_HEIGHT = 26.0
SENTENCE_SIZE, ROW_SIZE = 14.0, 13.0
SWATCH_WIDTH, SWATCH_HEIGHT, WORDS_X = 30.0, 17.0, 40.0
TOTAL = Bilingual("Cộng", "Total")
PILOTS = Bilingual("xã điểm", "pilot communes")
OF_THEM_ESTIMATED = Bilingual("trong đó ước tính", "of them estimated")

Draw = Callable[[float, float], str]  # from the upper left corner of a row to SVG


@dataclass(frozen=True)
class LegendPart:
    """One block of the legend, as high as it is."""

    height: float
    draw: Draw


def render_legend_in(
    view: View,
    lang: str,
    box: Box,
    columns: int,
    overlay: FigureOverlay | None = None,
    marks: FigureMarks | None = None,
) -> str:
    """Return the legend in ``box``: parts one below the other, in the next column where one is full.

    Beside other columns the sentence has the first one to itself.
    """
    width = (box.width - (columns - 1) * COLUMN_GAP) / columns
    x, y = box.x, box.y
    drawn = []
    parts = _list_parts(view, lang, width, overlay)
    if marks is not None:
        render = render_number_swatch if marks.numbers else render_marks_swatch
        rows = (
            (marks.codes, marks.label, render),
            (marks.clusters, CLUSTERED, render_cluster_swatch),
            (marks.events, marks.event_label, render_event_swatch),
        )
        parts += [
            _build_marks_row(label, draw, len(codes & set(view.codes)), width, lang)
            for codes, label, draw in rows
            if codes
        ]
    for part in parts:
        is_full = y + part.height > box.y + box.height + 1 or (part is parts[1] and columns > 1)
        if is_full and x + width < box.x + box.width:
            x, y = x + width + COLUMN_GAP, box.y
        drawn.append(part.draw(x, y))
        y += part.height
    return build_element("g", "".join(drawn))


def _list_parts(view: View, lang: str, width: float, overlay: FigureOverlay | None) -> list[LegendPart]:
    parts = [_build_sentence(view.legend_sentence.in_language(lang), width)]
    parts += [
        _build_row(look, label, format_count(count, lang), width) for look, label, count in list_legend_rows(view, lang)
    ]
    parts.append(_build_total(format_count(len(view.codes), lang), width, lang))
    if view.state_counts[State.ESTIMATED]:
        parts.append(_build_estimated_row(format_count(view.state_counts[State.ESTIMATED], lang), width, lang))
    if view.pilot_codes:
        parts.append(_build_pilot_row(format_count(len(view.pilot_codes), lang), width, lang))
    if overlay is not None:
        parts.append(_build_overlay_row(overlay.label.in_language(lang), width))
    return parts


def list_legend_rows(view: View, lang: str) -> list[tuple[Look, str, int]]:
    """Return look, words and count of each class and of each state that paints an area; counts add up to the areas."""
    rows = [
        (find_look(view, str(number), False), one.label.in_language(lang), one.count)
        for number, one in enumerate(view.classes.classes)
    ]
    rows += [
        (find_look(view, state.letter, False), state.label.in_language(lang), count)
        for state, count in view.painted_counts.items()
        if count
    ]
    return rows


def _build_sentence(sentence: str, width: float) -> LegendPart:
    lines = wrap_text(sentence, width, SENTENCE_SIZE)
    step = SENTENCE_SIZE * 1.4
    return LegendPart(
        len(lines) * step + SENTENCE_SIZE, lambda x, y: build_lines(lines, x, y + SENTENCE_SIZE, SENTENCE_SIZE)[0]
    )


def _build_row(look: Look, label: str, count: str, width: float) -> LegendPart:
    lines = wrap_text(label, width - WORDS_X - 50, ROW_SIZE)

    def draw(x: float, y: float) -> str:
        box = Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT)
        swatch = build_rect(box, fill=look.fill, stroke=look.stroke or MUTED, stroke_width=0.7)
        words, _ = build_lines(lines, x + WORDS_X, y + ROW_SIZE, ROW_SIZE)
        return swatch + words + _render_count(count, x + width, y, 400)

    return LegendPart(ROW_HEIGHT + (len(lines) - 1) * ROW_SIZE * 1.4, draw)


def _build_total(count: str, width: float, lang: str) -> LegendPart:
    def draw(x: float, y: float) -> str:
        words = build_text(TOTAL.in_language(lang), x + WORDS_X, y + ROW_SIZE - 1, ROW_SIZE, font_weight=600)
        return words + _render_count(count, x + width, y - 1, 600)

    return LegendPart(ROW_HEIGHT + 6, draw)


def _build_estimated_row(count: str, width: float, lang: str) -> LegendPart:
    """The overlay of estimates: they are counted in their classes, so this row stands below the sum."""

    def draw(x: float, y: float) -> str:
        box = Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT)
        swatch = build_rect(box, fill="#ffffff") + build_rect(box, fill=f"url(#{ESTIMATED_ID})", stroke=MUTED)
        words = build_text(OF_THEM_ESTIMATED.in_language(lang), x + WORDS_X, y + ROW_SIZE, ROW_SIZE)
        return swatch + words + _render_count(count, x + width, y, 400)

    return LegendPart(ROW_HEIGHT, draw)


def _build_pilot_row(count: str, width: float, lang: str) -> LegendPart:
    """The ring of pilots: they are counted in their classes, so this row stands below the sum."""

    def draw(x: float, y: float) -> str:
        swatch = render_pilot_swatch(Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT))
        words = build_text(PILOTS.in_language(lang), x + WORDS_X, y + ROW_SIZE, ROW_SIZE)
        return swatch + words + _render_count(count, x + width, y, 400)

    return LegendPart(ROW_HEIGHT, draw)


def _build_overlay_row(label: str, width: float) -> LegendPart:
    lines = wrap_text(label, width - WORDS_X, ROW_SIZE)

    def draw(x: float, y: float) -> str:
        swatch = render_overlay_swatch(Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT))
        return swatch + build_lines(lines, x + WORDS_X, y + ROW_SIZE, ROW_SIZE)[0]

    return LegendPart(ROW_HEIGHT + (len(lines) - 1) * ROW_SIZE * 1.4, draw)


def _build_marks_row(label: Bilingual, render: Callable[[Box], str], count: int, width: float, lang: str) -> LegendPart:
    lines = wrap_text(f"{label.in_language(lang)}: {format_count(count, lang)}", width - WORDS_X, ROW_SIZE)

    def draw(x: float, y: float) -> str:
        swatch = render(Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT))
        return swatch + build_lines(lines, x + WORDS_X, y + ROW_SIZE, ROW_SIZE)[0]

    return LegendPart(ROW_HEIGHT + (len(lines) - 1) * ROW_SIZE * 1.4, draw)


def _render_count(count: str, x: float, y: float, weight: int) -> str:
    return build_text(count, x, y + ROW_SIZE, ROW_SIZE, text_anchor="end", font_weight=weight, fill=MUTED)
