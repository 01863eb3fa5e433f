"""A sheet of a workbook or a text table as numbered rows of cells, within limits of size."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from geodata.errors import BadInput, Bilingual, Place
from services.intake import sheet_errors as errors
from services.intake.cells import Cell, is_blank
from services.intake.delimited import parse_delimited

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
    (b"<", "HTML/XML"),
)


@dataclass(frozen=True)
class SheetLimits:
    """What a table may be at most; beyond it the file is refused before it is read."""

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 400_000_000
    row_count: int = 200_000
    column_count: int = 300


@dataclass(frozen=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def read_cell(self, column_index: int) -> Cell:
        """Return the cell of a column, None where the row ends before it."""
        return self.cells[column_index] if column_index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that hold anything; ``name`` is None for a text table."""

    file_name: str
    file_sha256: str
    name: str | None
    rows: tuple[SheetRow, ...]

    def build_place(self, row: int | None = None, column: str | None = None, text: str | None = None) -> Place:
        """Return where in this sheet something stands."""
        return Place(self.file_name, self.name, row, column, text)


def read_sheet(path: Path, sheet_name: str | None = None, limits: SheetLimits | None = None) -> Sheet:
    """Return the only sheet that holds anything, or the one named.

    CSV in any of the usual encodings and delimiters, and XLSX. BadInput where the file is missing, empty, broken,
    encrypted, of another kind, too large, or has several filled sheets and none is named.
    """
    limits = limits or SheetLimits()
    content = _read_bytes(path, limits)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(_ZIP):
        name, grid = _read_workbook(content, path.name, sheet_name, limits)
    else:
        _refuse_other_kinds(content, path.name)
        name, grid = None, parse_delimited(content, path.name)
    rows = tuple(SheetRow(number, tuple(cells)) for number, cells in grid if not all(is_blank(cell) for cell in cells))
    if not rows:
        raise errors.build_empty(path.name)
    _check_size(path.name, rows, limits)
    return Sheet(path.name, digest, name, rows)


def _read_bytes(path: Path, limits: SheetLimits) -> bytes:
    if not path.is_file():
        raise errors.build_missing(path)
    if path.stat().st_size > limits.file_bytes:
        raise errors.build_too_large(path.name, f"{limits.file_bytes // 1_000_000} MB")
    content = path.read_bytes()
    if not content.strip():
        raise errors.build_empty(path.name)
    return content


def _refuse_other_kinds(content: bytes, file_name: str) -> None:
    if content.startswith(_COMPOUND):
        raise (
            errors.build_encrypted(file_name) if _ENCRYPTED_STREAM in content else errors.build_old_workbook(file_name)
        )
    for mark, kind in _OTHER_KINDS:
        if content.lstrip().startswith(mark):
            raise errors.build_wrong_kind(file_name, kind)


def _read_workbook(
    content: bytes, file_name: str, sheet_name: str | None, limits: SheetLimits
) -> tuple[str, list[tuple[int, list[Cell]]]]:
    _check_archive(content, file_name, limits)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        sheet = _choose_sheet(sheets, file_name, sheet_name)
        if sheet.total_height >= limits.row_count:
            raise errors.build_too_large(file_name, f"{limits.row_count} dòng / rows")
        grid = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as fault:
        raise errors.build_broken(file_name) from fault
    return sheet.name, [(number, [_build_cell(cell) for cell in cells]) for number, cells in enumerate(grid, start=1)]


def _build_cell(cell: object) -> Cell:
    # Times and durations have no place in such a table; as text they are reported where they stand.
    return cell if isinstance(cell, Cell) else str(cell)


def _check_archive(content: bytes, file_name: str, limits: SheetLimits) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as fault:
        raise errors.build_broken(file_name) from fault
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise errors.build_too_large(file_name, f"{limits.unpacked_bytes // 1_000_000} MB")
    if any(member.flag_bits & 1 for member in members):
        raise errors.build_encrypted(file_name)
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise errors.build_wrong_kind(file_name, "ZIP")


def _choose_sheet(sheets: list[CalamineSheet], file_name: str, sheet_name: str | None) -> CalamineSheet:
    filled = [sheet for sheet in sheets if sheet.height > 0]
    if sheet_name is not None:
        named = [sheet for sheet in sheets if sheet.name == sheet_name]
        if not named:
            raise errors.build_no_such_sheet(file_name, sheet_name, [sheet.name for sheet in sheets])
        return named[0]
    if not filled:
        raise errors.build_empty(file_name)
    if len(filled) > 1:
        raise errors.build_several_sheets(file_name, [sheet.name for sheet in filled])
    return filled[0]


def _check_size(file_name: str, rows: tuple[SheetRow, ...], limits: SheetLimits) -> None:
    if len(rows) > limits.row_count:
        raise errors.build_too_large(file_name, f"{limits.row_count} dòng / rows")
    if max(len(row.cells) for row in rows) > limits.column_count:
        raise BadInput(
            "table_too_wide",
            Bilingual(
                f"Bảng có hơn {limits.column_count} cột", f"The table has more than {limits.column_count} columns"
            ),
            Bilingual(
                "Xóa các cột trống hoặc cột thừa rồi lưu lại.", "Remove blank or needless columns and save again."
            ),
            Place(file=file_name),
        )
