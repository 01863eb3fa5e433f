"""What the command line tells of a unit: its terms, its parents, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.areas import LEVEL_WORDS
from webmap.commands.lineage_lines import render_lineage

if TYPE_CHECKING:
    from geodata.gazetteer import Ending, Unit
    from services.units.answers import UnitAnswer


def render_unit(unit: Unit) -> str:
    """Return a unit in one line: code, name, parents, the days between which all that held."""
    until = f"{unit.valid_to:%d/%m/%Y}" if unit.valid_to else "…"
    parents = ", ".join(f"{parent.name} ({parent.code})" for parent in unit.parents)
    return "\t".join((unit.code, unit.name, parents or "–", f"{unit.valid_from:%d/%m/%Y} – {until}"))


def render_answer(answer: UnitAnswer) -> str:
    """Return what is known of a code on a day, in lines."""
    word = LEVEL_WORDS[answer.level]
    lines = [f"{word.vi} · {word.en} {answer.code}, {answer.on:%d/%m/%Y}", *_render_day(answer)]
    lines += ["Các giai đoạn của mã · terms of the code:", *(f"  {render_unit(term)}" for term in answer.terms)]
    lines += [
        f"  đính chính · corrected: «{one.fix.former_name}» → «{one.fix.name}», {one.fix.effective_from:%d/%m/%Y}, "
        f"{one.fix.remark} ({one.fix.vintage_id})"
        for one in answer.fixes
    ]
    lines += _render_ending(answer.ending) if answer.ending else []
    for lineage in answer.lineages:
        lines += render_lineage(lineage)
    return "\n".join(lines)


def _render_day(answer: UnitAnswer) -> list[str]:
    if answer.unit is None:
        return ["  không đơn vị nào mang mã này vào ngày đó · no unit bore the code on that day"]
    parents = ", ".join(f"{parent.name} ({parent.code})" for parent in answer.unit.parents)
    return [f"  {answer.unit.name}", *([f"  thuộc · in: {parents}"] if parents else [])]


def _render_ending(ending: Ending) -> list[str]:
    day = f"{ending.unit.valid_to:%d/%m/%Y}"
    if ending.next_term is None:
        lines = [f"Từ {day}: mã không còn dùng · since then no unit has borne the code"]
    elif ending.is_continued:
        lines = [f"Từ {day}: {ending.next_term.name} (cùng đơn vị · the same unit)"]
    else:
        lines = [f"Từ {day}: mã này là đơn vị khác, {ending.next_term.name} · the code means another unit"]
    namesakes = ", ".join(f"{unit.name} ({unit.code})" for unit in ending.namesakes)
    return [*lines, *([f"  tên ấy từ đó là mã · the name since then: {namesakes}"] if namesakes else [])]
