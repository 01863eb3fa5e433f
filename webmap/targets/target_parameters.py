"""The parameters of the page of targets and of its API: one table from which they are checked and described."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.planning.target_question import RuleKind
from webmap.parameters import AREA_CODE, AS_OF, LANG, SCHEME, VINTAGE, WITHIN, Parameter

MOST_FIXED = 100  # cells set by hand that an address holds; whoever sets more fills in the workbook
MOST_ORGANISATIONS = 12
MOST_CEILING = 1000
_CELL = rf"{AREA_CODE}:\d{{1,9}}"
_CELLS = rf"{_CELL}(?:,{_CELL}){{0,{MOST_FIXED - 1}}}"
_SHARE = r"[^,:;]{1,80}:\d{1,3}"


def _build_number(name: str, vi: str, en: str, least: int, most: int) -> Parameter:
    return Parameter(name, Bilingual(vi, en), between=(least, most))


YEAR = _build_number("year", "Năm của chỉ tiêu", "Year of the targets; the one after `as_of` if left out", 1996, 2100)
KIND = Parameter(
    "kind",
    Bilingual("Cách chia", "How the rise is shared out: by people unreached and growth, or the same in each commune"),
    choices=tuple(one.value for one in RuleKind),
    default=RuleKind.SHARED.value,
)
TOTAL = Parameter(
    "total",
    Bilingual("Tổng chỉ tiêu, người", "The total to be split, people, retention included; suggested if left out"),
    pattern=r"\d{1,9}",
)
EACH = _build_number("each", "Mỗi xã tăng, người", "Rise of each commune, people; 200 if left out", 0, 99_999)
UNREACHED = _build_number(
    "unreached",
    "Phần chia theo số người chưa tham gia, %",
    "Part of the rise shared by people unreached, per cent, 70 if left out; the rest by last year's growth",
    *(0, 100),
)
FLOOR = _build_number("floor", "Mức tăng ít nhất của mỗi xã, %", "Least rise of a commune, % of its stock", 0, 1000)
CEILING = _build_number(
    "ceiling", "Mức tăng nhiều nhất của mỗi xã, %", "Most rise of a commune, % of its stock", 0, MOST_CEILING
)
CAP = Parameter(
    "cap",
    Bilingual("Không vượt mẫu số", "Whether no commune may go beyond its denominator"),
    choices=("1", "0"),
    default="1",
)
KEEP = Parameter(
    "keep",
    Bilingual("Ô sửa tay giữ nguyên tổng của đơn vị", "Whether hand cells leave the totals of managing units alone"),
    choices=("1", "0"),
    default="1",
)
FIXED = Parameter(
    "fixed",
    Bilingual("Chỉ tiêu xã sửa tay", "Targets of communes set by hand: code:people, parted by commas"),
    pattern=_CELLS,
)
UNIT_FIXED = Parameter(
    "unit_fixed",
    Bilingual("Chỉ tiêu đơn vị sửa tay", "Targets of managing units set by hand: code:people, parted by commas"),
    pattern=_CELLS,
)
ORGANISATIONS = Parameter(
    "organisations",
    Bilingual("Tổ chức dịch vụ thu và phần", "Collection organisations with their parts: name:part, parted by commas"),
    pattern=rf"{_SHARE}(?:,{_SHARE}){{0,{MOST_ORGANISATIONS - 1}}}",
)
SHAPE = Parameter(
    "shape",
    Bilingual("Cả tờ, hay bản đồ với chú giải bên cạnh hoặc bên dưới", "A whole sheet, or the legend beside or below"),
    choices=("sheet", "wide", "narrow"),
    default="sheet",
)
UNIT = Parameter("unit", Bilingual("Đơn vị đang mở", "Managing unit whose communes the page lists"), pattern=AREA_CODE)
TARGET_PARAMETERS = (
    *(VINTAGE, WITHIN, SCHEME, AS_OF, YEAR, KIND, TOTAL, EACH, UNREACHED, FLOOR, CEILING, CAP, KEEP),
    *(FIXED, UNIT_FIXED, ORGANISATIONS, LANG),
)
TARGET_PAGE_PARAMETERS = (*TARGET_PARAMETERS, UNIT)
