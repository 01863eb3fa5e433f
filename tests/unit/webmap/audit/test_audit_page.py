"""The page of the audit log, its file, and what it notes of settings."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.store.audit import AuditFilter, Deed, iterate_entries, write_entry
from services.store.engine import begin_write
from tests.fixtures.accounts import sign_in
from tests.fixtures.house import PAGE
from webmap.audit.noted_settings import HIDDEN, note_settings
from webmap.settings import Settings

pytestmark = pytest.mark.usefixtures("quick_hashes")
NOW = datetime(2026, 3, 31, 18, 30, tzinfo=UTC)  # the first of April in Việt Nam


@pytest.fixture
def noted(client: FlaskClient, store: Engine) -> FlaskClient:
    with begin_write(store) as connection:
        write_entry(connection, Deed.TOKEN_MADE, "t", by="=cmd", now=NOW, after={"name": "<b>Cổng</b>"})
    sign_in(client, "a-admin")
    return client


def test_only_administrators_see_it(client: FlaskClient) -> None:
    assert client.get("/audit", headers=PAGE).status_code == 303
    sign_in(client, "a-officer")
    for address in ("/audit", "/audit/entries.csv"):
        assert client.get(address, headers=PAGE).status_code == 403


def test_the_page_shows_who_and_what_in_both_languages_and_markup_as_text(noted: FlaskClient) -> None:
    vi = noted.get("/audit?deed=token.made", headers=PAGE).get_data(as_text=True)
    assert "Làm mã nhúng" in vi
    assert "&lt;b&gt;Cổng&lt;/b&gt;" in vi
    assert "<b>Cổng" not in vi
    en = noted.get("/audit?deed=account&lang=en", headers=PAGE).get_data(as_text=True)
    assert "Account made" in en
    assert "role: planner" in en
    assert "quyền: planner" in noted.get("/audit?deed=account", headers=PAGE).get_data(as_text=True)
    assert "Embed token made</th>" not in en


def test_days_are_those_of_viet_nam_and_what_is_none_is_told(noted: FlaskClient) -> None:
    def counts(query: str) -> bool:
        return "Làm mã nhúng</th>" in noted.get(f"/audit?{query}", headers=PAGE).get_data(as_text=True)

    assert counts("since=2026-04-01&until=2026-04-01")
    assert not counts("until=2026-03-31")
    for query in ("since=31/03/2026", "deed=nothing"):
        assert noted.get(f"/audit?{query}", headers=PAGE).status_code == 400


def test_the_file_holds_all_and_no_formula(noted: FlaskClient) -> None:
    response = noted.get("/audit/entries.csv")
    assert response.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    (made,) = [row for row in rows if row["deed"] == "token.made"][:1]
    assert (made["actor"], made["happened_at"]) == ("'=cmd", "2026-03-31T18:30:00Z")
    assert len([row for row in rows if row["deed"] == "account.made"]) == 4


def test_settings_are_noted_when_they_change_and_secrets_are_not(sqlite_engine: Engine, tmp_path: Path) -> None:
    def note(settings: Settings) -> bool:
        return note_settings(sqlite_engine, settings, machine="srv1", by="root", now=NOW)

    assert not note(Settings(home=tmp_path))
    changed = Settings(home=tmp_path, withhold_below=0, database_url="postgresql://u:secret@h/d")
    assert note(changed)
    assert not note(changed)
    assert note(Settings(home=tmp_path))
    with sqlite_engine.connect() as connection:
        first, second = iterate_entries(connection, AuditFilter())
    assert first.before == {"BAOPHU_WITHHOLD_BELOW": "5", "DATABASE_URL": ""}
    assert first.after == {"BAOPHU_WITHHOLD_BELOW": "0", "DATABASE_URL": HIDDEN}
    assert second.after == first.before
