"""Several maps on one sheet as they are taken away: a comparison, a map of differences, small multiples."""

from __future__ import annotations

from dataclasses import dataclass

from services.measures.indicators import Unit
from services.measures.wording import POINTS_UNIT
from services.reporting.comparison_table import ComparisonRow, ComparisonTable, SideValue
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.multiples import A4, Multiples, Page, render_multiples
from services.reporting.slide_tables import shorten
from services.reporting.table_cell import Cell

Cells = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class TakenSheet:
    """One sheet with what its files need; ``address`` is the page that shows the same on screen.

    ``cells`` are the table beside the picture of a slide, ``shares`` part its width.
    """

    sheet: Multiples
    geometry: FigureGeometry
    lang: str
    address: str
    file_name: str
    answer: str
    cells: Cells
    shares: tuple[float, ...]

    @property
    def title(self) -> str:
        """The title of a file."""
        return f"{self.sheet.place}: {self.sheet.question}"

    @property
    def notes(self) -> str:
        """Source, cut-off date, unit, boundaries and what else must be known."""
        return " · ".join(self.sheet.notes)

    @property
    def legend(self) -> str:
        """What the colours say."""
        return " ".join(dict.fromkeys(view.legend_sentence.in_language(self.lang) for view in self.sheet.legends))

    def render(self, page: Page = A4) -> str:
        """Return the sheet as SVG."""
        return render_multiples(self.sheet, self.geometry, self.lang, page)


def build_panel_cells(sheet: Multiples, head: tuple[str, str]) -> Cells:
    """Return the panels as a table of title and value."""
    rows = ((Cell(one.title), Cell(one.short_answer, is_number=True)) for one in sheet.panels)
    return ((Cell(head[0]), Cell(head[1], is_number=True)), *rows)


def build_comparison_cells(table: ComparisonTable, head: str, lang: str) -> Cells:
    """Return head, rows and whole of a comparison: the first and the last where not all have room."""
    names = [head, *(f"{side.letter.upper()}" for side in table.sides)]
    if table.difference is not None:
        unit = POINTS_UNIT.in_language(lang) if _is_points(table) else ""
        names.append(f"B − A ({unit})" if unit else "B − A")
    heads = tuple(Cell(name, is_number=at > 0) for at, name in enumerate(names))
    numbered = sum(row.has_number for row in table.rows)
    rows = shorten([_build_cells(row, lang) for row in table.rows], numbered, len(names), lang)
    return (heads, *(tuple(row) for row in rows), tuple(_build_cells(table.total, lang, is_strong=True)))


def _build_cells(row: ComparisonRow, lang: str, *, is_strong: bool = False) -> list[Cell]:
    values = [one for one in (row.a, row.b, row.difference) if one is not None]
    cells = [Cell(_write(one, lang), True, is_strong, is_small=one.shown is None) for one in values]
    return [Cell(row.name, is_strong=is_strong), *cells]


def _is_points(table: ComparisonTable) -> bool:
    return table.difference is not None and table.difference.definition.unit is Unit.POINTS


def _write(value: SideValue, lang: str) -> str:
    """Return a value as printed, points without their unit, which the head of the column has."""
    return value.write(lang).removesuffix(f" {POINTS_UNIT.in_language(lang)}")
