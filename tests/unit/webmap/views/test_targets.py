"""Targets: proposed, edited by hand, saved, compared, put forward and published the way of every file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from sqlalchemy.engine import Engine

from services.accounts import passwords
from services.accounts.roles import Role
from services.coverage.snapshot import read_snapshot
from services.intake.files.kept_workbooks import read_kept_workbook
from services.intake.loading import check_workbook
from services.intake.options import IntakeOptions
from services.measures.schemes import Scheme
from services.store.engine import open_engine
from services.store.in_force import read_facts_in_force
from services.store.organisations import read_organisation_facts_in_force
from tests.fixtures.accounts import make_account, read_form_token
from tests.fixtures.target_proposals import (
    PLACE,
    QUERY,
    assert_sums,
    enter,
    propose,
    publish,
    put_forward,
    read,
    read_map,
    save,
)
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.api.openapi import build_openapi
from webmap.settings import Settings


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store of the toy country with accounts; province 11 is published and rolled back, of 12 a unit stays."""
    opened = open_engine(f"sqlite:///{tmp_path_factory.mktemp('targets') / 'store.sqlite'}")
    fill_toy_store(opened)
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        passwords.hash_of_nobody.cache_clear()
        for name, role in (("ha", Role.PLANNER), ("vy", Role.VIEWER), ("lan", Role.OFFICER)):
            make_account(opened, name, role)
        yield opened
    passwords.hash_of_nobody.cache_clear()
    opened.dispose()


@pytest.fixture(scope="module")
def app(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Settings(home=tmp_path_factory.mktemp("home"), database_url=str(engine.url)), engine)


def test_a_proposal_adds_up_at_every_level_and_is_as_described(app: Flask) -> None:
    body = propose(app.test_client())
    assert (body["enrolled_count"], body["target_count"], body["rise_count"]) == (2020, 3000, 980)
    assert_sums(body)
    Draft202012Validator({"$ref": "#/components/schemas/TargetProposal", **build_openapi()}).validate(body)
    assert propose(app.test_client()) == body


def test_cells_edited_in_the_form_are_held_and_an_emptied_one_is_free(app: Flask) -> None:
    client = app.test_client()
    before = propose(client)
    shown = {one["area_code"]: one["target_count"] for one in before["communes"]}
    fields = {f"t_{code}": str(target) for code, target in shown.items()} | {"t_03127": "1.100", "u_095": "900"}
    answer = client.get(f"/targets?{QUERY}&{urlencode(fields)}")
    assert answer.status_code == 303
    query = urlsplit(answer.headers["Location"]).query
    assert parse_qs(query)["fixed"] == ["03127:1100"]
    assert parse_qs(query)["unit_fixed"] == ["095:900"]
    edited = propose(client, query)
    assert_sums(edited)
    assert edited["target_count"] == 3000
    assert {one["area_code"]: one["target_count"] for one in edited["communes"] if one["is_fixed"]} == {"03127": 1100}
    assert {one["unit_code"]: one["target_count"] for one in edited["units"]} == {"094": 2100, "095": 900}
    text = read(client, f"/targets?{query}")
    assert "Phường Sáng Nhè: 1.100 bỏ cố định" in text
    freed = client.get(f"/targets?{query}&t_03127=&u_095=").headers["Location"]
    assert propose(client, urlsplit(freed).query) == before


def test_what_forbids_a_total_is_answered_with_ways_out_that_work(app: Flask) -> None:
    client = app.test_client()
    query = f"{QUERY}&ceiling=20&fixed=03133:40"
    for lang, way in (("vi", "Nâng mức trần từ 20% lên"), ("en", "Raise the ceiling from 20% to")):
        page = client.get(f"/targets?{query}&lang={lang}")
        assert page.status_code == 200
        assert way in page.get_data(as_text=True)
        ways = re.findall(r'<li><a class="button" href="/targets\?([^"]+)"', page.get_data(as_text=True))
        assert ways
        for found in ways:
            assert_sums(propose(client, unescape(found)))
    refused = client.get(f"/api/v1/targets/propose?{query}")
    assert refused.status_code == 400
    assert refused.json["error"]["code"] == "target_out_of_bounds"
    assert "nâng mức trần" in refused.get_data(as_text=True)


