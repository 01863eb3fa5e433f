"""What an area was made of and what became of it, with a small map, and what its code meant on the cut-off date."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from markupsafe import Markup

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from geodata.gazetteer import Gazetteer, have_same_core
from geodata.vintages import Vintage
from services.coverage.ancestry import Ancestry, AncestryPiece, build_ancestry, list_joined_vintages
from services.coverage.snapshot import VintageData
from services.measures.wording import format_date, format_share
from services.reporting.figure import find_scope_code
from services.reporting.figure_ancestry import find_outline, render_ancestry
from webmap.geometry_index import GeometryIndex
from webmap.map_request import build_url
from webmap.page.screen import Screen
from webmap.translations import gettext as _

MOST_DRAWN = 60  # pieces; a province of hundreds is no small map


@dataclass(frozen=True)
class PieceRow:
    """One area of the other vintage: how much of it lies here, and where it is shown on its own boundaries."""

    name: str
    within: str
    share: str
    url: str


@dataclass(frozen=True)
class AncestryPart:
    """One other vintage: a title, a sentence, the pieces, a drawing (empty without one), the way there."""

    title: str
    sentence: str
    note: str
    drawing: Markup
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
            drawing = _draw(screen, ancestry, geometries, len(parts)) if screen.request.area else Markup("")
            parts.append(_build_part(screen, ancestry, drawing))
    return tuple(parts)


def _choose_vintages(screen: Screen) -> list[Vintage]:
    """Return the nearest earlier and the nearest later vintage that crosswalks lead to."""
    own, joined = screen.data.vintage, list_joined_vintages(screen.snapshot, screen.request.vintage)
    earlier = [one for one in joined if one.effective_from < own.effective_from]
    later = [one for one in joined if one.effective_from >= own.effective_from]
    return [*earlier[:1], *later[:1]]


def _build_part(screen: Screen, ancestry: Ancestry, drawing: Markup) -> AncestryPart:
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
        drawing=drawing,
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


def _draw(screen: Screen, ancestry: Ancestry, geometries: GeometryIndex | None, number: int) -> Markup:
    if geometries is None or len(ancestry.pieces) > MOST_DRAWN:
        return Markup("")
    area = _find_outlines(screen, geometries, screen.request.vintage, ancestry.level, [ancestry.area_code])
    if not area:
        return Markup("")
    pieces: dict[str, shapely.Geometry] = {}
    for level in dict.fromkeys(piece.level for piece in ancestry.pieces):
        codes = [piece.area_code for piece in ancestry.pieces if piece.level is level]
        pieces |= _find_outlines(screen, geometries, ancestry.other.vintage_id, level, codes)
    drawing = render_ancestry(ancestry, area[ancestry.area_code], pieces, screen.lang, number)
    return Markup(drawing)  # noqa: S704 every text in it is escaped by services.reporting.svg


def _find_outlines(
    screen: Screen, geometries: GeometryIndex, vintage_id: str, level: Level, codes: list[str]
) -> dict[str, shapely.Geometry]:
    """Return the outlines of areas of one level by code; those of a province from the outline of the country."""
    hierarchy = screen.snapshot.find_vintage(vintage_id).hierarchy
    found: dict[str, shapely.Geometry] = {}
    for code in codes:
        scope = COUNTRY_CODE if level is Level.PROVINCE else find_scope_code(hierarchy, code)
        files = geometries.find_files(screen.snapshot.publication_id, vintage_id, [scope])
        for geometry in geometries.read_files(screen.snapshot.publication_id, files):
            outline = find_outline(geometry, level, code)
            if outline is not None:
                found[code] = outline
    return found


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
