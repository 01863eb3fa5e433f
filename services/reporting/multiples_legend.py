"""The legend of small multiples: one strip of swatches under the panels."""

from __future__ import annotations

from dataclasses import dataclass

from services.coverage.view import View
from services.measures.states import STATES, State
from services.measures.wording import format_count
from services.reporting.figure_frame import Box
from services.reporting.figure_looks import Look, find_look
from services.reporting.svg import MUTED, build_element, build_lines, build_rect, build_text, measure_text, wrap_text

SIZE = 12.0
ROW, GAP = 21.0, 20.0
SWATCH_WIDTH, SWATCH_HEIGHT = 26.0, 14.0


@dataclass(frozen=True)
class LegendItem:
    """One swatch with its words; ``count`` is empty where areas are not counted."""

    look: Look
    label: str
    count: str

    @property
    def width(self) -> float:
        """The width of swatch and words in sheet units."""
        return SWATCH_WIDTH + 7 + measure_text(f"{self.label} {self.count}".strip(), SIZE)


@dataclass(frozen=True)
class LegendStrip:
    """The sentence and the swatches, broken into rows of at most ``width``."""

    x: float
    sentence: tuple[str, ...]
    rows: tuple[tuple[LegendItem, ...], ...]

    @property
    def height(self) -> float:
        """The height in sheet units."""
        return len(self.sentence) * SIZE * 1.4 + 6 + len(self.rows) * ROW

    def render(self, top: float) -> str:
        """Return the strip as SVG with its upper edge at ``top``."""
        drawn, y = build_lines(list(self.sentence), self.x, top + SIZE, SIZE, fill=MUTED)
        parts, y = [drawn], y - SIZE + 4
        for row in self.rows:
            x = self.x
            for item in row:
                parts.append(_render_item(item, x, y))
                x += item.width + GAP
            y += ROW
        return build_element("g", "".join(parts))


@dataclass(frozen=True)
class LegendSource:
    """What a legend tells: ``legend`` has the classes that all ``views`` share; areas are counted where asked for."""

    legend: View
    views: tuple[View, ...]
    sentence: str
    is_counted: bool

    def write(self, count: int, lang: str, form: str = "· {}") -> str:
        """Return a number of areas as it follows the words of a swatch."""
        return form.format(format_count(count, lang)) if self.is_counted else ""


def build_legend_strip(source: LegendSource, x: float, width: float, lang: str) -> LegendStrip:
    """Return the legend broken into rows; states that no panel shows are left out."""
    rows: list[list[LegendItem]] = []
    room = 0.0
    for item in (*_list_classes(source, lang), *_list_states(source, lang)):
        if not rows or room < item.width:
            rows.append([])
            room = width
        rows[-1].append(item)
        room -= item.width + GAP
    return LegendStrip(x, tuple(wrap_text(source.sentence, width, SIZE)), tuple(tuple(row) for row in rows))


def _list_classes(source: LegendSource, lang: str) -> list[LegendItem]:
    return [
        LegendItem(
            find_look(source.legend, str(number), False),
            one.label.in_language(lang),
            source.write(sum(view.classes.classes[number].count for view in source.views), lang),
        )
        for number, one in enumerate(source.legend.classes.classes)
    ]


def _list_states(source: LegendSource, lang: str) -> list[LegendItem]:
    legend = source.legend
    totals = {state: sum(view.painted_counts.get(state, 0) for view in source.views) for state in STATES}
    items = [
        LegendItem(find_look(legend, state.letter, False), state.label.in_language(lang), source.write(count, lang))
        for state, count in totals.items()
        if count
    ]
    estimated = sum(view.state_counts[State.ESTIMATED] for view in source.views)
    if estimated and legend.classes.classes:
        middle = find_look(legend, str(len(legend.classes.classes) // 2), True)
        label = State.ESTIMATED.label.in_language(lang)
        items.append(LegendItem(middle, label, source.write(estimated, lang, "({})")))
    return items


def _render_item(item: LegendItem, x: float, y: float) -> str:
    box = Box(x, y, SWATCH_WIDTH, SWATCH_HEIGHT)
    swatch = build_rect(box, fill=item.look.fill, stroke=item.look.stroke or MUTED, stroke_width=0.7)
    if item.look.overlay:
        swatch += build_rect(box, fill=item.look.overlay)
    words = build_text(f"{item.label} {item.count}".strip(), x + SWATCH_WIDTH + 7, y + 11.5, SIZE)
    return swatch + words
