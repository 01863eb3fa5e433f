"""The page that compares two questions about the same areas: two maps, or one of their differences, and a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from services.coverage.area_value import build_area_value
from services.coverage.comparison import build_difference
from services.coverage.shared_classes import share_classes
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.measures.indicators import Unit
from services.measures.wording import format_date
from services.reporting.figure import UNIT_LABELS
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.multiples import render_multiples
from webmap.compare_request import CompareRequest, build_compare_url, change_both
from webmap.geometry_index import GeometryIndex
from webmap.map_request import MapRequest, build_url, build_view_request
from webmap.page.answer import SEPARATOR, build_answer
from webmap.page.compare_choices import Preset, build_presets, build_side_controls
from webmap.page.compare_legend import CompareLegend, build_joined_legend, build_own_legend
from webmap.page.compare_sheet import build_sheet, link_file, list_downloads
from webmap.page.compare_table import CompareTable, build_compare_table
from webmap.page.controls import Control
from webmap.page.map_page import LANGUAGE_NAMES
from webmap.page.screen import Screen, build_screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.translations import gettext as _


@dataclass(frozen=True)
class CompareSide:
    """One side: what it asks, what the answer is for the area chosen (else for the whole), and its choices."""

    letter: str
    screen: Screen
    controls: tuple[Control, ...]

    @property
    def question(self) -> str:
        """Scheme, indicator and date."""
        return say_question(self.screen)

    @property
    def area(self) -> int:
        """The area that the answer is of."""
        chosen = self.screen.request.area
        return self.screen.hierarchy.find(chosen) if chosen else self.screen.within

    @property
    def answer(self) -> str:
        """What the indicator says of the area chosen, or of the whole."""
        return build_answer(self.screen, self.area)

    @property
    def map_url(self) -> str:
        """The side as a map of its own."""
        return build_url(self.screen.request)


@dataclass(frozen=True)
class ComparePage:
    """All that the templates of the comparison draw."""

    request: CompareRequest
    snapshot: Snapshot
    geometries: GeometryIndex
    page_number: int = 1

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.request.left.lang

    @cached_property
    def screens(self) -> tuple[Screen, Screen]:
        """Both sides; where they ask one indicator they share their classes."""
        left, right = (build_screen(one, self.snapshot) for one in (self.request.left, self.request.right))
        if not self.is_one_indicator:
            return left, right
        views = share_classes(left.view, right.view)
        return replace(left, view=views[0]), replace(right, view=views[1])

    @property
    def is_one_indicator(self) -> bool:
        """Tell whether both sides show the same indicator, in one scale of colour."""
        return self.request.left.indicator == self.request.right.indicator

    @cached_property
    def sides(self) -> tuple[CompareSide, CompareSide]:
        """Left and right."""
        left, right = self.screens
        return (
            CompareSide("A", left, build_side_controls(self.request, left, "")),
            CompareSide("B", right, build_side_controls(self.request, right, "b_")),
        )

    @property
    def place(self) -> str:
        """The area that the answers are of."""
        side = self.sides[0]
        return str(side.screen.hierarchy.names[side.area])

    @property
    def whole(self) -> str:
        """The area shown as a whole."""
        return str(self.screens[0].hierarchy.names[self.screens[0].within])

    @property
    def title(self) -> str:
        """The title of the document."""
        return SEPARATOR.join([self.whole, *(f"{side.letter}: {side.question}" for side in self.sides), "Bao Phủ"])

    @property
    def summary(self) -> str:
        """Both answers in one sentence, for who does not see the maps."""
        answers = (f"{side.letter}: {side.question}: {side.answer}" for side in self.sides)
        return f"{self.place}. {'. '.join(answers)}."

    @property
    def is_difference(self) -> bool:
        """Tell whether the differences are mapped."""
        return self.request.mode == "difference" and self.difference is not None

    @cached_property
    def difference(self) -> View | None:
        """The view of right minus left; None where that means nothing: people against rates, or rates of two kinds."""
        units = {screen.view.definition.unit for screen in self.screens}
        if not self.is_one_indicator and units != {Unit.COUNT}:
            return None
        asked = (build_view_request(one) for one in (self.request.left, self.request.right))
        return build_difference(self.snapshot, *asked).view

    @property
    def difference_text(self) -> str:
        """The difference for the area chosen, or for the whole."""
        difference = self.difference
        if difference is None:
            return ""
        side = self.sides[1]
        value = build_area_value(difference.hierarchy, difference.evaluation, side.area)
        unit = UNIT_LABELS[Unit.COUNT].in_language(self.lang)
        is_count = value.shown is not None and difference.definition.unit is Unit.COUNT
        return value.text(self.lang) + (f" {unit}" if is_count else "")

    @property
    def drawn(self) -> tuple[View, ...]:
        """The views that are drawn as maps."""
        if self.is_difference and self.difference is not None:
            return (self.difference,)
        return self.screens[0].view, self.screens[1].view

    @cached_property
    def legends(self) -> tuple[CompareLegend, ...]:
        """One legend where one scale of colour serves all that is drawn, else one for each side."""
        if self.is_difference and self.difference is not None:
            return (build_own_legend(replace(self.screens[1], view=self.difference), ""),)
        if self.is_one_indicator:
            return (build_joined_legend(*self.screens),)
        return tuple(build_own_legend(side.screen, side.letter) for side in self.sides)

    @cached_property
    def table(self) -> CompareTable:
        """A page of the table."""
        return build_compare_table(self.request, self.screens, self.difference, self.page_number)

    @cached_property
    def presets(self) -> tuple[Preset, ...]:
        """What is often compared."""
        return build_presets(self.request, self.snapshot)

    @property
    def modes(self) -> list[Preset]:
        """Two maps, or their differences."""
        if self.difference is None:
            return []
        labels = {"sides": _("Hai bản đồ"), "difference": _("Chênh lệch B − A")}
        return [
            Preset(mode, label, build_compare_url(replace(self.request, mode=mode)), mode == self.request.mode)
            for mode, label in labels.items()
        ]

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [
            (code, name, build_compare_url(change_both(self.request, lang=code)))
            for code, name in LANGUAGE_NAMES.items()
        ]

    @property
    def url(self) -> str:
        """The canonical address."""
        return build_compare_url(self.request)

    @property
    def svg_url(self) -> str:
        """Both maps, or that of the differences, drawn by the server."""
        return link_file(self.request, "svg")

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Label and address of each file of the comparison."""
        return list_downloads(self.request)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters that the form of choices keeps."""
        left = self.request.left
        kept = {"vintage": left.vintage, "level": left.level.value, "within": left.within, "area": left.area}
        kept |= {"lang": left.lang if left.lang != "vi" else None, "mode": self.request.mode}
        kept |= {"boundaries": left.boundaries if left.boundaries != "date" else None}
        return [(name, value) for name, value in kept.items() if value]

    @property
    def up_url(self) -> str | None:
        """The same comparison one area up; None at the top."""
        screen = self.screens[0]
        path = [*screen.hierarchy.climb(screen.within)]
        return self.link_within(str(screen.hierarchy.codes[path[-1]])) if path else None

    def link_within(self, code: str) -> str | None:
        """Return the address of the same comparison within another area; None where it holds no areas."""
        found = _parse_within(self.screens[0], code)
        if found is None:
            return None
        return build_compare_url(change_both(self.request, within=found.within, level=found.level, area=None))

    @cached_property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources, of both sides."""
        left, right = (build_source(screen) for screen in self.screens)
        return [
            (term, text if text == other else f"A: {text} · B: {other}")
            for (term, text), (_term, other) in zip(left, right, strict=False)
        ]

    @cached_property
    def flags(self) -> list[Flag]:
        """Warnings of either side."""
        return list({flag.text: flag for screen in self.screens for flag in build_flags(screen)}.values())

    @cached_property
    def geometry(self) -> FigureGeometry:
        """The outlines of both maps."""
        return self.geometries.read_outlines(self.screens[0].view)

    def render_drawing(self) -> str:
        """Return both maps, or that of the differences, on one sheet."""
        return render_multiples(build_sheet(self), self.geometry, self.lang)

    @property
    def config_sides(self) -> list[dict[str, Any]]:
        """What the script is told of each side."""
        return [{"letter": side.letter, "question": side.question} for side in self.sides]


def say_question(screen: Screen) -> str:
    """Return scheme · indicator · date of one side."""
    scheme = capitalise(screen.scheme.label.in_language(screen.lang))
    day = format_date(screen.request.as_of, screen.lang) if screen.request.as_of else "–"
    if screen.request.since:
        day = f"{format_date(screen.request.since, screen.lang)} → {day}"
    return SEPARATOR.join([scheme, screen.view.definition.label.in_language(screen.lang), day])


def _parse_within(screen: Screen, code: str) -> MapRequest | None:
    from webmap.suggestions import list_levels

    levels = list_levels(screen.data, code)
    if not levels:
        return None
    wanted = screen.request.level
    return replace(screen.request, within=code, level=wanted if wanted in levels else levels[-1], area=None)
