"""What was understood about a whole file, each with where it was found and a field to correct it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g
from sqlalchemy.engine import Connection

from geodata.areas import Level
from geodata.vintages import REFORM_DATE, Vintage
from services.intake.headers.meanings import DENOMINATORS
from services.intake.kinds import IntakeKind
from services.intake.options import Covers, IntakeOptions
from services.intake.scope.understanding import Origin, Understanding, Understood
from services.measures.schemes import Scheme
from services.measures.wording import label_level
from services.store.boundaries import StoredVintage, list_vintages, read_areas
from webmap.context import services
from webmap.intake.choices import Choice, build_choices
from webmap.intake.words import label_kind, label_scheme, write_date
from webmap.translations import gettext as _

OPTION_NAMES = ("as_of", "scheme", "province_code", "vintage_id", "level", "covers", "kind")
# A change of one of these looks for the rows among other areas: what was decided about them is put away.
PLACE_OPTIONS = ("kind", "vintage_id", "as_of", "level", "province_code", "sheet_names")
TEXT_NAMES = ("source", "target_source", "target_version", "denominator_source")
FLAG_NAMES = ("is_illustrative", "allow_earlier")


@dataclass(frozen=True)
class OptionField:
    """One field: its value as text, what may be chosen (empty: any text), and where the value was found."""

    name: str
    label: str
    value: str
    origin: str = ""
    choices: tuple[Choice, ...] = ()
    is_date: bool = False
    is_missing: bool = False
    is_check: bool = False
    width: str = ""


def build_option_fields(connection: Connection, understood: Understanding) -> tuple[OptionField, ...]:
    """Return the fields of what was understood: date, scheme, province, vintage, level, what it replaces, kind."""
    vintages = sorted(list_vintages(connection), key=lambda stored: stored.activated_at is None)
    found = (one.vintage for one in vintages if one.vintage.vintage_id == understood.vintage_id.value)
    chosen = next(found, None)
    day: date | None = understood.as_of.value
    return (
        OptionField(
            "as_of",
            _("Ngày chốt"),
            write_date(day) if day else "",
            _tell_origin(understood.as_of),
            is_date=True,
            is_missing=day is None,
            width="narrow",
        ),
        _build_choice_field("scheme", _("Loại hình"), understood.scheme, _list_schemes(), _say_schemes(understood)),
        _build_choice_field(
            "province_code",
            _("Tỉnh"),
            understood.province_code,
            _list_provinces(connection, chosen),
            _("nhiều tỉnh"),
        ),
        _build_choice_field(
            "vintage_id",
            _("Ranh giới"),
            understood.vintage_id,
            [(one.vintage.vintage_id, _name_vintage(one)) for one in vintages],
        ),
        _build_choice_field("level", _("Mỗi dòng là một"), understood.level, _list_levels(chosen, day)),
        *_build_covers_field(understood),
        _build_choice_field(
            "kind", _("Tệp nói về"), understood.kind, [(kind.value, label_kind(kind)) for kind in IntakeKind]
        ),
    )


def build_sheet_choices(understood: Understanding, options: IntakeOptions) -> tuple[Choice, ...]:
    """Return the sheets of a workbook that has several, those in use marked; empty where there is one."""
    names = [str(sheet.sheet.name) for sheet in understood.sheets if sheet.sheet.name is not None]
    chosen = options.sheet_names or tuple(names)
    return tuple(Choice(name, name, name in chosen) for name in names) if len(names) > 1 else ()


def build_more_fields(options: IntakeOptions) -> tuple[OptionField, ...]:
    """Return the fields of what no file says of itself: sources, version, illustrative or not."""
    labels = {
        "source": _("Nguồn số liệu"),
        "target_source": _("Cơ quan giao chỉ tiêu"),
        "target_version": _("Văn bản, lần giao chỉ tiêu"),
        "denominator_source": _("Nguồn mẫu số"),
        "is_illustrative": _("Số liệu minh họa, không phải số thật"),
        "allow_earlier": _("Số của ngày trước khi có bộ ranh giới này là do cơ quan lập quy đổi"),
    }
    texts = tuple(OptionField(name, labels[name], str(getattr(options, name))) for name in TEXT_NAMES)
    units = (("", _("theo tệp")), ("1", _("từng người")), ("1000", _("nghìn người")))
    unit = OptionField(
        "unit_count", _("Đơn vị của số"), "", choices=build_choices(units, str(options.unit_count or ""))
    )
    flags = tuple(
        OptionField(name, labels[name], "1" if getattr(options, name) else "", is_check=True) for name in FLAG_NAMES
    )
    return (*texts, unit, *flags)


def _build_choice_field(
    name: str, label: str, entry: Understood[Any], pairs: list[tuple[str, str]], if_none: str = ""
) -> OptionField:
    """Return a field to choose from; ``if_none`` says what no value means, "" where one is needed."""
    value = str(entry.value or "")
    known = [one for one, _label in pairs]
    empty = [] if value in known and not if_none else [("", if_none or _("– chưa rõ –"))]
    return OptionField(
        name,
        label,
        value,
        _tell_origin(entry) if value or not if_none else "",
        choices=build_choices([*empty, *pairs], value),
        is_missing=not if_none and value not in known,
    )


def _say_schemes(understood: Understanding) -> str:
    """Say why a file needs no scheme as a whole: its columns or rows name theirs, or it counts nobody insured."""
    tables = [sheet.table for sheet in understood.sheets if sheet.table is not None]
    meanings = [column.meaning for table in tables for column in table.count_columns if not table.is_split_by_scheme]
    if any(one.scheme is None and one.measure not in DENOMINATORS for one in meanings):
        return ""
    is_told = any(table.is_split_by_scheme for table in tables) or any(one.scheme for one in meanings)
    return _("theo từng cột, từng dòng") if is_told else _("không cần")


def _build_covers_field(understood: Understanding) -> tuple[OptionField, ...]:
    """Return the field of what a file speaks for; none where no row was matched yet."""
    if understood.covers.value is None:
        return ()
    names = name_units(list(understood.unit_names.values()))
    only = _("chỉ %(names)s", names=names) if names else _("chỉ các đơn vị có trong tệp")
    pairs = [(Covers.PROVINCE.value, _("cả tỉnh")), (Covers.UNITS.value, only)]
    value = understood.covers.value.value
    origin = _tell_origin(understood.covers)
    return (OptionField("covers", _("Số liệu thay cho"), value, origin, choices=build_choices(pairs, value)),)


def name_units(names: Sequence[str]) -> str:
    """Return the first few names of units, and how many more there are."""
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" … (+{more})" if more > 0 else "")


def _tell_origin(entry: Understood[Any]) -> str:
    text = Origin(entry.origin).label.in_language(g.lang)
    quoted = " ".join(entry.text.split())
    if not quoted:
        return text
    return f"{text} «{quoted if len(quoted) <= 44 else quoted[:42] + '…'}»"


def _list_schemes() -> list[tuple[str, str]]:
    return [(scheme.value, label_scheme(scheme)) for scheme in Scheme]


def _name_vintage(stored: StoredVintage) -> str:
    title = stored.vintage.title_en if g.lang == "en" else stored.vintage.title_vi
    unseen = _("chưa lên bản đồ")
    return title if stored.activated_at else f"{title} ({unseen})"


def _list_provinces(connection: Connection, vintage: Vintage | None) -> list[tuple[str, str]]:
    if vintage is None:
        return []
    areas = read_areas(connection, vintage.vintage_id)
    provinces = areas[areas["level"] == Level.PROVINCE.value]
    return [(str(row.area_code), str(row.name)) for row in provinces.itertuples(index=False)]


def _list_levels(vintage: Vintage | None, day: date | None) -> list[tuple[str, str]]:
    """Return the levels in the words of the vintage; where none is known, of the date, else of today's units."""
    begun = vintage.effective_from if vintage else day or REFORM_DATE
    unit_label = services().settings.unit_label
    levels = [level for level in Level if level is not Level.COUNTRY]
    return [(level.value, label_level(level, begun, unit_label).in_language(g.lang)) for level in levels]
