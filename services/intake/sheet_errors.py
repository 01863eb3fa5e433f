"""What can be wrong with a file before any of its cells is understood."""

from __future__ import annotations

from pathlib import Path

from geodata.errors import BadInput, Bilingual, NotFound, Place

_SAVE_AGAIN = Bilingual(
    "Mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx hay «CSV UTF-8».",
    "Open it in Excel or LibreOffice and save it again as .xlsx or «CSV UTF-8».",
)


def build_missing(path: Path) -> NotFound:
    """Return the error for a path that is no file."""
    return NotFound(
        "file_not_found",
        Bilingual(f"Không có tệp «{path.name}»", f"There is no file «{path.name}»"),
        Bilingual("Kiểm tra đường dẫn.", "Check the path."),
        Place(file=str(path)),
    )


def build_empty(file_name: str) -> BadInput:
    """Return the error for a file without a single filled cell."""
    return _build(
        "table_empty",
        file_name,
        Bilingual(f"«{file_name}» không có ô nào có số liệu", f"«{file_name}» holds nothing"),
        Bilingual(
            "Gửi bảng có một dòng tiêu đề và mỗi đơn vị một dòng.",
            "Give a table with one header row and one row per area.",
        ),
    )


def build_too_large(file_name: str, limit: str) -> BadInput:
    """Return the error for a file beyond a limit."""
    return _build(
        "table_too_large",
        file_name,
        Bilingual(f"«{file_name}» vượt giới hạn {limit}", f"«{file_name}» is beyond the limit of {limit}"),
        Bilingual("Chia nhỏ tệp, hoặc xóa các dòng và cột trống.", "Split the file, or remove blank rows and columns."),
    )


def build_broken(file_name: str) -> BadInput:
    """Return the error for a workbook that is cut off or damaged."""
    return _build(
        "workbook_broken",
        file_name,
        Bilingual(f"Sổ tính «{file_name}» bị hỏng hoặc bị cắt cụt", f"The workbook «{file_name}» is broken or cut off"),
        Bilingual("Tải hoặc chép lại tệp gốc; " + _SAVE_AGAIN.vi, "Fetch the file again. " + _SAVE_AGAIN.en),
    )


def build_encrypted(file_name: str) -> BadInput:
    """Return the error for a workbook that asks for a password."""
    return _build(
        "workbook_encrypted",
        file_name,
        Bilingual(f"«{file_name}» được bảo vệ bằng mật khẩu", f"«{file_name}» is protected by a password"),
        Bilingual(
            "Mở bằng mật khẩu, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ tính) rồi lưu lại.",
            "Open it with its password, remove the password (File › Info › Protect Workbook) and save it again.",
        ),
    )


def build_old_workbook(file_name: str) -> BadInput:
    """Return the error for an Office file of the generation before XLSX."""
    return _build(
        "workbook_old",
        file_name,
        Bilingual(
            f"«{file_name}» là tệp Office kiểu cũ (.xls, .doc)", f"«{file_name}» is an old Office file (.xls, .doc)"
        ),
        _SAVE_AGAIN,
    )


def build_wrong_kind(file_name: str, kind: str) -> BadInput:
    """Return the error for a file that is no table."""
    return _build(
        "table_wrong_kind",
        file_name,
        Bilingual(f"«{file_name}» là tệp {kind}, không phải bảng", f"«{file_name}» is a {kind} file, no table"),
        _SAVE_AGAIN,
    )


def build_no_such_sheet(file_name: str, sheet_name: str, names: list[str]) -> NotFound:
    """Return the error for a sheet name that the workbook lacks."""
    known = ", ".join(f"«{name}»" for name in names)
    return NotFound(
        "sheet_not_found",
        Bilingual(f"Không có trang tính «{sheet_name}»", f"There is no sheet «{sheet_name}»"),
        Bilingual(f"Các trang tính: {known}.", f"The sheets are: {known}."),
        Place(file=file_name, sheet=sheet_name),
    )


def build_several_sheets(file_name: str, names: list[str]) -> BadInput:
    """Return the error for a workbook with several filled sheets and no choice among them."""
    known = ", ".join(f"«{name}»" for name in names)
    return _build(
        "sheet_ambiguous",
        file_name,
        Bilingual(f"Sổ tính có nhiều trang có số liệu: {known}", f"The workbook has several filled sheets: {known}"),
        Bilingual("Chọn một trang bằng --sheet.", "Choose one with --sheet."),
    )


def build_bad_delimited(file_name: str, row: int | None, vi: str, en: str) -> BadInput:
    """Return the error for a text table whose rows do not fit its header."""
    return BadInput(
        "table_rows_uneven",
        Bilingual(vi, en),
        Bilingual(
            "Kiểm tra dấu phân cách cột và dấu ngoặc kép, hoặc lưu lại dạng .xlsx.",
            "Check the column delimiter and the quotation marks, or save it as .xlsx.",
        ),
        Place(file=file_name, row=row),
    )


def _build(code: str, file_name: str, message: Bilingual, hint: Bilingual) -> BadInput:
    return BadInput(code, message, hint, Place(file=file_name))
