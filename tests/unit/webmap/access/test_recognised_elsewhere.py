"""People whom the agency's OpenID provider has recognised: a real one on the loopback."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy.engine import Engine

from geodata.errors import BadInput
from services.accounts.accounts import read_account
from services.accounts.roles import Role
from tests.fixtures.accounts import read_form_token
from tests.fixtures.house import PAGE
from tests.fixtures.openid_provider import CLIENT_ID, SECRET, Person, TestProvider, run_provider
from tests.fixtures.recognised import HEADER, assert_refused, build, who
from webmap.settings import Settings


@pytest.fixture(scope="module")
def provider() -> Iterator[TestProvider]:
    with run_provider() as running:
        yield running


@pytest.fixture(autouse=True)
def honest(provider: TestProvider) -> None:
    provider.person = Person({"sub": "1", "preferred_username": "lan"})
    provider.claims, provider.signs_with = {}, None


def build_openid(accounts_engine: Engine, provider: TestProvider, **given: Any) -> Flask:
    known = {"openid_issuer": provider.issuer, "openid_client": CLIENT_ID, "openid_secret": SECRET}
    return build(accounts_engine, **(known | given))


@pytest.fixture(scope="module")
def house(accounts_engine: Engine, provider: TestProvider) -> Flask:
    return build_openid(accounts_engine, provider)


def go_there(client: FlaskClient, following: str = "") -> str:
    """Go to the provider as a browser does; return the address that it sends the browser back to."""
    begun = client.get("/login/openid", query_string={"next": following})
    assert begun.status_code == 303, begun.get_data(as_text=True)[-1500:]
    asked = parse_qs(urlsplit(begun.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    answer = requests.get(begun.headers["Location"], allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def enter(client: FlaskClient, following: str = "") -> Any:
    return client.get(go_there(client, following), headers=PAGE)


def test_the_whole_way_ends_where_one_wanted_to_go(house: Flask) -> None:
    client = house.test_client()
    assert "/login/openid" in client.get("/login?next=/intake").get_data(as_text=True)
    done = enter(client, "/intake")
    assert (done.status_code, done.headers["Location"]) == (303, "/intake")
    assert ">lan<" in who(client)
    assert enter(house.test_client(), "https://evil.example/").headers["Location"] == "/intake"


def test_who_came_by_the_provider_is_offered_to_sign_out_there_too(
    accounts_engine: Engine, provider: TestProvider
) -> None:
    house = build_openid(accounts_engine, provider)
    client = house.test_client()
    enter(client)
    token = read_form_token(client, "/account")
    out = client.post("/logout", data={"csrf_token": token})
    assert out.headers["Location"] == "/login?signed_out=openid"
    page = client.get("/login?signed_out=openid&lang=en").get_data(as_text=True)
    assert 'href="/login/openid/out?lang=en"' in page
    assert "/login/openid/out" not in client.get("/login?signed_out=1").get_data(as_text=True)
    sent = urlsplit(client.get("/login/openid/out?lang=en").headers["Location"])
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == f"{provider.issuer}/out"
    back = "http://localhost/login?signed_out=1&lang=en"
    assert parse_qs(sent.query) == {"of": ["here"], "client_id": [CLIENT_ID], "post_logout_redirect_uri": [back]}
    provider.has_sign_out = False
    try:
        without = build_openid(accounts_engine, provider).test_client()
        assert_refused(without.get("/login/openid/out", headers=PAGE), 403, "không có chỗ đăng xuất")
    finally:
        provider.has_sign_out = True


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "another"}, "cho ứng dụng khác"),
        ({"aud": [CLIENT_ID, "another"]}, "cho ứng dụng khác"),
        ({"exp": int(time.time()) - 3600}, "đã hết hạn"),
        ({"nonce": "of another time"}, "của lần đăng nhập khác"),
        ({"iss": "https://evil.example"}, "sai (iss)"),
        ({"preferred_username": ""}, "không cho biết «preferred_username»"),
        ({"preferred_username": "nobody-here"}, "chưa có tài khoản"),
        ({"preferred_username": "Người <b>lạ</b>"}, "không dùng làm tên"),
        ({"preferred_username": "xua"}, "đã ngừng dùng"),
    ],
)
def test_a_token_that_is_not_right_is_told_in_words(
    house: Flask, provider: TestProvider, claims: dict[str, Any], words: str
) -> None:
    provider.claims = claims
    client = house.test_client()
    answer = enter(client)
    assert_refused(answer, 403, words)
    assert "<b>lạ" not in answer.get_data(as_text=True)
    assert who(client) == ""


def test_a_token_that_others_have_signed_is_worth_nothing(house: Flask, provider: TestProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert_refused(enter(house.test_client()), 403, "không đúng chữ ký")


def test_keys_that_the_provider_has_changed_are_read_anew(accounts_engine: Engine, provider: TestProvider) -> None:
    client = build_openid(accounts_engine, provider).test_client()
    assert enter(client).status_code == 303
    before, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    assert enter(client).status_code == 303
    provider.key = before


def test_an_answer_belongs_to_the_browser_that_asked_and_serves_once(house: Flask) -> None:
    client, other = house.test_client(), house.test_client()
    back = go_there(client)
    assert_refused(other.get(back, headers=PAGE), 403, "không bắt đầu ở đây")
    assert_refused(client.get("/login/openid/callback?code=x&state=y", headers=PAGE), 403, "không bắt đầu ở đây")
    back = go_there(client)
    assert client.get(back, headers=PAGE).status_code == 303
    assert_refused(client.get(back, headers=PAGE), 403, "không bắt đầu ở đây")


def test_a_code_without_its_verifier_and_a_refusal_are_told(house: Flask) -> None:
    client = house.test_client()
    back = go_there(client)
    with client.session_transaction("/login") as kept:
        kept["openid"] = kept["openid"] | {"verifier": "x" * 64}
    assert_refused(client.get(back, headers=PAGE), 403, "không đổi mã lấy thẻ")
    state = parse_qs(urlsplit(client.get("/login/openid").headers["Location"]).query)["state"][0]
    denied = client.get(f"/login/openid/callback?error=access_denied&state={state}", headers=PAGE)
    assert_refused(denied, 403, "không cho đăng nhập")


def test_a_provider_that_is_down_leaves_the_form(accounts_engine: Engine, provider: TestProvider) -> None:
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client = build_openid(accounts_engine, provider, openid_issuer=issuer).test_client()
        answer = client.get("/login/openid?lang=en", headers=PAGE)
    assert_refused(answer, 502, "does not answer")
    assert 'name="password"' in answer.get_data(as_text=True)
    wrong = build_openid(accounts_engine, provider, openid_issuer=f"{provider.issuer}/nothing").test_client()
    assert wrong.get("/login/openid").status_code == 502


def test_roles_come_from_a_claim_where_the_operator_says_so(accounts_engine: Engine, provider: TestProvider) -> None:
    roles = ("so-lieu=officer", "quan-tri=admin")
    client = build_openid(accounts_engine, provider, openid_role_claim="realm.roles", openid_roles=roles).test_client()
    provider.person = Person({"sub": "7", "preferred_username": "Hoa"})
    assert_refused(enter(client), 403, "không cho tài khoản này quyền nào")
    provider.claims = {"realm": {"roles": ["khac", "so-lieu", "quan-tri"]}}
    assert enter(client).status_code == 303
    with accounts_engine.connect() as connection:
        made = read_account(connection, "hoa")
    assert (made.role, made.created_by, made.must_change_password) == (Role.ADMIN, "openid", False)
    provider.claims = {"realm": {"roles": ["so-lieu"]}}
    enter(client)
    with accounts_engine.connect() as connection:
        assert read_account(connection, "hoa").role is Role.OFFICER


def test_a_mail_address_names_somebody_only_once_it_is_verified(
    accounts_engine: Engine, provider: TestProvider
) -> None:
    client = build_openid(accounts_engine, provider, openid_name_claim="email", new_role="viewer").test_client()
    provider.claims = {"email": "mai@example.vn"}
    assert_refused(enter(client), 403, "chưa xác minh")
    provider.claims |= {"email_verified": True}
    assert enter(client).status_code == 303


def test_where_no_provider_is_set_there_is_no_way_to_one(accounts_engine: Engine) -> None:
    client = build(accounts_engine).test_client()
    assert client.get("/login/openid").status_code == 404
    assert "/login/openid" not in client.get("/login").get_data(as_text=True)


def test_a_secret_is_given_never_assumed(tmp_path: Path) -> None:
    base = {"BAOPHU_HOME": str(tmp_path), "BAOPHU_OIDC_ISSUER": "https://id.example.vn"}
    for more in (
        {},
        {"BAOPHU_OIDC_CLIENT": "x"},
        {"BAOPHU_OIDC_CLIENT": "x", "BAOPHU_OIDC_SECRET_FILE": "/nowhere"},
        {"BAOPHU_OIDC_CLIENT": "x", "BAOPHU_OIDC_SECRET": "s", "BAOPHU_OIDC_ISSUER": "http://id.example.vn"},
        {"BAOPHU_OIDC_CLIENT": "x", "BAOPHU_OIDC_SECRET": "s", "BAOPHU_OIDC_ROLE_CLAIM": "groups"},
        {"BAOPHU_OIDC_ISSUER": "", "BAOPHU_PROXY_USER_HEADER": HEADER},
    ):
        with pytest.raises(BadInput):
            Settings.from_environment(base | more)
    (tmp_path / "secret").write_text("s3cret\n", encoding="utf-8")
    read = base | {"BAOPHU_OIDC_CLIENT": "x", "BAOPHU_OIDC_SECRET_FILE": str(tmp_path / "secret")}
    assert "s3cret" not in repr(Settings.from_environment(read | {"BAOPHU_OIDC_SECRET": "s3cret"}))
    Settings.from_environment(read)
