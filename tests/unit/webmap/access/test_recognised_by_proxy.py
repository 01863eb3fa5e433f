"""People whom the agency's proxy has recognised."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from structlog.testing import capture_logs

from services.accounts.accounts import list_accounts
from services.accounts.roles import Role
from tests.fixtures.accounts import read_form_token
from tests.fixtures.house import PAGE
from tests.fixtures.recognised import HEADER, PROXY, assert_refused, build, who
from webmap.settings import Viewing


def ask(client: FlaskClient, name: str, address: str = "/login", *, peer: str = PROXY, **headers: str) -> Any:
    environ = {"REMOTE_ADDR": peer}
    return client.get(address, headers=PAGE | {HEADER: name} | headers, environ_overrides=environ)


@pytest.fixture(scope="module")
def behind(accounts_engine: Engine) -> Flask:
    return build(accounts_engine, proxy_user_header=HEADER, proxy_user_from=f"{PROXY}, 10.9.0.0/24", proxies=1)


def test_the_proxy_is_believed_and_nobody_else(behind: Flask) -> None:
    client = behind.test_client()
    assert ask(client, "LAN").status_code == 303
    assert ">lan<" in who(client)
    for peer, headers in (("10.1.2.4", {}), ("192.0.2.1", {"X-Forwarded-For": PROXY}), ("", {})):
        stranger = behind.test_client()
        with capture_logs() as logs:
            assert ask(stranger, "lan", peer=peer, **headers).status_code == 200  # the form
        assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["proxy_user_ignored"]
        assert "lan" not in str([one for one in logs if one["log_level"] == "warning"])
        assert who(stranger) == ""


def test_who_has_no_account_is_told_or_gets_one_by_the_setting(accounts_engine: Engine, behind: Flask) -> None:
    assert_refused(ask(behind.test_client(), "tuan"), 403, "chưa có tài khoản")
    assert_refused(ask(behind.test_client(), "lan,an"), 403, "không dùng làm tên")
    settings = {"proxy_user_header": HEADER, "proxy_user_from": PROXY, "new_role": "viewer"}
    assert ask(build(accounts_engine, **settings).test_client(), "tuan").status_code == 303
    with accounts_engine.connect() as connection:
        (made,) = [one for one in list_accounts(connection) if one.name == "tuan"]
    assert (made.role, made.created_by) == (Role.VIEWER, "proxy")


def test_a_session_ends_where_the_proxy_names_another(behind: Flask) -> None:
    client = behind.test_client()
    ask(client, "lan")
    assert ask(client, "lan", "/account").status_code == 200
    assert ask(client, "moi", "/account").status_code == 303
    assert ask(client, "moi").status_code == 303
    assert ">moi<" in who(client)  # and the password that others know is no more asked for, nor good for anything


def test_signing_out_stays_signed_out_until_one_goes_on(behind: Flask) -> None:
    client = behind.test_client()
    ask(client, "lan")
    token = read_form_token(client, "/account")
    client.post("/logout", data={"csrf_token": token})
    shown = ask(client, "lan", "/login?signed_out=1")
    assert shown.status_code == 200
    assert "Tiếp tục với tài khoản «lan»" in unescape(shown.get_data(as_text=True))


def test_a_closed_house_lets_in_whom_the_proxy_knows(accounts_engine: Engine) -> None:
    app = build(accounts_engine, proxy_user_header=HEADER, proxy_user_from=PROXY, viewing=Viewing.CLOSED)
    client = app.test_client()
    led = ask(client, "lan", "/map").headers["Location"]
    assert ask(client, "lan", led).headers["Location"] == "/map"
    assert ask(client, "lan", "/map").status_code == 200
