"""One GeoJSON file per area, as the open national data set is published: which files belong to a level.

Layout: ``NN_province/NN_province.geojson`` and ``NN_province/wards/NNNNN_commune.geojson``, in any folder. The
communes do not name their province; their folder does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from geodata.areas import CODE_DIGITS, LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, Place

_CODED_FILE = re.compile(r"(\d{2}|\d{3}|\d{5})_[^/]+\.(?:geo)?json", re.IGNORECASE)
_PROVINCE_FOLDER = re.compile(r"(\d{2})_.+")


@dataclass(frozen=True)
class AreaFile:
    """One file of the layout: its name in the folder or archive, and the province that its folder names."""

    name: str
    province_code: str | None

    @property
    def extra(self) -> dict[str, str]:
        """What the place of the file tells about its area."""
        return {} if self.province_code is None else {"province_code": self.province_code}


def list_area_files(names: Iterable[str], level: Level, place: Place) -> list[AreaFile]:
    """Return the files of ``level``, by name: those with a code of that level in their name, or, without codes, all.

    Raises BadInput where the files carry codes, but none of ``level``.
    """
    geojson = sorted(name for name in names if name.lower().endswith(".geojson"))
    coded = {name: match[1] for name in geojson if (match := _CODED_FILE.fullmatch(PurePosixPath(name).name))}
    if not coded:
        return [AreaFile(name, None) for name in geojson]
    chosen = [name for name, code in coded.items() if len(code) == CODE_DIGITS.get(level)]
    if not chosen:
        raise _refuse_level(level, coded.values(), place)
    return [AreaFile(name, _find_province(name) if level is not Level.PROVINCE else None) for name in chosen]


def _find_province(name: str) -> str | None:
    folders = [match[1] for part in PurePosixPath(name).parts[:-1] if (match := _PROVINCE_FOLDER.fullmatch(part))]
    return folders[-1] if folders else None


def _refuse_level(level: Level, codes: Iterable[str], place: Place) -> BadInput:
    found = {length: sum(len(code) == length for code in codes) for length in (2, 3, 5)}
    text = ", ".join(f"{count} × {length}" for length, count in found.items() if count)
    return BadInput(
        "level_missing",
        Bilingual(
            f"Không có tệp nào của cấp {LEVEL_WORDS[level].vi} (mã có: {text} chữ số)",
            f"No file of level {LEVEL_WORDS[level].en} (codes found: {text} digits)",
        ),
        Bilingual("Chọn cấp khác bằng --level.", "Choose another level with --level."),
        place,
    )
