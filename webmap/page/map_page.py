"""The whole page as its templates draw it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import BadInput
from geodata.gazetteer import Gazetteer
from services.coverage.conversion_words import list_conversion_sentences
from services.demo.tour import TOUR
from services.planning.cluster_study import ClusterStudy
from services.reporting.pack import list_pack_requests
from webmap.geometry_index import GeometryIndex
from webmap.map_request import PLAIN, build_drawn_query, build_url, build_view_query
from webmap.page.ancestry import AncestryPart, build_ancestries, say_what_code_meant
from webmap.page.answer import SEPARATOR, build_answer, build_question
from webmap.page.controls import Controls, build_controls
from webmap.page.legend import Legend, LegendEntry, build_legend
from webmap.page.navigation import MAP, PageLink, build_navigation
from webmap.page.screen import Screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.table import Table, build_table
from webmap.page.timeline import Timeline, build_timeline
from webmap.page.where import Where, build_where
from webmap.planning.coverage_clusters import find_coverage_clusters, list_positions, name_clusters
from webmap.stories.links import link_addition
from webmap.translations import gettext as _

# What an embed does not show.
NOT_EMBEDDED = ("span", "over", "boundaries", "present")
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class Crumb:
    """One step of the way from the country down."""

    name: str
    url: str


@dataclass(frozen=True)
class TourLink:
    """A view of the demonstration, and what to see in it."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class MapPage:
    """The parts of the page, each built when its template asks for it."""

    screen: Screen
    page_number: int = 1
    rows_wanted: bool = True
    search_text: str = ""
    geometries: GeometryIndex | None = None
    gazetteer: Gazetteer | None = None

    @cached_property
    def question(self) -> str:
        """Scheme, indicator and date."""
        return build_question(self.screen)

    @property
    def question_parts(self) -> list[str]:
        """The question apart from its date, and the date (of a change both days)."""
        return self.question.rsplit(SEPARATOR, 1)

    @cached_property
    def answer(self) -> str:
        """What the indicator says of the whole."""
        return build_answer(self.screen, self.screen.within)

    @property
    def place(self) -> str:
        """The name of the area shown as a whole."""
        return str(self.screen.hierarchy.names[self.screen.within])

    @property
    def title(self) -> str:
        """The title of the document."""
        return SEPARATOR.join([self.place, self.question, "Bao Phủ"])

    @property
    def alt(self) -> str:
        """The map in words."""
        return _(
            "Bản đồ %(place)s: %(question)s. %(answer)s", place=self.place, question=self.question, answer=self.answer
        )

    @property
    def presenting(self) -> bool:
        """Tell whether the page is shown in presentation mode."""
        return self.screen.request.present == "1"

    @cached_property
    def crumbs(self) -> list[Crumb]:
        """The way from the country to the area shown."""
        path = [*self.screen.hierarchy.climb(self.screen.within), self.screen.within]
        codes = [str(self.screen.hierarchy.codes[area]) for area in path]
        names = [
            _("Cả nước") if code == COUNTRY_CODE else str(self.screen.hierarchy.names[area])
            for code, area in zip(codes, path, strict=True)
        ]
        return [Crumb(name, self.screen.link_within(code) or "") for name, code in zip(names, codes, strict=True)]

    @cached_property
    def navigation(self) -> tuple[PageLink, ...]:
        """The other pages, showing the same where they can."""
        return build_navigation(MAP, self.screen.request)

    @property
    def tour(self) -> list[TourLink]:
        """The views worth seeing, while the demonstration is shown."""
        if self.screen.request.vintage not in {stop.parameters["vintage"] for stop in TOUR}:
            return []
        lang = self.screen.lang
        return [
            TourLink(
                stop.title.in_language(lang),
                stop.note.in_language(lang),
                f"{url_for('map.show_map')}?{urlencode({**stop.parameters, 'lang': lang})}",
            )
            for stop in TOUR
        ]

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [(code, name, build_url(self.screen.request, lang=code)) for code, name in LANGUAGE_NAMES.items()]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The parameters that a search keeps."""
        request = self.screen.request
        kept = {
            "vintage": request.vintage,
            "scheme": request.scheme,
            "indicator": request.indicator,
            "as_of": request.as_of.isoformat() if request.as_of else "",
            "lang": request.lang,
        }
        return [(name, str(value)) for name, value in kept.items() if value]

    @property
    def definition(self) -> str:
        """What the indicator means."""
        return self.screen.view.definition.definition.in_language(self.screen.lang)

    @property
    def formula(self) -> str:
        """How the indicator is made."""
        return self.screen.view.definition.formula.in_language(self.screen.lang)

    @property
    def compare_url(self) -> str:
        """The comparison that begins with the view."""
        return build_url(
            self.screen.request, path="/compare", span=None, over=None, marks=None, officer=None, present="0"
        )

    @property
    def multiples_url(self) -> str:
        """The small multiples of the view."""
        return f"/multiples?{build_view_query(self.screen.request, span=None)}"

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """Label and address of each file of the view."""
        query = build_view_query(self.screen.request)
        drawn = build_drawn_query(self.screen.request)
        return [
            (_("Hình PNG"), f"/map.png?{drawn}"),
            (_("PDF, khổ A4"), f"/map.pdf?{drawn}"),
            (_("PDF, khổ A3"), f"/map.pdf?{drawn}&paper=a3"),
            (_("SVG, để in lớn"), f"/map.svg?{drawn}"),
            (_("Trang chiếu PPTX"), f"/slides.pptx?{drawn}"),
            (_("Bảng XLSX"), f"/table.xlsx?{query}"),
            (_("CSV, mở bằng Excel"), f"/table.csv?{query}"),
            (_("GeoJSON"), f"/api/v1/features.geojson?{query}"),
            (_("GeoPackage, mở bằng QGIS"), f"/api/v1/features.gpkg?{query}"),
        ]

    @property
    def add_url(self) -> str:
        """Where this view is added to a presentation."""
        return link_addition(build_url(self.screen.request))

    @property
    def embed_url(self) -> str:
        """Where the code for pages of others is made."""
        return build_url(self.screen.request, path="/embed/code", **{name: PLAIN[name] for name in NOT_EMBEDDED})

    @property
    def oembed_url(self) -> str:
        """Where pages of others learn how to hold this one."""
        return f"/oembed?{urlencode({'url': request.url_root.rstrip('/') + build_url(self.screen.request)})}"

    @property
    def pack_url(self) -> str:
        """The address of the pack of the area's units; empty where it cannot be parted."""
        try:
            list_pack_requests(self.screen.snapshot, self.screen.view.request)
        except BadInput:
            return ""
        return f"/pack?{build_view_query(self.screen.request)}"

    @cached_property
    def controls(self) -> Controls:
        """The choices."""
        return build_controls(self.screen.request, self.screen.snapshot, self.screen.data)

    @cached_property
    def legend(self) -> Legend:
        """The legend, with the marks of clusters where they are asked for."""
        legend = build_legend(self.screen)
        label, count = name_clusters(self.cluster_positions)
        if not count:
            return legend
        entry = LegendEntry("cluster", "", label, self.screen.write_count(count), None, "", also=True)
        return replace(legend, entries=(*legend.entries, entry))

    @property
    def has_clusters(self) -> bool:
        """Tell whether clusters of low coverage are to be marked."""
        return self.screen.request.clusters == "1"

    @cached_property
    def clusters(self) -> ClusterStudy | None:
        """The clusters of low coverage among the communes of the view, where they are to be marked."""
        if not self.has_clusters or self.geometries is None:
            return None
        return find_coverage_clusters(self.screen.snapshot, self.screen.view, self.geometries)

    @property
    def cluster_positions(self) -> list[int]:
        """Where the communes in clusters of low coverage stand in the view."""
        return list_positions(self.screen.view, self.clusters)

    @property
    def cluster_url(self) -> str:
        """The same page with clusters marked, or not any more; empty for a view of another level."""
        if self.screen.view.request.level is not Level.COMMUNE:
            return ""
        return build_url(self.screen.request, clusters="0" if self.has_clusters else "1")

    @property
    def conversions(self) -> list[tuple[str, str]]:
        """What is said of counts that were converted from other boundaries: in short, and over which crosswalks."""
        view, lang = self.screen.view, self.screen.lang
        pairs = zip(list_conversion_sentences(view, is_short=True), list_conversion_sentences(view), strict=True)
        return [(short.in_language(lang), whole.in_language(lang)) for short, whole in pairs]

    @cached_property
    def where(self) -> Where:
        """The panel of the area."""
        return build_where(self.screen, say_what_code_meant(self.screen, self.gazetteer))

    @cached_property
    def ancestries(self) -> tuple[AncestryPart, ...]:
        """What the area was made of and what became of it."""
        return build_ancestries(self.screen, self.geometries)

    @cached_property
    def table(self) -> Table:
        """A page of the table."""
        return build_table(self.screen, self.page_number, rows_wanted=self.rows_wanted)

    @cached_property
    def timeline(self) -> Timeline | None:
        """The dates of the view, None where there is but one."""
        return build_timeline(self.screen)

    @cached_property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources."""
        return build_source(self.screen)

    @cached_property
    def flags(self) -> list[Flag]:
        """Warnings beside the answer."""
        return build_flags(self.screen)

    @property
    def data(self) -> dict[str, Any]:
        """The addresses that the script and the page without a script load."""
        request = self.screen.request
        drawn = build_drawn_query(request)
        return {
            "values_url": f"/api/v1/values?{build_view_query(request)}&format=classes",
            "svg_url": f"/map.svg?{drawn}",
        }
