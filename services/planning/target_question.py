"""What a planner asks of next year's targets: a total or a rise for each commune, a rule, cells held by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from geodata.errors import Bilingual
from services.measures.schemes import Scheme
from services.measures.wording import format_count
from services.planning.targets import TargetRule

Cells = tuple[tuple[str, int], ...]  # codes with their targets, by code
OrganisationShares = tuple[tuple[str, int], ...]  # names with their parts, in the order given


class RuleKind(StrEnum):
    """By what a rise is shared out."""

    SHARED = "shared"
    UNIFORM = "uniform"

    @property
    def label(self) -> Bilingual:
        """The kind in words."""
        return _LABELS[self]


_LABELS = {
    RuleKind.SHARED: Bilingual("chia theo số chưa tham gia và mức tăng", "shared by people unreached and by growth"),
    RuleKind.UNIFORM: Bilingual("mỗi xã tăng như nhau", "the same rise in each commune"),
}


@dataclass(frozen=True)
class TargetQuestion:
    """The targets of an area's communes for the end of ``year``, above their stocks of ``as_of``.

    ``total`` None is suggested (``target_plan.suggest_total``); a uniform rise of ``each`` people in each commune makes
    its own. Parts and bounds are per cent: ``unreached`` of the rise by people unreached, the rest by
    last year's growth; no commune rises by less than ``floor`` or more than ``ceiling`` (None: no bound) of its
    stock. ``keep_units``: a commune set by hand moves people within its managing unit only.
    """

    vintage_id: str
    within: str
    scheme: Scheme
    as_of: date
    year: int
    kind: RuleKind = RuleKind.SHARED
    total: int | None = None
    each: int = 200
    unreached: int = 70
    floor: int = 0
    ceiling: int | None = None
    cap: bool = True
    keep_units: bool = True
    fixed: Cells = ()
    unit_fixed: Cells = ()
    organisations: OrganisationShares = ()

    def __post_init__(self) -> None:
        """Put the cells in the order of their codes: the same cells are the same question."""
        for name in ("fixed", "unit_fixed"):
            object.__setattr__(self, name, tuple(sorted(dict(getattr(self, name)).items())))

    @property
    def target_date(self) -> date:
        """The day by which the targets are to be reached."""
        return date(self.year, 12, 31)

    @property
    def rule(self) -> TargetRule:
        """The rule of the arithmetic; a uniform rise knows no bounds, so that it is what it says."""
        if self.kind is RuleKind.UNIFORM:
            return TargetRule(cap_at_denominator=False)
        return TargetRule(
            unreached_part=self.unreached / 100,
            growth_part=1 - self.unreached / 100,
            least_rise_ratio=self.floor / 100,
            most_rise_ratio=None if self.ceiling is None else self.ceiling / 100,
            cap_at_denominator=self.cap,
        )

    def say_rule(self) -> Bilingual:
        """Return the whole rule in a sentence."""
        if self.kind is RuleKind.UNIFORM:
            vi, en = (format_count(self.each, lang) for lang in ("vi", "en"))
            return Bilingual(f"Mỗi xã tăng thêm {vi} người.", f"Each commune rises by {en} people.")
        said = [self.rule.label]
        if self.floor:
            said.append(
                Bilingual(f"Mỗi xã tăng ít nhất {self.floor}%.", f"Each commune rises by at least {self.floor}%.")
            )
        if self.ceiling is not None:
            said.append(
                Bilingual(f"Mỗi xã tăng nhiều nhất {self.ceiling}%.", f"Each commune rises by at most {self.ceiling}%.")
            )
        if self.cap:
            said.append(Bilingual("Không xã nào vượt mẫu số của mình.", "No commune goes beyond its denominator."))
        return Bilingual(" ".join(one.vi for one in said), " ".join(one.en for one in said))

    def change_cells(
        self, edits: Mapping[str, int | None], unit_edits: Mapping[str, int | None] | None = None
    ) -> TargetQuestion:
        """Return the question with cells set by hand, those given as None free again."""
        cells = {**dict(self.fixed), **edits}
        units = {**dict(self.unit_fixed), **(unit_edits or {})}
        return replace(self, fixed=_keep(cells), unit_fixed=_keep(units))


def build_target_question_document(question: TargetQuestion) -> dict[str, Any]:
    """Return a question as JSON, as a saved proposal keeps it."""
    document = asdict(question)
    document["as_of"] = question.as_of.isoformat()
    for name in ("fixed", "unit_fixed"):
        document[name] = dict(getattr(question, name))
    document["organisations"] = [{"name": name, "part": part} for name, part in question.organisations]
    return document


def _keep(cells: Mapping[str, int | None]) -> Cells:
    return tuple((code, target) for code, target in cells.items() if target is not None)
