"""Units that a list leaves out, and areas that a crosswalk leads nowhere or fills from nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.errors import Bilingual


@dataclass(frozen=True, eq=False)
class GapTask:
    """The pairs of a crosswalk (from_code, to_code) and what a list says of units.

    ``listed`` is the list as written, None without one; ``list_names`` are all units there were on its day.
    """

    pairs: pd.DataFrame
    listed: pd.DataFrame | None
    list_names: dict[str, str]
    from_end: VintageAreas
    to_end: VintageAreas


def check_gaps(task: GapTask) -> tuple[Fault, ...]:
    """Return the areas without a successor or predecessor, and the units of which the list says nothing."""
    return (*_check_from(task), *_check_to(task))


def _check_from(task: GapTask) -> Iterator[Fault]:
    told = _read_column(task.listed, "from_code")
    paired = set(task.pairs["from_code"])
    unlisted = set() if task.listed is None else set(task.list_names) - told
    for code in sorted((set(task.from_end.names) - paired) | unlisted):
        is_here = code in task.from_end.names
        one = task.from_end.label(code) if is_here else f"{task.list_names[code]} ({code})"
        where = _name_partners(task.pairs, "from_code", "to_code", code, task.to_end)
        yield Fault(
            FaultKind.NO_SUCCESSOR, (), code, None, *_tell_from(one, code in unlisted, where, task.to_end.vintage_id)
        )


def _tell_from(one: str, is_unlisted: bool, where: str, vintage_id: str) -> tuple[Bilingual, Bilingual]:
    if is_unlisted:
        message = Bilingual(f"Danh sách không ghi đơn vị cũ {one}", f"The list leaves out the former unit {one}")
    else:
        message = Bilingual(f"{one} không về đơn vị nào của {vintage_id}", f"{one} has no successor in {vintage_id}")
    if where:
        return message, Bilingual(f"Theo ranh giới: {where}.", f"By the outlines: {where}.")
    return message, Bilingual(
        "Bổ sung vào danh sách; nếu không, số liệu của đơn vị không chuyển đi đâu và tổng tỉnh sẽ thiếu.",
        "Add it to the list; without it, its counts go nowhere and the total of the province lacks them.",
    )


def _check_to(task: GapTask) -> Iterator[Fault]:
    told = _read_column(task.listed, "to_code")
    paired = set(task.pairs["to_code"])
    unlisted = set() if task.listed is None else set(task.to_end.names) - told
    for code in sorted((set(task.to_end.names) - paired) | unlisted):
        one = task.to_end.label(code)
        where = _name_partners(task.pairs, "to_code", "from_code", code, task.from_end)
        message = _tell_to(one, code in unlisted, task, code)
        yield Fault(FaultKind.NO_PREDECESSOR, (), None, code, message, _hint_to(where))


def _tell_to(one: str, is_unlisted: bool, task: GapTask, code: str) -> Bilingual:
    if is_unlisted:
        return Bilingual(f"Danh sách không ghi đơn vị mới {one}", f"The list leaves out the unit {one}")
    vintage_id = task.from_end.vintage_id
    listed = [] if task.listed is None else sorted(set(task.listed["from_code"][task.listed["to_code"] == code]))
    names = ", ".join(f"{task.list_names.get(former, former)} ({former})" for former in listed)
    origin = Bilingual(f" (danh sách: từ {names})", f" (by the list from {names})") if names else Bilingual("", "")
    return Bilingual(
        f"{one}{origin.vi} không từ đơn vị nào của {vintage_id}",
        f"{one}{origin.en} has no predecessor in {vintage_id}",
    )


def _hint_to(where: str) -> Bilingual:
    if where:
        return Bilingual(f"Theo ranh giới, từ: {where}.", f"By the outlines, from: {where}.")
    return Bilingual(
        "Bổ sung vào danh sách; nếu không, đơn vị không nhận được số liệu nào của các kỳ trước.",
        "Add it to the list; without it, the unit receives no counts of earlier dates.",
    )


def _read_column(listed: pd.DataFrame | None, column: str) -> set[str]:
    return set() if listed is None else set(listed[column])


def _name_partners(pairs: pd.DataFrame, column: str, other: str, code: str, end: VintageAreas) -> str:
    return ", ".join(map(end.label, pairs[other][pairs[column] == code]))
