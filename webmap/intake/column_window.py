"""The columns of a wide sheet that are drawn at once, and the ways to the others; each can be corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.intake.scope.understanding import SheetUnderstanding
from services.intake.values.cells import build_column_letter
from webmap.intake.paging import build_pages
from webmap.translations import gettext as _

COLUMNS_AT_ONCE = 60


@dataclass(frozen=True)
class ColumnWindow:
    """The indexes of the columns drawn; from the second page on the names of the places stand before them again."""

    indexes: tuple[int, ...]
    page: int
    page_count: int
    range: str
    previous_url: str | None
    next_url: str | None


def build_column_window(sheet: SheetUnderstanding, page: int, link: Callable[[int], str]) -> ColumnWindow:
    """Return the page of the columns that is asked for, the last where there are fewer."""
    every = list_columns(sheet)
    pages = build_pages(every, page, COLUMNS_AT_ONCE, link)
    named = sheet.layout.columns.name if sheet.layout is not None else None
    before = (named,) if named is not None and named < pages.first else ()
    words = (build_column_letter(pages.shown[0]), build_column_letter(pages.shown[-1])) if pages.shown else ("", "")
    return ColumnWindow(
        (*before, *pages.shown),
        pages.page,
        pages.page_count,
        _("Cột %(first)s–%(last)s", first=words[0], last=words[1]),
        pages.previous_url,
        pages.next_url,
    )


def list_columns(sheet: SheetUnderstanding) -> range:
    """Return the indexes of all columns of a sheet, up to the last that holds anything."""
    return range(max((len(row.cells) for row in sheet.sheet.rows), default=0))


def find_column_page(index: int) -> int:
    """Return the page on which a column is drawn."""
    return index // COLUMNS_AT_ONCE + 1
