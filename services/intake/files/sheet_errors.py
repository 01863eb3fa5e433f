"""What can be wrong with a file before any of its cells is understood."""

from __future__ import annotations

from pathlib import Path

from geodata.errors import BadInput, Bilingual, NotFound, Place

_SAVE_AGAIN = Bilingual(
    "Mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx hay «CSV UTF-8».",
    "Open it in Excel or LibreOffice and save it again as .xlsx or «CSV UTF-8».",
)
_SAVE_AS = Bilingual(
    "Mở bằng Excel, chọn Lưu dưới dạng › «Excel Workbook (*.xlsx)», rồi gửi tệp mới.",
    "Open it in Excel, choose Save As › «Excel Workbook (*.xlsx)» and give the new file.",
)
_MAKE_SMALLER = Bilingual(
    "Chép riêng bảng cần nạp sang sổ tính mới rồi lưu dạng .xlsx; tệp có thể hỏng hoặc có quá nhiều ô trống.",
    "Copy the table alone to a new workbook and save it as .xlsx; the file may be broken or hold too many blank cells.",
)
_CHECK_DELIMITERS = Bilingual(
    "Kiểm tra dấu phân cách cột và dấu ngoặc kép ở dòng ấy, hoặc lưu lại dạng .xlsx.",
    "Check the column delimiters and quotation marks there, or save it as .xlsx.",
)
EXIT_MEMORY = 77  # how the reading process says that its memory did not suffice


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


def build_file_too_large(file_name: str, size: int, most: int) -> BadInput:
    """Return the error for a file of more bytes than are taken."""
    has, may = _describe_bytes(size), _describe_bytes(most)
    return _build(
        "table_too_large",
        file_name,
        Bilingual(
            f"«{file_name}» có {has}, vượt giới hạn {may}", f"«{file_name}» has {has}, beyond the limit of {may}"
        ),
        Bilingual(
            "Bỏ hình ảnh, trang tính thừa và các dòng trống đã định dạng, hoặc chia nhỏ tệp.",
            "Remove pictures, needless sheets and formatted blank rows, or split the file.",
        ),
    )


def build_unpacked_too_large(file_name: str, most: int) -> BadInput:
    """Return the error for an archive that unpacks to too much: a bomb, or blank formatted rows."""
    may = _describe_bytes(most)
    return _build(
        "workbook_unpacks_too_large",
        file_name,
        Bilingual(
            f"«{file_name}» khi giải nén vượt giới hạn {may}", f"«{file_name}» unpacks to more than the limit of {may}"
        ),
        Bilingual(
            "Xóa các dòng và cột trống đã định dạng dưới và bên phải bảng, rồi lưu lại.",
            "Delete the formatted blank rows and columns below and beside the table, and save again.",
        ),
    )


def build_too_long(file_name: str, sheet_name: str | None, row: int, most: int) -> BadInput:
    """Return the error for a sheet with more filled rows than are taken."""
    return BadInput(
        "table_too_long",
        Bilingual(f"Bảng có hơn {most} dòng", f"The table has more than {most} rows"),
        Bilingual("Xóa các dòng thừa từ dòng này trở xuống, hoặc chia nhỏ tệp.", "Delete needless rows from here on."),
        Place(file_name, sheet_name, row),
    )


def build_too_wide(file_name: str, sheet_name: str | None, row: int | None, column: str, most: int) -> BadInput:
    """Return the error for a filled cell further right than is taken."""
    return BadInput(
        "table_too_wide",
        Bilingual(f"Bảng có hơn {most} cột", f"The table has more than {most} columns"),
        Bilingual(
            "Xóa các ô thừa từ cột này sang phải, rồi lưu lại.", "Clear needless cells from here on and save again."
        ),
        Place(file_name, sheet_name, row, column),
    )


def build_too_scattered(file_name: str, sheet_name: str | None, row: int, column: str) -> BadInput:
    """Return the error for a sheet whose filled cells lie too far apart: its last row times its last column."""
    return BadInput(
        "table_too_scattered",
        Bilingual(
            f"Các ô có số liệu nằm quá xa nhau: tới dòng {row}, cột {column}",
            f"The filled cells lie too far apart: down to row {row}, column {column}",
        ),
        Bilingual(
            "Xóa các ô lẻ nằm xa bên dưới và bên phải bảng, rồi lưu lại.",
            "Clear the stray cells far below and beside the table, and save again.",
        ),
        Place(file_name, sheet_name, row, column),
    )


def build_too_many_sheets(file_name: str, count: int, most: int) -> BadInput:
    """Return the error for a workbook of more sheets than are taken."""
    return _build(
        "workbook_too_many_sheets",
        file_name,
        Bilingual(
            f"«{file_name}» có {count} trang tính, nhiều hơn {most}",
            f"«{file_name}» has {count} sheets, more than {most}",
        ),
        Bilingual("Chỉ giữ các trang cần nạp, rồi lưu lại.", "Keep only the sheets to be loaded and save again."),
    )


