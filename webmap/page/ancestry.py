"""What an area was made of and what became of it, with a small map, and what its code meant on the cut-off date."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE
from geodata.errors import Bilingual
from geodata.gazetteer import Gazetteer, have_same_core
from geodata.vintages import Vintage
from services.coverage.ancestry import Ancestry, AncestryPiece, build_ancestry, list_joined_vintages
from services.coverage.vintage_data import VintageData
from services.measures.wording import format_date, format_share
from services.reporting.figure import find_scope_code
from webmap.ancestry_map import link_ancestry_map
from webmap.geometry_index import GeometryIndex
from webmap.map_request import build_url
from webmap.page.screen import Screen
from webmap.translations import gettext as _


@dataclass(frozen=True)
class PieceRow:
    """One area of the other vintage: how much of it lies here, and where it is shown on its own boundaries."""

    name: str
    within: str
    share: str
    url: str


@dataclass(frozen=True)
class AncestryPart:
    """One other vintage: a title, a sentence, the pieces, the way there.

    ``drawing_url`` is the address of the small map, empty without one, ``drawing_alt`` the map in words.
    """

    title: str
    sentence: str
    note: str
    drawing_url: str
    drawing_alt: str
    pieces: tuple[PieceRow, ...]
    url: str
    url_label: str


def build_ancestries(screen: Screen, geometries: GeometryIndex | None) -> tuple[AncestryPart, ...]:
    """Return what the nearest earlier and the nearest later vintage tell of the area; drawn where one is selected."""
    code = screen.request.area or screen.request.within
    if code == COUNTRY_CODE or screen.data.is_unit(code):
        return ()
    parts: list[AncestryPart] = []
    for other in _choose_vintages(screen):
        ancestry = build_ancestry(screen.snapshot, screen.request.vintage, code, other.vintage_id)
        if ancestry.pieces:
            is_drawn = screen.request.area is not None
            drawing_url = link_ancestry_map(screen.snapshot, ancestry, geometries, screen.lang) if is_drawn else ""
            parts.append(_build_part(screen, ancestry, drawing_url))
    return tuple(parts)


def _choose_vintages(screen: Screen) -> list[Vintage]:
    """Return the nearest earlier and the nearest later vintage that crosswalks lead to."""
    own, joined = screen.data.vintage, list_joined_vintages(screen.snapshot, screen.request.vintage)
    earlier = [one for one in joined if one.effective_from < own.effective_from]
    later = [one for one in joined if one.effective_from >= own.effective_from]
    return [*earlier[:1], *later[:1]]


def _build_part(screen: Screen, ancestry: Ancestry, drawing_url: str) -> AncestryPart:
    lang, other = screen.lang, ancestry.other
    title = Bilingual(other.title_vi, other.title_en).in_language(lang)
    day = format_date(max(other.effective_from, ancestry.vintage.effective_from), lang)
    bases = ", ".join(dict.fromkeys(basis.in_language(lang) for basis in ancestry.bases))
    sources = "; ".join(dict.fromkeys(filter(None, ancestry.sources)))
    is_split = any(not piece.is_whole for piece in ancestry.pieces)
    note = _("Tỷ lệ theo %(basis)s.", basis=bases) if is_split and bases else ""
    return AncestryPart(
        title=_("Trước %(date)s", date=day) if ancestry.is_past else _("Từ %(date)s", date=day),
        sentence=ancestry.sentence.in_language(lang),
        note=" ".join(filter(None, [note, _("Nguồn: %(source)s.", source=sources) if sources else ""])),
        drawing_url=drawing_url,
        drawing_alt=_("Bản đồ nhỏ: ranh giới «%(title)s» (nét đứt) trên %(name)s", title=title, name=ancestry.name),
        pieces=tuple(_build_row(screen, ancestry, piece) for piece in ancestry.pieces),
        url=build_url(screen.request, vintage=other.vintage_id, boundaries="fixed", over=None)
        + f"&codes_of={screen.request.vintage}",
        url_label=_("Xem trên ranh giới «%(title)s»", title=title),
    )


def _build_row(screen: Screen, ancestry: Ancestry, piece: AncestryPiece) -> PieceRow:
    other = screen.snapshot.find_vintage(ancestry.other.vintage_id)
    share = piece.share if ancestry.is_past else piece.share_of_area
    is_all = piece.is_whole if ancestry.is_past else share >= 1
    return PieceRow(
        name=piece.name,
        within=", ".join(piece.parent_names),
        share=_("toàn bộ") if is_all else format_share(share, screen.lang),
        url=_link_piece(screen, other, piece),
    )


def _link_piece(screen: Screen, other: VintageData, piece: AncestryPiece) -> str:
    within = find_scope_code(other.hierarchy, piece.area_code)
    if within == piece.area_code:
        within = COUNTRY_CODE
    return build_url(
        screen.request,
        vintage=other.vintage.vintage_id,
        boundaries="fixed",
        over=None,
        within=within,
        level=piece.level,
        area=piece.area_code,
    )


def say_what_code_meant(screen: Screen, gazetteer: Gazetteer | None) -> tuple[str, str] | None:
    """Return term and text of what the area's code meant on the cut-off date; None where the gazetteer has nothing."""
    code = screen.request.area or screen.request.within
    if gazetteer is None or code == COUNTRY_CODE or screen.request.as_of is None:
        return None
    hierarchy, day = screen.hierarchy, screen.request.as_of
    area = hierarchy.find(code)
    unit = gazetteer.find(hierarchy.level_of(area), code, day)
    if unit is None:
        return None
    date = format_date(day, screen.lang)
    text = ", ".join([unit.name, *(parent.name for parent in unit.parents)])
    if have_same_core(unit.name, str(hierarchy.names[area]), unit.level):
        return _("Tên ngày %(date)s", date=date), text
    return _("Mã %(code)s ngày %(date)s là nơi khác", code=code, date=date), text
