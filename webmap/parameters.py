"""The parameters of pages and API: one table from which they are checked and described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.leaders import LeaderBy
from services.measures.class_methods import ClassMethod
from services.measures.classes import MAX_CLASSES, MIN_CLASSES
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.error_pages import BadParameter
from webmap.translations import LANGUAGES

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LONGEST_TEXT = 120  # letters of a search
# VN, an official code, or a managing unit's own, in front of which its province's may stand.
AREA_CODE = r"[0-9A-Za-zÀ-ỹ_][0-9A-Za-zÀ-ỹ_ .-]{0,22}"
_SCHEME_NAMES = "|".join(scheme.value for scheme in Scheme)


MOST_LISTED = 30  # numbers; of more the first and the last are told


@dataclass(frozen=True)
class Parameter:
    """One parameter of a URL: what it means and which texts it takes.

    ``choices`` are all that may be given; ``between`` bounds an integer; ``pattern`` is what a text must look
    like. A parameter that is left out takes what the newest data suggest, or ``default``.
    """

    name: str
    description: Bilingual
    choices: tuple[str, ...] = ()
    between: tuple[int, int] | None = None
    is_date: bool = False
    pattern: str = ""
    default: str | None = None


VINTAGE = Parameter(
    "vintage",
    Bilingual("Bộ ranh giới", "Boundary vintage; the one that holds `as_of`, of the newest data if left out"),
    pattern=r"[A-Za-z0-9_-]{1,40}",
)
LEVEL = Parameter(
    "level",
    Bilingual("Cấp của các địa bàn", "Level of the areas; the one below `within` if left out"),
    choices=(Level.PROVINCE.value, Level.MANAGING_UNIT.value, Level.COMMUNE.value),
)
WITHIN = Parameter(
    "within",
    Bilingual("Mã địa bàn bao ngoài", "Code of the area that contains them: VN, a province or a managing unit"),
    pattern=AREA_CODE,
)
SCHEME = Parameter(
    "scheme", Bilingual("Loại hình bảo hiểm", "Insurance scheme"), choices=tuple(scheme.value for scheme in Scheme)
)
INDICATOR = Parameter(
    "indicator", Bilingual("Chỉ số", "Indicator"), choices=tuple(indicator.value for indicator in Indicator)
)
AS_OF = Parameter("as_of", Bilingual("Ngày chốt số liệu", "Cut-off date; the newest if left out"), is_date=True)
SINCE = Parameter(
    "since",
    Bilingual("Ngày gốc để so sánh", "Base date of `change_count` and `change_ratio`; a year before if left out"),
    is_date=True,
)
METHOD = Parameter(
    "method",
    Bilingual("Cách chia lớp", "Method of the class breaks"),
    choices=tuple(method.value for method in ClassMethod),
)
CLASSES = Parameter("classes", Bilingual("Số lớp", "Number of classes"), between=(MIN_CLASSES, MAX_CLASSES))
LANG = Parameter("lang", Bilingual("Ngôn ngữ", "Language of texts and errors"), choices=LANGUAGES, default="vi")
SEARCH = Parameter(
    "q",
    Bilingual("Tên cần tìm, không cần dấu", "Name to look for, accents not needed"),
    pattern=rf"(?s).{{0,{LONGEST_TEXT}}}",
)

FROM = Parameter("from", Bilingual("Từ ngày", "First date; that of the earliest data if left out"), is_date=True)
TO = Parameter("to", Bilingual("Đến ngày", "Last date; that of the newest data if left out"), is_date=True)
SEVERAL_SCHEMES = Parameter(
    "schemes",
    Bilingual(
        "Nhiều loại hình, cách nhau bằng dấu phẩy", "Several schemes, parted by commas; the first is told in full"
    ),
    pattern=rf"(?:{_SCHEME_NAMES})(?:,(?:{_SCHEME_NAMES})){{0,{len(Scheme) - 1}}}",
)
BOARD_BY = Parameter(
    "by",
    Bilingual("Xếp hạng theo", "What the board is ranked by"),
    choices=tuple(by.value for by in LeaderBy),
    default=LeaderBy.COMPLETION.value,
)
WHOLE_BOARD = "all"
BOARD_PAGE = Parameter(
    "page",
    Bilingual("Trang của bảng xếp hạng, hoặc «all»: tất cả", "Page of the board, or «all»: every area on one"),
    pattern=rf"[1-9][0-9]{{0,3}}|{WHOLE_BOARD}",
    default="1",
)
CLUSTERS = Parameter(
    "clusters",
    Bilingual("Đánh dấu các cụm bao phủ thấp", "Whether clusters of low coverage are marked"),
    choices=("0", "1"),
    default="0",
)
OVER = Parameter(
    "over",
    Bilingual("Bộ ranh giới vẽ chồng lên", "Vintage whose outlines are drawn over the map as dashed lines"),
    pattern=r"[A-Za-z0-9_-]{1,40}",
)

MARKS = Parameter(
    "marks",
    Bilingual("Dấu vẽ thêm trên bản đồ", "Marks drawn over the map: areas with outreach events in the last 12 months"),
    choices=("events",),
)

OFFICER = Parameter(
    "officer",
    Bilingual("Mã cán bộ chuyên quản", "Code of an officer in charge: their communes are marked and listed alone"),
    pattern=r"[^\x00-\x1f]{1,40}",
)

SPAN = Parameter(
    "span",
    Bilingual("Khoảng thời gian dùng chung một thang màu", "Period whose dates share one set of classes: FIRST..LAST"),
    pattern=r"\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}",
)

# Pixels of a picture and sizes of paper; what they may be at most is decided where pictures are made.
WIDTH = Parameter("width", Bilingual("Bề rộng hình, điểm ảnh", "Width of the picture in pixels"), between=(320, 4000))
HEIGHT = Parameter(
    "height", Bilingual("Chiều cao hình, điểm ảnh", "Height of the picture in pixels"), between=(320, 4000)
)
STORY = Parameter(
    "story",
    Bilingual("Bài trình bày", "A story: a slide for each of its views, whatever else is given"),
    pattern=r"[A-Za-z0-9_-]{1,24}",
)
PAPER = Parameter("paper", Bilingual("Khổ giấy", "Size of the paper"), choices=("a4", "a3"), default="a4")

VIEW_PARAMETERS = (VINTAGE, LEVEL, WITHIN, SCHEME, INDICATOR, AS_OF, SINCE, METHOD, CLASSES, SPAN, LANG)


def build_format(*formats: str) -> Parameter:
    """Return the parameter `format`; the first of ``formats`` is what comes if it is left out."""
    return Parameter("format", Bilingual("Dạng dữ liệu", "Form of the answer"), choices=formats, default=formats[0])


def _check(parameter: Parameter, text: str) -> str | int | date:
    name = parameter.name
    if parameter.choices and text not in parameter.choices:
        message = Bilingual(f"«{text}» không dùng được cho «{name}»", f"«{text}» cannot be used for «{name}»")
        raise BadParameter(name, text, message, parameter.choices)
    if parameter.is_date:
        return _parse_date(name, text)
    if parameter.between:
        return _parse_integer(name, text, *parameter.between)
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        message = Bilingual(f"«{text[:80]}» không đúng dạng của «{name}»", f"«{text[:80]}» is malformed for «{name}»")
        raise BadParameter(name, text[:80], message)
    return text


def _parse_date(name: str, text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    message = Bilingual(f"«{text[:80]}» không phải là một ngày", f"«{text[:80]}» is no date")
    raise BadParameter(name, text[:80], message, ("YYYY-MM-DD",))


def _parse_integer(name: str, text: str, least: int, most: int) -> int:
    if re.fullmatch(r"[0-9]{1,6}", text) and least <= int(text) <= most:
        return int(text)
    message = Bilingual(
        f"«{name}» là một số từ {least} đến {most}, không phải «{text[:80]}»",
        f"«{name}» is a number from {least} to {most}, not «{text[:80]}»",
    )
    is_short = most - least < MOST_LISTED
    allowed = tuple(map(str, range(least, most + 1))) if is_short else (f"{least}–{most}",)
    raise BadParameter(name, text[:80], message, allowed)


def check_names(given: Iterable[str], parameters: Iterable[Parameter]) -> None:
    """Raise BadParameter for a name that no parameter has: a misspelt one would be a silent default."""
    names = tuple(parameter.name for parameter in parameters)
    for name in given:
        if name not in names:
            message = Bilingual(f"Không có tham số «{name[:80]}»", f"There is no parameter «{name[:80]}»")
            raise BadParameter(name[:80], None, message, names)


def parse_parameters(
    args: MultiDict[str, str], parameters: tuple[Parameter, ...]
) -> Mapping[str, str | int | date | None]:
    """Return each parameter's value, checked against the table; None where it is left out (or empty).

    Raises BadParameter for an unknown name, a repeated one and a value that the table does not allow.
    """
    check_names(args.keys(), parameters)
    values: dict[str, str | int | date | None] = {}
    for parameter in parameters:
        texts = args.getlist(parameter.name)
        if len(texts) > 1:
            message = Bilingual(f"«{parameter.name}» được nêu nhiều lần", f"«{parameter.name}» is given more than once")
            raise BadParameter(parameter.name, ", ".join(texts)[:80], message)
        text = texts[0] if texts and texts[0] else parameter.default
        values[parameter.name] = None if text is None else _check(parameter, text)
    return values
