"""What holds of every leader board: it ranks as the map does, ties are told, and movements are those of two boards."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.catalogue import list_periods
from services.coverage.leaders import SMALL_BELOW, LeaderBy, LeaderRequest, build_leader_board, find_month_before
from services.coverage.view import ViewRequest, build_view, list_levels_within
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, build_memory_snapshot
from tests.properties.test_outlook_laws import monthly_cases
from tests.properties.test_view_laws import AS_OF, Case


@settings(max_examples=60, deadline=None)
@given(monthly_cases(), st.sampled_from(list(LeaderBy)))
def test_a_board_ranks_as_the_map_does_and_tells_ties(case: Case, by: LeaderBy) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    for level in list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0):
        board = build_leader_board(snapshot, LeaderRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, AS_OF, by))
        view = build_view(snapshot, ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, by.indicator, AS_OF))
        ranks = dict(zip(view.codes, view.ranks.tolist(), strict=True))
        assert {row.value.area_code: row.rank or 0 for row in board.rows} == ranks
        ordered = [row.rank for row in board.rows if row.rank]
        assert ordered == sorted(ordered)
        assert all(row.rank is None for row in board.rows[len(ordered) :])
        shared = Counter(ordered)
        assert [row.is_tied for row in board.rows[: len(ordered)]] == [shared[rank] > 1 for rank in ordered]
        assert board.ranked_count == view.ranked_count
        assert board.area_count == len(board.rows)
        halves = [build_leader_board(snapshot, board.request, part) for part in (slice(0, 2), slice(2, None))]
        assert tuple(row for half in halves for row in half.rows) == board.rows
        assert all(replace(half, rows=board.rows) == board for half in halves)
        assert board.has_moves == any(row.movement is not None for row in board.rows)
        assert board.has_small == any(row.is_small for row in board.rows)
        shown = [row.value.shown for row in board.rows if row.value.shown is not None]
        assert board.bounds == (min([0, *shown]), max([0, *shown]))
        for row in board.rows:
            assert row.value == view.build_row(view.codes.index(row.value.area_code))
            if row.value.denominator is not None and row.rank:
                assert row.is_small == (row.value.denominator < SMALL_BELOW)


@settings(max_examples=60, deadline=None)
@given(monthly_cases(), st.sampled_from(list(LeaderBy)))
def test_a_movement_is_the_difference_of_two_boards(case: Case, by: LeaderBy) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    level = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)[-1]
    request = LeaderRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, AS_OF, by)
    board, day = build_leader_board(snapshot, request), find_month_before(AS_OF)
    assert day == date(2019, 2, 28)
    known = any(one.as_of == day for one in list_periods(snapshot, VINTAGE_ID, Scheme.BHXH_TN))
    assert board.previous_date == (day if known else None)
    before = build_leader_board(snapshot, LeaderRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, day, by))
    ranks = {row.value.area_code: row.rank for row in before.rows}
    for row in board.rows:
        was = ranks[row.value.area_code] if known else None
        assert row.previous_rank == was
        assert row.movement == (was - row.rank if was and row.rank else None)
