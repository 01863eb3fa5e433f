"""Columns of facts as codes: told by who made them, found otherwise, forgotten with their frame."""

from __future__ import annotations

import gc

import numpy as np
import pandas as pd

from services.store import coded_facts
from services.store.coded_facts import CodedColumn, code_column, code_repeated, list_distinct, tell_codes


def test_a_column_is_coded_as_it_was_told_and_found_otherwise() -> None:
    frame = pd.DataFrame({"scheme": ["BHYT", "BHYT", None], "level": ["commune"] * 3})
    told = CodedColumn(np.array([1, 1, -1]), ["BHXH_TN", "BHYT"])
    tell_codes(frame, {"scheme": told})
    assert code_column(frame, "scheme") is told
    found = code_column(frame, "level")
    assert (found.codes.tolist(), list(found.distinct)) == ([0, 0, 0], ["commune"])
    assert code_column(frame.copy(), "scheme").codes.tolist() == [0, 0, -1]


def test_what_was_told_is_forgotten_with_its_frame() -> None:
    gc.collect()  # frames of tests before
    before = len(coded_facts._TOLD)
    frame = pd.DataFrame({"scheme": ["BHYT"]})
    tell_codes(frame, {})
    assert len(coded_facts._TOLD) == before + 1
    del frame
    gc.collect()
    assert len(coded_facts._TOLD) == before


def test_values_that_stand_several_times_in_a_row_are_coded_once() -> None:
    coded = code_repeated(["a", "b", "a"], [2, 1, 2])
    assert (coded.codes.tolist(), list(coded.distinct)) == ([0, 0, 1, 0, 0], ["a", "b"])


def test_distinct_numbers_come_in_order() -> None:
    assert list_distinct(np.array([7, 2, 7, 0])).tolist() == [0, 2, 7]
    assert list_distinct(np.array([], dtype=np.int64)).tolist() == []
