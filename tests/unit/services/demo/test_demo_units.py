"""The made-up list of managing units of the demonstration."""

from __future__ import annotations

import pytest

from services.demo.places import read_places_2025, read_places_before_2025
from services.demo.unit_list import BEGIN, MOVE, PROVINCE_CODE, build_unit_draft
from services.store.managing_units import select_terms_on
from services.store.release_draft import ReleaseDraft


@pytest.fixture(scope="module")
def draft() -> ReleaseDraft:
    return build_unit_draft(read_places_2025(), read_places_before_2025())


def test_every_commune_of_the_province_is_under_one_unit_on_each_day(draft: ReleaseDraft) -> None:
    places = read_places_2025()
    communes = set(places[places.province_code == PROVINCE_CODE].area_code)
    terms = draft.unit_terms
    for day in (BEGIN, MOVE):
        held = select_terms_on(terms, day)
        assert set(held.area_code) == communes
        assert held.area_code.is_unique


def test_one_commune_moves_between_two_units(draft: ReleaseDraft) -> None:
    terms = draft.unit_terms
    moving = terms[terms.area_code.duplicated(keep=False)]
    assert moving.area_code.nunique() == 1
    assert moving.unit_code.nunique() == 2
    assert set(moving.valid_from) == {BEGIN, MOVE}


def test_each_unit_is_named_as_made_up_and_so_is_the_release(draft: ReleaseDraft) -> None:
    assert draft.unit_terms.unit_name.str.endswith("(minh họa)").all()
    assert draft.is_illustrative
    assert "minh họa" in draft.source
    assert draft.unit_terms.groupby("unit_code").unit_name.nunique().eq(1).all()
