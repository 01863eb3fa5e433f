"""What a release speaks of, in words: the measure, the scheme, the date and the provinces."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import Bilingual
from services.measures.schemes import ANY_SCHEME, Scheme
from services.measures.wording import format_date
from services.store.footprints import COUNTS, EVENTS, GROUPS, OFFICERS, PILOTS, UNITS, Footprint
from services.store.place_names import PlaceNames

_NAMED = 3
_MEASURES = {
    "enrolled": Bilingual("người tham gia", "participants"),
    "target": Bilingual("chỉ tiêu", "target"),
    "gross_new": Bilingual("tăng mới", "gross new"),
    "gross_new_month": Bilingual("tăng mới trong tháng", "gross new in the month"),
    "labour_force": Bilingual("lực lượng lao động", "labour force"),
    "population": Bilingual("dân số", "population"),
}
_CONTENTS = {
    PILOTS: Bilingual("xã điểm", "pilot communes"),
    EVENTS: Bilingual("hội nghị tuyên truyền", "outreach events"),
    UNITS: Bilingual("đơn vị quản lý", "managing units"),
    OFFICERS: Bilingual("cán bộ chuyên quản", "officers in charge"),
    GROUPS: Bilingual("nhóm tiềm năng", "potential groups"),
}


def label_measure(measure: str) -> Bilingual:
    """Return a stored measure in words."""
    return _MEASURES.get(measure, Bilingual(measure, measure))


def label_scheme(scheme: str) -> Bilingual:
    """Return a stored scheme in words, nothing where a count belongs to none."""
    if scheme in ("", ANY_SCHEME):
        return Bilingual("", "")
    return Scheme(scheme).label


def label_content(content: str) -> Bilingual:
    """Return the content of a list in words: pilot communes, outreach events, managing units."""
    return _CONTENTS[content]


def describe_key(key: Footprint) -> Bilingual:
    """Return one key without its province: «người tham gia BHXH tự nguyện 31/03/2019»; levels above communes named."""
    what = label_measure(key.measure) if key.content == COUNTS else _CONTENTS[key.content]
    named, day, level = join_scheme(what, key.scheme), _format_day(key), label_level(key.level)
    return Bilingual(f"{named.vi} {day}{level.vi}".strip(), f"{named.en} {day}{level.en}".strip())


def join_scheme(what: Bilingual, scheme: str) -> Bilingual:
    """Return what is counted with the scheme it is counted for, where there is one."""
    label = label_scheme(scheme)
    return Bilingual(f"{what.vi} {label.vi}", f"{what.en} ({label.en})") if label.vi else what


def describe_footprints(keys: Iterable[Footprint], names: PlaceNames) -> Bilingual:
    """Return several keys in one line, those that differ in their place only told once with all provinces.

    Places are named with their codes (``services.store.place_names``); a unit stands before its province.
    """
    provinces: dict[tuple[str, str], tuple[Bilingual, list[str]]] = {}
    for key in sorted(keys, key=repr):
        words = describe_key(key)
        provinces.setdefault((words.vi, words.en), (words, []))[1].append(name_place(key, names))
    told = [
        Bilingual(f"{words.vi}, {_list_places(places)}", f"{words.en}, {_list_places(places)}")
        for words, places in provinces.values()
    ]
    more = len(told) - _NAMED
    tail = f" … (+{more})" if more > 0 else ""
    return Bilingual(
        "; ".join(one.vi for one in told[:_NAMED]) + tail, "; ".join(one.en for one in told[:_NAMED]) + tail
    )


def name_place(key: Footprint, names: PlaceNames) -> str:
    """Return where a key is about: «Tỉnh Điện Biên (11)», «Huyện Tủa Chùa (098), Tỉnh Điện Biên (11)»."""
    province = _name(names, key.vintage_id, "province", key.province_code)
    return f"{_name(names, key.vintage_id, 'unit', key.within_code)}, {province}" if key.within_code else province


def _name(names: PlaceNames, vintage_id: str, kind: str, code: str) -> str:
    name = names.get((vintage_id, kind, code))
    return f"{name} ({code})" if name else code


def _list_places(places: list[str]) -> str:
    more = len(places) - _NAMED
    return ", ".join(places[:_NAMED]) + (f" … (+{more})" if more > 0 else "")


def label_level(level: str) -> Bilingual:
    """Return « (cấp huyện)», nothing for communes: a level is named where it is not the usual one."""
    if level in ("", Level.COMMUNE):
        return Bilingual("", "")
    words = LEVEL_WORDS[Level(level)]
    return Bilingual(f" (cấp {words.vi})", f" (level {words.en})")


def _format_day(key: Footprint) -> str:
    day: date | None = key.as_of
    if day is None:
        return ""
    return f"{day:%m/%Y}" if key.content in (EVENTS, GROUPS) else format_date(day, "vi")
