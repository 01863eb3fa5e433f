"""Laws of matching, on the official lists of the communes before and since July 2025, and on the real files."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.areas import Level
from geodata.matching import match_place
from geodata.places import IndexedArea, MatchOutcome, PlaceMatch, PlaceText
from tests.fixtures.official_lists import OfficialList, read_boundary_list, read_history_list, read_package_list
from tests.properties.mangling import (
    Mangled,
    exchange_tone,
    mangle,
    mangle_knowingly,
    normalise,
    reduce_name,
    remove_accents,
    remove_type,
)

GENERATIONS = ("before", "since")
# Chances of a row: its name lost type or accents, a parent of it did, it has its code (without leading zeros).
NAME_LOSS, PARENT_LOSS, CODED = 0.3, 0.15, 0.2
LEAST_SETTLED = 0.995


@dataclass
class Tally:
    """What came of mangled rows."""

    rows: int = 0
    answerable: int = 0
    settled: int = 0
    outcomes: Counter[MatchOutcome] = field(default_factory=Counter)
    wrong: list[tuple[PlaceText, PlaceMatch]] = field(default_factory=list)
    open: list[tuple[PlaceText, PlaceMatch]] = field(default_factory=list)


class Oracle:
    """Whether what is left of a mangled row is left of one commune of the list only; knows nothing of the matching."""

    def __init__(self, listed: OfficialList) -> None:
        self._names = [(place.name or "", place.managing_unit_name, place.province_name) for place in listed.places]
        self._reduce = lru_cache(maxsize=None)(reduce_name)
        self._alike: dict[str, list[int]] = defaultdict(list)
        for position, (name, _, _) in enumerate(self._names):
            self._alike[self._reduce_fully(name)].append(position)

    def has_one_answer(self, position: int, mangled: tuple[Mangled | None, ...]) -> bool:
        alike = self._alike[self._reduce_fully(self._names[position][0])]
        left = self._reduce_row(position, mangled)
        return len(alike) == 1 or sum(self._reduce_row(other, mangled) == left for other in alike) == 1

    def _reduce_fully(self, name: str) -> str:
        return self._reduce(name, lost_type=True, lost_accents=True)

    def _reduce_row(self, position: int, mangled: tuple[Mangled | None, ...]) -> list[str]:
        return [
            self._reduce(name, lost_type=part.lost_type, lost_accents=part.lost_accents)
            for name, part in zip(self._names[position], mangled, strict=True)
            if name is not None and part is not None
        ]


def tally_mangled(listed: OfficialList, seed: int, rounds: int) -> Tally:
    """Mangle every commune of a list so many times, each differently, and match it."""
    dice, oracle, tally = random.Random(seed), Oracle(listed), Tally()
    for _ in range(rounds):
        for position, (place, commune) in enumerate(zip(listed.places, listed.communes, strict=True)):
            mangled = (
                mangle_knowingly(place.name or "", dice, NAME_LOSS),
                mangle_knowingly(place.managing_unit_name, dice, PARENT_LOSS) if place.managing_unit_name else None,
                mangle_knowingly(place.province_name or "", dice, PARENT_LOSS),
            )
            code = (place.code or "").lstrip("0") if dice.random() < CODED else None
            row = PlaceText(
                Level.COMMUNE, mangled[0].text, code, mangled[1].text if mangled[1] else None, None, mangled[2].text
            )
            answerable = code is not None or oracle.has_one_answer(position, mangled)
            _count(tally, row, match_place(listed.index, row), commune, answerable)
    return tally


def _count(tally: Tally, row: PlaceText, match: PlaceMatch, commune: IndexedArea, answerable: bool) -> None:
    tally.rows += 1
    tally.outcomes[match.outcome] += 1
    tally.answerable += answerable
    if match.area is not None and match.area is not commune:
        tally.wrong.append((row, match))
    elif answerable and match.area is commune:
        tally.settled += 1
    elif answerable:
        tally.open.append((row, match))
    assert (match.area is None) == (match.outcome not in (MatchOutcome.MATCHED, MatchOutcome.ALIAS)), match
    assert (match.reason is None) == (match.area is not None), match


def check_tally(tally: Tally) -> None:
    assert tally.wrong == []
    assert tally.settled / tally.answerable >= LEAST_SETTLED, tally.open[:20]
    assert tally.outcomes.total() == tally.rows
    assert tally.outcomes[MatchOutcome.ALIAS] == 0
    # What has one answer is most of what is mangled: the law is not about a remainder.
    assert tally.answerable / tally.rows > 0.97


@pytest.mark.parametrize(("generation", "rounds"), [("before", 7), ("since", 10)])
def test_of_100000_mangled_rows_none_matches_wrongly_and_nearly_all_with_one_answer_match(
    generation: str, rounds: int
) -> None:
    tally = tally_mangled(read_package_list(generation), 20250701, rounds)
    assert tally.rows >= {"before": 70_000, "since": 33_000}[generation]
    check_tally(tally)


@pytest.mark.real_data
@pytest.mark.parametrize("year", [2016, 2025])
def test_the_law_holds_of_the_communes_of_the_boundary_files(real_data: Path, year: int) -> None:
    check_tally(tally_mangled(read_boundary_list(real_data, year), year, 1))


@pytest.mark.real_data
@pytest.mark.parametrize("day", [date(2010, 1, 1), date(2024, 12, 31)])
def test_the_law_holds_of_the_gazetteer_at_any_time(real_data: Path, day: date) -> None:
    check_tally(tally_mangled(read_history_list(real_data, day), day.toordinal(), 1))


def mangle_place(place: PlaceText, dice: random.Random, *, lose: bool) -> PlaceText:
    district = place.managing_unit_name
    return PlaceText(
        Level.COMMUNE,
        mangle(place.name or "", dice, lose),
        place.code,
        mangle(district, dice, False) if district else None,
        None,
        mangle(place.province_name or "", dice, False),
    )


@given(st.data(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_code_with_its_own_mangled_name_matches_that_area(
    data: st.DataObject, dice: random.Random, lose: bool
) -> None:
    listed = read_package_list(data.draw(st.sampled_from(GENERATIONS)))
    position = data.draw(st.integers(0, len(listed.places) - 1))
    match = match_place(listed.index, mangle_place(listed.places[position], dice, lose=lose))
    assert match.area is listed.communes[position]


@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_a_code_with_the_name_of_another_place_never_matches(data: st.DataObject, dice: random.Random) -> None:
    listed = read_package_list(data.draw(st.sampled_from(GENERATIONS)))
    position, other = (data.draw(st.integers(0, len(listed.places) - 1)) for _ in range(2))
    place = PlaceText(Level.COMMUNE, mangle(listed.places[other].name or "", dice, False), listed.places[position].code)
    match = match_place(listed.index, place)
    if match.area is not None:
        assert match.area is listed.communes[position]
        assert match.area.readings[-1] == listed.communes[other].readings[-1]
    else:
        assert match.reason is not None


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_reason_is_bilingual_and_names_its_candidates_with_their_parents(generation: str) -> None:
    listed = read_package_list(generation)
    dice = random.Random(3)
    asked = 0
    for position in dice.sample(range(len(listed.places)), 1500):
        match = match_place(listed.index, PlaceText(Level.COMMUNE, listed.communes[position].readings[-1].plain))
        if match.reason is None:
            continue
        asked += 1
        for area in match.candidates:
            label = listed.index.label(area)
            assert label.count(",") == (2 if generation == "before" else 1)
            assert label in match.reason.vi
            assert label in match.reason.en
    assert asked > 100


def test_most_rows_of_an_old_list_stop_against_the_new_one_although_their_codes_live_on() -> None:
    places, new_index = read_package_list("before").places, read_package_list("since").index
    surviving = [place for place in places if new_index.find_area(Level.COMMUNE, place.code or "")]
    matches = [match_place(new_index, PlaceText(Level.COMMUNE, place.name, place.code)) for place in surviving]
    clashing = [match for match in matches if match.clash is not None]
    assert len(surviving) > 3000
    assert len(clashing) / len(surviving) > 0.6
    assert all(match.area is None and match.reason is not None for match in clashing)


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_name_with_another_tone_or_in_another_parent_matches_only_who_bears_it_there(generation: str) -> None:
    """The nearest of slips: one tone exchanged, or a true name under the heading of another place."""
    listed, dice = read_package_list(generation), random.Random(29)
    unmatched = 0
    for position in dice.sample(range(len(listed.places)), 3000):
        place, other = listed.places[position], dice.choice(listed.places)
        strayed = replace(
            place,
            code=None,
            name=exchange_tone(place.name or "", dice) if dice.random() < 0.5 else place.name,
            managing_unit_name=other.managing_unit_name,
            province_name=other.province_name,
        )
        area = match_place(listed.index, strayed).area
        unmatched += area is None
        if area is not None:
            written, official = (normalise(remove_type(name)) for name in (strayed.name or "", area.name))
            assert official == written or remove_accents(official) == written  # a bare name may have lost its accents
            parents = {listed.index.find_area(*key) for key in listed.index.list_lineage(area)}
            assert {parent.name for parent in parents if parent} >= {strayed.province_name}
            assert strayed.managing_unit_name in (None, *(parent.name for parent in parents if parent))
    assert unmatched > 2500


@pytest.mark.parametrize("generation", GENERATIONS)
def test_who_bears_a_name_to_the_letter_is_found_by_it_in_all_that_it_lies_in(generation: str) -> None:
    """What allows a code with its exact name to match without looking for other bearers."""
    listed = read_package_list(generation)
    for area in listed.communes:
        parents = [listed.index.find_area(*key) for key in listed.index.list_lineage(area)]
        for within in (None, *filter(None, parents)):
            assert area in listed.index.find_by_name(area.level, area.name, within)
