"""Where an event was held: the boundaries of its day, and the places that a typed name may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.names import build_search_key
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.outreach.keeping import EventPlace
from webmap.catalogues import build_found_areas

MOST_FOUND = 12
KINDS = ("xa", "phuong", "thi tran", "dac khu", "huyen", "quan", "thi xa", "thanh pho", "tinh")  # as search keys
PARTED = "~"  # between vintage and code: neither has it


@dataclass(frozen=True)
class FoundPlace:
    """A place that can be chosen; ``value`` names vintage and code, for a code alone is another place elsewhere."""

    value: str
    name: str
    parents: str


def find_vintage_on(snapshot: Snapshot, day: date) -> VintageData | None:
    """Return the newest vintage in force that holds on a day; None where none does."""
    return next((data for data in snapshot.vintages.values() if data.vintage.holds_on(day)), None)


def find_places(snapshot: Snapshot, day: date, text: str) -> list[FoundPlace]:
    """Return the places of a day whose name or code fits, those that are named so first, communes before others.

    What stands after a comma names something above: «Tân Lập, Thái Nguyên».
    """
    data = find_vintage_on(snapshot, day)
    name, _comma, above = text.partition(",")
    if data is None or not name.strip():
        return []
    wanted, lowest = build_search_key(name), data.levels[-1].value
    found = [one for one in build_found_areas(data, None, COUNTRY_CODE, name)["areas"] if _may_hold(one)]
    found.sort(key=lambda one: (not _is_named(str(one["name"]), wanted), one["level"] != lowest))
    places = [describe_place(data, str(one["area_code"])) for one in found]
    within = build_search_key(above)
    return [one for one in places if within in build_search_key(one.parents)][:MOST_FOUND]


def settle_place(snapshot: Snapshot, day: date, chosen: str, typed: str) -> tuple[EventPlace | None, list[FoundPlace]]:
    """Return the place that was chosen, or the only one that is named as typed; else None and what it may mean."""
    data = find_vintage_on(snapshot, day)
    vintage_id, _sign, code = chosen.partition(PARTED)
    if data is not None and vintage_id == data.vintage.vintage_id:
        place = find_place(data, code)
        if place is not None:
            return place, []
    found = find_places(snapshot, day, typed)
    named = [one for one in found if _is_named(one.name, build_search_key(typed.partition(",")[0]))]
    if data is not None and (len(named) == 1 or len(found) == 1):
        return find_place(data, (named or found)[0].value.partition(PARTED)[2]), []
    return None, found


def find_place(data: VintageData, code: str) -> EventPlace | None:
    """Return an area of a vintage that may hold an event, None where the code is none."""
    try:
        area = data.hierarchy.find(code)
    except NotFound:
        return None
    level = data.hierarchy.level_of(area)
    return None if level is Level.COUNTRY else EventPlace(data.vintage.vintage_id, level, code)


def describe_place(data: VintageData, code: str) -> FoundPlace:
    """Return an area in words."""
    hierarchy = data.hierarchy
    area = hierarchy.find(code)
    parents = ", ".join(str(hierarchy.names[one]) for one in hierarchy.climb(area)[:0:-1])
    return FoundPlace(f"{data.vintage.vintage_id}{PARTED}{code}", str(hierarchy.names[area]), parents)


def refuse_place(day: date | None, typed: str, snapshot: Snapshot) -> BadInput:
    """Return why no place was settled: nothing typed, no boundaries of that day, unknown, or several."""
    if day is not None and find_vintage_on(snapshot, day) is None:
        return _fault(
            "event_vintage_missing",
            Bilingual(f"Chưa có ranh giới của ngày {day:%d/%m/%Y}", f"No boundaries are loaded of {day:%d/%m/%Y}"),
            Bilingual("Kiểm tra ngày, hoặc nạp ranh giới của thời kỳ ấy.", "Check the day, or load them."),
        )
    if not typed.strip():
        return _fault(
            "event_place_missing",
            Bilingual("Chưa có nơi tổ chức", "The place of the event is missing"),
            Bilingual("Gõ tên xã, không cần dấu, rồi chọn.", "Type the commune's name, then choose it."),
        )
    if day is None or not find_places(snapshot, day, typed):
        return _fault(
            "event_place_unknown",
            Bilingual(f"Không có nơi nào tên «{typed[:60]}»", f"No place is named «{typed[:60]}»"),
            Bilingual("Gõ lại tên xã theo danh mục của ngày tổ chức.", "Type the name as it was on that day."),
        )
    return _fault(
        "event_place_ambiguous",
        Bilingual(f"Chọn nơi tên «{typed[:60]}» trong danh sách", f"Choose which «{typed[:60]}» is meant"),
        Bilingual("Nhiều nơi cùng tên hoặc gần tên: chọn một.", "Several are named so: choose one."),
    )


def _may_hold(area: dict[str, object]) -> bool:
    return area["area_code"] != COUNTRY_CODE


def _is_named(name: str, wanted: str) -> bool:
    key = build_search_key(name)
    return wanted in (key, *(key.removeprefix(f"{kind} ") for kind in KINDS))


def _fault(code: str, message: Bilingual, hint: Bilingual) -> BadInput:
    return BadInput(code, message, hint, Place(column="place"))
