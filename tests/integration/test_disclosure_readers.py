"""Who is told small counts: staff are, the public is not, whoever asked before."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from geodata.areas import Level
from services.coverage.audience import Audience
from services.coverage.evaluation import evaluate
from services.coverage.groups import GroupColumn
from services.coverage.protected_facts import protect_snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import STATES, State
from services.store.engine import open_engine
from tests.fixtures.accounts import quick_hashes, read_form_token, sign_in
from tests.fixtures.api_notes import take_notes
from tests.fixtures.public_addresses import PLACE, VIEW
from tests.fixtures.small_counts import AS_OF, FEBRUARY, LATER_VINTAGE_ID, VINTAGE_ID, YEAR_EARLIER
from tests.fixtures.two_worlds import BELOW, World, small_home, staff_client, true_world
from webmap import create_app
from webmap.planning.saved_guard import stands_on_withheld
from webmap.readers import snapshot_for_reader
from webmap.settings import Settings

__all__ = ["quick_hashes", "small_home", "true_world"]


def test_totals_stay_true_for_everybody(true_world: World) -> None:
    public, staff = (take_notes(one) for one in (true_world.app.test_client(), staff_client(true_world)))
    for name, count in public.counts.items():
        if name[0] == VINTAGE_ID:  # converted sums with gaps add up what is shown
            assert staff.counts[name] == count, name
    larger = [name for name in staff.counts if name[-1] in ("VN", "11", "12") and name[0] == VINTAGE_ID]
    assert [name for name in larger if name not in public.counts] == []


def test_withheld_is_said_of_nothing_but_what_staff_see(true_world: World) -> None:
    """Where there is no target, that is the reason for all, whatever is withheld beside it."""
    public = protect_snapshot(true_world.snapshot, BELOW)
    said = set()
    for scheme, day, indicator in product(Scheme, (YEAR_EARLIER, AS_OF), Indicator):
        told, true = (
            evaluate(one.vintages[VINTAGE_ID], scheme, indicator, day, FEBRUARY)
            for one in (public, true_world.snapshot)
        )
        states = {(STATES[first], STATES[second]) for first, second in zip(told.paints, true.paints, strict=True)}
        assert all(second.has_value for first, second in states if first is State.WITHHELD), (scheme, day, indicator)
        assert all(first is second for first, second in states if not second.has_value), (scheme, day, indicator)
        said |= states
    assert (State.WITHHELD, State.VALUE) in said
    assert (State.NO_TARGET, State.NO_TARGET) in said


def test_staff_and_the_public_are_never_answered_from_one_memory(true_world: World) -> None:
    query = VIEW.format("enrolled_count")
    for path in ("/api/v1/values", "/map.svg", "/table.csv", "/map/parts", "/compare/values"):
        public, staff = true_world.app.test_client(), staff_client(true_world)
        first, seen, again = (one.get(f"{path}?{query}") for one in (public, staff, public))
        assert first.data == again.data
        assert first.data != seen.data
        assert seen.headers["Cache-Control"] == "private, no-store"
        assert seen.headers.get("ETag", "s") != first.headers.get("ETag", "p")
    columns = public.get(f"/api/v1/values?{query}&format=columns").get_json()
    assert staff.get(columns["counts_url"]).headers["Cache-Control"] == "private, no-store"
    assert "immutable" in public.get(columns["counts_url"]).headers["Cache-Control"]


def test_staff_are_told_that_a_page_holds_small_counts(true_world: World) -> None:
    query = VIEW.format("enrolled_count")
    told = "Có số nhỏ, chỉ dành cho cán bộ"
    assert told in staff_client(true_world).get(f"/map?{query}").get_data(as_text=True)
    assert told not in true_world.app.test_client().get(f"/map?{query}").get_data(as_text=True)


def test_a_viewer_and_an_embedded_page_get_the_figures_of_the_public(true_world: World) -> None:
    staff_client(true_world)
    viewer = true_world.app.test_client()
    sign_in(viewer, "vy")
    path = f"/api/v1/values?{VIEW.format('enrolled_count')}"
    assert viewer.get(path).data == true_world.app.test_client().get(path).data
    with true_world.app.test_request_context("/embed/map", headers={"Cookie": "baophu=x"}):
        assert snapshot_for_reader().audience is Audience.PUBLIC


def test_a_selection_that_stands_on_withheld_counts_is_for_staff(true_world: World) -> None:
    planner, stranger = staff_client(true_world), true_world.app.test_client()
    token = read_form_token(planner, f"/selections/edit/new?{PLACE}&pick=1")
    body = {"name": "Phương án nhỏ", "query": f"{PLACE}&w_unreached=5&pick=1"}
    saved = planner.post("/api/v1/selections", json=body, headers={"X-CSRFToken": token}).get_json()
    address = f"/api/v1/selections/{saved['selection_id']}"
    assert planner.get(address).status_code == 200
    assert stranger.get(address, headers={"Accept": "application/json"}).status_code == 401
    assert stranger.get(f"/selections/{saved['selection_id']}/map.svg").status_code == 401
    assert "Phương án nhỏ" not in stranger.get("/selections").get_data(as_text=True)
    assert "Phương án nhỏ" in planner.get("/selections").get_data(as_text=True)


def test_a_group_is_withheld_with_all_that_it_may_be_the_rest_of(true_world: World) -> None:
    """Women and men are the labour force, which is published: three women are told by the men, the unit less others."""
    query = f"vintage={VINTAGE_ID}&within=11&scheme=BHXH_TN&as_of=2019-03-31&w_potential_share=5"
    protected = protect_snapshot(true_world.snapshot, BELOW).vintages[VINTAGE_ID]
    missing = {}
    for one, true in zip(protected.groups, true_world.snapshot.vintages[VINTAGE_ID].groups, strict=True):
        missing[one.name] = {str(protected.hierarchy.codes[area]) for area in set(true.areas) - set(one.areas)}
    assert missing == {"Nữ": {"03127", "094"}, "Nam": {"03127", "094"}}
    public, staff = true_world.app.test_client(), staff_client(true_world)
    for name in missing:
        told, true_answer = (one.get(f"/api/v1/ranking?{query}&group={name}") for one in (public, staff))
        assert told.status_code == true_answer.status_code == 200
        assert told.data != true_answer.data


def test_targets_are_proposed_of_true_counts_to_staff_and_what_is_saved_of_them_is_theirs(true_world: World) -> None:
    planner, stranger = staff_client(true_world), true_world.app.test_client()
    query = f"vintage={VINTAGE_ID}&within=11&scheme=BHXH_TN&as_of=2018-12-31&total=300"
    true, told = (
        {
            one["area_code"]: one["enrolled_count"]
            for one in client.get(f"/api/v1/targets/propose?{query}").json["communes"]
        }
        for client in (planner, stranger)
    )
    assert true["03127"] == 4
    assert told.get("03127") is None
    pages = [client.get(f"/targets?{query}").get_data(as_text=True) for client in (planner, stranger)]
    assert [bool(re.search(r'<td>4</td><td class="cell"><input id="t_03127"', page)) for page in pages] == [True, False]
    token = read_form_token(planner, f"/targets/edit/new?{query}")
    body = {"name": "Chia thử", "query": query}
    saved = planner.post("/api/v1/targets", json=body, headers={"X-CSRFToken": token}).get_json()
    address = f"/targets/{saved['proposal_id']}"
    assert planner.get(f"/api/v1{address}").json["communes"] == saved["communes"]
    for path in (
        f"/api/v1{address}",
        f"{address}/map.svg",
        f"{address}/targets.xlsx",
        f"/targets/saved?p={saved['proposal_id']}",
    ):
        assert planner.get(path).status_code == 200, path
        assert stranger.get(path, headers={"Accept": "application/json"}).status_code == 401, path
    assert "Chia thử" not in stranger.get("/targets/saved").get_data(as_text=True)


def test_zero_switches_it_off(small_home: Path) -> None:
    settings = Settings(home=small_home, withhold_below=0)
    engine = open_engine(settings.database_url)
    client = create_app(settings, engine).test_client()
    notes = take_notes(client)
    engine.dispose()
    assert notes.counts[VINTAGE_ID, "BHXH_TN", "enrolled_count", AS_OF.isoformat(), "03127"] == 3
    assert not notes.withheld


def test_a_selection_that_stands_on_a_withheld_group_is_for_staff(true_world: World) -> None:
    """Of unemployment insurance no count is withheld there, for none was loaded: the scores would tell three women."""
    public = protect_snapshot(true_world.snapshot, BELOW)
    question = {"vintage_id": VINTAGE_ID, "within": "11", "scheme": "BHTN", "as_of": AS_OF.isoformat()}
    by_group = {"weights": {"potential_share": 5}}
    assert stands_on_withheld(question | by_group, public)
    assert not stands_on_withheld(question | {"weights": {"unreached": 5}}, public)
    assert not stands_on_withheld(question | by_group | {"within": "12"}, public)


@pytest.mark.parametrize("small_in", [VINTAGE_ID, LATER_VINTAGE_ID])
def test_a_group_is_withheld_on_all_boundaries_that_share_land(true_world: World, small_in: str) -> None:
    """The three communes of a unit are one since July 2025: its group less those of two is that of the third."""
    small = {VINTAGE_ID: "03133", LATER_VINTAGE_ID: "03127"}
    vintages = {}
    for vintage_id, data in true_world.snapshot.vintages.items():
        communes = np.flatnonzero(data.hierarchy.ranks == Level.COMMUNE.rank).astype(np.int32)
        is_small = (data.hierarchy.codes[communes] == small[vintage_id]) & (vintage_id == small_in)
        column = GroupColumn("Nữ", AS_OF, communes, np.where(is_small, 3.0, 300.0), frozenset({1}))
        vintages[vintage_id] = replace(
            data, groups=(column, replace(column, as_of=YEAR_EARLIER, counts=column.counts + 9))
        )
    public = protect_snapshot(replace(true_world.snapshot, vintages=vintages), BELOW)
    told = {
        (vintage_id, one.as_of): {str(data.hierarchy.codes[area])[:3] for area in one.areas}
        for vintage_id, data in public.vintages.items()
        for one in data.groups
    }
    # The small town of the next unit was divided between both communes of the province: nothing of it is told.
    assert {prefix for (_, day), found in told.items() if day == AS_OF for prefix in found} == {"033"}
    assert all("031" in found for (_, day), found in told.items() if day == YEAR_EARLIER)
