"""What is taken away of a comparison: its sheet, its table, and the addresses of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.coverage.difference_words import build_comparison_question, describe_sides
from services.measures.indicators import Unit
from services.reporting.comparison_table import ComparisonTable, build_comparison_table
from services.reporting.figure import UNIT_LABELS, list_notes
from services.reporting.multiples import Multiples, Panel
from services.reporting.taken_sheet import TakenSheet, build_comparison_cells
from webmap.compare_request import CompareRequest, build_compare_url, change_both
from webmap.page.compare_table import sort_places
from webmap.page.multiples import say_total
from webmap.page.words import capitalise
from webmap.translations import gettext as _

if TYPE_CHECKING:
    from webmap.page.compare_page import ComparePage

# Parts of the width of the table on a slide, without and with a difference.
SHARES = {3: (0.46, 0.27, 0.27), 4: (0.4, 0.19, 0.19, 0.22)}


def build_sheet(page: ComparePage) -> Multiples:
    """Return both maps, or that of the differences, on one sheet."""
    panels = tuple(
        Panel(view, _say_panel(page, place), say_total(view, page.lang)) for place, view in enumerate(page.drawn)
    )
    legends = page.drawn if len(page.legends) == len(panels) > 1 else page.drawn[-1:]
    notes = tuple(_list_notes(page))
    return Multiples(page.whole, say_comparison(page), panels, legends, len(panels) == 1, notes, _say_answer(page))


def _list_notes(page: ComparePage) -> list[str]:
    """Return the notes of both sides; what is other on either side says of which it is."""
    left, right = (list_notes(screen.view, page.lang) for screen in page.screens)
    if len(left) != len(right):
        return list(dict.fromkeys((*left, *right)))
    return [a if a == b else f"A: {a} · B: {b}" for a, b in zip(left, right, strict=True)]


def say_comparison(page: ComparePage) -> str:
    """Return what is compared, in a line."""
    a, b = (screen.view.request for screen in page.screens)
    said = build_comparison_question(a, b).in_language(page.lang)
    return f"{_('Chênh lệch B − A')} · {said}" if page.is_difference else said


def _say_panel(page: ComparePage, place: int) -> str:
    if page.is_difference:
        a, b = (screen.view.request for screen in page.screens)
        first, second = (side.in_language(page.lang) for side in describe_sides(a, b))
        return f"{capitalise(second)} − {first}"
    side = page.sides[place]
    return f"{side.letter} · {side.question}"


def take_comparison(page: ComparePage) -> TakenSheet:
    """Return the comparison as files take it away."""
    asked = page.screens[1].view.request
    days = "_".join(str(one.as_of or "none") for one in (page.request.left, page.request.right))
    table = build_table(page)
    head = capitalise(page.screens[1].name_level(asked.level))
    cells, sheet = build_comparison_cells(table, head, page.lang), build_sheet(page)
    return TakenSheet(
        sheet=sheet,
        geometry=page.geometry,
        lang=page.lang,
        address=page.url,
        file_name=f"baophu_so_sanh_{asked.scheme}_{asked.indicator}_{asked.within}_{days}",
        answer=sheet.answer,
        cells=cells,
        shares=SHARES[len(cells[0])],
    )


def build_table(page: ComparePage) -> ComparisonTable:
    """Return all rows of the table, in the order of the page."""
    left, right = (screen.view for screen in page.screens)
    order = sort_places(page.request, page.screens, page.difference)
    return build_comparison_table(
        (left, right), (page.sides[0].question, page.sides[1].question), page.difference, order
    )


def _say_answer(page: ComparePage) -> str:
    """Return both values of the whole, and their difference."""
    said = [f"{side.letter}: {say_total(side.screen.view, page.lang)}" for side in page.sides]
    if page.difference is not None:
        total, unit = page.difference.total, UNIT_LABELS[Unit.COUNT].in_language(page.lang)
        is_count = total.shown is not None and page.difference.definition.unit is Unit.COUNT
        said.append(f"B − A: {total.text(page.lang)}{f' {unit}' if is_count else ''}")
    return "; ".join(said)


def link_file(request: CompareRequest, ending: str) -> str:
    """Return the address of a file of a comparison."""
    return build_compare_url(change_both(request, present="0", boundaries="date"), path=f"/compare.{ending}")


def list_downloads(request: CompareRequest) -> list[tuple[str, str]]:
    """Return label and address of each file of a comparison."""
    return [
        (_("Hình PNG"), link_file(request, "png")),
        (_("PDF, khổ A4"), link_file(request, "pdf")),
        (_("PDF, khổ A3"), f"{link_file(request, 'pdf')}&paper=a3"),
        (_("SVG, để in lớn"), link_file(request, "svg")),
        (_("Trang chiếu PPTX"), link_file(request, "pptx")),
        (_("Bảng XLSX"), link_file(request, "xlsx")),
        (_("CSV, mở bằng Excel"), link_file(request, "csv")),
    ]