def test_each_commune_two_hundred_is_a_what_if(app: Flask) -> None:
    body = propose(app.test_client(), urlencode(PLACE | {"kind": "uniform", "each": "200"}))
    assert {one["rise_count"] for one in body["communes"]} == {200}
    assert body["uniform"]["rise_count"] == 200 * body["commune_count"] == body["rise_count"]
    assert "Mỗi xã thêm 200 người" in read(app.test_client(), f"/targets?{urlencode(PLACE)}&kind=uniform")


@pytest.mark.parametrize(
    "wrong",
    ["within=VN", "fixed=00001:5", "fixed=x", "organisations=A:0", "t_03127=x", "unit=99", "year=1", "total=-1"],
)
def test_what_cannot_be_asked_is_refused_in_place(app: Flask, wrong: str) -> None:
    name = wrong.split("=")[0]
    query = urlencode({key: value for key, value in PLACE.items() if key != name}) + "&" + wrong
    assert app.test_client().get(f"/targets?{query}").status_code in (400, 404)


def test_a_planner_saves_and_anyone_with_the_link_reads(app: Flask) -> None:
    body = save(enter(app, "ha"), query=f"{QUERY}&fixed=03127:1100")
    stranger = app.test_client()
    address = f"/targets/{body['proposal_id']}"
    assert stranger.get(f"/api/v1{address}").json == body
    Draft202012Validator({"$ref": "#/components/schemas/SavedTargets", **build_openapi()}).validate(body)
    for lang in ("vi", "en"):
        text = read(stranger, f"{address}?lang={lang}")
        assert all(one["name"] in text for one in body["communes"])
        assert body[f"rule_{lang}"] in text
    assert "Mức tăng phải đạt" in stranger.get(f"{address}/map.svg").get_data(as_text=True)
    boxes = {
        shape: re.search(r'viewBox="0 0 (\d+)', stranger.get(f"{address}/map.svg?shape={shape}").text).group(1)
        for shape in ("sheet", "wide", "narrow")
    }
    assert boxes == {"sheet": "1200", "wide": "640", "narrow": "420"}
    assert "1 ô sửa tay" in read(stranger, address)


def test_nobody_else_saves_or_publishes(app: Flask) -> None:
    body = {"name": "x", "query": QUERY}
    assert app.test_client().post("/api/v1/targets", json=body).status_code in (400, 401)
    viewer = enter(app, "vy")
    token = read_form_token(viewer, "/account")
    assert viewer.post("/api/v1/targets", json=body, headers={"X-CSRFToken": token}).status_code == 403
    planner = enter(app, "ha")
    saved = save(planner)
    assert planner.get(f"/targets/edit/{saved['proposal_id']}/publish").status_code == 403
    assert planner.post("/api/v1/targets", json=body).status_code == 400  # no token of the forms


def test_the_form_saves_what_was_suggested_for_good(app: Flask) -> None:
    client = enter(app, "ha")
    query = urlencode(PLACE)
    form = {"csrf_token": read_form_token(client, f"/targets/edit/new?{query}"), "query": query, "name": "Gợi ý"}
    answer = client.post("/targets/edit/new", data=form)
    assert answer.status_code == 303
    saved = client.get(f"/api/v1{answer.headers['Location']}").json
    assert f"total={saved['target_count']}" in saved["targets_url"]
    assert client.post("/targets/edit/new", data=form | {"name": " "}).status_code == 400


