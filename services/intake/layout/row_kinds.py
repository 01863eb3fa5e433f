"""What the words of a row say about its part in the table: a total, a note, the header again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from geodata.areas import Level
from geodata.names import bears_kind, build_search_key, clean_text
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.headers import build_plain_header
from services.intake.layout.body_columns import BodyColumns
from services.intake.layout.header_block import HeaderBlock, is_code_cell, is_code_row
from services.intake.layout.laid_rows import BodyRow, RowKind
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.numbers import looks_like_number

_WHOLE = r"(?:toan|ca) (?:tinh|thanh pho|huyen|quan|thi xa|nganh|nuoc|quoc|xa|don vi)"
_NUMERALS = r"(?: (?:[ivx]+|[a-d]|\d+))*"
_TOTAL = re.compile(
    r"(?:(?:tong|tong cong|tong so|cong|cong chung|grand total|total|sum|subtotal)"
    rf"(?: {_WHOLE})?|toan|{_WHOLE}){_NUMERALS}"
)
_TOTAL_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng|toàn|subtotal|total)\s*:?\s+(?=\S)", re.IGNORECASE)
# Accents, where written, tell a commune from a total: «Cống Vị» is not «Cộng VI».
_OTHER_ACCENT = re.compile(r"\b(?:c[ôốồổỗóòỏõọơớờởỡợ]ng|t[ôốồỗộóòỏõọơớờởỡợ]ng)\b")
_SUBSET = re.compile(r"[-+*•]?\s*(?:trong do(?! tuoi)|tr\.? ?do|td:)\b")
_DASHED = re.compile(r"\s*[-+*•–]\s*\S")
_NOTE = re.compile(
    r"^(?:\(?\*+\)?|ghi chu|nguon|luu y|noi nhan|nguoi (?:lap|ky|bao cao)|lap bieu|can bo|thu truong|giam doc"
    r"|pho giam doc|ke toan|truong phong|kt\.|tm\.|ky ten|chu ky|note|source|prepared by)"
    r"|(?:^|, *)ngay *[\d.…]* *thang *[\d.…]* *nam"
)
_LONGEST_NAME = 90
_LETTER = re.compile(r"[^\W\d_]")
_ORDINAL = re.compile(r"\s*\(?(?:[IVXLC]+|[A-ZĐa-z]|\d+(?:\.\d+)*)\)?\s*[.)]?\s*")
_FIRST_CODES = ("A", "0", "1")


def is_total(text: str) -> bool:
    """Tell whether a text is a total of all that is listed: «Tổng cộng», «Toàn tỉnh», «Tổng số (I+II)»."""
    return _is_total(text)


def strip_total(text: str) -> str:
    """Return what a total is of: «huyện Tủa Chùa» for «Cộng huyện Tủa Chùa»; the text itself where it is no total."""
    return _TOTAL_OF.sub("", text)


def build_body_rows(rows: Sequence[SheetRow], columns: BodyColumns) -> list[BodyRow]:
    """Return the rows below the header with their labels and what they hold."""
    order = (*reversed(columns.names), *reversed(columns.parents), columns.ordinal)
    places = tuple(index for index in order if index is not None)
    first = next(iter(columns.values), None)
    body = []
    for row in rows:
        cells = row.cells
        if first is not None and first < len(cells) and type(cells[first]) is float:
            is_counted = is_filled = True  # as most rows are told
        else:
            is_counted, is_filled = _tell_values(cells, columns.values)
        is_coded = False
        for index in columns.codes:
            if not is_coded and index < len(cells) and not is_blank(cells[index]):
                is_coded = not _is_noted(cells[index])
        body.append(BodyRow(row, _find_label(cells, places, columns.ordinal), is_counted, is_coded, is_filled))
    return body


def _tell_values(cells: Sequence[Cell], values: Sequence[int]) -> tuple[bool, bool]:
    """Tell whether a row states a number in its columns of values, and whether anything stands there."""
    is_filled = False
    for index in values:
        if index < len(cells) and (cell := cells[index]) is not None:
            if looks_like_number(cell):
                return True, True
            is_filled = is_filled or not is_blank(cell)
    return False, is_filled


def _is_noted(cell: Cell) -> bool:
    """Tell whether the first column, often that of codes, holds a note in words: «Ghi chú: số liệu tạm tính»."""
    return isinstance(cell, str) and bool(_LETTER.search(cell)) and is_note(cell)


def classify_rows(sheet: Sheet, block: HeaderBlock, columns: BodyColumns, body: Sequence[BodyRow]) -> list[RowKind]:
    """Return the part of each row below the header as far as its words say it; all others are DATA."""
    repeated = {_list_texts(row) for row in sheet.rows[block.first : block.body]}
    plain = {_list_plain(row) for row in sheet.rows[block.first : block.last + 1]}
    firsts = {texts[0] for texts in repeated if texts}
    has_digits = any(text[:1].isdecimal() for text in firsts)  # a number of a row may be one of these
    kinds: list[RowKind] = []
    in_notes = in_subset = False
    for one in body:
        if not in_notes and not has_digits and _is_plain(one):
            in_subset = False
            kinds.append(RowKind.DATA)
            continue
        kind = _classify(one, repeated, plain, firsts, has_digits=has_digits)
        if kind == RowKind.HEADER or (in_notes and _resumes(one, columns)):
            in_notes = False
        in_notes = in_notes or (kind == RowKind.NOTE and _begins_notes(one.row))
        in_subset = is_subset(one.label) or (in_subset and bool(_DASHED.match(one.label)))
        kinds.append(RowKind.NOTE if (in_notes or in_subset) and kind != RowKind.HEADER else kind)
    return kinds


def _is_plain(one: BodyRow) -> bool:
    """Tell whether a row is one of data at a glance: numbered, with code and counts, its name begins with a letter."""
    cells, first = one.row.cells, one.label[:1]
    is_numbered = one.is_coded and one.is_counted and type(cells[0]) is float and cells[0] > 1
    return is_numbered and _begins_name(first)


def _begins_name(first: str) -> bool:
    return first.isascii() and first.isalpha() and first not in "tT"  # «Xã …», «Phường …», no «Trong đó»


def is_subset(label: str) -> bool:
    """Tell whether a row is a part of the one above: «Trong đó: nữ»."""
    first = label[:1]
    if _begins_name(first):
        return False
    return bool(label) and _is_subset(label)


def _find_label(cells: Sequence[Cell], places: Sequence[int], ordinal: int | None) -> str:
    """Return the words that name a row: in the column of names, else left of it; numbers are no words."""
    for index in places:
        cell = cells[index] if index < len(cells) else None
        if not isinstance(cell, str):
            continue
        text = cell.strip("\ufeff\u200b\r\n")
        if (text[:1].isalpha() or _LETTER.search(text)) and not (index == ordinal and _ORDINAL.fullmatch(text)):
            return text
    return ""


def _classify(
    one: BodyRow, repeated: set[tuple[str, ...]], plain: set[tuple[str, ...]], firsts: set[str], *, has_digits: bool
) -> RowKind:
    first = one.row.cells[0] if one.row.cells else None
    is_number = type(first) is float and first > 1 and not has_digits  # the ordinal of a row, as most rows begin
    if not is_number and _repeats_header(one.row, repeated, firsts):
        return RowKind.HEADER
    if not one.is_counted and _list_plain(one.row) in plain:
        return RowKind.HEADER
    if one.label and not one.is_coded and (is_total(one.label) or _is_total_of_parent(one.label)):
        return RowKind.TOTAL
    if one.is_counted or one.is_coded:
        return RowKind.DATA
    if not one.label or len(one.label) > _LONGEST_NAME or _NOTE.search(build_plain_header(one.label)):
        return RowKind.NOTE
    return RowKind.DATA


def _repeats_header(row: SheetRow, repeated: set[tuple[str, ...]], firsts: set[str]) -> bool:
    """Tell whether a row is the header again, or numbers the columns; most are told by their first filled cell."""
    for cell in row.cells:
        if cell is not None and not is_blank(cell):
            text = clean_text(cell) if isinstance(cell, str) else build_text(cell)
            if text in firsts:
                return _list_texts(row) in repeated or is_code_row(row)
            may_number = len(text) < 4 and text.strip("()") in _FIRST_CODES and is_code_cell(text)
            return may_number and is_code_row(row)
    return False


def _begins_notes(row: SheetRow) -> bool:
    return any(_NOTE.search(build_plain_header(text)) for text in _list_texts(row))


def _resumes(one: BodyRow, columns: BodyColumns) -> bool:
    """Tell whether a table goes on after notes: a row that is numbered or names its type, with most of its counts."""
    counted = sum(looks_like_number(one.row.read_cell(index)) for index in columns.values)
    numbered = columns.ordinal is not None and not is_blank(one.row.read_cell(columns.ordinal))
    named = numbered or any(bears_kind(one.label, level) for level in (Level.COMMUNE, Level.MANAGING_UNIT))
    return bool(one.label) and named and counted * 2 >= len(columns.values) > 0


def is_note(text: str) -> bool:
    """Tell whether a text is of a footnote or signature by its words."""
    return bool(_NOTE.search(build_plain_header(text)))


def _list_plain(row: SheetRow) -> tuple[str, ...]:
    return tuple(build_plain_header(build_text(cell)) for cell in row.cells if not is_blank(cell))


def _list_texts(row: SheetRow) -> tuple[str, ...]:
    return tuple(clean_text(build_text(cell)) for cell in row.cells if not is_blank(cell))


@lru_cache(maxsize=8192)
def _is_total(text: str) -> bool:
    words = re.findall(r"\w+", build_search_key(text))
    return bool(_TOTAL.fullmatch(" ".join(words))) and not _OTHER_ACCENT.search(clean_text(text).lower())


@lru_cache(maxsize=8192)
def _is_total_of_parent(text: str) -> bool:
    rest = strip_total(text.strip())
    return rest != text.strip() and any(bears_kind(rest, level) for level in (Level.MANAGING_UNIT, Level.PROVINCE))


@lru_cache(maxsize=8192)
def _is_subset(label: str) -> bool:
    return bool(_SUBSET.match(build_plain_header(label)))
