"""The figure of one view: a sheet with question, answer, map, legend and source, drawn by the server as SVG.

It serves readers without JavaScript, print, and whoever puts the map into a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from sqlalchemy.engine import Connection

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual, NotFound, Place
from geodata.vintages import OutlineKind
from services.coverage.conversion_words import list_conversion_sentences
from services.coverage.hierarchy import Hierarchy
from services.coverage.view import View
from services.measures.indicators import Unit
from services.measures.wording import format_count, format_date
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_geometry import FigureGeometry, parse_figure_geometry
from services.reporting.figure_legend import list_legend_rows, render_legend_in
from services.reporting.figure_looks import MAP_SUFFIX, build_patterns
from services.reporting.figure_map import MapPlan, plan_map, render_plan
from services.reporting.figure_marks import FigureMarks
from services.reporting.figure_overlay import FigureOverlay
from services.reporting.figure_scale import SCALE_HEIGHT, build_scale_bar, render_scale
from services.reporting.figure_sheets import COLUMN_GAP, MARGIN, WEB, Sheet
from services.reporting.svg import (
    FONT,
    MUTED,
    build_element,
    build_lines,
    build_rect,
    build_text,
    measure_text,
    wrap_text,
)
from services.store.boundaries import list_deliveries, read_delivery

__all__ = ["list_legend_rows"]  # what a figure says, for those who say it in words

SHEET, MAP_BOX = WEB.box, WEB.map
LEGEND_HEIGHT = 400.0  # of the legend alone: more classes and states than there can be
# Of letters below the map: on a narrow sheet smaller, so that no note falls off it.
FOOT_SIZES = (12.5, 11.5, 10.5, 9.5, 8.5, 7.5)
FOOT_STEP, FOOT_EDGE = 24.0, 6.0  # from the map to the first line, below the last
APPROXIMATE = Bilingual("ranh giới gần đúng", "approximate boundaries")
ILLUSTRATIVE = Bilingual("số liệu minh họa", "illustrative data")
UNIT_LABELS = {
    Unit.RATIO: Bilingual("%", "%"),
    Unit.POINTS: Bilingual("điểm phần trăm", "percentage points"),
    Unit.COUNT: Bilingual("người", "people"),
}


@dataclass(frozen=True)
class FigureTexts:
    """What stands above the map, in the language of the figure: the place, the question and the answer."""

    place: str
    question: str
    answer: str


def read_figure_geometry(connection: Connection, view: View) -> FigureGeometry:
    """Return the geometry that shows a view: its province in detail, else the country in outline.

    Raises NotFound where the vintage is not active.
    """
    return read_delivered_geometry(connection, view).show_units(view.hierarchy)


def read_delivered_geometry(connection: Connection, view: View) -> FigureGeometry:
    """Return the same as it is delivered, without the units that a list gives the communes on the day of the view."""
    scope = find_scope_code(view.hierarchy, view.request.within)
    found = {one.scope_code: one for one in list_deliveries(connection, view.request.vintage_id)}
    chosen = found.get(scope) or found.get(COUNTRY_CODE)
    content = read_delivery(connection, chosen.content_hash, "") if chosen else None
    if content is None:
        raise NotFound(
            "vintage_not_active",
            Bilingual("Bộ ranh giới này chưa được kích hoạt", "This boundary vintage is not active"),
            Bilingual("Chạy lệnh: boundaries activate.", "Run the command: boundaries activate."),
            Place(text=view.request.vintage_id),
        )
    return parse_figure_geometry(content)


def find_scope_code(hierarchy: Hierarchy, within: str) -> str:
    """Return the code of the geometry file that holds an area: that of its province, VN for the country."""
    area = hierarchy.find(within)
    for one in (*hierarchy.climb(area), area):
        if hierarchy.level_of(one) is Level.PROVINCE:
            return str(hierarchy.codes[one])
    return COUNTRY_CODE


def build_figure_texts(view: View, lang: str, answer: str | None = None) -> FigureTexts:
    """Return the texts above the map; without ``answer`` it is the value of the whole with its two counts."""
    request, total = view.request, view.total
    question = [request.scheme.label.in_language(lang), view.definition.label.in_language(lang)]
    if request.as_of:
        question.append(format_date(request.as_of, lang))
    path = [one.name for one in view.ancestors if one.area_code != COUNTRY_CODE] + [total.name]
    if answer is None:
        answer = total.text(lang)
        if total.shown is not None and view.definition.unit is Unit.COUNT:
            answer += f" {UNIT_LABELS[Unit.COUNT].in_language(lang)}"
        elif total.numerator is not None and total.denominator is not None and total.shown is not None:
            counts = f"{format_count(total.numerator, lang)} / {format_count(total.denominator, lang)}"
            answer += f" · {counts} {UNIT_LABELS[Unit.COUNT].in_language(lang)}"
    heading = " · ".join(question)
    return FigureTexts(" › ".join(path), heading[:1].upper() + heading[1:], answer)


def render_figure(
    view: View,
    geometry: FigureGeometry,
    lang: str,
    answer: str | None = None,
    overlay: FigureOverlay | None = None,
    *,
    sheet: Sheet = WEB,
    is_picture: bool = False,
    marks: FigureMarks | None = None,
) -> str:
    """Return the figure of a view as an SVG document without outside links, scripts or style, in ``lang``.

    ``is_picture`` leaves out what only a reader with a pointer sees, and says how large the sheet is in its units.
    """
    plan = plan_map(view, geometry, sheet.map, lang, has_titles=not is_picture)
    return render_sheet(plan, render_plan(plan, overlay, marks), sheet, answer, overlay, marks)


def render_sheet(
    plan: MapPlan,
    drawn_map: str,
    sheet: Sheet,
    answer: str | None = None,
    overlay: FigureOverlay | None = None,
    marks: FigureMarks | None = None,
) -> str:
    """Return the sheet around a drawn map: head, legend, scale and foot; the map may be empty, to be pasted in."""
    view, lang, is_picture = plan.part.view, plan.part.lang, not plan.part.has_titles
    texts = build_figure_texts(view, lang, answer)
    body = [
        f"<title>{escape(f'{texts.place}: {texts.question}')}</title>",
        f"<desc>{escape(f'{texts.answer}. {view.legend_sentence.in_language(lang)}')}</desc>",
        build_element("defs", build_patterns() + build_patterns(MAP_SUFFIX, 1 / PATH_STEP) + _build_clip(sheet.map)),
        build_rect(sheet.box, fill="#ffffff"),
        render_head(texts, sheet) if sheet.has_texts else "",
        build_element("g", drawn_map, clip_path="url(#bp-map)") if drawn_map else "",
        render_frame(sheet),
        render_legend_in(view, lang, sheet.legend, sheet.columns, overlay, marks),
        render_scale(build_scale_bar(plan.part.frame, plan.part.bounds), find_scale_box(sheet), lang),
        render_foot(view, lang, sheet) if sheet.has_texts else "",
    ]
    width, height = sheet.pixels or (sheet.width, sheet.height)
    size: dict[str, str | float] = {"width": width, "height": height} if is_picture else {}
    return build_element(
        "svg", "".join(body), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {sheet.width:g} {sheet.height:g}",
        role="img", lang=lang, font_family=FONT, **size,
    )  # fmt: skip


def find_scale_box(sheet: Sheet) -> Box:
    """Return where north arrow and scale bar stand: at the foot of the first column of the legend."""
    width = (sheet.legend.width - (sheet.columns - 1) * COLUMN_GAP) / sheet.columns
    return Box(sheet.legend.x, sheet.legend.y + sheet.legend.height - SCALE_HEIGHT, width, SCALE_HEIGHT)


def render_legend(view: View, lang: str) -> str:
    """Return the legend of a view alone as an SVG document, as the figure of the view has it."""
    inner = WEB.legend
    box = Box(inner.x - 4, inner.y - 4, inner.width + 8, LEGEND_HEIGHT)
    body = build_element("defs", build_patterns()) + render_legend_in(view, lang, inner, 1)
    return build_element(
        "svg", body, xmlns="http://www.w3.org/2000/svg", viewBox=f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}",
        role="img", lang=lang, font_family=FONT,
    )  # fmt: skip


def _build_clip(box: Box) -> str:
    return build_element("clipPath", build_rect(box), id="bp-map")


def render_frame(sheet: Sheet) -> str:
    """Return the line around the map."""
    return build_rect(sheet.map, fill="none", stroke="#b8c2c9", stroke_width=0.8)


def render_head(texts: FigureTexts, sheet: Sheet) -> str:
    """Return the lines above the map."""
    place = _render_line(texts.place, 34, 17, sheet, fill=MUTED)
    return (
        place + _render_line(texts.question, 64, 24, sheet, font_weight=700) + _render_line(texts.answer, 94, 17, sheet)
    )


def _render_line(text: str, y: float, size: float, sheet: Sheet, **attributes: str | float) -> str:
    """Return a line of the head, small enough to be one line on this sheet: none of its words is left out."""
    room = (sheet.width - 2 * MARGIN) / max(measure_text(text, size), 1.0)
    return build_text(text, MARGIN, y, size * min(1.0, room), **attributes)


def render_foot(view: View, lang: str, sheet: Sheet) -> str:
    """Return the lines below map and legend."""
    top = sheet.map.y + sheet.map.height if sheet.columns == 1 else sheet.legend.y + sheet.legend.height
    notes, room = " · ".join(list_notes(view, lang)), sheet.height - top - FOOT_STEP - FOOT_EDGE
    for size in FOOT_SIZES:
        lines = wrap_text(notes, sheet.width - 2 * MARGIN, size)
        if (len(lines) - 1) * size * 1.4 <= room:
            break
    return build_lines(lines, MARGIN, top + FOOT_STEP, size, fill=MUTED)[0]


def list_notes(view: View, lang: str, measured: Unit | None = None) -> list[str]:
    """Return what stands below the map: source, cut-off date, unit, vintage, approximate, illustrative.

    ``measured`` is the unit of what is drawn in place of the map.
    """
    sources = list(dict.fromkeys(note.source for note in view.sources if note.source))
    notes = []
    if sources:
        notes.append(Bilingual("Nguồn: ", "Source: ").in_language(lang) + "; ".join(sources))
    if view.request.as_of:
        day = format_date(view.request.as_of, lang)
        notes.append(Bilingual(f"Ngày chốt số liệu: {day}", f"Cut-off date: {day}").in_language(lang))
    unit = UNIT_LABELS[measured or view.definition.unit].in_language(lang)
    notes.append(Bilingual(f"Đơn vị tính: {unit}", f"Unit: {unit}").in_language(lang))
    title = Bilingual(view.vintage.title_vi, view.vintage.title_en).in_language(lang)
    notes.append(Bilingual(f"Ranh giới: {title}", f"Boundaries: {title}").in_language(lang))
    if view.vintage.outline_kind is OutlineKind.APPROXIMATE:
        notes.append(APPROXIMATE.in_language(lang).upper())
    if any(note.is_illustrative for note in view.sources):
        notes.append(ILLUSTRATIVE.in_language(lang).upper())
    notes += [sentence.in_language(lang).removesuffix(".") for sentence in list_conversion_sentences(view)]
    notes += [note.in_language(lang) for note in view.illustrative_notes]
    return notes
