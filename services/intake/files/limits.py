"""How large a file from outside may be, and what reading it may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetLimits:
    """What a file may be at most; beyond it the file is refused, before it is read where that can be known.

    ``seconds`` are those that a processor works at reading a workbook: a full one of 20 MB takes four.
    ``text_…`` are those of CSV, which grow with nothing but the file itself; ``row_count`` counts the rows of a sheet
    that hold anything, ``cell_count`` the cells of the rectangle that they span.
    """

    file_bytes: int = 50_000_000
    text_bytes: int = 180_000_000
    unpacked_bytes: int = 400_000_000
    row_count: int = 200_000
    text_row_count: int = 3_000_000
    column_count: int = 300
    cell_count: int = 20_000_000
    sheet_count: int = 60
    seconds: int = 8
    memory_bytes: int = 1_000_000_000
