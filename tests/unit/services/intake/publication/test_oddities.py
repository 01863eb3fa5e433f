"""What counts as a strange jump: digits lost and gained stand out, small counts and common growth stay quiet."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from services.coverage.snapshot import Snapshot
from services.intake.publication.oddities import Basis, score_column
from services.intake.publication.oddity_words import Oddity, list_oddities
from services.intake.publication.trial import build_draft_columns, build_trial_vintage
from services.store.release_draft import ReleaseDraft
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot

DAYS = tuple(date(year, 12, 31) for year in range(2014, 2020))
NOW_DAY = date(2020, 12, 31)
CODES = tuple(f"{number:05d}" for number in range(100, 112))
AREAS = (Area("VN", None), Area("11", "VN"), *(Area(code, "11") for code in CODES))


def build_in_force(counts: dict[date, dict[str, int]], measure: str = "enrolled") -> Snapshot:
    facts = [Fact("BHXH_TN", measure, day, code, count) for day, one in counts.items() for code, count in one.items()]
    return build_memory_snapshot(AREAS, facts)


def find(snapshot: Snapshot, counts: dict[str, int], day: date = NOW_DAY, measure: str = "enrolled") -> list[Oddity]:
    rows = [("BHXH_TN", measure, day, "commune", code, count, "reported") for code, count in counts.items()]
    columns = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
    facts = pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})
    draft = ReleaseDraft(vintage_id=VINTAGE_ID, file_name="", file_sha256="", source="", facts=facts)
    data = snapshot.vintages[VINTAGE_ID]
    after = build_trial_vintage(data, draft, 2)
    stated = build_draft_columns(data.hierarchy, facts, 2)
    scores = [score for key, column in stated.items() for score in score_column(data, after, key, column)]
    oddities, count = list_oddities(data.hierarchy, scores, 100)
    assert len(oddities) == count
    return list(oddities)


def grow(counts: dict[str, int], ratio: float, **changed: int) -> dict[str, int]:
    return {code: changed.get(f"c{code}", round(count * ratio)) for code, count in counts.items()}


USUAL = {code: 400 + 37 * place for place, code in enumerate(CODES)}


@pytest.mark.parametrize(
    ("code", "count"),
    [("00104", 5), ("00104", 55), ("00104", 5_480), ("00104", 0)],
    ids=["a thousand lost", "a digit lost", "a digit too many", "nothing left"],
)
def test_a_count_that_lost_or_gained_digits_stands_out_alone(code: str, count: int) -> None:
    found = find(build_in_force({DAYS[-1]: USUAL}), grow(USUAL, 1.04, **{f"c{code}": count}))
    (oddity,) = found
    assert (oddity.area_code, oddity.count, oddity.base_count) == (code, count, USUAL[code])
    assert oddity.basis is Basis.EARLIER
    assert oddity.base_date == DAYS[-1]
    assert oddity.neighbour_change_ratio == pytest.approx(0.04, abs=0.005)


@pytest.mark.parametrize("ratio", [0.5, 0.97, 1.0, 1.04, 1.6])
def test_what_happens_to_all_neighbours_alike_is_not_strange_to_them(ratio: float) -> None:
    assert find(build_in_force({DAYS[-1]: USUAL}), grow(USUAL, ratio)) == []


@pytest.mark.parametrize(("first", "last"), [(0, 5), (2, 6), (3, 12), (1, 0), (6, 1), (9, 20)])
def test_small_counts_do_not_cry_wolf(first: int, last: int) -> None:
    before = USUAL | {"00104": first}
    assert find(build_in_force({DAYS[-1]: before}), grow(before, 1.02, c00104=last)) == []


def test_the_strangest_comes_first() -> None:
    found = find(build_in_force({DAYS[-1]: USUAL}), grow(USUAL, 1.0, c00104=1_000, c00105=5))
    assert [one.area_code for one in found] == ["00105", "00104"]
    assert found[0].strength > found[1].strength >= 3.5


def test_a_correction_is_compared_with_the_count_that_it_replaces() -> None:
    (oddity,) = find(build_in_force({NOW_DAY: USUAL}), grow(USUAL, 1.0, c00107=66))
    assert oddity.basis is Basis.IN_FORCE
    assert "số đang có hiệu lực là" in oddity.sentence.vi
    assert "in force is" in oddity.sentence.en


def test_a_jump_of_the_whole_table_is_strange_against_the_past_of_each_area() -> None:
    past = {day: grow(USUAL, 1.03**place) for place, day in enumerate(DAYS)}
    found = find(build_in_force(past), grow(past[DAYS[-1]], 2.0))
    assert {one.area_code for one in found} == set(CODES)
    assert all(one.own_score is not None and one.own_score > 3.5 for one in found)
    assert all(abs(one.neighbour_score or 0) < 3.5 for one in found)
    assert "theo các kỳ trước" in found[0].sentence.vi
    assert "+3,0%" in found[0].sentence.vi


def test_an_area_that_always_swings_may_swing_again() -> None:
    swinging = {day: USUAL | {"00104": 300 if place % 2 else 900} for place, day in enumerate(DAYS)}
    steady = {day: USUAL | {"00104": 300} for day in DAYS}
    after = USUAL | {"00104": 900}
    (wild,) = find(build_in_force(swinging), after)
    (calm,) = find(build_in_force(steady), after)
    assert abs(wild.own_score or 0) < 3.5 < abs(calm.own_score or 0)


def test_few_neighbours_in_the_parent_are_joined_by_those_of_the_province() -> None:
    areas = [Area("VN", None), Area("11", "VN"), Area("094", "11"), Area("095", "11")]
    areas += [Area(code, "094" if place < 2 else "095") for place, code in enumerate(CODES)]
    facts = [Fact("BHXH_TN", "enrolled", DAYS[-1], code, count) for code, count in USUAL.items()]
    (oddity,) = find(build_memory_snapshot(areas, facts), grow(USUAL, 1.04, c00100=4_000))
    assert oddity.area_code == "00100"
    assert oddity.parent_name == "Nơi 094"


def test_new_enrolments_are_compared_with_the_same_day_of_another_year() -> None:
    may, december = date(2019, 5, 31), date(2019, 12, 31)
    in_force = build_in_force({may: USUAL, december: grow(USUAL, 3.0)}, "gross_new")
    assert find(in_force, grow(USUAL, 1.0), date(2020, 5, 31), "gross_new") == []


def test_the_sentence_tells_count_change_and_what_is_usual() -> None:
    (oddity,) = find(build_in_force({DAYS[-1]: USUAL}), grow(USUAL, 1.04, c00104=5))
    assert oddity.sentence.vi == (
        "5 người tham gia BHXH tự nguyện ngày 31/12/2020, ngày 31/12/2019 là 548: giảm 99,1%; "
        "các đơn vị lân cận ở Nơi 11 thường +4,0%"
    )
    assert oddity.sentence.en == (
        "5 participants (voluntary social insurance) on 31/12/2020, on 31/12/2019 it was 548: down 99.1%; "
        "its neighbours in Nơi 11 moved by +4.0%"
    )


def test_withheld_and_absent_counts_are_no_jumps() -> None:
    facts = [Fact("BHXH_TN", "enrolled", DAYS[-1], code, None if code == "00104" else 50) for code in CODES]
    assert find(build_memory_snapshot(AREAS, facts), dict.fromkeys(CODES, 50)) == []


def test_no_area_of_a_quiet_random_country_cries_wolf() -> None:
    random = np.random.default_rng(3)
    before = {code: int(random.poisson(random.choice([3, 20, 150, 2_000]))) for code in CODES}
    past = {day: {code: int(random.poisson(count)) for code, count in before.items()} for day in DAYS}
    assert find(build_in_force(past), {code: int(random.poisson(count)) for code, count in before.items()}) == []
