"""The pages of accounts: forms that can be filled in by keyboard and by a reader of screens, errors tied to fields."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.accounts import FREE_ATTEMPTS
from services.accounts.roles import Role
from tests.fixtures.accounts import PASSWORD, make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from webmap import create_app
from webmap.access import limiter
from webmap.settings import Settings

PAGE = {"Accept": "text/html"}
OTHER = "bốn mùa mưa nắng 4"
pytestmark = pytest.mark.usefixtures("quick_hashes")


class Fields(HTMLParser):
    """The fields of a page by id, the ids that labels are for, and every id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inputs: dict[str, dict[str, str | None]] = {}
        self.labels: set[str | None] = set()
        self.ids: set[str | None] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "label":
            self.labels.add(given["for"])
        if tag == "input" and given.get("type") != "hidden" and "id" in given:
            self.inputs[str(given["id"])] = given


@pytest.fixture
def client(sqlite_engine: Engine) -> Iterator[FlaskClient]:
    make_account(sqlite_engine)
    home = Path(str(sqlite_engine.url.database)).parent
    app = create_app(Settings(home=home), sqlite_engine)
    limiter.reset()
    yield app.test_client()
    limiter.reset()


def _change(client: FlaskClient, lang: str = "", **fields: str) -> Any:
    form = {"csrf_token": read_form_token(client, "/account"), **fields}
    return client.post(f"/account{lang}", data=form, headers=PAGE)


@pytest.mark.parametrize("address", ["/login", "/account"])
def test_each_field_has_a_label_and_says_what_a_browser_may_fill_in(client: FlaskClient, address: str) -> None:
    if address == "/account":
        sign_in(client)
    fields = Fields(client.get(address).get_data(as_text=True))
    assert set(fields.inputs) == fields.labels
    filled = {name: given["autocomplete"] for name, given in fields.inputs.items()}
    if address == "/login":
        assert filled == {"name": "username", "password": "current-password"}
    else:
        assert filled == {"current": "current-password", "password": "new-password", "again": "new-password"}


def test_a_failed_attempt_says_the_same_whatever_was_wrong(client: FlaskClient, sqlite_engine: Engine) -> None:
    make_account(sqlite_engine, "other")
    for _ in range(FREE_ATTEMPTS + 1):
        sign_in(client, "other", "sai")
    texts = set()
    for name, password in (("can-bo", "sai"), ("nobody", PASSWORD), ("other", PASSWORD)):
        answer = sign_in(client, name, password)
        assert answer.status_code == 403
        text = answer.get_data(as_text=True).replace(f'value="{name}"', "")
        texts.add(re.sub(r'(csrf_token" |nonce-?=?")(value=")?[^"]+', "", text))
    assert len(texts) == 1


def test_the_error_is_announced_tied_to_its_fields_and_keeps_the_name(client: FlaskClient) -> None:
    text = sign_in(client, "<b>an</b>", "sai").get_data(as_text=True)
    assert "<b>an" not in text
    assert "<title>Lỗi: Đăng nhập" in text
    fields = Fields(text)
    assert fields.inputs["name"]["value"] == "<b>an</b>"
    assert 'role="alert"' in text
    for field in ("name", "password"):
        assert fields.inputs[field]["aria-invalid"] == "true"
        assert fields.inputs[field]["aria-describedby"] in fields.ids
    assert "value" not in fields.inputs["password"]
    assert "autofocus" in fields.inputs["password"]
    assert "autofocus" not in fields.inputs["name"]


def test_all_of_it_is_there_in_english(client: FlaskClient) -> None:
    vietnamese = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯạảấầẩậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
    pages = [client.get("/login?lang=en&signed_out=1")]
    form = {"csrf_token": read_form_token(client), "name": "x", "password": "y"}
    pages.append(client.post("/login?lang=en", data=form, headers=PAGE))
    sign_in(client)
    pages.append(client.get("/account?lang=en&changed=1"))
    pages.append(_change(client, "?lang=en", current="sai", password=OTHER, again=OTHER))
    for page in pages:
        words = re.sub(r"<[^>]+>|Bao Phủ", "", page.get_data(as_text=True))
        assert not vietnamese.findall(words), words


