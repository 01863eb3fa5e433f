"""The page of targets: one request, its proposal, and what the templates draw of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from geodata.errors import BaoPhuError
from services.coverage.snapshot import Snapshot
from services.planning.target_document import build_proposal_document
from services.planning.target_loosening import InfeasibleTargets
from services.planning.target_plan import TargetPlan, build_target_plan
from webmap.page.answer import SEPARATOR
from webmap.page.navigation import TARGETS, PageLink, build_navigation
from webmap.page.screen import Screen, build_screen
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.words import capitalise
from webmap.targets.target_form import TargetForm, build_target_form
from webmap.targets.target_request import (
    CELL,
    UNIT_CELL,
    Edits,
    TargetRequest,
    build_target_query,
    build_target_url,
    change_question,
    check_places,
)
from webmap.targets.target_rows import (
    CountTable,
    TargetRow,
    build_months,
    build_organisations,
    build_row,
    list_marks,
    say_question,
    say_sums,
    say_uniform,
)
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class TargetPage:
    """All that the templates of the page of targets draw."""

    request: TargetRequest
    snapshot: Snapshot

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.request.place.lang

    @cached_property
    def asked(self) -> tuple[TargetPlan | None, BaoPhuError | None]:
        """The plan, or why there is none."""
        check_places(self.request, self.snapshot)
        try:
            return build_target_plan(self.snapshot, self.request.question), None
        except BaoPhuError as error:
            return None, error

    @property
    def plan(self) -> TargetPlan:
        """The plan; raises where there is none."""
        plan, error = self.asked
        if plan is None:
            raise error or RuntimeError("no plan and no error")
        return plan

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The proposal as it would be kept; raises where there is none."""
        return build_proposal_document(self.plan, self.screen.data.vintage.outline_kind)

    @property
    def is_found(self) -> bool:
        """Tell whether the rule and the hand cells allow the total."""
        return self.asked[0] is not None

    @property
    def error(self) -> tuple[str, str] | None:
        """Message and hint where there is no proposal."""
        error = self.asked[1]
        if error is None:
            return None
        hint = "" if self.options else error.hint.in_language(self.lang)
        return error.message.in_language(self.lang), hint

    @property
    def options(self) -> list[tuple[str, str]]:
        """What to loosen, each with the address that does it."""
        error = self.asked[1]
        if not isinstance(error, InfeasibleTargets):
            return []
        return [
            (
                capitalise(one.text.in_language(self.lang)),
                build_target_url(change_question(self.request, one.question)),
            )
            for one in error.options
        ]

    @cached_property
    def screen(self) -> Screen:
        """The place with its sources and flags."""
        return build_screen(self.request.place, self.snapshot)

    @property
    def question(self) -> str:
        """Place, scheme, days."""
        return say_question(self.document) if self.is_found else str(self.screen.view.total.name)

    @property
    def answer(self) -> str:
        """The total with what it is made of, or that it cannot be split."""
        return say_sums(self.document) if self.is_found else _("Tổng này không chia được theo các mức đã đặt.")

    @property
    def rule(self) -> str:
        """The rule in a sentence."""
        return self.request.question.say_rule().in_language(self.lang)

    @property
    def uniform(self) -> tuple[str, ...]:
        """What the same rise in each commune comes to."""
        return say_uniform(self.document)

    @cached_property
    def form(self) -> TargetForm:
        """The forms of place and rule."""
        return build_target_form(self.request, self.snapshot)

    @property
    def suggested(self) -> str:
        """The total that holds where none is typed, as digits."""
        return str(self.document["target_count"]) if self.is_found else ""

    @cached_property
    def unit(self) -> str:
        """The code of the unit whose communes are listed."""
        codes = [str(one["unit_code"]) for one in self.document["units"]]
        return next((code for code in codes if code == self.request.unit), codes[0])

    @property
    def unit_rows(self) -> list[TargetRow]:
        """The managing units."""
        return [
            build_row(
                one,
                one["unit_code"],
                field=UNIT_CELL + one["unit_code"],
                url=build_target_url(self.request, unit=one["unit_code"]) + "#communes",
                free_url=self._free(unit=one["unit_code"]) if one["is_fixed"] else "",
                is_open=one["unit_code"] == self.unit,
            )
            for one in self.document["units"]
        ]

    @property
    def whole(self) -> TargetRow:
        """The sum of all."""
        stock, rise = self.document["enrolled_count"], self.document["rise_count"]
        growth = rise / stock if stock else None
        return build_row({**self.document, "name": "", "required_growth_ratio": growth, "is_fixed": False}, "")

    @property
    def unit_whole(self) -> TargetRow:
        """The sum of the open unit."""
        return next(row for row in self.unit_rows if row.is_open)

    @property
    def commune_rows(self) -> list[TargetRow]:
        """The communes of the open unit."""
        return [
            build_row(
                one,
                one["area_code"],
                list_marks(one),
                field=CELL + one["area_code"],
                free_url=self._free(commune=one["area_code"]) if one["is_fixed"] else "",
            )
            for one in self.document["communes"]
            if one["unit_code"] == self.unit
        ]

    @property
    def hand_cells(self) -> list[tuple[str, str, str]]:
        """Name, people and the address that frees it, of each cell set by hand; also where there is no proposal."""
        hierarchy, question = self.screen.hierarchy, self.request.question
        named = [("unit", code, target) for code, target in question.unit_fixed]
        named += [("commune", code, target) for code, target in question.fixed]
        return [
            (str(hierarchy.names[hierarchy.find(code)]), self.screen.write_count(target), self._free(**{kind: code}))
            for kind, code, target in named
        ]

    @property
    def months(self) -> CountTable:
        """The cumulative targets of the months, of all and of each unit."""
        return build_months(self.document, self.document["units"])

    @property
    def organisations(self) -> CountTable | None:
        """The targets of the collection organisations, of all and of each unit."""
        return build_organisations(self.document, self.document["units"])

    @property
    def source(self) -> list[tuple[str, str]]:
        """The line of sources; the unit is people."""
        unit = _("Đơn vị tính")
        return [(term, _("người") if term == unit else text) for term, text in build_source(self.screen)]

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @property
    def title(self) -> str:
        """The title of the document."""
        return SEPARATOR.join([_("Lập chỉ tiêu"), self.question, "Bao Phủ"])

    @property
    def urls(self) -> dict[str, str]:
        """Where links lead."""
        uniform = replace(self.request.question, total=None, fixed=(), unit_fixed=())
        plain = change_question(self.request, uniform)
        return {
            "self": build_target_url(self.request),
            "map": build_target_url(self.request, "/targets.svg", unit=None),
            "wide_map": build_target_url(self.request, "/targets.svg", unit=None, shape="wide"),
            "narrow_map": build_target_url(self.request, "/targets.svg", unit=None, shape="narrow"),
            "xlsx": build_target_url(self.request, "/targets.xlsx", unit=None),
            "new": f"/targets/edit/new?{build_target_query(self.request, unit=None)}",
            "each": build_target_url(plain, kind="uniform"),
            "free_all": build_target_url(self.request, fixed=None, unit_fixed=None),
        }

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [(code, name, build_target_url(self.request, lang=code)) for code, name in LANGUAGE_NAMES.items()]

    @property
    def navigation(self) -> tuple[PageLink, ...]:
        """The pages of the house."""
        return build_navigation(TARGETS, self.request.place)

    def edit(self, cells: Edits, unit_cells: Edits) -> TargetRequest:
        """Return the request with the cells that say something else than the page; an emptied cell is free again."""
        question, document = self.request.question, self.document
        shown = {one["area_code"]: one["target_count"] for one in document["communes"]}
        shown_units = {one["unit_code"]: one["target_count"] for one in document["units"]}
        changed = question.change_cells(
            {code: target for code, target in cells.items() if target != shown.get(code)},
            {code: target for code, target in unit_cells.items() if target != shown_units.get(code)},
        )
        return change_question(self.request, changed)

    def _free(self, *, commune: str | None = None, unit: str | None = None) -> str:
        cells: Edits = {} if commune is None else {commune: None}
        units: Edits = {} if unit is None else {unit: None}
        return build_target_url(change_question(self.request, self.request.question.change_cells(cells, units)))
