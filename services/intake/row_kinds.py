"""What the words of a row say about its part in the table: a total, a note, the header again."""

from __future__ import annotations

import re
from functools import lru_cache

from geodata.areas import Level
from geodata.names import bears_kind, build_search_key, clean_text
from services.intake.body_columns import BodyColumns
from services.intake.cells import build_text, is_blank
from services.intake.header_block import HeaderBlock, is_code_row
from services.intake.headers import build_plain_header
from services.intake.laid_rows import RowKind
from services.intake.numbers import looks_like_number
from services.intake.sheets import Sheet, SheetRow

_WHOLE = r"(?:toan|ca) (?:tinh|thanh pho|huyen|quan|thi xa|nganh|nuoc|quoc|xa|don vi)"
_NUMERALS = r"(?: (?:[ivx]+|[a-d]|\d+))*"
_TOTAL = re.compile(
    rf"(?:(?:tong|tong cong|tong so|cong|cong chung|grand total|total|sum|subtotal)(?: {_WHOLE})?|toan|{_WHOLE}){_NUMERALS}"
)
_TOTAL_OF = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng|toàn|subtotal|total)\s*:?\s+(?=\S)", re.IGNORECASE)
_SUBSET = re.compile(r"[-+*•]?\s*(?:trong do(?! tuoi)|tr\.? ?do|td:)\b")
_DASHED = re.compile(r"\s*[-+*•–]\s*\S")
_NOTE = re.compile(
    r"^(?:\(?\*+\)?|ghi chu|nguon|luu y|noi nhan|nguoi (?:lap|ky|bao cao)|lap bieu|can bo|thu truong|giam doc|pho giam doc"
    r"|ke toan|truong phong|kt\.|tm\.|ky ten|chu ky|note|source|prepared by)"
    r"|(?:^|, *)ngay *[\d.…]* *thang *[\d.…]* *nam"
)
_LONGEST_NAME = 90


def is_total(text: str) -> bool:
    """Tell whether a text is a total of all that is listed: «Tổng cộng», «Toàn tỉnh», «Tổng số (I+II)»."""
    return _is_total(text)


def strip_total(text: str) -> str:
    """Return what a total is of: «huyện Tủa Chùa» for «Cộng huyện Tủa Chùa»; the text itself where it is no total."""
    return _TOTAL_OF.sub("", text)


def classify_rows(sheet: Sheet, block: HeaderBlock, columns: BodyColumns) -> list[RowKind]:
    """Return the part of each row below the header as far as its words say it; all others are DATA."""
    body = sheet.rows[block.body :]
    repeated = {_list_texts(row) for row in sheet.rows[block.first : block.body]}
    kinds: list[RowKind] = []
    in_notes = in_subset = False
    for row in body:
        kind = _classify(row, columns, repeated)
        if kind == RowKind.HEADER or (in_notes and _resumes(row, columns)):
            in_notes = False
        in_notes = in_notes or (kind == RowKind.NOTE and _begins_notes(row))
        label = read_label(row, columns)
        in_subset = is_subset(label) or (in_subset and bool(_DASHED.match(label)))
        kinds.append(RowKind.NOTE if (in_notes or in_subset) and kind != RowKind.HEADER else kind)
    return kinds


def read_label(row: SheetRow, columns: BodyColumns) -> str:
    """Return the words that name a row: in the column of names, else left of it; numbers are no words."""
    for index in (*reversed(columns.names), *reversed(columns.parents), columns.ordinal):
        text = "" if index is None else build_text(row.read_cell(index)).strip("\ufeff\u200b\r\n")
        if text.strip() and any(char.isalpha() for char in text) and not _is_ordinal(index, columns, text):
            return text
    return ""


def has_counts(row: SheetRow, columns: BodyColumns) -> bool:
    """Tell whether a row states any number."""
    return any(looks_like_number(row.read_cell(index)) for index in columns.values)


def is_subset(label: str) -> bool:
    """Tell whether a row is a part of the one above: «Trong đó: nữ»."""
    return bool(label) and _is_subset(label)


def _classify(row: SheetRow, columns: BodyColumns, repeated: set[tuple[str, ...]]) -> RowKind:
    texts = _list_texts(row)
    if texts in repeated or is_code_row(row):
        return RowKind.HEADER
    label = read_label(row, columns)
    coded = any(not is_blank(row.read_cell(index)) for index in columns.codes)
    if label and not coded and (is_total(label) or _is_total_of_parent(label)):
        return RowKind.TOTAL
    if has_counts(row, columns) or coded:
        return RowKind.DATA
    written = label or next((text for text in texts if text), "")
    if not label or len(written) > _LONGEST_NAME or _NOTE.search(build_plain_header(written)):
        return RowKind.NOTE
    return RowKind.DATA


def _begins_notes(row: SheetRow) -> bool:
    return any(_NOTE.search(build_plain_header(text)) for text in _list_texts(row))


def _resumes(row: SheetRow, columns: BodyColumns) -> bool:
    """Tell whether a table goes on after notes: a row that is numbered or names its type, with most of its counts."""
    counted = sum(looks_like_number(row.read_cell(index)) for index in columns.values)
    numbered = columns.ordinal is not None and not is_blank(row.read_cell(columns.ordinal))
    label = read_label(row, columns)
    named = numbered or any(bears_kind(label, level) for level in (Level.COMMUNE, Level.MANAGING_UNIT))
    return bool(label) and named and counted * 2 >= len(columns.values) > 0


def _list_texts(row: SheetRow) -> tuple[str, ...]:
    return tuple(clean_text(build_text(cell)) for cell in row.cells if not is_blank(cell))


def _is_ordinal(index: int | None, columns: BodyColumns, text: str) -> bool:
    return index == columns.ordinal and bool(
        re.fullmatch(r"\s*\(?(?:[IVXLC]+|[A-ZĐa-z]|\d+(?:\.\d+)*)\)?\s*[.)]?\s*", text)
    )


@lru_cache(maxsize=8192)
def _is_total(text: str) -> bool:
    words = re.findall(r"\w+", build_search_key(text))
    return bool(_TOTAL.fullmatch(" ".join(words)))


def _is_total_of_parent(text: str) -> bool:
    rest = strip_total(text.strip())
    return rest != text.strip() and any(bears_kind(rest, level) for level in (Level.MANAGING_UNIT, Level.PROVINCE))


@lru_cache(maxsize=8192)
def _is_subset(label: str) -> bool:
    return bool(_SUBSET.match(build_plain_header(label)))
