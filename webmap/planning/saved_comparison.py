"""Two saved selections side by side: what differs in gain, cost and rules, and which communes only one of them has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal
from services.planning.objectives import Objective
from services.planning.plan_words import find_cost_unit, has_costs, write_cost
from services.planning.saved_document import find_factor
from services.reporting.annex_content import find_rule_cost
from webmap.page.words import capitalise
from webmap.planning.saved_page import SavedPage
from webmap.translations import gettext as _
from webmap.translations import language

NONE = "–"


@dataclass(frozen=True)
class FactRow:
    """One line of the table: what A has, what B has, and B less A where that is a number."""

    label: str
    a: str
    b: str
    difference: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two have not the same."""
        return self.a != self.b


@dataclass(frozen=True)
class ComparedPick:
    """A commune of one list or of both; ``numbers`` are its gain and cost, of each list where they differ."""

    code: str
    name: str
    unit: str
    numbers: str
    reasons: str


@dataclass(frozen=True)
class PickGroup:
    """The communes that are in both lists, or only in one (``name`` a or b)."""

    name: str
    head: str
    picks: tuple[ComparedPick, ...]


@dataclass(frozen=True)
class SavedComparison:
    """A and B."""

    a: SavedPage
    b: SavedPage

    @property
    def sides(self) -> tuple[tuple[str, SavedPage], ...]:
        """Both with their letters."""
        return (("A", self.a), ("B", self.b))

    @cached_property
    def is_alike(self) -> bool:
        """Whether both are of the same place, scheme and date, so that their numbers can be compared."""
        names = ("vintage_id", "within", "scheme", "as_of")
        asked = [[page.saved.document["question"][name] for name in names] for _letter, page in self.sides]
        return asked[0] == asked[1]

    @property
    def verdict(self) -> str:
        """What B has more or less than A, in a sentence."""
        shared = format_count(len(self.a.codes & self.b.codes), language())
        said = [_("Cả hai cùng chọn %(count)s xã.", count=shared)]
        if not self.is_alike:
            said.append(_("Hai phương án khác địa bàn, chương trình hay ngày chốt: không so số với số."))
            return " ".join(said)
        unreached = self._find_totals(Objective.UNREACHED)
        if None not in unreached:
            gap = format_count(unreached[1] - unreached[0], language(), is_signed=True)
            words = _("So với A, B: %(gap)s người chưa tham gia trong các xã được chọn", gap=gap)
            costs = self._subtract_costs()
            said.append(f"{words}, {_('chi phí %(cost)s', cost=costs)}." if costs else f"{words}.")
        return " ".join(said)

    @property
    def facts(self) -> list[FactRow]:
        """Gains, cost and number of communes."""
        lang, documents = language(), [page.saved.document for _letter, page in self.sides]
        rows = [self._build_total(one) for one in Objective]
        sizes = [len(one["picks"]) for one in documents]
        counts = [format_count(one, lang) for one in sizes]
        gap = format_count(sizes[1] - sizes[0], lang, is_signed=True)
        if self.a.cost or self.b.cost:
            rows.append(FactRow(_("Chi phí"), self.a.cost or NONE, self.b.cost or NONE, self._subtract_costs()))
        rows.append(FactRow(_("Số xã"), counts[0], counts[1], gap))
        return rows

    @property
    def criteria(self) -> list[FactRow]:
        """The weight of each criterion that either has."""
        return self._pair("criteria", lambda _page, one: str(one["weight"]))

    @property
    def rules(self) -> list[FactRow]:
        """Each rule that either has, with what it costs."""
        return self._pair("rules", _write_rule)

    @property
    def groups(self) -> tuple[PickGroup, ...]:
        """Only in A, in both, only in B."""
        a, b = self.a.codes, self.b.codes
        parts = (("a", _("Chỉ có ở A"), self.a, a - b), ("both", _("Có ở cả hai"), self.a, a & b),
                 ("b", _("Chỉ có ở B"), self.b, b - a))  # fmt: skip
        return tuple(PickGroup(name, head, self._list_picks(page, codes)) for name, head, page, codes in parts)

    def _list_picks(self, page: SavedPage, codes: frozenset[str]) -> tuple[ComparedPick, ...]:
        others = {pick["area_code"]: pick for pick in self.b.saved.document["picks"]}
        found = []
        for pick in page.saved.document["picks"]:
            if pick["area_code"] in codes:
                code = pick["area_code"]
                said = _say_pick(page, pick)
                other = _say_pick(self.b, others[code]) if page is self.a and code in others else said
                numbers = said if said == other else f"A: {said} · B: {other}"
                reasons = "; ".join(page.annex.say("text", one) for one in pick["reasons"])
                found.append(ComparedPick(code, pick["name"], pick["unit_name"], numbers, reasons))
        return tuple(found)

    def _pair(self, name: str, write: Any) -> list[FactRow]:
        found: dict[str, dict[str, str]] = {}
        for letter, page in self.sides:
            for one in page.saved.document[name]:
                found.setdefault(page.annex.say("label", one), {})[letter] = write(page, one)
        return [FactRow(capitalise(label), has.get("A", NONE), has.get("B", NONE)) for label, has in found.items()]

    def _find_totals(self, objective: Objective) -> list[Any]:
        return [
            next((one["total"] for one in page.saved.document["totals"] if one["objective"] == objective.value), None)
            for _letter, page in self.sides
        ]

    def _build_total(self, objective: Objective) -> FactRow:
        totals = self._find_totals(objective)
        written = [NONE if one is None else self.a.annex.write_gain(one, objective) for one in totals]
        gap = ""
        if None not in totals and self._can_subtract(objective):
            decimals = 1 if find_factor(objective) > 1 else 0
            gap = format_decimal(round_decimal(float(totals[1] - totals[0]), decimals), language(), is_signed=True)
        return FactRow(capitalise(objective.label.in_language(language())), written[0], written[1], gap)

    def _can_subtract(self, objective: Objective) -> bool:
        """Scores of other weights or scales are other numbers."""
        documents = [page.saved.document for _letter, page in self.sides]
        scales = [[one["question"][name] for name in ("weights", "scaling", "target_ratio")] for one in documents]
        return self.is_alike and (objective is not Objective.SCORE or scales[0] == scales[1])

    def _subtract_costs(self) -> str:
        """Return what B costs more, with the unit; empty unless both have costs of one unit."""
        documents = [page.saved.document for _letter, page in self.sides]
        units = [find_cost_unit(one) for one in documents]
        if units[0] is not units[1] or not all(has_costs(one) for one in documents):
            return ""
        gap = documents[1]["cost"] - documents[0]["cost"]
        number = write_cost(abs(gap), language(), units[0])
        return number if not gap else f"{'+' if gap > 0 else '−'}{number}"


def _write_rule(page: SavedPage, rule: Mapping[str, Any]) -> str:
    found = find_rule_cost(page.saved.document, rule)
    if found is None or not found["cost"]:
        return "✓"
    return _("✓ tốn %(gain)s", gain=page.annex.write_gain(found["cost"]))


def _say_pick(page: SavedPage, pick: Mapping[str, Any]) -> str:
    gain = NONE if pick["gain"] is None else page.annex.write_gain(pick["gain"])
    if not has_costs(page.saved.document):
        return gain
    unit = find_cost_unit(page.saved.document)
    cost = NONE if pick["cost"] is None else write_cost(pick["cost"], language(), unit)
    return f"{gain}, {_('chi phí %(cost)s', cost=cost)}"
