"""An official list and the outlines of the two vintages, checked against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.official_list import PairKind
from geodata.crosswalks.slivers import SMALLEST_SHARE
from geodata.errors import Bilingual


@dataclass(frozen=True, eq=False)
class OutlineTask:
    """What is compared: the sound rows of a list with all overlaps (``OVERLAP_COLUMNS``) and the real ones of them."""

    listed: pd.DataFrame
    overlaps: pd.DataFrame
    real: pd.DataFrame
    from_end: VintageAreas
    to_end: VintageAreas


def check_outlines(task: OutlineTask) -> tuple[Fault, ...]:
    """Return the pairs of the list that lie apart, and the real pieces of which it says nothing."""
    return (*_check_apart(task), *_check_missing(task))


def _check_apart(task: OutlineTask) -> Iterator[Fault]:
    pairs = task.listed.drop_duplicates(["from_code", "to_code"])
    joined = pairs.merge(task.overlaps, on=["from_code", "to_code"], how="left", validate="one_to_one")
    shares = joined["from_share"].fillna(0.0)
    # A unit whose outline meets none of the other vintage is drawn in a wrong place: it speaks against no list.
    placed = joined["from_code"].isin(task.overlaps["from_code"])
    is_full = joined["kind"] == PairKind.FULL.value
    told = joined.assign(share=shares, placed=placed)
    apart = told[(is_full & (shares < SMALLEST_SHARE)) | (shares == 0.0)]
    columns = apart[["row", "from_code", "to_code", "share", "placed"]]
    for row, from_code, to_code, share, is_placed in columns.itertuples(index=False, name=None):
        yield _build_apart_fault(task, row, from_code, to_code, share, is_placed)


def _build_apart_fault(
    task: OutlineTask, row: int, from_code: str, to_code: str, share: float, is_placed: bool
) -> Fault:
    one = _name_pair(task, from_code, to_code)
    where = _describe_pieces(task, from_code)
    how = Bilingual("không chạm nhau", "do not touch")
    if share > 0:
        how = Bilingual(f"chỉ chung {_percent(share)} đơn vị cũ", f"share {_percent(share)} of the former only")
    return Fault(
        FaultKind.PAIRS_APART,
        (row,),
        from_code,
        to_code,
        Bilingual(f"{one} ({how.vi}): dòng {row}. {where.vi}", f"{one} ({how.en}): row {row}. {where.en}"),
        _hint_apart(is_placed),
        left_out=(row,) if is_placed else (),
    )


def _hint_apart(is_placed: bool) -> Bilingual:
    if is_placed:
        return Bilingual(
            "Kiểm tra mã trong danh sách và ranh giới của hai đơn vị; nếu bỏ qua, ranh giới quyết định.",
            "Check the codes in the list and the two outlines; carried on without it, the outlines decide.",
        )
    return Bilingual(
        "Ranh giới của đơn vị cũ nằm sai chỗ; danh sách vẫn được theo.",
        "The outline of the former unit stands in a wrong place; the list is followed nonetheless.",
    )


def _check_missing(task: OutlineTask) -> Iterator[Fault]:
    told = pd.MultiIndex.from_frame(task.listed[["from_code", "to_code"]])
    pieces = task.real[task.real["from_code"].isin(task.listed["from_code"])]
    missing = pieces[~pd.MultiIndex.from_frame(pieces[["from_code", "to_code"]]).isin(told)]
    rows_of = {str(code): tuple(rows) for code, rows in task.listed.groupby("from_code")["row"].agg(list).items()}
    columns = missing[["from_code", "to_code", "area_km2", "from_share", "to_share"]]
    for from_code, to_code, area_km2, from_share, to_share in columns.itertuples(index=False, name=None):
        piece = Bilingual(
            f"{area_km2:.2f} km² ({_percent(from_share)} đơn vị cũ, {_percent(to_share)} đơn vị mới)",
            f"{area_km2:.2f} km² ({_percent(from_share)} of the former, {_percent(to_share)} of the latter)",
        )
        yield _build_missing_fault(task, rows_of[from_code], from_code, to_code, piece)


def _build_missing_fault(
    task: OutlineTask, rows: tuple[int, ...], from_code: str, to_code: str, piece: Bilingual
) -> Fault:
    one, listed = _name_pair(task, from_code, to_code), ", ".join(map(str, rows))
    return Fault(
        FaultKind.PAIR_MISSING,
        rows,
        from_code,
        to_code,
        Bilingual(
            f"{one}: ranh giới chung {piece.vi}, danh sách không ghi (dòng {listed} của đơn vị cũ)",
            f"{one}: the outlines share {piece.en}, the list says nothing (the former is on row {listed})",
        ),
        Bilingual(
            "Thêm dòng vào danh sách nếu đúng; nếu bỏ qua, danh sách được theo.",
            "Add a row to the list if it is so; carried on without it, the list is followed.",
        ),
    )


def _describe_pieces(task: OutlineTask, from_code: str) -> Bilingual:
    """Return where the outlines put a unit."""
    pieces = task.real[task.real["from_code"] == from_code].sort_values("area_km2", ascending=False)
    if pieces.empty:
        return Bilingual("Ranh giới không cho biết gì.", "The outlines say nothing.")
    shares = zip(pieces["to_code"], pieces["from_share"], strict=True)
    listed = ", ".join(f"{task.to_end.label(code)}: {_percent(share)}" for code, share in shares)
    return Bilingual(f"Theo ranh giới: {listed}.", f"By the outlines: {listed}.")


def _name_pair(task: OutlineTask, from_code: str, to_code: str) -> str:
    return f"{task.from_end.label(from_code)} → {task.to_end.label(to_code)}"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %" if share < 0.01 else f"{100 * share:.0f} %"
