"""The rows that a person must settle, each with the places that it may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.vintage_data import VintageData
from services.intake.options import IntakeOptions
from services.intake.outcomes import UNSETTLED
from services.measures.wording import format_count
from webmap.catalogues import build_found_areas
from webmap.intake.paging import Pages, build_pages
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import build_mark
from webmap.suggestions import find_area
from webmap.translations import gettext as _

DOUBTS_AT_ONCE = 25
LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class PlaceChoice:
    """A place that a row may mean: code, name, where it lies, why it is proposed."""

    value: str
    label: str
    note: str
    reason: str = ""
    selected: bool = False


@dataclass(frozen=True)
class Doubt:
    """One row to be settled."""

    key: str
    anchor: str
    name: str
    place: str
    url: str
    title: str
    parent: str
    reason: str
    choices: tuple[PlaceChoice, ...]
    find_label: str
    places_url: str
    is_left_out: bool = False
    find_text: str = ""
    found: bool = False


@dataclass(frozen=True)
class Search:
    """What was looked for, for which doubt, without a script."""

    key: str = ""
    text: str = ""


NO_SEARCH = Search()


class PlaceFinder:
    """Knows the areas of the vintage in force and where each lies."""

    def __init__(self, data: VintageData | None) -> None:
        self.data = data

    def describe(self, code: str, level: str | None = None) -> str:
        """Return where an area lies and its code: «Huyện Tủa Chùa · 03217»."""
        if self.data is None or code not in self.data.hierarchy.codes:
            return code
        hierarchy = self.data.hierarchy
        path = [one for one in hierarchy.climb(hierarchy.find(code)) if hierarchy.codes[one] != COUNTRY_CODE]
        return " · ".join([*(str(hierarchy.names[one]) for one in reversed(path)), code])

    def search(self, text: str, level: str, within: str) -> list[PlaceChoice]:
        """Return the areas of a level within one whose name or code fits, accents or not."""
        if self.data is None or not text.strip():
            return []
        scope = within if within in self.data.hierarchy.codes else COUNTRY_CODE
        find_area(self.data, "within", scope)
        found = build_found_areas(self.data, Level(level), scope, text)["areas"][:12]
        return [
            PlaceChoice(str(one["area_code"]), str(one["name"]), self.describe(str(one["area_code"]))) for one in found
        ]


@dataclass(frozen=True)
class DoubtContext:
    """What all doubts of one upload share."""

    links: UploadLinks
    options: IntakeOptions
    sheet_names: tuple[str | None, ...]
    finder: PlaceFinder
    level: str
    within: str
    search: Search
    is_alone: bool
    claimed: Mapping[str, int]


def build_doubts(context: DoubtContext, rows: Sequence[Mapping[str, Any]], page: int, row_url: Any) -> Pages[Doubt]:
    """Return a page of the rows not yet settled; ``row_url(sheet number, row)`` leads to the row in the sheet."""
    unsettled = [row for row in rows if row["outcome"] in UNSETTLED and not row["waits_for"]]
    pages = build_pages(
        unsettled,
        page,
        DOUBTS_AT_ONCE,
        lambda number: context.links.build_part(anchor="doubts-card", doubts=number),
    )
    shown = tuple(_build_doubt(context, row, row_url) for row in pages.shown)
    return Pages(shown, pages.total, pages.page, pages.page_count, pages.first, pages.previous_url, pages.next_url)


def _build_doubt(context: DoubtContext, row: Mapping[str, Any], row_url: Any) -> Doubt:
    number = context.sheet_names.index(row["sheet"]) if row["sheet"] in context.sheet_names else 0
    key = f"{number}-{row['row']}"
    sought = context.search.text if context.search.key == key else ""
    choices = [_build_choice(context, one) for one in row["candidates"]]
    level = str(row["asks"] or context.level)
    found = context.finder.search(sought, level, context.within) if sought else []
    known = {one.value for one in choices}
    choices += [one for one in found if one.value not in known]
    place = _("Dòng %(row)s", row=row["row"])
    if row["row_count"] > 1:
        more = format_count(row["row_count"] - 1, g.lang)
        place = _("Dòng %(row)s và %(count)s dòng giống vậy", row=row["row"], count=more)
    if not context.is_alone and row["sheet"]:
        place = f"{row['sheet']} · {place}"
    reason = row["reason"][g.lang] if row["reason"] else build_mark(str(row["outcome"])).word
    return Doubt(
        key=key,
        anchor=f"doubt-{key}",
        name=f"row-{key}",
        place=place,
        url=row_url(number, int(row["row"])),
        title=str(row["asked"] or row["name"] or row["code"]),
        parent="" if row["asks"] else str(row["parent"] or ""),
        reason=reason,
        choices=tuple(choices),
        find_label=_("Nơi khác"),
        places_url=context.links.build_places(level if row["asks"] else None),
        find_text=sought,
        found=bool(found),
    )


def _build_choice(context: DoubtContext, candidate: Mapping[str, Any]) -> PlaceChoice:
    code = str(candidate["area_code"])
    row, note = context.claimed.get(code), candidate["note"]
    reason = _("dòng %(row)s đã là nơi này", row=row) if row else _("chưa dòng nào là nơi này")
    if note:
        reason = str(note[g.lang])
    return PlaceChoice(code, str(candidate["name"]), context.finder.describe(code), reason)
