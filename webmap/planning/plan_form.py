"""The form of the planner's page: sliders of the criteria, and the rules of the selection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.coverage.catalogue import list_periods
from services.coverage.groups import list_groups
from services.coverage.snapshot import Snapshot
from services.measures.wording import format_date
from services.planning.cost_units import CostUnit
from services.planning.criteria import Criterion
from services.planning.objectives import Objective
from services.planning.plan import Plan
from services.planning.ranking import Scaling
from webmap.page.words import capitalise
from webmap.planning.plan_list import name_communes
from webmap.planning.plan_parameters import MOST_WEIGHT
from webmap.planning.plan_request import PlanRequest, list_parameters
from webmap.translations import gettext as _

# Lists that few have: what was not loaded is not asked for.
LISTED = frozenset({Criterion.POTENTIAL_SHARE, Criterion.OFFICER_LOAD})


@dataclass(frozen=True)
class Slider:
    """One criterion: ``is_known`` where something is known of it, else its weight stays 0."""

    name: str
    label: str
    definition: str
    weight: int
    most: int
    is_known: bool


@dataclass(frozen=True)
class Choice:
    """A choice among few: name, label, options as (value, label, is chosen)."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class NumberField:
    """A number to be typed; ``value`` is empty where there is no such rule."""

    name: str
    label: str
    value: str
    least: int
    most: int
    hint: str = ""


@dataclass(frozen=True)
class PlanForm:
    """All controls in their groups; ``hidden`` are kept as they are."""

    sliders: tuple[Slider, ...]
    groups: Choice | None
    scaling: Choice
    target: str
    dates: Choice
    objective: Choice
    amounts: tuple[NumberField, ...]
    cost_unit: Choice
    per_unit: tuple[NumberField, ...]
    rules: tuple[NumberField, ...]
    together: Choice
    pilots: Choice
    units: str
    locked: tuple[tuple[str, str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    has_rules: bool


def build_form(request: PlanRequest, plan: Plan, snapshot: Snapshot) -> PlanForm:
    """Return the form that asks what the request asks."""
    lang, asked, place = request.place.lang, request.selection, request.place
    weights, names = dict(request.weights), name_communes(plan)
    days = [one.as_of for one in list_periods(snapshot, place.vintage, place.scheme, place.within)][::-1]
    return PlanForm(
        sliders=tuple(_build_slider(one, weights.get(one, 0), plan, lang) for one in _list_criteria(request, plan)),
        groups=_choose_group(request, snapshot),
        scaling=_choose(
            "scaling",
            _("Đưa về một thang"),
            ((one.value, one.definition.in_language(lang)) for one in Scaling),
            request.scaling.value,
        ),
        target=(request.target or "").replace(".", "," if lang == "vi" else "."),
        dates=_choose(
            "as_of",
            _("Ngày chốt"),
            ((one.isoformat(), format_date(one, lang)) for one in days),
            place.as_of.isoformat() if place.as_of else "",
        ),
        objective=_choose(
            "objective",
            _("Để được nhiều nhất"),
            ((one.value, one.label.in_language(lang)) for one in Objective),
            asked.objective.value,
        ),
        amounts=(
            _ask("pick", _("Số xã"), asked.pick, 1, 5000),
            _ask("budget", _("Hoặc chi phí tối đa"), asked.budget, 1, 999_999),
            _ask("cost_each", _("Mỗi xã tốn"), asked.cost_each, 0, 99_999),
            _ask("cost_per", _("Thêm cho mỗi 1.000 người chưa tham gia"), asked.cost_per_thousand, 0, 99_999),
        ),
        cost_unit=_choose(
            "cost_unit",
            _("Chi phí tính bằng"),
            ((one.value, one.label.in_language(lang)) for one in CostUnit),
            asked.cost_unit.value,
        ),
        per_unit=(
            _ask("unit_min", _("ít nhất"), asked.unit_least, 0, 999),
            _ask("unit_max", _("nhiều nhất"), asked.unit_most, 0, 999),
        ),
        rules=(
            _ask("min_size", _("Xã có mẫu số từ (người)"), asked.least_size, 1, 999_999),
            _ask("min_km", _("Các xã cách nhau từ (km)"), asked.least_kilometres, 1, 500),
        ),
        together=_choose(
            "together",
            _("Xã giáp nhau"),
            (("0", _("không bắt buộc")), ("1", _("mỗi xã được chọn giáp một xã khác được chọn"))),
            "1" if asked.together else "0",
        ),
        pilots=_choose(
            "pilots",
            _("Xã điểm đang có"),
            (("out", _("không chọn")), ("in", _("được chọn"))),
            "out" if asked.no_pilots else "in",
        ),
        units=str(list_parameters(request)["units"] or ""),
        locked=tuple(
            (
                name,
                _("bắt buộc chọn") if name == "lock_in" else _("không chọn"),
                ", ".join(names.get(c, c) for c in codes),
            )
            for name, codes in (("lock_in", asked.locked_in), ("lock_out", asked.locked_out))
            if codes
        ),
        hidden=_keep(request),
        has_rules=asked.is_asked,
    )


def _list_criteria(request: PlanRequest, plan: Plan) -> list[Criterion]:
    weighted = dict(request.weights)
    return [one for one in Criterion if one not in LISTED or one in plan.known_criteria or weighted.get(one)]


def _choose_group(request: PlanRequest, snapshot: Snapshot) -> Choice | None:
    """Return the choice among potential groups, None where there are not several."""
    names = list_groups(snapshot.find_vintage(request.place.vintage))
    if len(names) < 2:
        return None
    options = tuple((name, name, name == (request.group or names[0])) for name in names)
    return Choice("group", _("Nhóm tiềm năng"), options)


def _build_slider(criterion: Criterion, weight: int, plan: Plan, lang: str) -> Slider:
    definition = criterion.definition
    return Slider(
        name=f"w_{criterion.value}",
        label=definition.label.in_language(lang),
        definition=definition.definition.in_language(lang),
        weight=weight,
        most=MOST_WEIGHT,
        is_known=criterion in plan.known_criteria or criterion is Criterion.BELOW_TARGET,
    )


def _choose(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, tuple((value, capitalise(text), value == chosen) for value, text in options))


def _ask(name: str, label: str, value: int | None, least: int, most: int) -> NumberField:
    return NumberField(name, label, "" if value is None else str(value), least, most)


def _keep(request: PlanRequest) -> tuple[tuple[str, str], ...]:
    given = list_parameters(request)
    kept = ("vintage", "within", "scheme", "lock_in", "lock_out", "clusters", "lang", "officer", "area")
    return tuple((name, str(given[name])) for name in kept if given[name])
