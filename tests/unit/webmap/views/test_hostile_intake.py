"""Hands that are clumsy or worse on the pages of the intake: each gets an answer that can be used, never a 500."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.intake.publication.history import list_history
from services.intake.publication.stored_uploads import read_upload
from services.store.account_tables import account_session
from services.store.engine import begin_write
from tests.fixtures.accounts import PASSWORD, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.intake_pages import PAGE, find_version, open_officers_app, send, upload
from tests.fixtures.officers import write_report
from webmap.access import limiter

NAME = "bao_cao.xlsx"
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def officers_app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """The application over a toy store of the test's own, on both databases."""
    yield from open_officers_app(tmp_path / "home", database_url, ("lan", "minh"))


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
    address = upload(lan, coded, NAME)
    shown = lan.get(address, headers=PAGE).get_data(as_text=True)
    assert "Phường Sáng Nhè" in shown
    assert not {"\x00", "\x1b", "\u202e"} & set(shown)
    assert publish(lan, address).status_code == 303


def test_the_second_click_on_publish_leads_to_what_the_first_has_published(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, report(tmp_path), NAME)
    version = find_version(lan, f"{address}/preview")
    first, second = (send(lan, f"{address}/publish", version=version) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    minh = officers_app.test_client()
    assert sign_in(minh, "minh").status_code == 303
    other = send(minh, f"{address}/publish", version=version)
    assert other.status_code == 409
    assert "bởi lan" in other.get_data(as_text=True)


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def read_kept_form(page: str) -> tuple[str, dict[str, str]]:
    """Return where the one form of a page that keeps what was sent goes, and what it holds."""
    form = page.split('class="kept-form"' if "kept-form" in page else 'class="card account-form"')[1].split("</form>")[
        0
    ]
    address = re.search(r'action="([^"]+)"', form)
    assert address
    return html.unescape(address[1]), {name: html.unescape(text) for name, text in HIDDEN.findall(form)}


def read_decisions(app: Flask, address: str) -> dict[int, str | None]:
    with app.extensions["baophu"].engine.connect() as connection:
        stored = read_upload(connection, address.rsplit("/", 1)[1])
    return {one.row: one.area_code for one in stored.options.decisions}


def test_what_is_sent_after_the_session_has_ended_is_sent_again_after_signing_in(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, write_report(tmp_path / "report.xlsx").read_bytes(), NAME)
    version, token = find_version(lan, address), read_form_token(lan, "/account")
    with begin_write(officers_app.extensions["baophu"].engine) as connection:
        connection.execute(sa.delete(account_session))
    decided = {"csrf_token": token, "version": version, "row-0-9": "03127", "option-source": 'BHXH "tỉnh" <11>'}
    late = lan.post(address, data=decided, headers=PAGE)
    assert late.status_code == 401
    _, kept = read_kept_form(late.get_data(as_text=True))
    limiter.reset()
    wrong = lan.post("/login", data={**kept, "name": "lan", "password": "x"}, headers=PAGE)
    _, kept = read_kept_form(wrong.get_data(as_text=True))
    back = lan.post("/login", data={**kept, "name": "lan", "password": PASSWORD}, headers=PAGE)
    where, form = read_kept_form(back.get_data(as_text=True))
    assert where == address
    assert lan.post(where, data=form, headers=PAGE).status_code == 303
    assert read_decisions(officers_app, address) == {9: "03127"}
    with officers_app.extensions["baophu"].engine.connect() as connection:
        assert read_upload(connection, address.rsplit("/", 1)[1]).options.source == 'BHXH "tỉnh" <11>'


def test_a_form_that_another_site_sends_is_never_kept_for_sending(officers_app: Flask) -> None:
    stranger = officers_app.test_client()
    sent = stranger.post("/intake/uploads/abc/publish", data={"version": 1}, headers=PAGE)
    assert sent.status_code == 400
    assert "kept" not in sent.get_data(as_text=True)
    token = read_form_token(stranger)
    for kept in (
        "x",
        "[]",
        '["/account", [["password", "x"]]]',
        '["//e.example/intake/", []]',
        '["/intake/x", [[1, 2]]]',
    ):
        shown = stranger.post("/login", data={"csrf_token": token, "kept": kept, "name": "x", "password": "x"})
        assert shown.status_code == 403
        assert 'name="kept"' not in shown.get_data(as_text=True)


def test_decisions_of_a_stale_form_or_beside_a_wrong_date_can_still_be_saved(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, write_report(tmp_path / "report.xlsx").read_bytes(), NAME)
    page = lan.get(address, headers=PAGE).get_data(as_text=True)
    chosen = re.findall(r'<select id="option-(\w+)"[^>]*>.*?<option value="([^"]*)" selected', page, re.S)
    shown = {f"option-{name}": html.unescape(value) for name, value in chosen}
    decided = {**shown, "version": find_version(lan, address), "row-0-9": "03127"}
    minh = officers_app.test_client()
    assert sign_in(minh, "minh").status_code == 303
    assert send(minh, address, **{"version": decided["version"], "option-source": "minh"}).status_code == 303
    stale = send(lan, address, **decided)
    assert stale.status_code == 409
    where, form = read_kept_form(stale.get_data(as_text=True))
    assert "option-source" not in form  # what minh has said stays
    wrong = send(lan, where, **{**shown, **form, "option-as_of": "31/31/2019"})
    assert wrong.status_code == 400
    where, form = read_kept_form(wrong.get_data(as_text=True))
    assert lan.post(where, data=form, headers=PAGE).status_code == 303
    assert read_decisions(officers_app, address) == {9: "03127"}
    elsewhere = send(lan, address, **{**decided, "option-vintage_id": "other"})
    assert "kept-form" not in elsewhere.get_data(as_text=True)  # its codes may mean other areas


def test_a_discarded_file_is_shown_to_nobody_though_it_was_just_in_memory(
    lan: FlaskClient, officers_app: Flask, tmp_path: Path
) -> None:
    address = upload(lan, report(tmp_path), NAME)
    version = find_version(lan, f"{address}/preview")
    assert send(lan, f"{address}/discard", version=version).status_code == 303
    for page in (address, f"{address}/preview", f"{address}/preview/after.svg", f"{address}/places?q=a"):
        answer = lan.get(page, headers=PAGE, follow_redirects=True)
        assert answer.status_code >= 400
        assert "Phường Sáng Nhè" not in answer.get_data(as_text=True)
        assert "đã bị hủy" in answer.get_data(as_text=True)
    refused = send(lan, f"{address}/publish", version=version)
    assert refused.status_code == 409
    assert "Xem bản đã công bố" not in refused.get_data(as_text=True)
