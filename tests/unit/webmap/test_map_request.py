"""The state of the page is its address: what is left out is suggested, what is said is kept."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from werkzeug.datastructures import MultiDict

from geodata.areas import Level
from geodata.errors import NotFound
from services.coverage.snapshot import Snapshot, read_snapshot
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from tests.fixtures.toy_store import LATER_VINTAGE_ID, VINTAGE_ID, build_toy_release, fill_toy_boundaries
from webmap.error_pages import BadParameter
from webmap.map_request import MapRequest, build_query, build_url, build_view_query, parse_map_request


@pytest.fixture(scope="session")
def snapshot(toy_engine: Engine) -> Snapshot:
    return read_snapshot(toy_engine)


def parse(snapshot: Snapshot, query: str = "") -> MapRequest:
    return parse_map_request(MultiDict(part.split("=") for part in query.split("&") if part), snapshot)


def test_without_parameters_the_newest_data_are_shown(snapshot: Snapshot) -> None:
    assert parse(snapshot) == MapRequest(
        vintage=VINTAGE_ID,
        level=Level.PROVINCE,
        within="VN",
        scheme=Scheme.BHXH_TN,
        indicator=Indicator.PLAN_COMPLETION_RATIO,
        as_of=date(2019, 3, 31),
    )


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("scheme=BHYT", "indicator", Indicator.COVERAGE_RATIO),  # no targets
        ("scheme=BHTN", "as_of", date(2019, 3, 31)),  # no data of it: the newest of the others
        ("as_of=2018-03-31", "indicator", Indicator.COVERAGE_RATIO),  # no targets of that year
        ("within=11", "level", Level.COMMUNE),
        ("within=094", "level", Level.COMMUNE),
        (f"vintage={LATER_VINTAGE_ID}", "as_of", None),
        (f"vintage={LATER_VINTAGE_ID}", "indicator", Indicator.ENROLLED_COUNT),
        ("within=095", "vintage", VINTAGE_ID),
        ("method=quantiles", "method", ClassMethod.QUANTILES),
        ("lang=en", "lang", "en"),
    ],
)
def test_what_is_left_out_fits_what_is_said(snapshot: Snapshot, query: str, name: str, value: object) -> None:
    assert getattr(parse(snapshot, query), name) == value


def test_data_of_one_province_open_on_that_province(toy_engine_of_one_province: Engine) -> None:
    snapshot = read_snapshot(toy_engine_of_one_province)
    assert (parse(snapshot).within, parse(snapshot).level) == ("12", Level.COMMUNE)
    assert parse(snapshot, "level=province").within == "VN"


@pytest.fixture
def toy_engine_of_one_province(tmp_path: Path) -> Iterator[Engine]:
    from dataclasses import replace

    from services.store.engine import open_engine
    from services.store.releases import publish_release
    from tests.fixtures.toy_store import NOW

    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_boundaries(engine)
    draft = build_toy_release()
    facts = draft.facts[(draft.facts["province_code"] == "12")]
    publish_release(engine, replace(draft, facts=facts, pilots=draft.pilots.iloc[:0]), by="test", now=NOW)
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("within=11&level=province", ["managing_unit", "commune"]),
        (f"vintage={LATER_VINTAGE_ID}&level=managing_unit", ["province", "commune"]),
        ("as_of=2019-12-31", ["2018-03-31", "2018-12-31", "2019-03-31"]),
        ("within=03127", []),
    ],
)
def test_what_the_vintage_cannot_show_is_refused_with_what_it_can(
    snapshot: Snapshot, query: str, allowed: list[str]
) -> None:
    with pytest.raises(BadParameter) as raised:
        parse(snapshot, query)
    assert raised.value.fields[0]["allowed"] == allowed


@pytest.mark.parametrize("query", ["within=99", "area=99999", "vintage=VN-1900-01-01"])
def test_what_is_not_there_is_not_found(snapshot: Snapshot, query: str) -> None:
    with pytest.raises(NotFound) as raised:
        parse(snapshot, query)
    assert raised.value.place.column == query.split("=")[0]


def test_an_address_says_all_that_newer_data_could_change(snapshot: Snapshot) -> None:
    assert build_url(parse(snapshot)) == (
        f"/map?vintage={VINTAGE_ID}&level=province&within=VN&scheme=BHXH_TN"
        "&indicator=plan_completion_ratio&as_of=2019-03-31"
    )


def test_an_address_for_the_api_leaves_out_what_concerns_the_page(snapshot: Snapshot) -> None:
    request = parse(snapshot, "area=11&sort=name&order=desc&present=1&lang=en&classes=4")
    query = build_view_query(request)
    assert "classes=4&lang=en" in query
    for name in ("area=", "sort=", "order=", "present="):
        assert name in build_query(request)
        assert name not in query


requests = st.fixed_dictionaries(
    {},
    optional={
        "within": st.sampled_from(["VN", "11", "12", "094", "106"]),
        "scheme": st.sampled_from([scheme.value for scheme in Scheme]),
        "indicator": st.sampled_from([indicator.value for indicator in Indicator]),
        "as_of": st.sampled_from(["2018-03-31", "2018-12-31", "2019-03-31"]),
        "method": st.sampled_from([method.value for method in ClassMethod]),
        "classes": st.sampled_from(["3", "7"]),
        "lang": st.sampled_from(["vi", "en"]),
        "area": st.sampled_from(["VN", "11", "03127"]),
        "sort": st.sampled_from(["rank", "name", "gap"]),
        "order": st.sampled_from(["asc", "desc"]),
        "present": st.sampled_from(["0", "1"]),
        "vintage": st.just(VINTAGE_ID),
        "boundaries": st.sampled_from(["date", "fixed"]),
        "over": st.sampled_from([VINTAGE_ID, LATER_VINTAGE_ID]),
    },
)


@given(requests)
def test_an_address_leads_back_to_its_request(snapshot: Snapshot, given_parameters: dict[str, str]) -> None:
    request = parse_map_request(MultiDict(given_parameters), snapshot)
    again = parse_map_request(MultiDict(part.split("=") for part in build_query(request).split("&")), snapshot)
    assert again == request
    assert build_query(again) == build_query(request)
