"""Who may: sign-in, roles, tokens of forms, where one goes back to."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.accounts import disable_account, set_password, set_role
from services.accounts.roles import Role
from tests.fixtures.accounts import PASSWORD, make_account, read_form_token, sign_in
from tests.fixtures.house import PAGE, post
from webmap.access import check_next
from webmap.account_cookie import is_private

pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_nobody_is_led_to_the_form_and_then_back(client: FlaskClient) -> None:
    asked = client.get("/intake/trial?a=1&lang=en", headers=PAGE)
    assert asked.status_code == 303
    form = client.get(asked.headers["Location"])
    assert 'value="/intake/trial?a=1&amp;lang=en"' in form.get_data(as_text=True)
    assert '<html lang="en"' in form.get_data(as_text=True)
    answer = sign_in(client, "a-officer", following="/intake/trial?a=1&lang=en")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/intake/trial?a=1&lang=en"
    assert client.get("/intake/trial", headers=PAGE).get_data(as_text=True) == "for officers"


def test_a_program_is_told_instead(client: FlaskClient) -> None:
    response = client.get("/intake/trial", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.get_json()["error"]["code"] == "sign_in_needed"


@pytest.mark.parametrize("role", list(Role))
def test_a_view_answers_to_its_role_and_those_above(client: FlaskClient, role: Role) -> None:
    assert sign_in(client, f"a-{role.value}").status_code == 303
    response = client.get("/intake/trial", headers=PAGE)
    assert response.status_code == (200 if role >= Role.OFFICER else 403)
    assert post(client, "/releases/trial").status_code == (200 if role >= Role.ADMIN else 403)


def test_a_role_that_does_not_reach_is_told_which_would_and_whom_to_ask(client: FlaskClient) -> None:
    sign_in(client, "a-viewer")
    vi = client.get("/intake/trial", headers=PAGE)
    assert vi.status_code == 403
    assert "cán bộ số liệu" in vi.get_data(as_text=True)
    assert "a-admin" in vi.get_data(as_text=True)
    en = client.get("/intake/trial?lang=en").get_json()["error"]
    assert en["code"] == "role_too_low"
    assert "data officer" in en["message"]
    assert "a-admin" in en["hint"]


def test_roles_passwords_and_disabling_are_in_force_with_the_next_request(store: Engine, client: FlaskClient) -> None:
    make_account(store, "fleeting", Role.OFFICER)
    sign_in(client, "fleeting")
    set_role(store, "fleeting", Role.PLANNER, by="admin", now=datetime.now(UTC))
    assert client.get("/intake/trial").status_code == 403
    set_role(store, "fleeting", Role.OFFICER, by="admin", now=datetime.now(UTC))
    assert client.get("/intake/trial").status_code == 200
    set_password(store, "fleeting", PASSWORD, by="admin", now=datetime.now(UTC))
    assert client.get("/intake/trial").status_code == 401
    sign_in(client, "fleeting")
    disable_account(store, "fleeting", datetime.now(UTC), by="admin")
    assert client.get("/intake/trial").status_code == 401
    assert sign_in(client, "fleeting").status_code == 403


def test_signing_in_takes_another_session_and_other_tokens(house: Flask, client: FlaskClient) -> None:
    before = read_form_token(client)
    fixed = client.get_cookie("baophu")
    assert fixed is not None
    sign_in(client, "a-officer")
    after = client.get_cookie("baophu")
    assert after is not None
    assert after.value != fixed.value
    other = house.test_client()  # who knew the cookie of before has nothing
    other.set_cookie("baophu", fixed.value)
    assert other.get("/intake/trial").status_code == 401
    late = client.post("/intake/trial/form", data={"csrf_token": before}, headers=PAGE)
    assert late.status_code == 400


def test_signing_out_ends_the_session_and_not_only_its_cookie(house: Flask, client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    kept = client.get_cookie("baophu")
    assert kept is not None
    assert post(client, "/logout").status_code == 303
    thief = house.test_client()
    thief.set_cookie("baophu", kept.value)
    for one in (client, thief):
        assert one.get("/intake/trial").status_code == 401


def test_signing_in_anew_ends_the_session_of_before(house: Flask, client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    first = client.get_cookie("baophu")
    assert first is not None
    form = {"csrf_token": read_form_token(client, "/account"), "name": "a-viewer", "password": PASSWORD}
    assert client.post("/login", data=form).status_code == 303
    other = house.test_client()
    other.set_cookie("baophu", first.value)
    assert other.get("/intake/trial").status_code == 401


def test_a_cookie_that_was_written_by_others_is_worth_nothing(house: Flask, client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    cookie = client.get_cookie("baophu")
    assert cookie is not None
    for forged in ("", "x", cookie.value[:-3] + "xyz", cookie.value.split(".", 1)[0], "a" * 3_000):
        other = house.test_client()
        other.set_cookie("baophu", forged)
        assert other.get("/intake/trial").status_code == 401


def test_every_post_needs_the_token_of_its_session(house: Flask, client: FlaskClient) -> None:
    sign_in(client, "a-admin")
    stranger = house.test_client()
    foreign = read_form_token(stranger)
    posts = [rule for rule in house.url_map.iter_rules() if "POST" in (rule.methods or set())]
    assert {"/login", "/logout", "/account"} <= {rule.rule for rule in posts}
    for rule in posts:
        address = re.sub(r"<(?:[^<>:]+:)?\w+>", "1", rule.rule)
        for token in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
            response = client.post(address, data=token)
            assert response.status_code == 400, rule.rule
            assert response.get_json()["error"]["code"] == "form_token_invalid"
    assert client.get("/intake/trial").status_code == 200  # not even signed out


def test_a_script_may_send_the_token_as_a_header(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    token = read_form_token(client, "/account")
    response = client.post("/intake/trial/form", data={"text": "x"}, headers={"X-CSRFToken": token})
    assert response.get_data(as_text=True) == "x"


def test_a_refused_form_is_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    vi, en = client.post("/login", headers=PAGE), client.post("/login?lang=en", headers=PAGE)
    assert "Mở lại trang" in vi.get_data(as_text=True)
    assert "Open the page again" in en.get_data(as_text=True)


def test_no_view_below_intake_answers_to_less_than_an_officer(house: Flask, client: FlaskClient) -> None:
    guarded = [rule for rule in house.url_map.iter_rules() if re.match(r"/intake(/|$)", rule.rule)]
    changing = [
        rule
        for rule in house.url_map.iter_rules()
        if re.match(r"/releases(/|$)", rule.rule) and "POST" in (rule.methods or set())
    ]
    assert len(guarded) >= 3
    assert changing
    for rule in (*guarded, *changing):
        needed = getattr(house.view_functions[rule.endpoint], "required_role", None)
        assert needed is not None, rule.rule
        assert needed >= Role.OFFICER, rule.rule
        if "GET" in (rule.methods or set()):
            address = re.sub(r"<(?:[^<>:]+:)?\w+>", "1", rule.rule)
            assert client.get(address, headers=PAGE).headers["Location"].startswith("/login?next=")
    for rule in house.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            assert is_private(rule.rule, "POST"), rule.rule


@pytest.mark.parametrize("address", ["/", "/intake", "/intake/uploads/1?lang=en", "/map?a=//b", "/account#x"])
def test_addresses_of_this_house_are_gone_back_to(address: str) -> None:
    assert check_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "intake",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/intake",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/login",
        "/logout?x=1",
        "http://[broken",
    ],
)
def test_addresses_elsewhere_are_not(client: FlaskClient, address: str) -> None:
    assert check_next(address) == ""
    answer = sign_in(client, "a-officer", following=address)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/intake"
    assert "evil" not in client.get("/login", query_string={"next": address}).get_data(as_text=True)


def test_attempts_from_one_address_are_limited(client: FlaskClient) -> None:
    token = read_form_token(client)
    form = {"csrf_token": token, "name": "nobody", "password": "x"}
    statuses = [client.post("/login", data=form, headers=PAGE).status_code for _ in range(22)]
    assert statuses == [403] * 20 + [429] * 2
    assert "Đợi một phút" in client.post("/login", data=form, headers=PAGE).get_data(as_text=True)
    other = client.post("/login", data=form, headers=PAGE, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 403
    assert client.get("/login").status_code == 200  # looking costs nothing
    assert client.get("/map").status_code == 200
