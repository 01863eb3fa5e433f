"""What must travel with the numbers of a workbook: what was asked, what the words mean, where it comes from."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.measures.states import STATES
from services.measures.wording import format_count, format_date
from services.reporting.figure import list_notes
from services.reporting.figure_legend import list_legend_rows
from services.reporting.report_table import CHANGE_LABEL, GAP_LABEL
from services.reporting.taken_view import TakenView

Lines = list[tuple[str, str]]
GAP_MEANING = Bilingual(
    "Chỉ tiêu năm trừ người tham gia; dưới 0 là vượt.", "Year's target minus participants; below 0 it is exceeded."
)
CHANGE_MEANING = Bilingual(
    "Người tham gia trừ số của cùng ngày chốt một năm trước.", "Participants minus those of the same day a year before."
)


def list_definitions(taken: TakenView) -> list[tuple[str, Lines]]:
    """Return the parts of the sheet, each with its lines of term and text."""
    parts = (
        (Bilingual("Bộ lọc đã dùng", "What was asked for"), _list_filter(taken)),
        (Bilingual("Chỉ số", "Indicator"), _list_indicator(taken)),
        (Bilingual("Lớp màu và số địa bàn", "Classes and number of areas"), _list_classes(taken)),
        (Bilingual("Trạng thái", "States"), _list_states(taken)),
        (Bilingual("Nguồn và ghi chú", "Sources and notes"), _list_sources(taken)),
    )
    return [(title.in_language(taken.lang), lines) for title, lines in parts]


def _list_filter(taken: TakenView) -> Lines:
    view, lang = taken.view, taken.lang
    asked = view.request
    day = format_date(asked.as_of, lang) if asked.as_of else "–"
    lines = [
        (Bilingual("Phạm vi", "Within"), f"{taken.texts.place} ({asked.within})"),
        (Bilingual("Cấp", "Level"), view.level_label.in_language(lang)),
        (Bilingual("Loại hình", "Scheme"), asked.scheme.label.in_language(lang)),
        (Bilingual("Ngày chốt số liệu", "Cut-off date"), day),
        (Bilingual("Bộ ranh giới", "Boundary vintage"), f"{_name_vintage(taken)} ({asked.vintage_id})"),
    ]
    if asked.since:
        lines.append((Bilingual("Ngày gốc", "Base date"), format_date(asked.since, lang)))
    if asked.method:
        lines.append((Bilingual("Cách chia lớp", "Method of classes"), asked.method.label.in_language(lang)))
    lines.append((Bilingual("Địa chỉ trên màn hình", "Address on screen"), f"/map?{taken.address}"))
    return [(term.in_language(lang), text) for term, text in lines]


def _list_indicator(taken: TakenView) -> Lines:
    definition, lang = taken.view.definition, taken.lang
    lines = [
        (definition.label, definition.definition.in_language(lang)),
        (Bilingual("Công thức", "Formula"), definition.formula.in_language(lang)),
        (GAP_LABEL, GAP_MEANING.in_language(lang)),
        (CHANGE_LABEL, CHANGE_MEANING.in_language(lang)),
    ]
    return [(term.in_language(lang), text) for term, text in lines]


def _list_classes(taken: TakenView) -> Lines:
    rows = [(label, format_count(count, taken.lang)) for _, label, count in list_legend_rows(taken.view, taken.lang)]
    return [
        *rows,
        (Bilingual("Cộng", "Total").in_language(taken.lang), format_count(len(taken.view.codes), taken.lang)),
    ]


def _list_states(taken: TakenView) -> Lines:
    lang = taken.lang
    return [(state.label.in_language(lang), state.definition.in_language(lang)) for state in STATES]


def _list_sources(taken: TakenView) -> Lines:
    term = Bilingual("Ghi chú", "Note").in_language(taken.lang)
    return [(term, note) for note in list_notes(taken.view, taken.lang)]


def _name_vintage(taken: TakenView) -> str:
    vintage = taken.view.vintage
    return Bilingual(vintage.title_vi, vintage.title_en).in_language(taken.lang)
