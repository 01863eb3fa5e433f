"""An official correction of a name: a dated fix with a remark over an area whose row is never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy.engine import Connection, Engine

from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from geodata.names import clean_text
from geodata.vintages import Vintage
from services.store.area_fixes import AreaFix, read_area_fixes, write_area_fix
from services.store.boundaries import read_areas, read_vintage
from services.store.engine import begin_write


@dataclass(frozen=True)
class Correction:
    """What is asked for: the corrected name of one area from a day on, and on what authority (the remark)."""

    vintage_id: str
    level: Level
    area_code: str
    name: str
    effective_from: date
    remark: str


def check_correction(connection: Connection, asked: Correction, today: date) -> AreaFix:
    """Return the fix that a correction makes, with the name it replaces; changes nothing.

    NotFound where the vintage or the area is missing; BadInput where the remark or the name is blank, or the day lies
    outside the vintage or after ``today``; Conflict where it is called that already, or a neighbour is.
    """
    vintage = read_vintage(connection, asked.vintage_id).vintage
    areas = read_areas(connection, asked.vintage_id)
    area = _find_area(areas, asked)
    name, remark = clean_text(asked.name), clean_text(asked.remark)
    _check_written(name, remark)
    _check_day(vintage, asked.effective_from, today)
    former = _find_former_name(connection, asked)
    if name == former:
        raise _refuse_same(asked, former)
    _check_neighbours(areas, area, name)
    return AreaFix(asked.vintage_id, asked.level, asked.area_code, name, former, asked.effective_from, remark)


def correct_name(engine: Engine, asked: Correction, *, by: str, now: datetime, today: date) -> int:
    """Keep a correction and return its id, checked again in the transaction that writes it."""
    with begin_write(engine) as connection:
        return write_area_fix(connection, check_correction(connection, asked, today), by=by, now=now)


def _find_area(areas: pd.DataFrame, asked: Correction) -> pd.Series:
    found = areas[(areas["level"] == asked.level.value) & (areas["area_code"] == asked.area_code)]
    if found.empty:
        word = LEVEL_WORDS[asked.level]
        raise NotFound(
            "area_missing",
            Bilingual(
                f"{asked.vintage_id} không có {word.vi} mã «{asked.area_code}»",
                f"{asked.vintage_id} has no {word.en} «{asked.area_code}»",
            ),
            Bilingual("Kiểm tra mã và --level.", "Check the code and --level."),
            Place(text=asked.area_code),
        )
    return found.iloc[0]


def _find_former_name(connection: Connection, asked: Correction) -> str:
    """Return what the area was called on the day the correction takes effect, without it."""
    fixes = read_area_fixes(connection, asked.vintage_id)
    own = [fix for fix in fixes if (fix.level, fix.area_code) == (asked.level, asked.area_code)]
    earlier = [fix for fix in own if fix.effective_from <= asked.effective_from]
    if earlier:
        return earlier[-1].name
    if own:
        return own[0].former_name
    areas = read_areas(connection, asked.vintage_id)
    return str(_find_area(areas, asked)["name"])


def _check_written(name: str, remark: str) -> None:
    for text, option, words in (
        (name, "--name", Bilingual("Tên mới để trống", "The corrected name is blank")),
        (remark, "--remark", Bilingual("Thiếu căn cứ của đính chính", "The correction has no remark")),
    ):
        if not text:
            raise BadInput(
                "correction_blank",
                words,
                Bilingual(
                    f"Ghi {option}; ở căn cứ: số, ngày văn bản đính chính.",
                    f"Give {option}; the remark names the document and its date.",
                ),
                Place(column=option),
            )


def _check_day(vintage: Vintage, day: date, today: date) -> None:
    if day > today:
        raise BadInput(
            "correction_in_future",
            Bilingual(f"Đính chính từ {day:%d/%m/%Y} chưa có hiệu lực", f"The correction begins later, on {day}"),
            Bilingual("Ghi đính chính vào ngày nó có hiệu lực.", "Write it on the day it takes effect."),
            Place(text=day.isoformat()),
        )
    if not vintage.holds_on(day):
        until = f"{vintage.effective_to:%d/%m/%Y}" if vintage.effective_to else "…"
        span = f"{vintage.effective_from:%d/%m/%Y} – {until}"
        raise BadInput(
            "correction_outside_vintage",
            Bilingual(
                f"{vintage.vintage_id} không có hiệu lực vào {day:%d/%m/%Y}",
                f"{vintage.vintage_id} does not hold on {day}",
            ),
            Bilingual(
                f"Chọn ngày trong {span}, hay bộ ranh giới khác.", f"Choose a day of {span}, or another vintage."
            ),
            Place(text=day.isoformat()),
        )


def _refuse_same(asked: Correction, former: str) -> Conflict:
    return Conflict(
        "correction_changes_nothing",
        Bilingual(
            f"{asked.area_code} đã mang tên «{former}» vào {asked.effective_from:%d/%m/%Y}",
            f"{asked.area_code} is called «{former}» on {asked.effective_from} already",
        ),
        Bilingual("Xem các đính chính: boundaries fixes.", "See the corrections: boundaries fixes."),
        Place(text=former),
    )


def _check_neighbours(areas: pd.DataFrame, area: pd.Series, name: str) -> None:
    same_parent = (
        areas["parent_code"].isna()
        if pd.isna(area["parent_code"])
        else ((areas["parent_code"] == area["parent_code"]) & (areas["parent_level"] == area["parent_level"]))
    )
    taken = areas[same_parent & (areas["level"] == area["level"]) & (areas["name"] == name)]
    taken = taken[taken["area_code"] != area["area_code"]]
    if len(taken):
        code = taken.iloc[0]["area_code"]
        raise Conflict(
            "correction_name_taken",
            Bilingual(f"«{name}» là tên của {code} cùng cấp trên", f"«{name}» is the name of {code}, same parent"),
            Bilingual("Kiểm tra lại mã và tên.", "Check the code and the name again."),
            Place(text=name),
        )
