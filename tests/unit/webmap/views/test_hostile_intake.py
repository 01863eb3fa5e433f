"""Hands that are clumsy or worse on the pages of the intake: each gets an answer that can be used, never a 500."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.intake.history import list_history
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.officers import write_report
from tests.fixtures.toy_store import fill_toy_store
from webmap import create_app
from webmap.settings import Settings

PAGE = {"Accept": "text/html"}
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def officers_app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """The application over a toy store of the test's own, on both databases."""
    engine = open_engine(database_url)
    fill_toy_store(engine)
    make_account(engine, "lan")
    make_account(engine, "minh")
    yield create_app(Settings(home=tmp_path / "home", database_url=database_url), engine)
    engine.dispose()


@pytest.fixture
def lan(officers_app: Flask) -> FlaskClient:
    """A browser in which an officer is signed in."""
    client = officers_app.test_client()
    assert sign_in(client, "lan").status_code == 303
    return client


def send(client: FlaskClient, address: str, **form: object) -> TestResponse:
    """Send a form as a browser does."""
    return client.post(address, data={"csrf_token": read_form_token(client, "/account"), **form}, headers=PAGE)


def upload(client: FlaskClient, content: bytes, name: str = "bao_cao.xlsx") -> str:
    """Upload a file and return the address of its page."""
    answer = send(client, "/intake", kind="", file=(io.BytesIO(content), name))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def find_version(client: FlaskClient, address: str) -> str:
    return client.get(address, headers=PAGE).get_data(as_text=True).split('name="version" value="')[1].split('"')[0]


def publish(client: FlaskClient, address: str, **form: object) -> TestResponse:
    version = find_version(client, f"{address}/preview")
    return send(client, f"{address}/publish", version=version, **form)


def report(tmp_path: Path, day: str = "30/6/2019") -> bytes:
    return write_report(tmp_path / "report.xlsx", day=day, everyday=False).read_bytes()


def replace_in_parts(content: bytes, old: str, new: str) -> bytes:
    """Replace a text in all parts of a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(target, "w") as changed:
        for name in book.namelist():
            changed.writestr(name, book.read(name).replace(old.encode(), new.encode()))
    return target.getvalue()


def test_a_release_that_no_store_can_number_is_not_found(lan: FlaskClient) -> None:
    for release_id in ("99999999999999999999999", str(2**40), "0"):
        assert lan.get(f"/releases/{release_id}", headers=PAGE).status_code == 404
        assert lan.get(f"/releases/{release_id}/report.csv", headers=PAGE).status_code == 404
        assert send(lan, f"/releases/{release_id}/rollback").status_code == 404


def test_an_upload_whose_id_holds_what_no_id_holds_is_not_found(lan: FlaskClient) -> None:
    for address in ("/intake/uploads/%00abc", "/intake/uploads/%ff", "/intake/uploads/a%27b/preview"):
        assert lan.get(address, headers=PAGE).status_code == 404
    assert send(lan, "/intake/uploads/%00/publish", version=1).status_code == 404


def test_whatever_a_file_and_its_texts_are_called_it_is_published_under_what_can_be_shown(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, report(tmp_path), "a\x00b\u202excod" + "x" * 30_000 + ".xlsx")
    sources = {"option-source": "nguồn\x00 \u202enếu\n=1+1", "option-target_version": "v" * 30_000}
    answer = send(lan, address, version=find_version(lan, address), **sources)
    assert answer.status_code == 303
    assert publish(lan, address, remark="\x00 <b>ghi chú</b>\x07").status_code == 303
    with officers_app.extensions["baophu"].engine.connect() as connection:
        entry = list_history(connection)[0]
    assert entry.file_name.startswith("abxcodxxx")
    assert entry.file_name.endswith("….xlsx")
    assert len(entry.file_name) == 150
    assert (entry.source, entry.remark) == ("nguồn nếu =1+1", "<b>ghi chú</b>")


def test_control_characters_that_a_workbook_writes_in_code_reach_no_database(lan: FlaskClient, tmp_path: Path) -> None:
    coded = replace_in_parts(report(tmp_path), "Phường Sáng Nhè", "Phường_x0000_ Sáng_x001b_ Nhè\u202e")
    address = upload(lan, coded)
    shown = lan.get(address, headers=PAGE).get_data(as_text=True)
    assert "Phường Sáng Nhè" in shown
    assert not {"\x00", "\x1b", "\u202e"} & set(shown)
    assert publish(lan, address).status_code == 303


def test_the_second_click_on_publish_leads_to_what_the_first_has_published(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, report(tmp_path))
    version = find_version(lan, f"{address}/preview")
    first, second = (send(lan, f"{address}/publish", version=version) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    minh = officers_app.test_client()
    assert sign_in(minh, "minh").status_code == 303
    other = send(minh, f"{address}/publish", version=version)
    assert other.status_code == 409
    assert "bởi lan" in other.get_data(as_text=True)