def build_too_slow(file_name: str, seconds: int) -> BadInput:
    """Return the error for a file that is not read in the time it may take."""
    return _build(
        "reading_too_slow",
        file_name,
        Bilingual(
            f"Đọc «{file_name}» quá {seconds} giây nên đã dừng", f"Reading «{file_name}» took over {seconds} s: stopped"
        ),
        _MAKE_SMALLER,
    )


def build_too_heavy(file_name: str, most: int) -> BadInput:
    """Return the error for a file that needs more memory to be read than it may have."""
    may = _describe_bytes(most)
    return _build(
        "reading_too_heavy",
        file_name,
        Bilingual(
            f"Đọc «{file_name}» cần hơn {may} bộ nhớ nên đã dừng", f"Reading «{file_name}» needs over {may}: stopped"
        ),
        _MAKE_SMALLER,
    )


def build_macros(file_name: str) -> BadInput:
    """Return the error for a workbook that brings programs along."""
    return _build(
        "workbook_macros",
        file_name,
        Bilingual(f"Sổ tính «{file_name}» chứa macro (VBA)", f"The workbook «{file_name}» holds macros (VBA)"),
        Bilingual(
            "Trong Excel chọn Lưu dưới dạng › «Excel Workbook (*.xlsx)»: số liệu giữ nguyên, macro bị bỏ.",
            "In Excel choose Save As › «Excel Workbook (*.xlsx)»: the data stay, the macros go.",
        ),
    )


def build_html(file_name: str) -> BadInput:
    """Return the error for a web page, whatever its name says."""
    return _build(
        "table_is_html",
        file_name,
        Bilingual(
            f"«{file_name}» thật ra là trang web (HTML), không phải tệp Excel",
            f"«{file_name}» is in truth a web page (HTML), no Excel file",
        ),
        _SAVE_AS,
    )


def build_spreadsheet_xml(file_name: str) -> BadInput:
    """Return the error for a workbook in the XML of Excel 2003."""
    return _build(
        "workbook_is_xml_2003",
        file_name,
        Bilingual(f"«{file_name}» là bảng tính XML 2003", f"«{file_name}» is an XML Spreadsheet 2003"),
        _SAVE_AS,
    )


def build_older_workbook(file_name: str) -> BadInput:
    """Return the error for a workbook of a generation before XLS of 1997."""
    return _build(
        "workbook_too_old",
        file_name,
        Bilingual(f"«{file_name}» là tệp Excel trước năm 1997", f"«{file_name}» is an Excel file from before 1997"),
        _SAVE_AS,
    )


def build_zipped(file_name: str, inside: str) -> BadInput:
    """Return the error for an archive with a table in it."""
    return _build(
        "table_is_zipped",
        file_name,
        Bilingual(f"«{file_name}» là tệp nén, trong có «{inside}»", f"«{file_name}» is an archive holding «{inside}»"),
        Bilingual("Giải nén rồi gửi từng bảng.", "Unpack it and give the tables one by one."),
    )


def build_broken(file_name: str, sheet_name: str | None = None) -> BadInput:
    """Return the error for a workbook, or a sheet of it, that is cut off or damaged."""
    return BadInput(
        "workbook_broken",
        Bilingual(f"Sổ tính «{file_name}» bị hỏng hoặc bị cắt cụt", f"The workbook «{file_name}» is broken or cut off"),
        Bilingual("Tải hoặc chép lại tệp gốc; " + _SAVE_AGAIN.vi, "Fetch the file again. " + _SAVE_AGAIN.en),
        Place(file_name, sheet_name),
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


def build_wrong_kind(file_name: str, kind: str) -> BadInput:
    """Return the error for a file that is no table."""
    return _build(
        "table_wrong_kind",
        file_name,
        Bilingual(f"«{file_name}» là tệp {kind}, không phải bảng", f"«{file_name}» is a {kind} file, no table"),
        _SAVE_AGAIN,
    )


def build_bad_quotes(file_name: str, row: int | None) -> BadInput:
    """Return the error for a text table with a quotation mark that is never closed, or a row without end."""
    where_vi, where_en = ("", "") if row is None else (f" dòng {row}", f" of row {row}")
    return BadInput(
        "table_rows_uneven",
        Bilingual(f"Không tách được các cột{where_vi}", f"The columns{where_en} cannot be told apart"),
        _CHECK_DELIMITERS,
        Place(file=file_name, row=row),
    )


def build_uneven_row(file_name: str, row: int, count: int, usual: int) -> BadInput:
    """Return the error for a row of a long text table that is not parted like all others."""
    return BadInput(
        "table_rows_uneven",
        Bilingual(
            f"Dòng {row} có {count} cột, các dòng khác có {usual}",
            f"Row {row} has {count} columns, the others have {usual}",
        ),
        _CHECK_DELIMITERS,
        Place(file=file_name, row=row),
    )


def _build(code: str, file_name: str, message: Bilingual, hint: Bilingual) -> BadInput:
    return BadInput(code, message, hint, Place(file=file_name))


def _describe_bytes(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count} byte"