def test_who_is_signed_in_stands_in_the_head_with_a_way_out(client: FlaskClient) -> None:
    assert "Đăng xuất" not in client.get("/login").get_data(as_text=True)
    sign_in(client)
    text = client.get("/account").get_data(as_text=True)
    head = text[text.index("<header") : text.index("</header>")]
    assert "can-bo" in head
    assert 'action="/logout"' in head
    assert client.get("/login").status_code == 303  # signed in already
    out = client.post("/logout", data={"csrf_token": read_form_token(client, "/account")}, headers=PAGE)
    assert "Đã đăng xuất" in client.get(out.headers["Location"]).get_data(as_text=True)
    assert client.get("/account", headers=PAGE).headers["Location"] == "/login?next=/account"


def test_a_password_is_changed_and_all_other_browsers_are_signed_out(client: FlaskClient) -> None:
    elsewhere = client.application.test_client()
    sign_in(elsewhere)
    sign_in(client)
    answer = _change(client, current=PASSWORD, password=OTHER, again=OTHER)
    assert answer.status_code == 303
    assert "Đã đổi mật khẩu" in client.get(answer.headers["Location"]).get_data(as_text=True)
    assert elsewhere.get("/account").status_code == 401
    assert sign_in(elsewhere).status_code == 403
    assert sign_in(elsewhere, password=OTHER).status_code == 303


@pytest.mark.parametrize(
    ("fields", "wrong", "words"),
    [
        ({"current": "sai", "password": OTHER, "again": OTHER}, "current", "hiện tại không đúng"),
        ({"current": PASSWORD, "password": OTHER, "again": "khác"}, "again", "không giống nhau"),
        ({"current": PASSWORD, "password": "ngắn", "again": "ngắn"}, "password", "có 4 ký tự"),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "password", "trùng mật khẩu hiện tại"),
        ({}, "password", "có 0 ký tự"),
    ],
)
def test_an_error_of_a_new_password_stands_at_its_field(
    client: FlaskClient, fields: dict[str, str], wrong: str, words: str
) -> None:
    sign_in(client)
    answer = _change(client, **fields)
    assert answer.status_code == 400
    text = answer.get_data(as_text=True)
    assert re.search(words, text)
    found = Fields(text).inputs
    assert {name for name, given in found.items() if given.get("aria-invalid")} == {wrong}
    described = str(found[wrong]["aria-describedby"]).split()
    assert f"{wrong}-error" in described
    assert set(described) <= Fields(text).ids
    assert PASSWORD not in text
    assert OTHER not in text
    assert client.get("/account").status_code == 200  # still signed in


def test_a_password_that_others_have_seen_is_changed_before_anything_else(
    client: FlaskClient, sqlite_engine: Engine
) -> None:
    make_account(sqlite_engine, "moi", Role.ADMIN, must_change=True)
    answer = sign_in(client, "moi", following="/intake")
    assert answer.headers["Location"] == "/account?next=/intake"
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Người khác đã biết mật khẩu này" in text
    changed = _change(client, current=PASSWORD, password=OTHER, again=OTHER, next="/intake")
    assert changed.headers["Location"] == "/intake"
    assert "Người khác đã biết" not in client.get("/account").get_data(as_text=True)


def test_the_log_tells_of_signing_in_without_names_passwords_or_addresses(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(client, "matkhau-go-nham-o", "bí mật của tôi")
    sign_in(client)
    logged = "".join(capsys.readouterr())
    assert "sign_in_refused" in logged
    assert "account_id" in logged
    assert "can-bo" not in logged
    assert "127.0.0.1" not in logged
    for secret in ("matkhau-go-nham-o", "bí mật của tôi", PASSWORD):
        assert secret not in logged
