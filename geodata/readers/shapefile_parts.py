"""The parts of a Shapefile, found beside it whatever the case of their names, and the coding of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from geodata.errors import BadInput, Bilingual, Place

_NEEDED = (".shp", ".shx", ".dbf")
_OPTIONAL = (".prj", ".cpg")


def find_parts(name: str, names: Iterable[str]) -> dict[str, str]:
    """Return the name of each part of the Shapefile ``name`` by its lower-case suffix; needed parts must be there."""
    stem = str(PurePosixPath(name).with_suffix("")).casefold()
    parts: dict[str, str] = {}
    for other in names:
        path = PurePosixPath(other)
        if str(path.with_suffix("")).casefold() == stem and path.suffix.lower() in (*_NEEDED, *_OPTIONAL):
            parts[path.suffix.lower()] = other
    missing = [suffix for suffix in _NEEDED if suffix not in parts]
    if missing:
        raise _refuse_missing(name, ", ".join(missing))
    return parts


def parse_code_page(text: str | None) -> str | None:
    """Return the Python codec that the text of a ``.cpg`` names (utf-8, cp1258 …); None where it says nothing."""
    cleaned = (text or "").strip().casefold()
    if re.search(r"utf-?8|^65001$", cleaned):
        return "utf-8"
    number = re.search(r"(125[0-8]|437|850)", cleaned)
    if number:
        return f"cp{number[1]}"
    return "latin-1" if re.search(r"8859[-_]?1$", cleaned) else None


def _refuse_missing(name: str, missing: str) -> BadInput:
    return BadInput(
        "shapefile_incomplete",
        Bilingual(f"Shapefile «{name}» thiếu {missing}", f"The Shapefile «{name}» lacks {missing}"),
        Bilingual(
            "Một Shapefile gồm .shp, .shx, .dbf và nên có .prj, cùng tên, cùng thư mục; nén cả bộ rồi gửi.",
            "A Shapefile is .shp, .shx, .dbf and should have .prj, under one name in one folder; pack them all.",
        ),
        Place(file=name, text=missing),
    )
