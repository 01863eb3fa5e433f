from __future__ import annotations

import numpy as np
import pytest

from services.coverage.memo import Memo
from services.coverage.ranking import count_ranked, rank_values

GROUPS = np.array([1, 1, 1, 2, 2], dtype=np.int32)


def test_ties_share_a_rank_and_the_next_one_skips() -> None:
    shown = np.array([50.0, 70, 70, 10, np.nan])
    together = np.zeros(5, dtype=np.int32)
    assert rank_values(shown, together, True).tolist() == [3, 1, 1, 4, 0]
    assert rank_values(shown, together, False).tolist() == [2, 3, 3, 1, 0]
    assert rank_values(shown, GROUPS, True).tolist() == [3, 1, 1, 1, 0]
    assert count_ranked(shown, GROUPS).tolist() == [3, 3, 3, 1, 1]


def test_nothing_can_be_ranked_too() -> None:
    nothing = np.full(2, np.nan)
    assert rank_values(nothing, GROUPS[:2], True).tolist() == [0, 0]
    assert count_ranked(nothing, GROUPS[:2]).tolist() == [0, 0]
    assert rank_values(nothing[:0], GROUPS[:0], True).tolist() == []
    assert count_ranked(nothing[:0], GROUPS[:0]).tolist() == []


def test_a_memory_builds_once_and_forgets_what_was_used_longest_ago() -> None:
    built: list[str] = []
    memo = Memo(2)

    def recall(key: str) -> str:
        return memo.recall(key, lambda: built.append(key) or key)  # type: ignore[func-returns-value]

    assert [recall(key) for key in "abacb"] == list("abacb")
    assert built == ["a", "b", "c", "b"]
    assert len(memo) == 2


def test_a_memory_keeps_no_error() -> None:
    memo = Memo(2)
    with pytest.raises(ZeroDivisionError):
        memo.recall("key", lambda: 1 // 0)
    assert memo.recall("key", lambda: 1) == 1
