"""The forms of the page of targets: for which place, by which rule."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE
from services.coverage.catalogue import list_periods
from services.coverage.snapshot import Snapshot
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from services.planning.target_question import RuleKind
from webmap.page.words import capitalise
from webmap.targets.target_request import TargetRequest, list_parameters, list_provinces
from webmap.translations import gettext as _

Option = tuple[str, str, bool]
PLACE_FIELDS = ("within", "scheme", "as_of", "year")
RULE_FIELDS = ("kind", "total", "each", "unreached", "floor", "ceiling", "cap", "keep", "organisations")


@dataclass(frozen=True)
class TargetForm:
    """All that the two forms ask; ``place_hidden`` and ``rule_hidden`` are kept as they are."""

    provinces: tuple[Option, ...]
    schemes: tuple[Option, ...]
    dates: tuple[Option, ...]
    kinds: tuple[Option, ...]
    caps: tuple[Option, ...]
    keeps: tuple[Option, ...]
    values: dict[str, str]
    place_hidden: tuple[tuple[str, str], ...]
    rule_hidden: tuple[tuple[str, str], ...]
    cell_hidden: tuple[tuple[str, str], ...]


def build_target_form(request: TargetRequest, snapshot: Snapshot) -> TargetForm:
    """Return the forms that ask what the request asks."""
    place, asked, lang = request.place, request.question, request.place.lang
    given = {name: text for name, text in list_parameters(request).items() if text is not None}
    days = [one.as_of for one in list_periods(snapshot, place.vintage, place.scheme, place.within)][::-1]
    return TargetForm(
        provinces=_list_places(request, snapshot),
        schemes=tuple((one.value, capitalise(one.label.in_language(lang)), one is place.scheme) for one in Scheme),
        dates=tuple((one.isoformat(), format_date(one, lang), one == place.as_of) for one in days),
        kinds=tuple((one.value, capitalise(one.label.in_language(lang)), one is asked.kind) for one in RuleKind),
        caps=(("1", _("không cho vượt"), asked.cap), ("0", _("được vượt"), not asked.cap)),
        keeps=(
            ("1", _("chỉ cân lại trong đơn vị"), asked.keep_units),
            ("0", _("cân lại toàn địa bàn"), not asked.keep_units),
        ),
        values={name: given.get(name, "") for name in (*PLACE_FIELDS, *RULE_FIELDS)},
        place_hidden=_keep(given, ("vintage", "lang")),
        rule_hidden=_keep(given, [name for name in given if name not in RULE_FIELDS]),
        cell_hidden=_keep(given, list(given)),
    )


def _list_places(request: TargetRequest, snapshot: Snapshot) -> tuple[Option, ...]:
    data = snapshot.find_vintage(request.place.vintage).on(request.place.as_of)
    within, listed = request.place.within, list_provinces(data)
    if within not in dict(listed) and within != COUNTRY_CODE:
        listed = [(within, str(data.hierarchy.names[data.hierarchy.find(within)])), *listed]
    return tuple((code, name, code == within) for code, name in listed)


def _keep(given: dict[str, str], names: tuple[str, ...] | list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, given[name]) for name in names if name in given and (name, given[name]) != ("lang", "vi"))
