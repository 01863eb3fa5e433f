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
from services.measures.states import State
from services.measures.wording import format_count, format_date
from services.reporting.figure_frame import PATH_STEP, Box
from services.reporting.figure_geometry import FigureGeometry, parse_figure_geometry
from services.reporting.figure_looks import ESTIMATED_ID, MAP_SUFFIX, Look, build_patterns, find_look
from services.reporting.figure_map import render_map
from services.reporting.figure_overlay import FigureOverlay, render_overlay_swatch
from services.reporting.svg import FONT, build_element, build_lines, build_rect, build_text, wrap_text
from services.store.boundaries import list_deliveries, read_delivery

SHEET = Box(0, 0, 1200, 860)
MAP_BOX = Box(24, 112, 860, 660)
LEGEND_X, LEGEND_WIDTH = 908.0, 268.0
LEGEND_HEIGHT = 400.0  # of the legend alone: more classes and states than there can be
MUTED = "#4d5a66"
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
    return parse_figure_geometry(content).show_units(view.hierarchy)


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
    view: View, geometry: FigureGeometry, lang: str, answer: str | None = None, overlay: FigureOverlay | None = None
) -> str:
    """Return the figure of a view as an SVG document without outside links, scripts or style, in ``lang``."""
    texts = build_figure_texts(view, lang, answer)
    body = [
        f"<title>{escape(f'{texts.place}: {texts.question}')}</title>",
        f"<desc>{escape(f'{texts.answer}. {view.legend_sentence.in_language(lang)}')}</desc>",
        build_element("defs", build_patterns() + build_patterns(MAP_SUFFIX, 1 / PATH_STEP) + _build_clip()),
        build_rect(SHEET, fill="#ffffff"),
        _render_head(texts),
        build_element("g", render_map(view, geometry, MAP_BOX, lang, overlay), clip_path="url(#bp-map)"),
        build_rect(MAP_BOX, fill="none", stroke="#b8c2c9", stroke_width=0.8),
        _render_legend(view, lang, overlay),
        _render_foot(view, lang),
    ]
    return build_element(
        "svg", "".join(body), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {SHEET.width:g} {SHEET.height:g}",
        role="img", lang=lang, font_family=FONT,
    )  # fmt: skip


def render_legend(view: View, lang: str) -> str:
    """Return the legend of a view alone as an SVG document, as the figure of the view has it."""
    box = Box(LEGEND_X - 4, MAP_BOX.y - 4, LEGEND_WIDTH + 8, LEGEND_HEIGHT)
    body = build_element("defs", build_patterns()) + _render_legend(view, lang)
    return build_element(
        "svg", body, xmlns="http://www.w3.org/2000/svg", viewBox=f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}",
        role="img", lang=lang, font_family=FONT,
    )  # fmt: skip


def _build_clip() -> str:
    return build_element("clipPath", build_rect(MAP_BOX), id="bp-map")


def _render_head(texts: FigureTexts) -> str:
    width = SHEET.width - 48
    place = build_text(texts.place, 24, 34, 17, fill=MUTED)
    question = build_text(texts.question, 24, 64, 24, font_weight=700)
    answer, _ = build_lines(wrap_text(texts.answer, width, 17)[:1], 24, 94, 17)
    return place + question + answer


def _render_legend(view: View, lang: str, overlay: FigureOverlay | None = None) -> str:
    sentence = wrap_text(view.legend_sentence.in_language(lang), LEGEND_WIDTH, 14)
    drawn, y = build_lines(sentence, LEGEND_X, MAP_BOX.y + 14, 14)
    parts = [drawn]
    for look, label, count in list_legend_rows(view, lang):
        parts.append(_render_legend_row(look, label, format_count(count, lang), y))
        y += 26
    total = Bilingual("Cộng", "Total").in_language(lang)
    parts.append(build_text(total, LEGEND_X + 40, y + 12, 13, font_weight=600))
    parts.append(_render_count(format_count(len(view.codes), lang), y + 12, 600))
    y += 32
    estimated = view.state_counts[State.ESTIMATED]
    if estimated:
        parts.append(_render_estimated_row(format_count(estimated, lang), y, lang))
        y += 26
    if overlay is not None:
        parts.append(render_overlay_swatch(Box(LEGEND_X, y, 30, 17)))
        lines = wrap_text(overlay.label.in_language(lang), LEGEND_WIDTH - 40, 13)
        parts.append(build_lines(lines, LEGEND_X + 40, y + 13, 13)[0])
    return build_element("g", "".join(parts))


def list_legend_rows(view: View, lang: str) -> list[tuple[Look, str, int]]:
    """Return look, words and count of each class and of each state that paints an area; counts add up to the areas."""
    rows = [
        (find_look(view, str(number), False), one.label.in_language(lang), one.count)
        for number, one in enumerate(view.classes.classes)
    ]
    rows += [
        (find_look(view, state.letter, False), state.label.in_language(lang), count)
        for state, count in view.painted_counts.items()
        if count
    ]
    return rows


def _render_legend_row(look: Look, label: str, count: str, y: float) -> str:
    swatch = build_rect(Box(LEGEND_X, y, 30, 17), fill=look.fill, stroke=look.stroke or MUTED, stroke_width=0.7)
    return swatch + build_text(label, LEGEND_X + 40, y + 13, 13) + _render_count(count, y + 13, 400)


def _render_estimated_row(count: str, y: float, lang: str) -> str:
    """The overlay of estimates: they are counted in their classes, so this row stands below the sum."""
    box = Box(LEGEND_X, y, 30, 17)
    swatch = build_rect(box, fill="#ffffff") + build_rect(box, fill=f"url(#{ESTIMATED_ID})", stroke=MUTED)
    words = Bilingual("trong đó ước tính", "of them estimated").in_language(lang)
    return swatch + build_text(words, LEGEND_X + 40, y + 13, 13) + _render_count(count, y + 13, 400)


def _render_count(count: str, y: float, weight: int) -> str:
    return build_text(count, LEGEND_X + LEGEND_WIDTH, y, 13, text_anchor="end", font_weight=weight, fill=MUTED)


def _render_foot(view: View, lang: str) -> str:
    lines = wrap_text(" · ".join(list_notes(view, lang)), SHEET.width - 48, 12.5)
    return build_lines(lines, 24, MAP_BOX.y + MAP_BOX.height + 24, 12.5, fill=MUTED)[0]


def list_notes(view: View, lang: str) -> list[str]:
    """Return what stands below the map: source, cut-off date, unit, vintage, approximate, illustrative."""
    sources = list(dict.fromkeys(note.source for note in view.sources if note.source))
    notes = []
    if sources:
        notes.append(Bilingual("Nguồn: ", "Source: ").in_language(lang) + "; ".join(sources))
    if view.request.as_of:
        day = format_date(view.request.as_of, lang)
        notes.append(Bilingual(f"Ngày chốt số liệu: {day}", f"Cut-off date: {day}").in_language(lang))
    unit = UNIT_LABELS[view.definition.unit].in_language(lang)
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
