"""The demonstration: totals to the person, outlines that make a coverage, and a build that can be resumed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from services.demo.build import build_demo_drafts
from services.demo.cases import CASES, HA_NOI, Case
from services.demo.facts import build_month_ends
from services.demo.outlines import build_outlines_2025, build_outlines_before_2025
from services.demo.places import read_places_2025, read_places_before_2025
from services.demo.splitting import apportion
from services.demo.tour import TOUR
from services.store.releases import ReleaseDraft


@pytest.fixture(scope="module")
def ground() -> tuple:
    places_2025, places_before = read_places_2025(), read_places_before_2025()
    cells_2025 = build_outlines_2025(places_2025)
    cells_before = build_outlines_before_2025(places_before, places_2025, cells_2025)
    return places_2025, cells_2025, places_before, cells_before


@pytest.fixture(scope="module")
def drafts(ground: tuple) -> dict[str, ReleaseDraft]:
    return {draft.remark: draft for draft in build_demo_drafts(*ground)}


@given(
    st.integers(0, 10_000_000),
    st.lists(st.floats(0.001, 1e6, allow_nan=False), min_size=1, max_size=60),
)
def test_apportioned_counts_sum_to_the_total_and_stay_within_one_of_their_share(
    total: int, weights: list[float]
) -> None:
    shares = np.array(weights)
    counts = apportion(total, shares)
    assert counts.sum() == total
    assert (np.abs(counts - shares / shares.sum() * total) < 1 + 1e-6 * total).all()


def test_the_country_has_all_its_communes_in_both_vintages(ground: tuple) -> None:
    places_2025, _, places_before, _ = ground
    assert len(places_2025) == places_2025.area_code.nunique() == 3_321
    assert len(places_before) == places_before.area_code.nunique() == 10_035 + 5
    assert {"20333", "22736"} <= set(places_2025.area_code) & set(places_before.area_code)


def test_outlines_are_valid_do_not_overlap_and_hold_the_same_land_in_both_vintages(ground: tuple) -> None:
    _, cells_2025, _, cells_before = ground
    assert shapely.is_valid(cells_2025).all()
    assert shapely.is_valid(cells_before).all()
    assert not shapely.is_empty(cells_before).any()
    land = shapely.area(cells_2025).sum()
    assert shapely.area(cells_before).sum() == pytest.approx(land, rel=1e-6)
    assert shapely.union_all(cells_2025).area == pytest.approx(land, rel=1e-6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_every_published_total_holds_to_the_person(case: Case, drafts: dict[str, ReleaseDraft]) -> None:
    totals = drafts[case.title].facts.groupby(["scheme", "measure", "as_of"])["count"].sum()
    for stock in case.stocks:
        for day, count in stock.anchors:
            assert totals[(stock.scheme.value, "enrolled", day)] == count
    for scheme, day, count in case.targets:
        assert totals[(scheme.value, "target", day)] == count
    for measure, listed in (("labour_force", case.labour_force), ("population", case.population)):
        for day, count in listed:
            assert totals[("ANY", measure, day)] == count


def test_the_same_input_gives_the_same_drafts(ground: tuple, drafts: dict[str, ReleaseDraft]) -> None:
    again = {draft.remark: draft.file_sha256 for draft in build_demo_drafts(*ground)}
    assert again == {title: draft.file_sha256 for title, draft in drafts.items()}


def test_every_draft_is_called_illustrative_in_both_languages(drafts: dict[str, ReleaseDraft]) -> None:
    for draft in drafts.values():
        assert draft.is_illustrative
        assert "Minh họa" in draft.illustrative_note.vi
        assert "Illustrative" in draft.illustrative_note.en


def test_ha_noi_has_thirty_pilots_one_in_each_district(drafts: dict[str, ReleaseDraft], ground: tuple) -> None:
    unit_of = ground[2].set_index("area_code").managing_unit_code
    pilots = drafts[HA_NOI.title].pilots.area_code
    assert len(pilots) == unit_of[pilots].nunique() == 30


def test_month_ends_lie_strictly_between_two_dates() -> None:
    days = list(build_month_ends(date(2018, 12, 31), date(2019, 3, 31)))
    assert days == [date(2019, 1, 31), date(2019, 2, 28)]


@pytest.mark.parametrize("stop", TOUR, ids=lambda stop: stop.title.en)
def test_each_stop_of_the_tour_shows_values(stop: object, demo_client: FlaskClient) -> None:
    response = demo_client.get("/api/v1/values", query_string=dict(stop.parameters))  # type: ignore[attr-defined]
    answer = response.get_json()
    assert response.status_code == 200
    assert answer["total"]["value"] is not None
    assert sum(state["count"] for state in answer["states"]) == len(answer["areas"])