def test_several_are_compared_side_by_side(app: Flask) -> None:
    client = enter(app, "ha")
    saved = [
        save(client),
        save(client, "Phương án 2", f"{QUERY}&unreached=0"),
        save(client, "Mỗi xã 200", urlencode(PLACE | {"kind": "uniform"})),
    ]
    ticked = "&".join(f"p={one['proposal_id']}" for one in saved)
    text = read(app.test_client(), f"/targets/saved?{ticked}")
    first, second = ({one["area_code"]: one["target_count"] for one in body["communes"]} for body in saved[:2])
    moved = sum(max(second[code] - first[code], 0) for code in first)
    assert f"Phương án 2 giao thêm {moved} người" in text
    assert "Mỗi xã 200 so với Phương án 1" in text
    other = save(client, "Tỉnh khác", urlencode(PLACE | {"within": "12"}))
    text = read(client, f"/targets/saved?p={saved[0]['proposal_id']}&p={other['proposal_id']}")
    assert "không cùng danh sách xã" in text
    assert client.get("/targets/saved?p=nothing").status_code == 404
    assert client.get("/targets/saved?q=1").status_code == 400


def test_an_officer_publishes_it_as_any_file_and_it_can_be_rolled_back(app: Flask, engine: Engine) -> None:
    saved = save(enter(app, "ha"), query=f"{QUERY}&fixed=03127:1100")
    officer = enter(app, "lan")
    assert put_forward(officer, saved["proposal_id"], target_version=" ").status_code == 400
    release_id = publish(officer, saved["proposal_id"])
    with engine.connect() as connection:
        facts = read_facts_in_force(connection)
        parts = read_organisation_facts_in_force(connection)
    own = facts[(facts["release_id"] == release_id) & (facts["as_of"].astype(str) == "2019-12-31")]
    assert dict(zip(own["area_code"], own["count"], strict=True)) == {
        one["area_code"]: one["target_count"] for one in saved["communes"]
    }
    assert parts["count"].sum() == 3000
    body = app.test_client().get(f"/api/v1/targets/{saved['proposal_id']}").json
    assert (body["release_id"], body["published_by"], body["is_rolled_back"]) == (release_id, "lan", False)
    assert read_map(app, "11")["03127"] == 1100
    release = read(officer, f"/releases/{release_id}")
    assert "UBND tỉnh" in release
    assert "lần 2" in release
    token = read_form_token(officer, f"/releases/{release_id}")
    assert officer.post(f"/releases/{release_id}/rollback", data={"csrf_token": token}).status_code in (200, 303)
    assert read_snapshot(engine).find_vintage(VINTAGE_ID).facts[Scheme.BHXH_TN.value, "target", date(2019, 12, 31)]
    assert read_map(app, "11")["03127"] == 1000
    assert "đã thu hồi" in read(app.test_client(), f"/targets/{saved['proposal_id']}")


def test_a_unit_alone_is_published_and_leaves_the_others_as_they_were(app: Flask) -> None:
    saved = save(enter(app, "ha"), query=urlencode(PLACE | {"within": "105", "total": "1000"}))
    publish(enter(app, "lan"), saved["proposal_id"])
    shown = read_map(app, "12")
    wanted = {one["area_code"]: one["target_count"] for one in saved["communes"]}
    assert shown["03388"] == wanted["03388"]
    assert shown["03390"] == 320


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_workbook_loads_again_without_a_question(app: Flask, engine: Engine, lang: str) -> None:
    body = propose(app.test_client())
    content = app.test_client().get(f"/targets.xlsx?{QUERY}&lang={lang}").data
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=8, values_only=True))
    assert rows[-1][4:16] == tuple(body["month_counts"])
    with engine.connect() as connection:
        workbook = read_kept_workbook(content, "chi-tieu.xlsx", None)
        checked = check_workbook(connection, workbook, IntakeOptions(vintage_id=VINTAGE_ID), date(2026, 1, 15))
    assert checked.refusal is None
    assert checked.draft is not None
    last = checked.draft.facts[checked.draft.facts["as_of"].astype(str) == "2019-12-31"]
    assert dict(zip(last["area_code"], last["count"], strict=True)) == {
        one["area_code"]: one["target_count"] for one in body["communes"]
    }
    assert len(checked.draft.organisation_facts) == 2 * body["commune_count"]
