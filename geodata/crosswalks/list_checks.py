"""What is wrong with an official list by itself, and against the units that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.areas import Level
from geodata.crosswalks.bridging import Bridge
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.official_list import PairKind
from geodata.errors import Bilingual
from geodata.gazetteer import have_same_core
from geodata.names import fold_text


@dataclass(frozen=True, eq=False)
class ListTask:
    """A list (``OfficialPairs.frame``) to be checked against the vintages at its two ends."""

    frame: pd.DataFrame
    from_end: VintageAreas
    to_end: VintageAreas
    bridge: Bridge


def check_list(task: ListTask) -> tuple[Fault, ...]:
    """Return the faults of the list: unknown codes, names that are not theirs, pairs twice, whole and in part."""
    checks = (_check_repeated, _check_from_codes, _check_to_codes, _check_names, _check_kinds)
    return tuple(fault for check in checks for fault in check(task))


def _check_repeated(task: ListTask) -> Iterator[Fault]:
    frame = task.frame
    doubled = frame[frame.duplicated(["from_code", "to_code"], keep=False)]
    for (from_code, to_code), group in doubled.groupby(["from_code", "to_code"], sort=True):
        rows = tuple(group["row"].tolist())
        one = _name_pair(group.iloc[0])
        yield Fault(
            FaultKind.PAIR_REPEATED,
            rows,
            str(from_code),
            str(to_code),
            Bilingual(
                f"Cặp {one} có ở {len(rows)} dòng: {_join(rows)}", f"The pair {one} stands on rows {_join(rows)}"
            ),
            Bilingual("Chỉ giữ một dòng.", "Keep one of the rows."),
            left_out=rows[1:],
        )


def _check_from_codes(task: ListTask) -> Iterator[Fault]:
    known = set(task.bridge.names) | set(task.from_end.names)
    unknown = task.frame[~task.frame["from_code"].isin(list(known))]
    day = task.bridge.list_day.isoformat()
    for code, group in unknown.groupby("from_code", sort=True):
        rows, one = tuple(group["row"].tolist()), group.iloc[0]
        yield Fault(
            FaultKind.CODE_UNKNOWN_FROM,
            rows,
            str(code),
            None,
            Bilingual(
                f"Mã cũ {code} ({one.from_name}) không có ngày {day}: dòng {_join(rows)}",
                f"The from code {code} ({one.from_name}) did not exist on {day}: rows {_join(rows)}",
            ),
            Bilingual("Sửa mã theo danh mục của ngày đó.", "Mend the code by the official list of that day."),
            left_out=rows,
        )


def _check_to_codes(task: ListTask) -> Iterator[Fault]:
    unknown = task.frame[~task.frame["to_code"].isin(list(task.to_end.names))]
    for code, group in unknown.groupby("to_code", sort=True):
        rows, one = tuple(group["row"].tolist()), group.iloc[0]
        yield Fault(
            FaultKind.CODE_UNKNOWN_TO,
            rows,
            str(one.from_code) if len(rows) == 1 else None,
            str(code),
            Bilingual(
                f"Mã mới {code} ({one.to_name}) không có trong {task.to_end.vintage_id}: dòng {_join(rows)}, "
                f"từ {_list_from(group)}",
                f"The to code {code} ({one.to_name}) is unknown to {task.to_end.vintage_id}: rows {_join(rows)}, "
                f"from {_list_from(group)}",
            ),
            _propose_code(task, group),
            left_out=rows,
        )


def _propose_code(task: ListTask, group: pd.DataFrame) -> Bilingual:
    """Return the hint: the code of the unit that bears the name where the neighbours of the former units went."""
    wanted = fold_text(str(group.iloc[0].to_name))
    provinces = _find_to_provinces(task, group)
    bearers = [
        code
        for code, name in task.to_end.names.items()
        if task.to_end.provinces[code] in provinces and fold_text(name) == wanted
    ]
    if not wanted or not bearers:
        return Bilingual("Sửa mã theo danh mục chính thức.", "Mend the code by the official list.")
    listed = ", ".join(map(task.to_end.label, bearers))
    return Bilingual(f"Có lẽ là {listed}: sửa mã trong tệp.", f"Probably {listed}: mend the code in the file.")


def _find_to_provinces(task: ListTask, group: pd.DataFrame) -> set[str]:
    """Return the provinces into which the list puts units of the provinces of these rows."""
    here = {task.from_end.provinces.get(code) for code in group["from_code"]} - {None}
    neighbours = task.frame[task.frame["from_code"].map(task.from_end.provinces).isin(list(here))]
    return {task.to_end.provinces[code] for code in neighbours["to_code"] if code in task.to_end.provinces}


def _check_names(task: ListTask) -> Iterator[Fault]:
    sides = (
        ("from_code", "from_name", task.bridge.names | task.from_end.names, task.bridge.names, task.from_end.provinces),
        ("to_code", "to_name", task.to_end.names, task.to_end.names, task.to_end.provinces),
    )
    for code_column, name_column, all_names, names, provinces in sides:
        told = task.frame[[code_column, name_column]].drop_duplicates()
        for code, name in told.itertuples(index=False, name=None):
            official = names.get(code, all_names.get(code))
            if name and official and not _agree(name, code, official, names, provinces):
                yield _build_name_fault(task, code_column, name_column, code, name, official)


def _agree(name: str, code: str, official: str, names: dict[str, str], provinces: dict[str, str]) -> bool:
    """Tell whether a name is that of its code; its type may differ, unless a neighbour bears it as it is written."""
    written = fold_text(name)
    if written == fold_text(official):
        return True
    if not have_same_core(name, official, Level.COMMUNE):
        return False
    home = provinces.get(code)
    neighbours = (one for other, one in names.items() if other != code and provinces.get(other) == home)
    return not any(fold_text(one) == written for one in neighbours)


def _build_name_fault(task: ListTask, code_column: str, name_column: str, code: str, name: str, official: str) -> Fault:
    group = task.frame[(task.frame[code_column] == code) & (task.frame[name_column] == name)]
    rows = tuple(group["row"].tolist())
    is_from = code_column == "from_code"
    return Fault(
        FaultKind.NAME_DISAGREES,
        rows,
        code if is_from else None,
        None if is_from else code,
        Bilingual(
            f"Mã {code} là {official}, danh sách ghi {name}: dòng {_join(rows)}",
            f"The code {code} is {official}, the list says {name}: rows {_join(rows)}",
        ),
        Bilingual("Sửa tên hoặc mã: chỉ một trong hai đúng.", "Mend the name or the code: one of them is wrong."),
        left_out=rows,
    )


def _check_kinds(task: ListTask) -> Iterator[Fault]:
    once = task.frame.drop_duplicates(["from_code", "to_code", "kind"])
    is_full = once["kind"] == PairKind.FULL.value
    counts = pd.DataFrame({"full": is_full.groupby(once["from_code"]).sum(), "all": once.groupby("from_code").size()})
    for code in counts.index[(counts["full"] > 0) & (counts["all"] > 1)]:
        yield _build_both_fault(task, str(code))
    for code in counts.index[(counts["full"] == 0) & (counts["all"] == 1)]:
        yield _build_alone_fault(task, str(code))


def _build_both_fault(task: ListTask, code: str) -> Fault:
    group = task.frame[task.frame["from_code"] == code]
    rows = tuple(group["row"].tolist())
    targets = ", ".join(f"{name} ({to_code})" for name, to_code in zip(group["to_name"], group["to_code"], strict=True))
    name = group.iloc[0].from_name
    return Fault(
        FaultKind.FULL_AND_PARTIAL,
        rows,
        code,
        None,
        Bilingual(
            f"{name} ({code}) được ghi nhập toàn bộ, đồng thời vào nhiều nơi: {targets}; dòng {_join(rows)}",
            f"{name} ({code}) went whole somewhere and elsewhere, too: {targets}; rows {_join(rows)}",
        ),
        Bilingual(
            "Ghi «một phần» ở mọi dòng của đơn vị, hoặc bỏ dòng sai.",
            "Say «partial» on all rows of the unit, or take the wrong row out.",
        ),
        left_out=rows,
    )


def _build_alone_fault(task: ListTask, code: str) -> Fault:
    group = task.frame[task.frame["from_code"] == code]
    rows, one = tuple(group["row"].tolist()), group.iloc[0]
    return Fault(
        FaultKind.PARTIAL_ALONE,
        rows,
        code,
        str(one.to_code),
        Bilingual(
            f"Một phần {_name_pair(one)}, không nói phần còn lại về đâu: dòng {_join(rows)}",
            f"A part of {_name_pair(one)}, nothing says where the rest went: rows {_join(rows)}",
        ),
        Bilingual("Thêm dòng còn thiếu, hoặc ghi «toàn bộ».", "Add the missing row, or say «full»."),
        left_out=rows,
    )


def _name_pair(row: Any) -> str:
    return f"{row.from_name} ({row.from_code}) → {row.to_name} ({row.to_code})"


def _list_from(group: pd.DataFrame) -> str:
    units = zip(group["from_name"], group["from_code"], strict=True)
    return ", ".join(f"{name} ({code})" for name, code in units)


def _join(rows: tuple[int, ...]) -> str:
    return ", ".join(map(str, rows))
