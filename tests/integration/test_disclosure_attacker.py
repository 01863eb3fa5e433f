"""The attacker, against every public address: who asks all of them cannot tell any count that is withheld.

Twice. First by worlds: another country, in which small counts are 5 or more and every published number is the same,
answers every public GET of the application byte for byte alike; so no answer, of any kind of file, tells the two apart.
Then by equations: all counts that the API gives, with the sums that they are of, solved for each withheld count.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.routing import Rule

from services.accounts.roles import Role
from services.coverage import protected_facts
from services.coverage.audience import Audience
from services.coverage.columns import FactColumn, FactKey
from services.coverage.events import HeldEvent
from services.coverage.protection import Protection
from services.coverage.snapshot import Snapshot, link_vintage, read_snapshot
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.disclosure_attacker import Equations, find_all_bounds
from tests.fixtures.small_counts import AS_OF, LATER_VINTAGE_ID, VINTAGE_ID, fill_small_store
from tests.fixtures.toy_store import COMMUNES
from webmap import create_app
from webmap.account_cookie import is_private
from webmap.pack_making import PackMaker
from webmap.settings import Settings

BELOW = 5
WORLDS = (0, 1)  # of the small counts of each table the first, the second
VIEW = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator={{}}&as_of=2019-03-31"
PLACE = f"vintage={VINTAGE_ID}&within=11&scheme=BHXH_TN&as_of=2019-03-31"
# Asked of every address; which of them it takes, its answer says.
QUERIES = (
    "",
    VIEW.format("enrolled_count"),
    VIEW.format("coverage_ratio").replace("within=VN", "within=12"),
    f"{VIEW.format('yoy_change_ratio')}&lang=en",
    f"vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&as_of=2019-03-31",
    f"vintage={LATER_VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator=enrolled_count&as_of=2018-12-31",
    PLACE,
    f"{PLACE}&pick=1",
    f"vintage={VINTAGE_ID}&level=commune&scheme=BHXH_TN&as_of=2019-03-31&by=growth",
    f"{VIEW.format('enrolled_count')}&b_as_of=2018-12-31&mode=difference",
    f"{VIEW.format('enrolled_count')}&format=columns",
    f"{VIEW.format('enrolled_count')}&format=csv",
    f"vintage={VINTAGE_ID}&level=managing_unit&within=11&scheme=BHYT&as_of=2019-03-31",
    f"vintage={VINTAGE_ID}&code=03127",
    "q=xa",
)
# What stands in an address. A new kind of address needs an entry here, and so comes to be asked.
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "vintage": (VINTAGE_ID,),
    "code": ("11", "03127"),
    "story_id": ("none",),
    "number": ("1",),
    "selection_id": ("none",),
    "proposal_id": ("none",),
}
# No figures: files that are the same for all, the state of the machine, names and outlines of the past, code of frames.
WITHOUT_FIGURES = (
    *("static", "geometry.", "health.", "metrics.", "api.openapi", "api.units", "export.ancestry_svg"),
    *("embed.geometry", "embed.frame_script", "embed_code.oembed"),
)
# Addresses of things that have to be made first; asked with what there is, and tested where they are made.
OF_MADE_THINGS = ("stories.show_story", "stories.show_step", "selections.", "targets.")
# Of files that take long to make, so many queries.
FILES, FILE_QUERIES = (".png", ".pdf", ".pptx", ".xlsx", ".docx", ".gpkg"), 5
VOLATILE = re.compile(rb"nonce=\"[\w-]+\"|nonce-[\w-]+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z?")


@dataclass(frozen=True)
class World:
    """A country as an application: the true one, or one that looks the same."""

    app: Flask
    snapshot: Snapshot
    is_second: bool = False


@pytest.fixture(scope="module")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("small")
    engine = open_engine(f"sqlite:///{home / 'baophu.sqlite'}")
    fill_small_store(engine)
    engine.dispose()
    return home


@pytest.fixture(scope="module")
def true_world(small_home: Path) -> Iterator[World]:
    settings = Settings(home=small_home)
    engine = open_engine(settings.database_url)
    yield World(open_app(settings, engine), read_snapshot(engine))
    engine.dispose()


def build_other(true: Snapshot, protection: Protection, place: int) -> Snapshot:
    """Return the country in which of each table one small count is 5 or more, and nothing that is shown differs."""
    facts = {vintage_id: dict(data.own_facts) for vintage_id, data in true.vintages.items()}
    for (scheme, measure, day), _ in true.vintages[VINTAGE_ID].own_facts.items():
        key = (scheme, measure, day)
        if scheme in ("BHXH", "ANY") or measure in ("target", "gross_new"):
            continue
        top = LATER_VINTAGE_ID if key in facts[LATER_VINTAGE_ID] else VINTAGE_ID
        counts = protection.count(VINTAGE_ID, key)
        assert counts is not None
        small = np.flatnonzero((counts > 0) & (counts < BELOW))
        if small.size:
            alibi = protection.find_alibi(top, key, VINTAGE_ID, int(small[place % small.size]))
            assert alibi is not None, key
            for (vintage_id, cell), step in alibi.items():
                for moved in list_moved(facts[vintage_id], key):
                    facts[vintage_id][moved] = move(facts[vintage_id][moved], cell, step)
    data = {
        vintage_id: replace(one, facts=facts[vintage_id], events=tuple(map(move_event, one.events)))
        for vintage_id, one in true.vintages.items()
    }
    linked = {vintage_id: link_vintage(one, data, true.conversions) for vintage_id, one in data.items()}
    return replace(true, vintages=linked)


def list_moved(facts: Mapping[FactKey, FactColumn], key: FactKey) -> list[FactKey]:
    """Return the facts that a count is part of: those of the scheme itself, of schemes together, of the year so far."""
    scheme, measure, day = key
    schemes = (scheme, "BHXH") if scheme in ("BHXH_TN", "BHXH_BB") else (scheme,)
    moved = [(one, measure, day) for one in schemes]
    if measure == "gross_new_month":
        moved += [one for one in facts if one[:2] == (scheme, "gross_new") and one[2] >= day]
    return [one for one in moved if one in facts]


def move(column: FactColumn, cell: int, step: float) -> FactColumn:
    return replace(column, counts=column.counts + np.where(column.areas == cell, step, 0))


def move_event(event: HeldEvent) -> HeldEvent:
    return replace(event, enrolled_count=4 if event.enrolled_count == 3 else event.enrolled_count)


@pytest.fixture(scope="module", params=WORLDS)
def other_world(
    request: pytest.FixtureRequest, true_world: World, small_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A world of its own store; what is withheld there is what is withheld in the true one."""
    home = tmp_path_factory.mktemp("other")
    shutil.copytree(small_home, home, dirs_exist_ok=True)
    truth = Protection(true_world.snapshot, BELOW)
    other = build_other(true_world.snapshot, truth, request.param)

    class SameDecisions(Protection):
        def decide(self, vintage_id: str, key: FactKey) -> Any:
            return truth.decide(vintage_id, key)

    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("services.coverage.holder.read_snapshot", lambda _engine: other)
        patch.setattr(protected_facts, "Protection", SameDecisions)
        yield World(open_app(settings, engine), other, request.param == WORLDS[1])
    engine.dispose()


