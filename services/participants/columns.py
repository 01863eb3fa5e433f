"""What the columns of an extract mean: by their headers as in the intake, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text
from services.intake.headers.header_meanings import read_meaning
from services.intake.headers.headers import build_plain_header
from services.intake.values.cells import build_column_letter


class ExtractRole(StrEnum):
    """What a column of persons may mean."""

    NAME = "name"
    CODE = "code"
    MANAGING_UNIT = "managing_unit"
    MANAGING_UNIT_CODE = "managing_unit_code"
    PROVINCE = "province"
    PROVINCE_CODE = "province_code"
    SCHEME = "scheme"
    STATUS = "status"
    START = "start"
    END = "end"
    SEX = "sex"
    BIRTH = "birth"
    WORK = "work"
    INCOME = "income"
    PERSON = "person"  # a key of the person; read only where --map says so, to find rows that repeat
    IGNORE = "ignore"


PLACE_ROLES = tuple(ExtractRole)[:6]
_INTAKE_ROLES = frozenset((*PLACE_ROLES, ExtractRole.SCHEME))
# Searched in this order in the header without accents, lower case. Who a person is is never read.
_PATTERNS = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (
            ExtractRole.IGNORE,
            r"ho,? (va )?ten|ho dem|full ?name|\b(first|last) name|cccd|cmnd|can cuoc|chung minh|dinh danh|citizen"
            r"|ma so bhxh|so so|so the|ma the|dien thoai|\bphone|e-?mail|dia chi|address|person",
        ),
        (ExtractRole.STATUS, r"trang thai|tinh trang|\bstatus\b"),
        (
            ExtractRole.START,
            r"^tu (ngay|thang)|(ngay|thang) (bat dau|tham gia|tang)|bat dau|(gia tri|hieu luc|the) tu\b"
            r"|\bstart|^from\b|valid from",
        ),
        (
            ExtractRole.END,
            r"^den (ngay|thang)|(ngay|thang) (ket thuc|dung|ngung|nghi|giam)|ket thuc|(gia tri|hieu luc|the) den\b"
            r"|het (han|hieu luc)|\bend\b|^end|^to\b|until|valid to|expir",
        ),
        (ExtractRole.SEX, r"gioi tinh|^gioi$|^phai$|^nam/nu$|\bsex\b|gender"),
        (ExtractRole.BIRTH, r"(nam|ngay)( thang nam)? sinh|birth"),
        (ExtractRole.INCOME, r"thu nhap|muc song|\bincome"),
        (ExtractRole.WORK, r"nghe|cong viec|viec lam|^nganh|\bwork\b|occupation|\bjob\b"),
    )
)


@dataclass(frozen=True)
class ExtractColumns:
    """Which column of a file has which meaning; ``headers`` are all of its headers as written."""

    file: Path
    headers: tuple[str, ...]
    roles: Mapping[ExtractRole, int]

    @property
    def places(self) -> tuple[tuple[ExtractRole, int], ...]:
        """The columns that tell the place."""
        return tuple((role, self.roles[role]) for role in PLACE_ROLES if role in self.roles)


def find_extract_columns(
    file: Path, headers: Sequence[str], mapping: Mapping[str, str], level: Level
) -> ExtractColumns:
    """Return what the columns mean; BadInput where two mean the same, or a meaning does not exist."""
    given = _resolve(file, headers, mapping)
    roles: dict[ExtractRole, int] = {}
    for index, header in enumerate(headers):
        role = given.get(index) or _read_header(header, level)
        if role is None or role == ExtractRole.IGNORE:
            continue
        if role in roles and (index in given) == (roles[role] in given):
            raise _build_twice(file, role, roles[role], index)
        if role not in roles or index in given:
            roles[role] = index
    return ExtractColumns(file, tuple(headers), roles)


def _read_header(header: str, level: Level) -> ExtractRole | None:
    plain = build_plain_header(header.replace("_", " "))
    for role, pattern in _PATTERNS:
        if pattern.search(plain):
            return role
    meaning = read_meaning(header.replace("_", " "), level, None).meaning
    role_name = str(meaning.role) if meaning is not None and meaning.role is not None else ""
    return ExtractRole(role_name) if role_name in _INTAKE_ROLES else None


def _resolve(file: Path, headers: Sequence[str], mapping: Mapping[str, str]) -> dict[int, ExtractRole]:
    folded = [clean_text(header).casefold() for header in headers]
    given: dict[int, ExtractRole] = {}
    for key, word in mapping.items():
        if word not in set(ExtractRole):
            raise _build_unknown(word)
        wanted = clean_text(key).casefold()
        found = [index for index, header in enumerate(folded) if header == wanted]
        found = found or [index for index in range(len(headers)) if build_column_letter(index) == key.strip().upper()]
        if len(found) != 1:
            raise _build_no_column(file, key)
        given[found[0]] = ExtractRole(word)
    return given


def _build_unknown(word: str) -> BadInput:
    roles = ", ".join(ExtractRole)
    return BadInput(
        "column_meaning_unknown",
        Bilingual(f"Không có nghĩa «{word}» cho một cột", f"A column cannot mean «{word}»"),
        Bilingual(f"Các nghĩa của cột: {roles}.", f"Columns may mean: {roles}."),
        Place(text=word),
    )


def _build_no_column(file: Path, key: str) -> BadInput:
    return BadInput(
        "column_not_found",
        Bilingual(f"Tệp không có đúng một cột «{key}»", f"The file has not exactly one column «{key}»"),
        Bilingual("Ghi tiêu đề hay chữ cái của cột.", "Give the header of the column or its letter."),
        Place(file=file.name, text=key),
    )


def _build_twice(file: Path, role: ExtractRole, first: int, second: int) -> BadInput:
    one, other = build_column_letter(first), build_column_letter(second)
    return BadInput(
        "column_meaning_twice",
        Bilingual(f"Hai cột {one} và {other} cùng nghĩa «{role}»", f"The columns {one} and {other} both mean «{role}»"),
        Bilingual(f"Bỏ một cột: --map '{other}=ignore'.", f"Leave one out: --map '{other}=ignore'."),
        Place(file=file.name, column=other),
    )


def check_extract_columns(columns: ExtractColumns, *, needs_scheme: bool, cut_off_count: int) -> None:
    """Raise BadInput where a column is missing without which nobody can be counted; no cell is quoted."""
    roles = columns.roles
    if not columns.places:
        raise _build_missing(columns.file, ExtractRole.NAME, Bilingual("địa bàn", "the place"))
    if needs_scheme and ExtractRole.SCHEME not in roles:
        raise _build_missing(columns.file, ExtractRole.SCHEME, Bilingual("loại hình", "the scheme"))
    if cut_off_count > 1 and ExtractRole.START not in roles:
        raise _build_missing(columns.file, ExtractRole.START, Bilingual("ngày bắt đầu", "the start date"))


def _build_missing(file: Path, role: ExtractRole, what: Bilingual) -> BadInput:
    more = {
        ExtractRole.SCHEME: Bilingual(" Hoặc thêm --scheme.", " Or give --scheme."),
        ExtractRole.START: Bilingual(
            " Không có cột này thì chỉ đếm được một ngày chốt.", " Without it one cut-off only can be counted."
        ),
    }.get(role, Bilingual("", ""))
    return BadInput(
        "extract_column_missing",
        Bilingual(f"Tệp không có cột {what.vi}", f"The file has no column of {what.en}"),
        Bilingual(
            f"Dòng đầu phải là tiêu đề. Chỉ cột bằng --map 'TIÊU ĐỀ={role}'.{more.vi}",
            f"The first line has to be the headers. Point to the column: --map 'HEADER={role}'.{more.en}",
        ),
        Place(file=file.name),
    )
