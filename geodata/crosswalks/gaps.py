"""Units that a list leaves out, and areas that a crosswalk leads nowhere or fills from nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geodata.crosswalks.bridging import Bridge
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.errors import Bilingual


@dataclass(frozen=True, eq=False)
class GapTask:
    """The pairs of a crosswalk (from_code, to_code) and what a list says of units.

    ``listed`` is the list as written, ``bridge`` tells of the units of its day; None without a list.
    """

    pairs: pd.DataFrame
    listed: pd.DataFrame | None
    bridge: Bridge | None
    from_end: VintageAreas
    to_end: VintageAreas


def check_gaps(task: GapTask) -> tuple[Fault, ...]:
    """Return the areas without a successor or predecessor, and the units of which the list says nothing.

    A province of the earlier vintage that goes nowhere is one fault. One of the later vintage into which nothing
    leads is none: the earlier vintage has a part of the country only.
    """
    return (*_check_from(task), *_check_to(task), *_check_provinces(task))


def _check_from(task: GapTask) -> Iterator[Fault]:
    here = _find_provinces(task, "from_code", task.from_end)
    unpaired = set(task.from_end.names) - set(task.pairs["from_code"])
    unlisted = _find_unlisted(task)
    for code in sorted({code for code in unpaired if task.from_end.provinces[code] in here} | unlisted):
        where = _name_partners(task.pairs, "from_code", "to_code", code, task.to_end)
        message, hint = _tell_from(_label_from(task, code), code in unlisted, where, task.to_end.vintage_id)
        yield Fault(FaultKind.NO_SUCCESSOR, (), code, None, message, hint)


def _find_unlisted(task: GapTask) -> set[str]:
    """Return the units of the day of the list of which it says nothing, in the provinces of which it says something."""
    if task.listed is None or task.bridge is None:
        return set()
    told = set(task.listed["from_code"])
    provinces = {task.bridge.provinces.get(code) for code in told}
    return {code for code, province in task.bridge.provinces.items() if province in provinces} - told


def _label_from(task: GapTask, code: str) -> str:
    names = task.bridge.names if task.bridge else {}
    return task.from_end.label(code) if code in task.from_end.names else f"{names.get(code, code)} ({code})"


def _check_provinces(task: GapTask) -> Iterator[Fault]:
    areas, here = task.from_end.areas, _find_provinces(task, "from_code", task.from_end)
    beyond = areas[~areas["province_code"].isin(list(here))]
    vintage_id = task.to_end.vintage_id
    for (code, name), group in beyond.groupby(["province_code", "province_name"], sort=True):
        yield Fault(
            FaultKind.NO_SUCCESSOR,
            (),
            None,
            None,
            Bilingual(
                f"{name} ({code}): cả {len(group)} xã không về đơn vị nào của {vintage_id}",
                f"{name} ({code}): none of its {len(group)} communes has a successor in {vintage_id}",
            ),
            Bilingual(
                "Nếu bộ ranh giới sau chỉ có một phần cả nước thì bỏ qua được; nếu không, bổ sung danh sách.",
                "If the later vintage has a part of the country only, carry on without; else add to the list.",
            ),
        )


def _find_provinces(task: GapTask, column: str, end: VintageAreas) -> set[str]:
    """Return the provinces of one end that the crosswalk leads from or to; all where it leads nowhere."""
    found = {end.provinces[code] for code in task.pairs[column].unique()}
    return found or set(end.provinces.values())


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
    here = _find_provinces(task, "to_code", task.to_end)
    ours = {code for code, province in task.to_end.provinces.items() if province in here}
    unlisted = set() if task.listed is None else ours - set(task.listed["to_code"])
    for code in sorted((ours - set(task.pairs["to_code"])) | unlisted):
        where = _name_partners(task.pairs, "to_code", "from_code", code, task.from_end)
        message = _tell_to(task.to_end.label(code), code in unlisted, task, code)
        yield Fault(FaultKind.NO_PREDECESSOR, (), None, code, message, _hint_to(where))


def _tell_to(one: str, is_unlisted: bool, task: GapTask, code: str) -> Bilingual:
    if is_unlisted:
        return Bilingual(f"Danh sách không ghi đơn vị mới {one}", f"The list leaves out the unit {one}")
    vintage_id = task.from_end.vintage_id
    listed = [] if task.listed is None else sorted(set(task.listed["from_code"][task.listed["to_code"] == code]))
    names = ", ".join(_label_from(task, former) for former in listed)
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


def _name_partners(pairs: pd.DataFrame, column: str, other: str, code: str, end: VintageAreas) -> str:
    return ", ".join(map(end.label, pairs[other][pairs[column] == code]))
