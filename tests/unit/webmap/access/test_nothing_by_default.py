"""Nobody gets in by something that is the same everywhere: no default account, password, key or secret."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.accounts import list_accounts
from services.accounts.roles import Role
from services.accounts.signing_key import read_signing_key
from services.store.engine import migrate, open_engine
from tests.fixtures.accounts import make_account, sign_in
from tests.fixtures.house import PAGE, trial
from webmap import create_app
from webmap.access import limiter
from webmap.account_cookie import is_private
from webmap.settings import Settings

pytestmark = pytest.mark.usefixtures("quick_hashes")
OWN = {"/account", "/login", "/logout", "/login/openid", "/login/openid/callback", "/login/openid/out"}


def test_an_empty_store_has_no_account_and_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        engine = open_engine(f"sqlite:///{tmp_path / name}.sqlite")
        migrate(engine)
        with engine.connect() as connection:
            assert list_accounts(connection) == []
        assert create_app(Settings(home=tmp_path), engine).secret_key is None  # read from the store when first needed
        keys.add(read_signing_key(engine))
        engine.dispose()
    assert len(keys) == 2
    assert min(len(key) for key in keys) >= 43


def test_settings_that_hold_secrets_have_no_default_and_are_not_printed() -> None:
    hidden = {one.name: one.default for one in fields(Settings) if not one.repr}
    assert hidden == {"database_url": "", "openid_secret": ""}
    suspicious = {one.name for one in fields(Settings) if re.search(r"secret|password|key|token", one.name)}
    assert suspicious - set(hidden) == {"openid_secret_file"}


def test_every_way_to_prove_who_one_is_is_counted(house: Flask) -> None:
    marked = {name.rsplit(".", 1)[-1] for name in limiter.limit_manager._decorated_limits}
    proving = {"account.check_sign_in", "account.set_own_password", "openid.begin", "openid.come_back"}
    for endpoint in proving:
        assert house.view_functions[endpoint].__name__ in marked, endpoint


def test_a_first_password_opens_nothing_but_its_own_change(house: Flask, client: FlaskClient, store: Engine) -> None:
    make_account(store, "newcomer", Role.ADMIN, must_change=True)
    sign_in(client, "newcomer")
    rules = [rule for rule in house.url_map.iter_rules() if is_private(rule.rule) and "GET" in (rule.methods or set())]
    asked = [rule for rule in rules if rule.rule not in OWN and not rule.endpoint.startswith(f"{trial.name}.")]
    assert len(asked) > 20
    for rule in asked:
        address = re.sub(r"<(?:[^<>:]+(?:\([^)]*\))?:)?\w+>", "1", rule.rule)
        answer = client.get(address, headers=PAGE)
        assert (answer.status_code, answer.headers.get("Location", "")[:8]) == (303, "/account"), rule.rule