class OnePack(Executor):
    """Makes the first pack asked for, at once, and leaves the others waiting: both worlds the same."""

    def __init__(self) -> None:
        self.has_worked = False

    def submit(self, fn: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if not self.has_worked:
            self.has_worked = True
            fn(*arguments, **named)
        return Future()


def open_app(settings: Settings, engine: Engine) -> Flask:
    """Return the application with its snapshot read: a world's own, whatever is replaced for another."""
    app = create_app(settings, engine)
    parts = app.extensions["baophu"]
    object.__setattr__(parts, "packs", PackMaker(engine, OnePack()))  # type: ignore[arg-type]
    parts.snapshots.holder.current()
    return app


def list_public_rules(app: Flask) -> list[Rule]:
    """Return every address that anybody may GET, from the application's own list."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not getattr(app.view_functions[rule.endpoint], "required_role", None)
        and not is_private(rule.rule)
        and not rule.endpoint.startswith(WITHOUT_FIGURES)
    ]


def write_paths(rule: Rule) -> Iterator[str]:
    unknown = set(rule.arguments) - set(ARGUMENTS)
    assert not unknown, f"{rule.rule} is new: say in ARGUMENTS what stands for {unknown}, so that the attacker asks it"
    paths = [rule.rule]
    for name in sorted(rule.arguments):
        paths = [re.sub(rf"<[^>]*\b{name}>", value, path) for path in paths for value in ARGUMENTS[name]]
    yield from paths


def ask(client: FlaskClient, path: str, query: str) -> tuple[int, bytes]:
    response = client.get(f"{path}?{query}")
    return response.status_code, VOLATILE.sub(b"", unpack(response.data))


def unpack(body: bytes) -> bytes:
    """Return what an office file holds, files within files too; each carries the minute it was made."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as file:
        names = sorted(name for name in file.namelist() if name != "docProps/core.xml")
        return b"\n".join(unpack(file.read(name)) for name in names)


def test_staff_of_the_other_world_see_other_counts(true_world: World, other_world: World) -> None:
    """Without it the next test would compare a world with itself."""
    seen = [
        world.app.extensions["baophu"].snapshots.holder.current(Audience.STAFF).vintages[VINTAGE_ID].own_facts
        for world in (true_world, other_world)
    ]
    differing = [key for key in seen[0] if not np.array_equal(seen[0][key].counts, seen[1][key].counts)]
    assert len(differing) >= 8


def test_every_public_address_answers_the_same_in_both_worlds(true_world: World, other_world: World) -> None:
    clients = true_world.app.test_client(), other_world.app.test_client()
    telling, silent = [], []
    for rule in list_public_rules(true_world.app):
        if other_world.is_second and (not rule.rule.startswith("/api/v1/") or rule.endpoint == "pack.pack"):
            continue  # the second world is asked for data only, to save time
        answered = False
        for path in write_paths(rule):
            for query in QUERIES[:FILE_QUERIES] if path.endswith(FILES) else QUERIES:
                first, second = (ask(client, path, query) for client in clients)
                answered |= first[0] in (200, 302, 303, 409)
                if first != second:
                    telling.append(f"{path}?{query}")
        if not answered and not rule.endpoint.startswith(OF_MADE_THINGS):
            silent.append(rule.rule)
    assert not telling
    assert not silent, "no query of QUERIES is one for these: add one, so that the attacker has an answer"


def read_values(client: FlaskClient, **asked: str) -> dict[str, Any]:
    response = client.get("/api/v1/values", query_string=asked)
    assert response.status_code == 200, response.get_data(as_text=True)
    body: dict[str, Any] = response.get_json()
    return body


@dataclass
class Notes:
    """What the attacker has found out: counts by (vintage, scheme, indicator, date, area), and who is in whom."""

    counts: dict[tuple[str, ...], float]
    withheld: set[tuple[str, ...]]


STOCKS = ("coverage_ratio", "plan_gap_count", "plan_completion_ratio", "yoy_change_count", "unreached_count")
MONTHS = ("2019-01-31", "2019-02-28", "2019-03-31")
ASKED = [
    *(("BHXH_TN", "enrolled_count", day) for day in ("2018-03-31", "2018-12-31", *MONTHS)),
    *((one, "enrolled_count", "2019-03-31") for one in ("BHXH_BB", "BHXH", "BHYT", "BHYT_HGD")),
    *(("BHXH_TN", one, "2019-03-31") for one in STOCKS if one != "yoy_change_count"),
    *(("BHXH_TN", one, day) for one in ("gross_new_count", "gross_new_month_count") for day in MONTHS),
]


def take_notes(client: FlaskClient) -> Notes:
    """Return all counts that the API gives of any area, whatever indicator they come with."""
    notes = Notes({}, set())
    for vintage, levels in ((VINTAGE_ID, ("commune", "managing_unit", "province")), (LATER_VINTAGE_ID, ("commune",))):
        for scheme, indicator, day in ASKED:
            for level in levels:
                body = read_values(
                    client, vintage=vintage, level=level, within="VN", scheme=scheme, indicator=indicator, as_of=day
                )
                kind = "enrolled_count" if indicator in STOCKS else indicator
                for area in [*body["areas"], body["total"]]:
                    name = (vintage, scheme, kind, day, area["area_code"])
                    if area["state"] == "withheld":
                        notes.withheld.add(name)
                    elif area["numerator"] is not None:
                        assert notes.counts.setdefault(name, area["numerator"]) == area["numerator"]
    notes.withheld -= set(notes.counts)
    return notes


def write_down(notes: Notes) -> Equations:
    """Return what follows: sums of areas, of schemes and of months, and communes that became one."""
    equations = Equations()
    for name in notes.withheld:
        equations.add_unknown(name, 1.0)  # 0 is never withheld

    def add(parts: list[tuple[str, ...]], total: tuple[str, ...]) -> None:
        pairs = [*((part, 1.0) for part in parts), (total, -1.0)]
        if all(name in notes.counts or name in notes.withheld for name, _ in pairs):
            known = sum(sign * notes.counts[name] for name, sign in pairs if name in notes.counts)
            equations.add(((name, sign) for name, sign in pairs if name in notes.withheld), -known)

    for heading in {name[:4] for name in notes.withheld}:
        vintage, scheme, kind, day = heading
        units = {unit: [one.code for one in COMMUNES if one.unit == unit] for unit in ("094", "095", "105", "106")}
        for larger in (units, {"11": ["094", "095"], "12": ["105", "106"]}, {"VN": ["11", "12"]}):
            for total, parts in larger.items():
                told = [
                    part for part in parts if (*heading, part) in notes.counts or (*heading, part) in notes.withheld
                ]
                add([(*heading, part) for part in told], (*heading, total))
        for code in [*(one.code for one in COMMUNES), *units, "11", "12", "VN"]:
            if scheme == "BHXH":
                add([(vintage, part, kind, day, code) for part in ("BHXH_TN", "BHXH_BB")], (*heading, code))
            if kind == "gross_new_count" and day != "2019-01-31":
                before = "2019-01-31" if day == "2019-02-28" else "2019-02-28"
                add(
                    [(*heading[:3], before, code), (vintage, scheme, "gross_new_month_count", day, code)],
                    (*heading, code),
                )
        for unit, home in (("105", "03386"), ("106", "03390")):
            add([(VINTAGE_ID, *heading[1:], code) for code in units[unit]], (LATER_VINTAGE_ID, *heading[1:], home))
    return equations


def test_equations_of_all_that_the_api_tells_leave_every_withheld_count_open(true_world: World) -> None:
    notes = take_notes(true_world.app.test_client())
    true = take_notes(staff_client(true_world))
    small = [name for name in notes.withheld if 0 < true.counts.get(name, 0) < BELOW]
    assert len(small) >= 30
    assert not [name for name, count in notes.counts.items() if 0 < count < BELOW and name[0] == VINTAGE_ID]
    bounds = find_all_bounds(write_down(notes), small)
    told = {name: bound for name, bound in bounds.items() if bound[1] < BELOW - 1e-6}
    assert not told


def test_the_attacker_would_find_a_count_that_is_withheld_alone(true_world: World) -> None:
    """Without it the equations might be none."""
    notes = take_notes(staff_client(true_world))
    alone = (VINTAGE_ID, "BHXH_TN", "enrolled_count", "2019-03-31", "03127")
    assert notes.counts.pop(alone) == 3
    notes.withheld.add(alone)
    assert find_all_bounds(write_down(notes), [alone])[alone] == pytest.approx((3, 3))


def staff_client(world: World) -> FlaskClient:
    """Return a client that is signed in as a planner."""
    engine = world.app.extensions["baophu"].engine
    client = world.app.test_client()
    if not getattr(world.app, "has_planner", False):
        make_account(engine, "ha", Role.PLANNER)
        make_account(engine, "vy", Role.VIEWER)
        world.app.has_planner = True  # type: ignore[attr-defined]
    assert sign_in(client, "ha").status_code == 303
    return client


def test_totals_stay_true_for_everybody(true_world: World) -> None:
    public, staff = (take_notes(one) for one in (true_world.app.test_client(), staff_client(true_world)))
    for name, count in public.counts.items():
        if name[0] == VINTAGE_ID:  # converted sums with gaps add up what is shown
            assert staff.counts[name] == count, name
    larger = [name for name in staff.counts if name[-1] in ("VN", "11", "12") and name[0] == VINTAGE_ID]
    assert [name for name in larger if name not in public.counts] == []


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
        from webmap.readers import snapshot_for_reader

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


def test_zero_switches_it_off(small_home: Path) -> None:
    settings = Settings(home=small_home, withhold_below=0)
    engine = open_engine(settings.database_url)
    client = create_app(settings, engine).test_client()
    notes = take_notes(client)
    engine.dispose()
    assert notes.counts[VINTAGE_ID, "BHXH_TN", "enrolled_count", AS_OF.isoformat(), "03127"] == 3
    assert not notes.withheld
