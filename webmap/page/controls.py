"""The choices at the left of the page: what may be asked of the store, with what is asked now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.catalogue import list_class_methods
from services.coverage.snapshot import Snapshot, VintageData
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_date, label_level
from webmap.map_request import MapRequest
from webmap.page.words import capitalise
from webmap.suggestions import list_cut_offs, list_levels
from webmap.translations import gettext as _

CLASS_COUNTS = range(3, 8)


@dataclass(frozen=True)
class Option:
    """One line of a choice."""

    value: str
    label: str


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


def build_controls(request: MapRequest, snapshot: Snapshot, data: VintageData) -> Controls:
    """Return the choices of a request; only what the vintage has can be chosen."""
    lang = request.lang
    fields = (
        _build_scheme(request, data),
        Control("indicator", _("Chỉ số"), request.indicator, _label(Indicator, lang), "wide"),
        _build_dates(request, data),
        _build_levels(request, data),
    )
    rare_fields = (_build_methods(request), _build_class_counts(request), _build_vintages(request, snapshot))
    chosen = tuple(field for field in rare_fields if len(field.options) > 1 or field.name != "vintage")
    return Controls(fields, chosen, _keep(request))


def _keep(request: MapRequest) -> tuple[tuple[str, str], ...]:
    kept = [("lang", request.lang if request.lang != "vi" else None)]
    kept += [("within", request.within if request.within != COUNTRY_CODE else None), ("area", request.area)]
    return tuple((name, value) for name, value in kept if value is not None)


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


def _build_dates(request: MapRequest, data: VintageData) -> Control:
    days = set(list_cut_offs(data, Scheme(request.scheme)))
    if request.as_of:
        days.add(request.as_of)
    options = tuple(Option(day.isoformat(), format_date(day, request.lang)) for day in sorted(days, reverse=True))
    value = request.as_of.isoformat() if request.as_of else ""
    return Control("as_of", _("Ngày chốt"), value, options, "half")


def _build_levels(request: MapRequest, data: VintageData) -> Control:
    levels = list_levels(data, request.within)
    options = tuple(
        Option(level.value, capitalise(label_level(level, data.vintage.effective_from).in_language(request.lang)))
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


def _build_vintages(request: MapRequest, snapshot: Snapshot) -> Control:
    options = tuple(
        Option(vintage_id, Bilingual(data.vintage.title_vi, data.vintage.title_en).in_language(request.lang))
        for vintage_id, data in snapshot.vintages.items()
    )
    return Control("vintage", _("Bộ ranh giới"), request.vintage, options, "wide")
