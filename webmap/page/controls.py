"""The choices at the left of the page: what may be asked of the store, with what is asked now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.ancestry import list_joined_vintages
from services.coverage.base_dates import list_base_dates
from services.coverage.catalogue import list_class_methods
from services.coverage.officers import find_officers, list_officers
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from webmap.dated_vintages import DatedChoice, list_choices, list_cut_offs
from webmap.map_request import MapRequest
from webmap.page.words import capitalise, name_vintage
from webmap.suggestions import list_levels
from webmap.translations import gettext as _

CLASS_COUNTS = range(3, 8)
MOST_OFFICERS = 300


@dataclass(frozen=True)
class Option:
    """One line of a choice; ``vintage`` names the boundaries that it brings along, where they are others.

    ``codes_of`` names those shown, where places may not be there on the day that is chosen.
    """

    value: str
    label: str
    vintage: str = ""
    codes_of: str = ""


@dataclass(frozen=True)
class Control:
    """One choice: a GET parameter with its lines; ``width`` is its room in the column (wide, most, least or half)."""

    name: str
    label: str
    value: str
    options: tuple[Option, ...]
    width: str


@dataclass(frozen=True)
class Controls:
    """All choices, those that are rarely changed apart, and the parameters that stay as they are (name, value)."""

    fields: tuple[Control, ...]
    rare_fields: tuple[Control, ...]
    hidden: tuple[tuple[str, str], ...]

    @property
    def rare_label(self) -> str:
        """What the choices that are rarely changed are called together."""
        names = {field.name for field in self.rare_fields}
        if "marks" in names:
            return _("Cách chia bậc, những gì vẽ thêm")
        return _("Cách chia bậc, ranh giới vẽ chồng") if "over" in names else _("Cách chia bậc")


def build_controls(request: MapRequest, snapshot: Snapshot, data: VintageData) -> Controls:
    """Return the choices of a request; only what the vintage has can be chosen."""
    lang = request.lang
    fields = (
        _build_scheme(request, data),
        Control("indicator", _("Chỉ số"), request.indicator, _label(_list_indicators(request, snapshot), lang), "wide"),
        _build_dates(request, snapshot, data),
        *_build_base_dates(request, snapshot),
        _build_levels(request, snapshot, data),
        *_build_vintages(request, snapshot, data),
    )
    rare_fields = (_build_methods(request), _build_class_counts(request), *_build_overlays(request, snapshot, data))
    rare_fields += (*_build_marks(request, data), *_build_officers(request, data))
    return Controls(fields, rare_fields, _keep(request))


def _keep(request: MapRequest) -> tuple[tuple[str, str], ...]:
    # Without a script the server is told whose codes these are, and that a set that is chosen is to be kept.
    kept = [("lang", request.lang if request.lang != "vi" else None)]
    kept += [("codes_of", request.vintage), ("boundaries", "fixed")]
    kept += [("within", request.within if request.within != COUNTRY_CODE else None), ("area", request.area)]
    return tuple((name, value) for name, value in kept if value is not None)


def _list_indicators(request: MapRequest, snapshot: Snapshot) -> list[Indicator]:
    """Return the indicators; a change since a base date only where there is such a date."""
    scheme = Scheme(request.scheme)
    has_base = request.as_of is not None and bool(list_base_dates(snapshot, request.vintage, scheme, request.as_of))
    return [one for one in Indicator if has_base or not one.definition.needs_since or one == request.indicator]


def _label(kind: Iterable[Indicator], lang: str) -> tuple[Option, ...]:
    return tuple(Option(one.value, one.definition.label.in_language(lang)) for one in kind)


def _build_scheme(request: MapRequest, data: VintageData) -> Control:
    none = _("chưa có số liệu")
    options = []
    for scheme in Scheme:
        label = capitalise(scheme.label.in_language(request.lang))
        has_data = bool(list_cut_offs(data, scheme))
        if has_data or scheme.value == request.scheme:
            options.append(Option(scheme.value, label if has_data else f"{label} ({none})"))
    return Control("scheme", _("Loại hình"), request.scheme, tuple(options), "wide")


def _build_dates(request: MapRequest, snapshot: Snapshot, data: VintageData) -> Control:
    by_date = request.boundaries == "date"
    choices = list_choices(snapshot, data, Scheme(request.scheme), by_date=by_date)
    options = [_build_date(request, snapshot, choice) for choice in choices]
    if request.as_of and request.as_of not in {choice.day for choice in choices}:
        options.append(Option(request.as_of.isoformat(), format_date(request.as_of, request.lang)))
    value = request.as_of.isoformat() if request.as_of else ""
    return Control("as_of", _("Ngày chốt"), value, tuple(options), "half")


def _build_date(request: MapRequest, snapshot: Snapshot, choice: DatedChoice) -> Option:
    day = format_date(choice.day, request.lang)
    if choice.is_converted and choice.day != request.as_of:  # of the one shown the legend says it
        return Option(choice.day.isoformat(), _("%(date)s (quy đổi)", date=day))
    if choice.vintage_id == request.vintage:
        return Option(choice.day.isoformat(), day, codes_of=_find_codes_to_carry(request, snapshot, choice))
    title = name_vintage(snapshot.find_vintage(choice.vintage_id), request.lang)
    return Option(choice.day.isoformat(), f"{day} · {title}", choice.vintage_id)


def _find_codes_to_carry(request: MapRequest, snapshot: Snapshot, choice: DatedChoice) -> str:
    """Return the vintage shown where the screen has units of a list and another day may have others, else ""."""
    data = snapshot.find_vintage(request.vintage)
    has_units = request.level is Level.MANAGING_UNIT or data.is_unit(request.within) or data.is_unit(request.area or "")
    terms = data.unit_terms
    changes = terms is not None and terms.find_change(choice.day) != terms.find_change(request.as_of)
    return request.vintage if has_units and changes else ""


def _build_base_dates(request: MapRequest, snapshot: Snapshot) -> tuple[Control, ...]:
    """Return the choice of the day that a change is measured from, where the indicator has one."""
    if request.since is None or request.as_of is None:
        return ()
    days = list_base_dates(snapshot, request.vintage, Scheme(request.scheme), request.as_of)
    options = tuple(Option(day.isoformat(), format_date(day, request.lang)) for day in reversed(days))
    return (Control("since", _("So với ngày"), request.since.isoformat(), options, "half"),)


def _build_levels(request: MapRequest, snapshot: Snapshot, data: VintageData) -> Control:
    levels = list_levels(data, request.within)
    options = tuple(
        Option(level.value, capitalise(snapshot.label_level(level, data.vintage).in_language(request.lang)))
        for level in levels
    )
    return Control("level", _("Cấp"), Level(request.level).value, options, "half")


def _build_methods(request: MapRequest) -> Control:
    definition = Indicator(request.indicator).definition
    methods = list_class_methods(Scheme(request.scheme), Indicator(request.indicator))
    # The indicator's own method goes without saying, so that another indicator may choose its own.
    value = request.method if request.method and request.method != definition.default_method else ""
    options = tuple(
        Option(
            "" if method is definition.default_method else method.value,
            capitalise(method.label.in_language(request.lang)),
        )
        for method in methods
    )
    return Control("method", _("Cách chia bậc"), value, options, "most")


def _build_class_counts(request: MapRequest) -> Control:
    default = Indicator(request.indicator).definition.default_class_count
    counts = sorted({*CLASS_COUNTS, default, request.classes or default})
    options = tuple(Option("" if count == default else str(count), str(count)) for count in counts)
    value = "" if request.classes in (None, default) else str(request.classes)
    return Control("classes", _("Số bậc"), value, options, "least")


def _build_vintages(request: MapRequest, snapshot: Snapshot, data: VintageData) -> tuple[Control, ...]:
    """Return the choice of boundaries: those of the date, or one set for all dates; nothing where there is but one."""
    if len(snapshot.vintages) == 1:
        return ()
    options = [Option("", _("theo ngày số liệu"))]
    options += [Option(key, name_vintage(one, request.lang)) for key, one in snapshot.vintages.items()]
    value = "" if request.boundaries == "date" else request.vintage
    return (Control("vintage", _("Ranh giới"), value, tuple(options), "wide"),)


def _build_marks(request: MapRequest, data: VintageData) -> tuple[Control, ...]:
    """Return the choice of marks besides pilots, where there is anything to mark."""
    if not data.events and request.marks is None:
        return ()
    options = (Option("", _("chỉ xã điểm")), Option("events", _("hội nghị 12 tháng qua")))
    return (Control("marks", _("Dấu trên bản đồ"), request.marks or "", options, "wide"),)


def _build_officers(request: MapRequest, data: VintageData) -> tuple[Control, ...]:
    """Return the choice of an officer in charge whose communes are shown, of those within the area shown."""
    if not data.officers or request.as_of is None:
        return ()
    dated = data.on(request.as_of)
    inside = set(dated.hierarchy.select_all(dated.hierarchy.find(request.within)).tolist())
    own = {one.code for area, one in find_officers(data, request.as_of).items() if area in inside} | {request.officer}
    named = [one for one in list_officers(data, request.as_of) if one.code in own][:MOST_OFFICERS]
    if not named and request.officer is None:
        return ()
    options = [Option("", _("mọi xã")), *(Option(one.code, one.name) for one in named)]
    return (Control("officer", _("Xã của cán bộ chuyên quản"), request.officer or "", tuple(options), "wide"),)


def _build_overlays(request: MapRequest, snapshot: Snapshot, data: VintageData) -> tuple[Control, ...]:
    """Return the choice of outlines to be drawn over the map: those that crosswalks lead to, near ones first."""
    joined = [one.vintage_id for one in list_joined_vintages(snapshot, data.vintage.vintage_id)]
    if request.over and request.over not in joined:
        joined.append(request.over)
    if not joined:
        return ()
    options = [Option("", _("không"))]
    options += [Option(one, name_vintage(snapshot.find_vintage(one), request.lang)) for one in joined]
    return (Control("over", _("Vẽ chồng ranh giới"), request.over or "", tuple(options), "wide"),)
