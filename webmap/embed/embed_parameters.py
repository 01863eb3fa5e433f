"""The parameters of what stands in pages of others."""

from __future__ import annotations

from geodata.errors import Bilingual
from webmap.map_request import AREA, CODES_OF, ORDER, SORT
from webmap.parameters import (
    AS_OF,
    CLASSES,
    HEIGHT,
    INDICATOR,
    LANG,
    LEVEL,
    METHOD,
    SCHEME,
    SINCE,
    VINTAGE,
    WIDTH,
    WITHIN,
    Parameter,
)

KINDS = ("map", "table", "headline")
FREE_NAMES = ("scheme", "indicator", "as_of", "level", "within")
MOST_ROWS = 200
_FREE = "|".join(FREE_NAMES)

TOKEN = Parameter(
    "token",
    Bilingual("Mã nhúng", "Embed token: opens what it was made for, on every server, until it ends or is revoked"),
    pattern=r"[A-Za-z0-9_.=-]{10,160}",
)
MODE = Parameter(
    "mode",
    Bilingual("Bản đồ động hay hình tĩnh", "A map that answers to the pointer, or a picture without any script"),
    choices=("interactive", "still"),
    default="interactive",
)
FREE = Parameter(
    "free",
    Bilingual("Điều người xem được đổi", "What readers may change, parted by commas; `within` lets them go into areas"),
    pattern=rf"(?:{_FREE})(?:,(?:{_FREE})){{0,{len(FREE_NAMES) - 1}}}",
)
SIZE = Parameter(
    "size",
    Bilingual("Vừa khung, hay cao theo nội dung", "Fill the frame, or be as high as the content and tell the page so"),
    choices=("fill", "auto"),
    default="fill",
)
TITLE = Parameter("title", Bilingual("Hiện tiêu đề", "Show the title"), choices=("1", "0"), default="1")
LEGEND = Parameter("legend", Bilingual("Hiện chú giải", "Show the legend"), choices=("1", "0"), default="1")
ROWS = Parameter("rows", Bilingual("Số dòng của bảng", "Rows of the table"), between=(1, MOST_ROWS))

VIEWED = (VINTAGE, LEVEL, WITHIN, SCHEME, INDICATOR, AS_OF, SINCE, METHOD, CLASSES, LANG, CODES_OF)
PAGE = (*VIEWED, AREA, SORT, ORDER, TOKEN, MODE, FREE, SIZE, TITLE, LEGEND, ROWS)
DATA = (*VIEWED, TOKEN)
PICTURE = (*DATA, WIDTH, HEIGHT)
KIND = Parameter("kind", Bilingual("Bản đồ, bảng hay con số", "Map, table or headline"), choices=KINDS, default="map")
FRAME_WIDTH = Parameter(
    "frame_width", Bilingual("Bề rộng khung, 0: cả chỗ", "Width of the frame; 0: all there is"), between=(0, 4000)
)
FRAME_HEIGHT = Parameter("frame_height", Bilingual("Chiều cao khung", "Height of the frame"), between=(80, 4000))
DAY = Parameter(
    "day",
    Bilingual(
        "Ngày mới nhất hay ngày này",
        "Always the newest day, or the one shown; if left out, the newest where that is shown",
    ),
    choices=("newest", "fixed"),
)
CODE = (*PAGE, KIND, FRAME_WIDTH, FRAME_HEIGHT, DAY)
