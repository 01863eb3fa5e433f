"""What is asked of an aggregation: which files, which areas, which days, which groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.vintages import Vintage
from services.measures.periods import list_month_ends
from services.measures.schemes import Scheme

AGE_BOUNDS = (15, 25, 35, 45, 55, 65)


class Dimension(StrEnum):
    """What persons may be grouped by."""

    SEX = "sex"
    AGE = "age"
    WORK = "work"
    INCOME = "income"


@dataclass(frozen=True)
class AggregateRequest:
    """What is asked; ``cut_offs`` ascend.

    ``mapping``: header or column letter → meaning. ``decisions``: place as written → code or name of its area.
    ``words``: status, scheme or sex as written → meaning. ``age_bounds``: the first age of each band but the youngest.
    ``are_codes_of_vintage``: a person says that the codes are those of this vintage, so that they need no name.
    ``outputs``: the files to be written, which are not read.
    """

    files: tuple[Path, ...]
    vintage_id: str
    cut_offs: tuple[date, ...]
    level: Level = Level.COMMUNE
    province_code: str | None = None
    scheme: Scheme | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()
    age_bounds: tuple[int, ...] = AGE_BOUNDS
    are_codes_of_vintage: bool = False
    outputs: tuple[Path, ...] = ()


def list_cut_offs(days: tuple[date, ...], since: date | None) -> tuple[date, ...]:
    """Return the days in order, with every month's end from ``since`` to the last of them."""
    found = set(days)
    if since is not None and days:
        last = max(days)
        months = (last.year - since.year) * 12 + last.month - since.month + 1
        found |= {day for day in list_month_ends(last, max(months, 1)) if since <= day <= last}
    return tuple(sorted(found))


def check_cut_offs(cut_offs: tuple[date, ...], vintage: Vintage) -> None:
    """Raise BadInput where a day lies outside the validity of the areas that persons are counted in."""
    wrong = next((day for day in cut_offs if not vintage.holds_on(day)), None)
    if wrong is None:
        return
    raise BadInput(
        "cut_off_outside_vintage",
        Bilingual(
            f"Ngày chốt {wrong:%d/%m/%Y} nằm ngoài hiệu lực của {vintage.vintage_id}",
            f"The cut-off {wrong:%d/%m/%Y} lies outside the validity of {vintage.vintage_id}",
        ),
        Bilingual(
            "Chọn bộ ranh giới có hiệu lực ngày đó, hoặc chạy riêng cho từng bộ.",
            "Choose the vintage that held on that day, or run once for each vintage.",
        ),
        Place(text=wrong.isoformat()),
    )


def list_files(given: tuple[Path, ...], outputs: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """Return the files to read, a folder as the Parquet and CSV files in it.

    Hidden files of a folder, those of programs («_temporary») and ``outputs``, of an earlier run, are left out.
    BadInput where a file is missing, or would be written over.
    """
    own = {path.resolve() for path in outputs}
    found: list[Path] = []
    for path in given:
        inside = _list_folder(path, own) if path.is_dir() else []
        if not inside and not path.is_file():
            raise _build_missing(path)
        if path.resolve() in own:
            raise _build_written_over(path)
        found += inside or [path]
    return tuple({path.resolve(): path for path in reversed(found)}.values())[::-1]


def _list_folder(folder: Path, outputs: set[Path]) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (".csv", ".parquet")
        and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
        and path.resolve() not in outputs
    )


def _build_missing(path: Path) -> BadInput:
    return BadInput(
        "extract_missing",
        Bilingual("Không có tệp Parquet hay CSV ở đây", "There is no Parquet or CSV file here"),
        Bilingual("Kiểm tra đường dẫn.", "Check the path."),
        Place(file=str(path)),
    )


def _build_written_over(path: Path) -> BadInput:
    return BadInput(
        "extract_is_output",
        Bilingual("Tệp để đọc cũng là tệp để ghi", "The file to read is the one to be written"),
        Bilingual("Đặt tên khác cho --out.", "Give --out another name."),
        Place(file=str(path)),
    )


def build_twice(first: Path, other: Path) -> BadInput:
    """Return the error for two files of the same content: their persons would count twice."""
    return BadInput(
        "extract_twice",
        Bilingual(
            f"«{other.name}» giống hệt «{first.name}»: mọi người sẽ được đếm hai lần",
            f"«{other.name}» is the same as «{first.name}»: all would be counted twice",
        ),
        Bilingual("Bỏ một trong hai tệp.", "Leave one of them out."),
        Place(file=str(other)),
    )
