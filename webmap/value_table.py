"""A view as a table in a file: for programs (RFC 4180) and for Excel with Vietnamese settings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from services.coverage.conversion_words import list_conversion_sentences
from services.coverage.view import View, ViewRequest
from services.measures.indicators import IndicatorDefinition
from services.measures.rounding import round_decimal
from services.measures.wording import MINUS, POINTS_UNIT, format_share, format_shown
from webmap.api.view_json import scale_down, tidy, tidy_share
from webmap.encoding import Answer, build_answer
from webmap.translations import gettext as _

BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows UTF-8
# The wide signs count in an East Asian Excel.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
COLUMNS = (
    "vintage_id",
    "level",
    "area_code",
    "name",
    "parent_code",
    "scheme",
    "indicator",
    "as_of",
    "state",
    "value",
    "numerator",
    "denominator",
    "rank",
    "parent_rank",
    "reporting_count",
    "area_count",
    "estimated_share",
)


def protect(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def build_csv(view: View) -> Answer:
    """Return the table for programs: commas, decimal points, codes as text, the digits shown."""
    asked = view.request
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for place in range(len(view.codes)):
        row = view.build_row(place)
        writer.writerow(
            [
                asked.vintage_id,
                asked.level.value,
                row.area_code,
                protect(row.name),
                row.parent_code,
                asked.scheme.value,
                asked.indicator.value,
                asked.as_of,
                row.state.value,
                _write_decimal(view, row.shown),
                tidy(row.numerator),
                tidy(row.denominator),
                int(view.ranks[place]) or None,
                int(view.parent_ranks[place]) or None,
                row.reporting_count,
                row.area_count,
                tidy_share(row.estimated_share),
            ]
        )
    return build_answer(text.getvalue().encode(), "text/csv; charset=utf-8", file_name=f"{name_file(view)}.csv")


def _write_decimal(view: View, shown: int | None) -> str:
    """Return a value with exactly its digits: 0.688, never 0.6880000001."""
    if shown is None:
        return ""
    scale = view.definition.value_scale
    return f"{scale_down(shown, scale):.{len(str(scale)) - 1}f}" if scale > 1 else str(shown)


def name_file(view: View) -> str:
    """Return the name of a file that holds a view, without its ending."""
    return name_request(view.request)


def name_request(asked: ViewRequest) -> str:
    """Return the name of a file that holds what is asked for."""
    return f"baophu_{asked.scheme}_{asked.indicator}_{asked.within}_{asked.as_of or 'none'}"


def build_excel_csv(view: View, lang: str) -> Answer:
    """Return the table for people: headings in words, numbers as Excel reads them in the language's settings.

    Vietnamese settings part columns by semicolons and decimals by a comma. Percentages are written as such.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";" if lang == "vi" else ",")
    writer.writerows(_build_heading_rows(view, lang))
    writer.writerows(_build_excel_rows(view, lang))
    body = (BYTE_ORDER_MARK + text.getvalue()).encode()
    return build_answer(body, "text/csv; charset=utf-8", file_name=f"{name_file(view)}.csv")


def _build_heading_rows(view: View, lang: str) -> Iterator[list[str]]:
    yield [view.legend_sentence.in_language(lang)]
    for note in view.illustrative_notes:
        yield [note.in_language(lang)]
    title = view.vintage.title_en if lang == "en" else view.vintage.title_vi
    yield [f"{_('Ranh giới')}: {title} ({view.vintage.vintage_id})"]
    sources = "; ".join(dict.fromkeys(note.source for note in view.sources))
    yield [protect(f"{_('Nguồn')}: {sources or '–'}")]
    for sentence in list_conversion_sentences(view):
        yield [protect(sentence.in_language(lang))]
    yield []
    yield [
        _("Mã"),
        _("Địa bàn"),
        _("Thuộc"),
        view.definition.label.in_language(lang),
        _("Tử số"),
        _("Mẫu số"),
        _("Xếp hạng"),
        _("Trạng thái"),
        _("Phần ước tính"),
    ]


def _build_excel_rows(view: View, lang: str) -> Iterator[list[str]]:
    parents = view.hierarchy.names[view.hierarchy.parents[view.areas]]
    for place, parent in enumerate(parents):
        row = view.build_row(place)
        yield [
            row.area_code,
            protect(row.name),
            protect(str(parent)),
            write_shown(view.definition, row.shown, lang),
            _write_count(row.numerator),
            _write_count(row.denominator),
            str(int(view.ranks[place]) or ""),
            row.state.label.in_language(lang),
            _write_share(row.estimated_share, lang),
        ]


def write_shown(definition: IndicatorDefinition, shown: int | None, lang: str) -> str:
    """Return a value as printed, in a form that spreadsheets read: a hyphen for minus, whole numbers ungrouped."""
    if shown is None:
        return ""
    if definition.value_scale == 1:
        return str(shown)
    return format_shown(definition, shown, lang).replace(MINUS, "-").removesuffix(f" {POINTS_UNIT.in_language(lang)}")


def _write_share(share: float | None, lang: str) -> str:
    """Return how much of the people is estimated, in whole per cent; empty where nothing is."""
    return format_share(share, lang) if share else ""


def _write_count(count: float | None) -> str:
    """Return a count rounded as it is shown."""
    return "" if count is None else str(round_decimal(count, 0))
