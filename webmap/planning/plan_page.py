"""The planner's page: one request, its ranking, its selection, and what the templates draw of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import BaoPhuError
from services.coverage.snapshot import Snapshot
from services.measures.wording import format_date
from services.planning.cluster_study import ClusterStudy
from services.planning.plan import Plan, build_plan
from services.planning.plan_words import say_proof, write_gain, write_score
from services.planning.ranking import MISSING_RULE
from services.planning.solving import SolvedSelection
from services.planning.weight_sets import WeightSet
from webmap.geometry_index import GeometryIndex
from webmap.page.answer import SEPARATOR
from webmap.page.legend import Legend, LegendEntry, build_legend
from webmap.page.navigation import PLAN, PageLink, build_navigation, build_pilots_url, build_targets_url
from webmap.page.screen import Screen, build_screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.planning.contrast_part import ContrastPart, build_contrast
from webmap.planning.coverage_clusters import find_coverage_clusters, list_positions, name_clusters
from webmap.planning.plan_form import PlanForm, build_form
from webmap.planning.plan_list import PlanList, build_list
from webmap.planning.plan_reasons import Explained, explain
from webmap.planning.plan_request import PlanRequest, build_plan_query, build_plan_url, check_places
from webmap.planning.plan_solved import ask_selection
from webmap.planning.selection_part import SelectionPart, build_selection_part
from webmap.planning.weight_sets_part import WeightSetLine, list_lines
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class PlanPage:
    """All that the templates of the planner's page draw."""

    request: PlanRequest
    snapshot: Snapshot
    geometries: GeometryIndex
    weight_sets: tuple[WeightSet, ...] = ()

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.request.place.lang

    @cached_property
    def plan(self) -> Plan:
        """The ranking."""
        check_places(self.request, self.snapshot)
        return build_plan(self.snapshot, self.request.question)

    @cached_property
    def screen(self) -> Screen:
        """The place with the scores as its view."""
        return replace(build_screen(self.request.place, self.snapshot), view=self.plan.view)

    @cached_property
    def asked(self) -> tuple[SolvedSelection | None, BaoPhuError | None]:
        """The selection where one is asked for; the error where the question cannot be answered."""
        if not self.request.selection.is_asked:
            return None, None
        try:
            return self._ask(), None
        except BaoPhuError as error:
            return None, error

    def _ask(self) -> SolvedSelection:
        asked, is_patient = self.request.selection, self.request.is_patient
        return ask_selection(self.snapshot, self.plan, asked, self.geometries, is_patient=is_patient)

    @property
    def is_waiting(self) -> bool:
        """Tell whether more stands beside the list for who waits for it."""
        return bool(self.solved and not self.solved.is_complete and not self.request.is_patient)

    @property
    def solved(self) -> SolvedSelection | None:
        """The selection, None where none is asked for or none was found."""
        return self.asked[0]

    @cached_property
    def picks(self) -> tuple[int, ...]:
        """The places of the picked communes."""
        best = self.solved.selection if self.solved else None
        return tuple(int(place) for place in best.places) if best else ()

    @property
    def place(self) -> str:
        """The name of the area."""
        within = self.request.place.within
        return _("Cả nước") if within == COUNTRY_CODE else str(self.screen.hierarchy.names[self.screen.within])

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        day = self.request.place.as_of
        scheme = capitalise(self.screen.scheme.label.in_language(self.lang))
        return SEPARATOR.join(filter(None, [self.place, scheme, format_date(day, self.lang) if day else ""]))

    @property
    def answer(self) -> str:
        """Who comes first, or which are picked, in a sentence."""
        best = self.solved.selection if self.solved else None
        if self.solved and best:
            names = [row.name for row in self.selection.rows]
            shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
            gain = write_gain(best.gain, self.solved.asked.objective, self.lang)
            said = _("Chọn %(count)s xã: %(names)s", count=self.screen.write_count(len(names)), names=shown)
            return SEPARATOR.join([said, gain, say_proof(self.solved).in_language(self.lang)])
        if self.solved:
            return _("Không danh sách nào giữ được mọi quy tắc")
        ranked = [place for place in self.plan.order if self.plan.ranking.ranks[place]]
        if not ranked:
            return _("Chưa xã nào đủ số liệu để xếp hạng.")
        first = ranked[0]
        return _(
            "%(ranked)s / %(count)s xã xếp hạng được · đứng đầu: %(name)s, %(score)s điểm",
            ranked=self.screen.write_count(len(ranked)),
            count=self.screen.write_count(self.plan.candidates.size),
            name=str(self.plan.candidates.names[first]),
            score=write_score(float(self.plan.ranking.scores[first]), self.lang),
        )

    @property
    def missing_rule(self) -> str:
        """What becomes of values that are missing."""
        return MISSING_RULE.in_language(self.lang)

    @cached_property
    def chosen(self) -> int:
        """The place of the commune that is explained: the one selected, else the first."""
        found = np.flatnonzero(self.plan.candidates.codes == self.request.place.area)
        return int(found[0]) if found.size else (self.plan.order[0] if self.plan.order else -1)

    @cached_property
    def explained(self) -> Explained | None:
        """Why the chosen commune stands where it stands."""
        return explain(self.plan, self.chosen, self.request, self.solved) if self.chosen >= 0 else None

    @cached_property
    def contrast(self) -> ContrastPart | None:
        """The chosen commune against another one."""
        return build_contrast(self.plan, self.chosen, self.request, self.solved) if self.chosen >= 0 else None

    @cached_property
    def listing(self) -> PlanList:
        """A page of the list."""
        return build_list(self.plan, self.request, self.chosen, frozenset(self.picks), self.screen.data)

    @cached_property
    def form(self) -> PlanForm:
        """The criteria with their weights, and the rules."""
        return build_form(self.request, self.plan, self.snapshot)

    @property
    def weight_lines(self) -> tuple[WeightSetLine, ...]:
        """The saved weight sets."""
        return list_lines(self.weight_sets, self.request)

    @property
    def weight_query(self) -> str:
        """The query under which the weights of the page are saved."""
        return build_plan_query(self.request, page=None)

    @cached_property
    def selection(self) -> SelectionPart:
        """The selection in words and rows."""
        return build_selection_part(self.request, self.plan, *self.asked)

    @cached_property
    def clusters(self) -> ClusterStudy | None:
        """The clusters of low coverage, where they are to be marked."""
        if not self.request.has_clusters:
            return None
        return find_coverage_clusters(self.snapshot, self.plan.view, self.geometries)

    @property
    def cluster_positions(self) -> list[int]:
        """The places of the communes in clusters of low coverage."""
        return list_positions(self.plan.view, self.clusters)

    @property
    def cluster_url(self) -> str:
        """The same page with clusters marked, or not marked any more."""
        return build_plan_url(self.request, clusters=None if self.request.has_clusters else "1")

    @property
    def legend(self) -> Legend:
        """The legend, with the marks of picks and clusters where there are any."""
        legend = build_legend(self.screen)
        marks = (("pick", _("Xã được chọn"), len(self.picks)), ("cluster", *name_clusters(self.cluster_positions)))
        entries = [
            LegendEntry(kind, "", label, self.screen.write_count(count), None, "", also=True)
            for kind, label, count in marks
            if count
        ]
        return replace(legend, entries=(*legend.entries, *entries))

    @property
    def conversions(self) -> Sequence[tuple[str, str]]:
        """Nothing besides what the flags say."""
        return ()

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources; the unit is that of a score."""
        unit = _("Đơn vị tính")
        return [(term, _("điểm 0–100") if term == unit else text) for term, text in build_source(self.screen)]

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @property
    def title(self) -> str:
        """The title of the document."""
        return SEPARATOR.join([_("Chọn xã"), self.question, "Bao Phủ"])

    @property
    def url(self) -> str:
        """The canonical address."""
        return build_plan_url(self.request)

    @property
    def pilots_url(self) -> str:
        """What the pilots of the area achieved."""
        return build_pilots_url(self.request.place)

    @property
    def svg_url(self) -> str:
        """The map, drawn by the server."""
        return build_plan_url(self.request, path="/plan.svg", area=None, against=None, page=None)

    @property
    def targets_url(self) -> str:
        """Where next year's targets of the same place are split."""
        return build_targets_url(self.request.place)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [
            (code, name, build_plan_url(self.request, lang=code if code != "vi" else None))
            for code, name in LANGUAGE_NAMES.items()
        ]

    @cached_property
    def navigation(self) -> tuple[PageLink, ...]:
        """The pages of the house."""
        return build_navigation(PLAN, self.request.place)

    @property
    def alt(self) -> str:
        """What the map shows, for who does not see it."""
        return f"{self.question}. {self.plan.view.legend_sentence.in_language(self.lang)} {self.answer}"

    @property
    def level(self) -> Level:
        """The level of what is ranked."""
        return Level.COMMUNE
