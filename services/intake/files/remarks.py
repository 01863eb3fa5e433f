"""What is odd about the cells of a sheet although it can be read: for the report, beside what the layout finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import Bilingual, Place
from services.intake.files.merged import MergedRange
from services.intake.values.cells import build_column_letter


class RemarkKind(StrEnum):
    """What is odd; also the code of the finding."""

    FORMULA_UNCALCULATED = "formula_uncalculated"  # the cells are None here: the file holds no value for them
    CELL_ERROR = "cell_error"  # the cells hold the text of the error: #REF!, #DIV/0!
    MERGE_OVERLAP = "merge_overlap"  # these ranges are left out of Sheet.merged
    MERGE_HIDES_CELLS = "merge_hides_cells"  # the cells keep what they hold
    LEGACY_TEXT = "legacy_text"  # the sheet was written in TCVN3 or VNI and is read as Unicode
    FAR_CELL = "far_cell"  # a row that stands far below all others


_WORDS: dict[RemarkKind, tuple[Bilingual, Bilingual]] = {
    RemarkKind.FORMULA_UNCALCULATED: (
        Bilingual("{n} ô công thức chưa có kết quả ({where})", "{n} formula cells hold no result ({where})"),
        Bilingual(
            "Mở tệp bằng Excel hoặc LibreOffice, đợi tính xong (F9) rồi lưu lại.",
            "Open the file in Excel or LibreOffice, let it calculate (F9) and save it again.",
        ),
    ),
    RemarkKind.CELL_ERROR: (
        Bilingual(
            "{n} ô mang lỗi như #REF!, #DIV/0! ({where})", "{n} cells hold an error like #REF!, #DIV/0! ({where})"
        ),
        Bilingual("Sửa công thức hoặc nhập số rồi lưu lại.", "Mend the formula or enter the number, and save again."),
    ),
    RemarkKind.MERGE_OVERLAP: (
        Bilingual("Các ô gộp chồng lên nhau ({where})", "Merged cells overlap each other ({where})"),
        Bilingual(
            "Bỏ gộp rồi gộp lại cho đúng; ở đây coi như không gộp.", "Unmerge them; here they count as unmerged."
        ),
    ),
    RemarkKind.MERGE_HIDES_CELLS: (
        Bilingual(
            "{n} ô có số liệu nằm khuất dưới ô gộp ({where})", "{n} filled cells are hidden under a merge ({where})"
        ),
        Bilingual(
            "Bỏ gộp để thấy các ô này, xóa hoặc giữ lại rồi lưu.", "Unmerge to see them, clear or keep them, save."
        ),
    ),
    RemarkKind.LEGACY_TEXT: (
        Bilingual(
            "Chữ theo bảng mã cũ (TCVN3/ABC hay VNI) đã được chuyển sang Unicode, từ ô {where}",
            "Text in an old coding (TCVN3/ABC or VNI) was turned into Unicode, from cell {where} on",
        ),
        Bilingual("Xem tên các đơn vị có đọc đúng không.", "See whether the names read right."),
    ),
    RemarkKind.FAR_CELL: (
        Bilingual("Có ô lẻ nằm rất xa bên dưới bảng ({where})", "A stray cell stands far below the table ({where})"),
        Bilingual(
            "Nếu là ô thừa, xóa dòng ấy rồi lưu lại.", "If it is there by mistake, delete its row and save again."
        ),
    ),
}
_NAMED = 3


@dataclass(frozen=True)
class SheetRemark:
    """One oddity of a sheet: its kind and its cells as (row number, column index), in the order of the sheet.

    It never quotes what a cell holds: it is made before anybody has looked for persons.
    """

    kind: RemarkKind
    cells: tuple[tuple[int, int], ...]
    ranges: tuple[MergedRange, ...] = ()

    @property
    def message(self) -> Bilingual:
        """What is odd, how often, and where first."""
        words = _WORDS[self.kind][0]
        where, count = self._describe_where(), f"{len(self.cells):d}"
        return Bilingual(words.vi.format(n=count, where=where), words.en.format(n=count, where=where))

    @property
    def hint(self) -> Bilingual:
        """How to mend it."""
        return _WORDS[self.kind][1]

    def build_place(self, file_name: str, sheet_name: str | None) -> Place:
        """Return where the first of the cells stands."""
        row, column = self.cells[0]
        return Place(file_name, sheet_name, row, build_column_letter(column))

    def _describe_where(self) -> str:
        if self.ranges:
            labels = [one.label for one in self.ranges]
        else:
            labels = [f"{build_column_letter(column)}{row}" for row, column in self.cells[: _NAMED + 1]]
        return ", ".join(labels[:_NAMED]) + (", …" if len(labels) > _NAMED else "")
