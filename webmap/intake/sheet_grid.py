"""One sheet drawn as the user knows it, each row with its part and its outcome, a window at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from geodata.names import clean_text
from services.intake.files.sheets import SheetRow
from services.intake.layout.laid_rows import RowKind
from services.intake.outcomes import UNSETTLED, RowOutcome
from services.intake.scope.understanding import SheetUnderstanding
from services.measures.wording import format_count
from webmap.intake.column_window import ColumnWindow, build_column_window
from webmap.intake.filters import Filter
from webmap.intake.meaning_controls import ColumnHead, build_column_heads
from webmap.intake.paging import build_pages
from webmap.intake.sheet_cells import GridCell, build_cells
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import Mark, build_mark, write_count
from webmap.translations import gettext as _

WINDOW = 150  # rows drawn at once
SMALL_GAP = 3  # so many blank rows are drawn as they are
SHOWS = ("all", "doubts", "check_sums", "left_out")


@dataclass(frozen=True)
class GridRow:
    """One row as drawn; ``gap`` tells of rows between two that are drawn and is alone then."""

    number: int = 0
    kind: str = ""
    cells: tuple[GridCell, ...] = ()
    mark: Mark | None = None
    is_doubt: bool = False
    gap: str = ""


@dataclass(frozen=True)
class Grid:
    """The window of one sheet, what stands above its columns, and the ways to other windows."""

    number: int
    title: str
    is_read: bool
    columns: tuple[ColumnHead, ...]
    column_window: ColumnWindow
    rows: tuple[GridRow, ...]
    filters: tuple[Filter, ...]
    looks: tuple[tuple[str, str], ...]
    page_count: int
    range: str
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True)
class SheetRows:
    """All rows of a sheet with their parts and, where they are of the table, what became of them."""

    rows: tuple[SheetRow, ...]
    kinds: Mapping[int, str]
    outcomes: Mapping[int, Mapping[str, Any]]

    def select(self, show: str) -> list[SheetRow]:
        """Return the rows that a filter leaves."""
        return [row for row in self.rows if show == "all" or self._is_shown(row.number, show)]

    def _is_shown(self, number: int, show: str) -> bool:
        outcome = str(self.outcomes.get(number, {}).get("outcome", ""))
        if show == "doubts":
            return outcome in UNSETTLED
        if show == "check_sums":
            return self.kinds.get(number) == "total" or outcome == RowOutcome.SUBTOTAL
        return self.kinds.get(number) == "left_out"


def build_sheet_rows(sheet: SheetUnderstanding, rows: Sequence[Mapping[str, Any]]) -> SheetRows:
    """Return the rows of a sheet; ``rows`` are those of the report that stand in it."""
    outcomes = {int(row["row"]): row for row in rows}
    kinds = {row.number: _find_kind(sheet, row.number) for row in sheet.sheet.rows}
    if sheet.layout is not None:
        for laid in sheet.layout.rows:
            if laid.row.number != sheet.layout.code_row:
                kinds[laid.row.number] = "letterhead" if laid.kind == RowKind.TITLE else str(laid.kind)
    for number, row in outcomes.items():
        if row["outcome"] == RowOutcome.SUBTOTAL and kinds.get(number) == "data":
            kinds[number] = "total"
        if row["outcome"] == RowOutcome.IGNORED and kinds.get(number) == "data":
            kinds[number] = "left_out"
    return SheetRows(tuple(sheet.sheet.rows), kinds, outcomes)


def build_grid(
    links: UploadLinks,
    number: int,
    sheet: SheetUnderstanding,
    sheet_rows: SheetRows,
    findings: Sequence[Mapping[str, Any]],
    *,
    show: str,
    page: int,
    columns_page: int = 1,
) -> Grid:
    """Return the window of a sheet that is asked for; ``number`` is that of the sheet in the workbook."""

    def link(to_page: int, to_show: str = show, to_columns: int = columns_page) -> str:
        return links.build_part(anchor="sheet-title", sheet=number, show=to_show, page=to_page, columns=to_columns)

    columns = build_column_window(sheet, columns_page, lambda to_columns: link(page, show, to_columns))
    header = _list_header_rows(sheet, sheet_rows)
    selected = sheet_rows.select(show)
    pages = build_pages(selected, page, WINDOW, link)
    shown = list(pages.shown)
    if show != "all" or pages.page > 1:
        shown = [row for row in header if row not in shown] + shown
    return Grid(
        number=number,
        title=sheet.sheet.name or _("Bảng"),
        is_read=sheet.layout is not None and bool(sheet_rows.rows),
        columns=build_column_heads(number, sheet, columns.indexes),
        column_window=columns,
        rows=tuple(_draw_rows(number, sheet, sheet_rows, shown, findings, columns.indexes, is_whole=show == "all")),
        filters=_build_filters(sheet_rows, show, link),
        looks=_build_looks(sheet_rows),
        page_count=pages.page_count,
        range=_("Dòng %(range)s", range=pages.range),
        previous_url=pages.previous_url,
        next_url=pages.next_url,
    )


def find_page(sheet_rows: SheetRows, row_number: int) -> int:
    """Return the page of the unfiltered sheet on which a row stands."""
    place = sum(row.number < row_number for row in sheet_rows.rows)
    return place // WINDOW + 1


def _list_header_rows(sheet: SheetUnderstanding, sheet_rows: SheetRows) -> list[SheetRow]:
    if sheet.layout is None:
        return []
    wanted = {*sheet.layout.header_rows, sheet.layout.code_row}
    return [row for row in sheet_rows.rows if row.number in wanted]


def _find_kind(sheet: SheetUnderstanding, number: int) -> str:
    layout = sheet.layout
    if layout is None or not layout.is_table:
        return "letterhead"
    if number in layout.header_rows:
        return "header"
    return "code" if number == layout.code_row else "letterhead"


def _draw_rows(
    number: int,
    sheet: SheetUnderstanding,
    sheet_rows: SheetRows,
    shown: Sequence[SheetRow],
    findings: Sequence[Mapping[str, Any]],
    columns: Sequence[int],
    *,
    is_whole: bool,
) -> list[GridRow]:
    filled = _fill_gaps(shown, is_whole=is_whole)
    plain = [(row, number_) for row, number_, gap in filled if not gap]
    cells = build_cells(
        [row for row, _number in plain],
        [number_ for _row, number_ in plain],
        columns,
        sheet.sheet.merged,
        _build_notes(findings),
        frozenset(number_ for _row, number_ in plain if sheet_rows.kinds.get(number_) in ("letterhead", "note")),
    )
    drawn, place = [], 0
    for _row, row_number, gap in filled:
        if gap:
            drawn.append(GridRow(gap=gap))
            continue
        drawn.append(_draw_row(number, sheet_rows, row_number, cells[place]))
        place += 1
    return drawn


def _fill_gaps(shown: Sequence[SheetRow], *, is_whole: bool) -> list[tuple[SheetRow | None, int, str]]:
    """Return the rows with the blank ones between them; a longer gap, or one that a filter made, is told in words."""
    filled: list[tuple[SheetRow | None, int, str]] = []
    last = shown[0].number - 1 if shown else 0
    for row in shown:
        missing = row.number - last - 1
        if missing and is_whole and missing <= SMALL_GAP:
            filled += [(None, number, "") for number in range(last + 1, row.number)]
        elif missing > 0 and is_whole:
            filled.append((None, 0, _("%(count)s dòng trống", count=format_count(missing, g.lang))))
        elif missing > 0:
            filled.append((None, 0, "⋯"))
        filled.append((row, row.number, ""))
        last = row.number
    return filled


def _draw_row(number: int, sheet_rows: SheetRows, row_number: int, cells: tuple[GridCell, ...]) -> GridRow:
    kind = sheet_rows.kinds.get(row_number, "")
    row, part = sheet_rows.outcomes.get(row_number), _mark_part(kind)
    if row is None or (row["outcome"] == RowOutcome.IGNORED and part is not None):
        return GridRow(row_number, kind, cells, part)
    is_doubt = row["outcome"] in UNSETTLED
    url = f"#doubt-{number}-{row['waits_for'] or row_number}" if is_doubt else None
    return GridRow(row_number, kind, cells, build_mark(str(row["outcome"]), _tell_area(row), url), is_doubt)


def _tell_area(row: Mapping[str, Any]) -> str:
    """Return the official name where the file writes another one."""
    name = row.get("area_name")
    if name and clean_text(str(row["name"])).casefold() != clean_text(str(name)).casefold():
        return f"{name} ({row['area_code']})"
    return ""


def _mark_part(kind: str) -> Mark | None:
    words = {
        "letterhead": _("Đầu trang"),
        "header": _("Tiêu đề cột"),
        "code": _("Số thứ tự cột"),
        "group": _("Nhóm"),
        "total": _("Dòng cộng"),
        "note": _("Ghi chú"),
    }
    icon = {"total": "sum"}.get(kind, "skip")
    return Mark("part", icon, words[kind]) if kind in words else None


def _build_notes(findings: Sequence[Mapping[str, Any]]) -> dict[tuple[int, int], str]:
    notes = {}
    for finding in findings:
        column = str(finding["column"] or "").split(" ")[0]
        if finding["row"] is not None and column.isalpha():
            notes[int(finding["row"]), find_column_index(column)] = str(finding["message"][g.lang])
    return notes


def find_column_index(letters: str) -> int:
    """Return the index of a column by its letters: A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _build_filters(sheet_rows: SheetRows, show: str, link: Any) -> tuple[Filter, ...]:
    labels = {
        "all": _("Cả trang"),
        "doubts": _("Chưa rõ"),
        "check_sums": _("Dòng cộng"),
        "left_out": _("Bỏ ra"),
    }
    return tuple(
        Filter(name, labels[name], write_count(len(sheet_rows.select(name))), link(1, name), name == show)
        for name in SHOWS
    )


def _build_looks(sheet_rows: SheetRows) -> tuple[tuple[str, str], ...]:
    labels = {
        "letterhead": _("Đầu trang, ghi chú: không nạp"),
        "header": _("Tiêu đề cột"),
        "group": _("Nhóm"),
        "total": _("Dòng cộng: để đối chiếu"),
        "asks": _("Cần quyết"),
        "left_out": _("Bỏ ra, không nạp"),
    }
    present = {*sheet_rows.kinds.values()} | ({"letterhead"} if "note" in sheet_rows.kinds.values() else set())
    if sheet_rows.select("doubts"):
        present.add("asks")
    return tuple((name, label) for name, label in labels.items() if name in present)
