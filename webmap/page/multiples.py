"""Small multiples of a view: the same question on up to twelve dates, or in up to twelve areas within."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.catalogue import Period, list_periods
from services.coverage.shared_classes import build_shared_classes, give_classes, share_classes
from services.coverage.view import View, ViewRequest, build_view, list_levels_within
from services.measures.indicators import Unit
from services.measures.periods import list_month_ends
from services.measures.wording import format_count, format_date
from services.reporting.figure import UNIT_LABELS, list_notes
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.multiples import MOST_PANELS, Multiples, Panel, list_scale_note, render_multiples
from services.reporting.taken_sheet import TakenSheet, build_panel_cells
from webmap.geometry_index import GeometryIndex
from webmap.map_request import PAGE_ONLY, PLAIN, MapRequest, build_query, build_url, build_view_request
from webmap.page.answer import SEPARATOR
from webmap.page.map_page import LANGUAGE_NAMES
from webmap.page.screen import Screen
from webmap.page.words import capitalise
from webmap.translations import gettext as _

LEAST_MONTHS = 4  # of the last twelve: with fewer the last dates that have data are shown, whatever lies between


@dataclass(frozen=True)
class PanelRow:
    """One panel in words and digits."""

    title: str
    url: str
    value: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class MultiplesPage:
    """The panels of one screen; ``by`` is ``date`` or ``area``, ``page`` counts from 1 where there are more areas."""

    screen: Screen
    by: str
    page: int
    geometries: GeometryIndex

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.screen.lang

    @property
    def place(self) -> str:
        """The name of the area shown as a whole."""
        return str(self.screen.hierarchy.names[self.screen.within])

    @cached_property
    def question(self) -> str:
        """Scheme and indicator, and the date where all panels have one."""
        words = [self.screen.scheme.label, self.screen.view.definition.label]
        said = [word.in_language(self.lang) for word in words]
        if self.by == "area" and self.screen.request.as_of:
            said.append(format_date(self.screen.request.as_of, self.lang))
        return capitalise(SEPARATOR.join(said))

    @cached_property
    def sheet(self) -> Multiples:
        """The panels with their common legend."""
        panels = self._build_areas() if self.by == "area" else self._build_dates()
        first = panels[-1].view
        notes = list_notes(first, self.lang)
        if self.by == "date":
            day = format_date(first.request.as_of, self.lang) if first.request.as_of else ""
            notes = [note for note in notes if not day or day not in note]
        else:
            notes.append(list_scale_note(panels).in_language(self.lang))
        return Multiples(self.place, self.question, tuple(panels), (first,), self.by == "area", tuple(notes))

    @cached_property
    def geometry(self) -> FigureGeometry:
        """The outlines of all panels: those of the area that holds them."""
        return self.geometries.read_outlines(self.screen.view)

    # ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def days(self) -> list[date]:
        """The dates of the panels: the twelve months up to the cut-off, else the last twelve dates with data."""
        return list_panel_days(self.screen)

    def _build_dates(self) -> list[Panel]:
        views = share_classes(*(self._view_on(day) for day in self.days))
        return [
            Panel(
                view,
                format_date(day, self.lang),
                say_total(view, self.lang),
                build_url(self.screen.request, as_of=day) if self._has_data(day) else "",
            )
            for day, view in zip(self.days, views, strict=True)
        ]

    def _view_on(self, day: date) -> View:
        return build_view(self.screen.snapshot, replace(build_view_request(self.screen.request), as_of=day))

    def _has_data(self, day: date) -> bool:
        return any(one.as_of == day for one in _list_periods(self.screen))

    # ── areas ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def areas(self) -> list[int]:
        """The areas that have a panel each, of all pages, the best first; those without a value come last."""
        level = find_panel_level(self.screen)
        asked = replace(build_view_request(self.screen.request), level=level)
        view = build_view(self.screen.snapshot, asked)
        ranked = sorted(range(len(view.codes)), key=lambda place: (view.ranks[place] == 0, view.ranks[place], place))
        return [int(view.areas[place]) for place in ranked]

    @property
    def can_part(self) -> bool:
        """Tell whether there are areas within that can have a panel each."""
        return len(list_levels_within(self.screen.data, self.screen.within)) > 1

    @property
    def level_words(self) -> str:
        """What the areas with a panel each are called."""
        levels = list_levels_within(self.screen.data, self.screen.within)
        return self.screen.name_levels(levels[0], 0)

    def link(self, by: str | None = None, page: int | None = None) -> str:
        """Return the address of this page with some of its own parameters changed."""
        return build_multiples_url(self.screen.request, by=by or self.by, page=page or self.page)

    @property
    def map_url(self) -> str:
        """The same view as one map."""
        return build_url(self.screen.request, present="0")

    @property
    def numerator_label(self) -> str:
        """What the first count is called."""
        return self.screen.name_count(self.screen.view.definition.numerator_kind)

    @property
    def denominator_label(self) -> str:
        """What the second count is called, empty where there is none."""
        kind = self.screen.view.definition.denominator_kind
        return self.screen.name_count(kind) if kind else ""

    @property
    def svg_url(self) -> str:
        """The drawing as a file."""
        return self._link_file("svg")

    def _link_file(self, ending: str) -> str:
        return build_multiples_url(self.screen.request, f"/multiples.{ending}", by=self.by, page=self.page)

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Label and address of each file of the sheet."""
        return [
            (_("Hình PNG"), self._link_file("png")),
            (_("PDF, khổ A4"), self._link_file("pdf")),
            (_("PDF, khổ A3"), f"{self._link_file('pdf')}&paper=a3"),
            (_("SVG, để in lớn"), self.svg_url),
            (_("Trang chiếu PPTX"), self._link_file("pptx")),
        ]

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        request = self.screen.request
        return [
            (code, name, build_multiples_url(replace(request, lang=code), by=self.by, page=self.page))
            for code, name in LANGUAGE_NAMES.items()
        ]

    @cached_property
    def drawing(self) -> str:
        """The sheet as SVG."""
        return render_multiples(self.sheet, self.geometry, self.lang)

    def take(self) -> TakenSheet:
        """Return the sheet as files take it away; its answer is that of the area which holds the panels."""
        asked, view = self.screen.view.request, self.screen.view
        heads = _("Ngày chốt") if self.by == "date" else self.level_words, view.definition.label.in_language(self.lang)
        return TakenSheet(
            sheet=self.sheet,
            geometry=self.geometry,
            lang=self.lang,
            address=self.link(),
            file_name=f"baophu_{self.by}_{asked.scheme}_{asked.indicator}_{asked.within}_{asked.as_of or 'none'}",
            answer=f"{self.place}: {say_total(view, self.lang)}",
            cells=build_panel_cells(self.sheet, (capitalise(heads[0]), heads[1])),
            shares=(0.6, 0.4),
        )

    @property
    def rows(self) -> list[PanelRow]:
        """The panels as a table."""
        return [_build_row(panel, self.lang) for panel in self.sheet.panels]

    @property
    def pages(self) -> int:
        """How many sheets there are."""
        return max(1, -(-len(self.areas) // MOST_PANELS)) if self.by == "area" else 1

    def _build_areas(self) -> list[Panel]:
        at = (min(self.page, self.pages) - 1) * MOST_PANELS
        views = [self._view_within(area) for area in self.areas[at : at + MOST_PANELS]]
        whole = build_view(
            self.screen.snapshot, self._request_level(self.screen.request.within, views[0].request.level)
        )
        classes = build_shared_classes([whole])
        return [
            Panel(
                give_classes(view, classes),
                view.total.name,
                say_total(view, self.lang),
                build_url(self.screen.request, within=view.request.within, level=view.request.level, area=None),
            )
            for view in views
        ]

    def _view_within(self, area: int) -> View:
        code = str(self.screen.hierarchy.codes[area])
        levels = list_levels_within(self.screen.data, area)
        wanted = self.screen.view.request.level
        return build_view(self.screen.snapshot, self._request_level(code, wanted if wanted in levels else levels[-1]))

    def _request_level(self, code: str, level: Level) -> ViewRequest:
        return replace(build_view_request(self.screen.request), within=code, level=level)


def list_panel_days(screen: Screen) -> list[date]:
    """Return up to twelve dates that end with the cut-off; BadInput where there is none."""
    as_of = screen.request.as_of
    if as_of is None:
        raise BadInput(
            "no_dates",
            Bilingual("Chưa có ngày chốt nào để so sánh", "There are no cut-off dates to compare"),
            Bilingual("Nạp số liệu trước.", "Load data first."),
            Place(column="as_of"),
        )
    known = [one.as_of for one in _list_periods(screen) if one.as_of <= as_of]
    months = list_month_ends(as_of, MOST_PANELS)
    filled = [day for day in months if day in known]
    if len(filled) >= LEAST_MONTHS:
        return [day for day in months if day >= filled[0]]
    return known[-MOST_PANELS:] or [as_of]


def find_panel_level(screen: Screen) -> Level:
    """Return the level whose areas have a panel each: the first below the whole that holds others.

    BadInput where there is none: nothing lies between the whole and its communes.
    """
    levels = list_levels_within(screen.data, screen.within)
    if len(levels) < 2:
        raise BadInput(
            "no_panels",
            Bilingual("Bên trong không có cấp nào để tách thành ô", "There is no level within to part into panels"),
            Bilingual("Chọn so sánh theo ngày (by=date).", "Choose panels by date (by=date)."),
            Place(column="by", text="area"),
        )
    return levels[0]


def say_total(view: View, lang: str) -> str:
    """Return the value of the whole with the two counts that it is made of."""
    total = view.total
    if total.shown is None or view.definition.unit is Unit.COUNT:
        return total.text(lang) + (f" {UNIT_LABELS[Unit.COUNT].in_language(lang)}" if total.shown is not None else "")
    if total.numerator is None or total.denominator is None:
        return total.text(lang)
    counts = f"{format_count(total.numerator, lang)} / {format_count(total.denominator, lang)}"
    return SEPARATOR.join([total.text(lang), counts])


def build_multiples_url(request: MapRequest, path: str = "/multiples", *, by: str = "date", page: int = 1) -> str:
    """Return the address of the small multiples of what a page shows."""
    own = ([("by", by)] if by != "date" else []) + ([("page", str(page))] if page > 1 else [])
    query = build_query(request, **{name: PLAIN[name] for name in PAGE_ONLY if name != "boundaries"})
    return f"{path}?{query}{'&' if own else ''}{urlencode(own)}"


def _build_row(panel: Panel, lang: str) -> PanelRow:
    total = panel.view.total
    counts = ["" if one is None else format_count(one, lang) for one in (total.numerator, total.denominator)]
    return PanelRow(panel.title, panel.url, total.text(lang), *counts)


def _list_periods(screen: Screen) -> list[Period]:
    return list_periods(screen.snapshot, screen.request.vintage, screen.scheme, screen.request.within)
