"""What the parsers are given: words that they know in orders that nobody writes, files with some bytes changed."""

from __future__ import annotations

import json
from functools import cache

from hypothesis import strategies as st

from tests.fixtures.bad_workbooks import build_ods, build_xls, build_xlsx

WORDS = (
    *(
        "Số người tham gia",
        "BHXH tự nguyện",
        "BHYT",
        "đến 31/12/2025",
        "kế hoạch năm",
        "quý II/2026",
        "tháng 6 năm 2026",
    ),
    *(
        "ngày 30/02/2026",
        "1.234.567",
        "12,5%",
        "-3",
        "1e999",
        "٣",
        "½",
        "(1.234)",
        "N/A",
        "…",
        "Xã Mường Nhé",
        "Tỉnh",
        "Phường 12",
    ),
    *(
        "thị trấn",
        "Huyện",
        "Đại lý thu",
        "trong đó",
        "tổng số",
        "tăng mới",
        "so với",
        "Mã xã",
        "Ghi chú",
        "STT",
        "I",
        "II.",
        "A",
    ),
    *("=1+1", "@", "\u202e", "\u200b", "\x00", "\ufeff", "\u0301", "đ", "Đ", "ß", "İ", "ﬁ", "\U0001f600", "\ud7ff"),
    *(
        "http://[",
        "//",
        "\\",
        "?a=1",
        "/map",
        "/area/x",
        "#",
        "%00",
        "%2f",
        "%zz",
        "..",
        ";",
        ",",
        "\t",
        "\n",
        "\r",
        '"',
        "'",
    ),
    *(
        "«",
        "»",
        "<b>",
        "${x}",
        "{{x}}",
        "µ§¸",
        "TØnh",
        "x· ",
        "Tænh",
        "0001-01-01",
        "9999-12-31",
        "31/12/10000",
        "29/2/2025",
    ),
)
FEATURE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"ma": "03127", "ten": None},
            "geometry": {"type": "Polygon", "coordinates": [[[105, 21], [105.1, 21], [105.1, 21.1], [105, 21]]]},
        }
    ],
}
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [[[0, 0], [1, 0], [0, 1]]],
    "objects": {"a": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
}
TABLE = 'Mã xã;Tên xã;"Số người tham gia BHYT"\n03127;"Xã A";1.200\n03130;Xã B;\n;Cộng;1.200\n'


def build_texts() -> st.SearchStrategy[str]:
    """Return texts of known words and others, in any order."""
    piece = st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.integers().map(str))
    return st.lists(piece, max_size=9).flatmap(
        lambda pieces: st.sampled_from(("", " ", " - ", " | ")).map(lambda sign: sign.join(pieces))
    )


def build_documents() -> st.SearchStrategy[str]:
    """Return JSON whose keys the parsers know."""
    leaf = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.sampled_from(WORDS))
    keys = st.sampled_from(
        (
            "kind",
            "level",
            "as_of",
            "sheet",
            "row",
            "area_code",
            "decisions",
            "corrections",
            "mapping",
            "sheet_names",
            "scheme",
            "areas",
            "schemes",
            "indicators",
            "is_newest",
            "vintage_id",
            "name",
            "unit_count",
            "covers",
            "column",
            "text",
        )
    )
    node = st.recursive(
        leaf, lambda one: st.lists(one, max_size=3) | st.dictionaries(keys, one, max_size=5), max_leaves=12
    )
    return node.map(json.dumps)


def build_contents(name: str) -> st.SearchStrategy[bytes]:
    """Return files for a parser: bytes at random, and good files with some of theirs changed, moved or cut off."""
    good = st.sampled_from(_list_good(name))
    changes = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), max_size=6)
    changed = st.tuples(good, changes, st.floats(0.2, 1)).map(lambda drawn: _change(*drawn))
    return st.one_of(st.binary(max_size=200), changed)


@cache
def _list_good(name: str) -> tuple[bytes, ...]:
    tables = tuple(TABLE.encode(coding, "ignore") for coding in ("utf-8", "utf-8-sig", "utf-16", "cp1258", "utf-16-be"))
    return {
        "text_tables": (*tables, b"sep=,\n" + TABLE.encode(), TABLE.encode() * 40),
        "geojson": (json.dumps(FEATURE).encode(),),
        "arcs": (json.dumps(TOPOLOGY).encode(),),
        "compound_files": (build_xls(),),
        "zipped_workbooks": (build_xlsx(), build_ods()),
    }[name]


def _change(good: bytes, changes: list[tuple[float, bytes]], kept: float) -> bytes:
    content = bytearray(good)
    for place, put in changes:
        start = int(place * len(content))
        content[start : start + len(put)] = put
    return bytes(content[: max(1, int(kept * len(content)))]) if changes else bytes(content)
