"""Who may: sign-in, roles, tokens of forms, the cookie, large bodies; and that the public pages know nothing of it."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from services.accounts.accounts import disable_account, set_password, set_role
from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.fixtures.accounts import PASSWORD, make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.toy_store import fill_toy_store
from webmap import LARGEST_REQUEST, create_app
from webmap.access import accept_upload, check_next, limiter, require_role
from webmap.account_cookie import is_private
from webmap.settings import Settings

PAGE = {"Accept": "text/html"}
PUBLIC = ("/", "/map", "/guide", "/search?q=da", "/map/parts", "/api/v1/vintages", "/api/v1/values", "/map.svg")
pytestmark = pytest.mark.usefixtures("quick_hashes")

trial = Blueprint("trial", __name__)


@trial.get("/intake/trial")
@require_role(Role.OFFICER)
def show_trial() -> str:
    return "for officers"


@trial.post("/intake/trial/uploads")
@require_role(Role.OFFICER)
@accept_upload
def take_trial() -> dict[str, Any]:
    stream = request.files["file"].stream
    return {"bytes": len(stream.read()), "in_memory": isinstance(stream, io.BytesIO)}


@trial.post("/intake/trial/form")
@require_role(Role.OFFICER)
def take_form() -> str:
    return request.form.get("text", "")


@trial.post("/releases/trial")
@require_role(Role.ADMIN)
def take_admin() -> str:
    return "for administrators"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home: Path = tmp_path_factory.mktemp("accounts")
    engine = open_engine(Settings(home=home).database_url)
    fill_toy_store(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def house(store: Engine) -> Flask:
    """The application with one account of each role, and some views of the tests' own."""
    home = Path(str(store.url.database)).parent
    app = create_app(Settings(home=home, upload_megabytes=1), store)
    app.register_blueprint(trial)
    return app


@pytest.fixture
def client(house: Flask, store: Engine) -> Iterator[FlaskClient]:
    with store.connect() as connection:
        is_new = connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one() == 0
    if is_new:
        for role in Role:
            make_account(store, f"a-{role.value}", role)
    limiter.reset()
    yield house.test_client()
    limiter.reset()


def _read_cookies(response: TestResponse) -> list[str]:
    return response.headers.getlist("Set-Cookie")


def _post(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    token = read_form_token(client, "/account") if "Location" not in client.get("/account").headers else ""
    token = token or read_form_token(client)
    return client.post(address, data={"csrf_token": token, **fields}, headers=PAGE)


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
    assert _post(client, "/releases/trial").status_code == (200 if role >= Role.ADMIN else 403)


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
    set_role(store, "fleeting", Role.PLANNER)
    assert client.get("/intake/trial").status_code == 403
    set_role(store, "fleeting", Role.OFFICER)
    assert client.get("/intake/trial").status_code == 200
    set_password(store, "fleeting", PASSWORD)
    assert client.get("/intake/trial").status_code == 401
    sign_in(client, "fleeting")
    disable_account(store, "fleeting", datetime.now(UTC))
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
    assert _post(client, "/logout").status_code == 303
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
            assert is_private(rule.rule), rule.rule


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_neither_read_nor_set_a_cookie(house: Flask, client: FlaskClient, address: str) -> None:
    sign_in(client, "a-officer")
    signed_in, stranger = client.get(address), house.test_client().get(address)
    assert signed_in.status_code == stranger.status_code
    for response in (signed_in, stranger):
        assert not _read_cookies(response)
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "no-store" not in response.headers.get("Cache-Control", "")
    texts = [re.sub(r'nonce="[\w-]+"', "", response.get_data(as_text=True)) for response in (signed_in, stranger)]
    assert texts[0] == texts[1]
    assert "a-officer" not in texts[0]


def test_private_pages_are_kept_nowhere(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    for address in ("/login", "/account", "/intake/trial", "/intake/nothing", "/releases/nothing"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address
    assert _post(client, "/logout").headers["Cache-Control"] == "no-store"


def test_a_private_page_is_never_replayed_even_where_it_says_so(house: Flask, client: FlaskClient) -> None:
    from webmap.replay import PUBLICATION, REPLAYED_PREFIXES

    assert not any(is_private(prefix) or is_private(prefix.rstrip("/")) for prefix in REPLAYED_PREFIXES)
    environ: dict[str, Any] = {}
    with house.test_request_context("/account", environ_overrides=environ):
        request.environ[PUBLICATION] = 1
        house.process_response(house.make_response("x"))
        assert PUBLICATION not in request.environ


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient) -> None:
    (cookie,) = _read_cookies(sign_in(client, "a-officer"))
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("baophu=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert "Secure" not in parts  # plain http: a browser would drop it
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_on_https_the_cookie_is_for_https_and_for_this_host_only(house: Flask, client: FlaskClient) -> None:
    secure = house.test_client()
    (cookie,) = _read_cookies(secure.get("/login", base_url="https://map.example"))
    assert cookie.startswith("__Host-baophu=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_proxy_is_believed_only_where_the_setting_says_that_there_is_one(house: Flask, store: Engine) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
    assert _read_cookies(house.test_client().get("/login", headers=headers))[0].startswith("baophu=")
    behind = create_app(Settings(home=Path(str(store.url.database)).parent, proxies=1), store).test_client()
    assert _read_cookies(behind.get("/login", headers=headers))[0].startswith("__Host-baophu=")
    assert _read_cookies(behind.get("/login"))[0].startswith("baophu=")


def _send_file(client: FlaskClient, address: str, size: int) -> TestResponse:
    token = read_form_token(client, "/account") if client.get("/account").status_code == 200 else "x"
    fields = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = fields.encode() + head.encode() + b"1" * size + b"\r\n--x--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=x")


def test_an_officer_may_send_a_file_as_large_as_the_setting_and_it_goes_to_disk(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    response = _send_file(client, "/intake/trial/uploads", 1_000_000)
    assert response.status_code == 200
    assert response.get_json() == {"bytes": 1_000_000, "in_memory": False}
    for address, size, code in (
        ("/intake/trial/uploads", 1_100_000, "file_too_large"),
        ("/intake/trial/form", 2 * LARGEST_REQUEST, "too_large"),
    ):
        refused = _send_file(client, address, size)
        assert refused.status_code == 413
        assert refused.get_json()["error"]["code"] == code


def test_a_file_beyond_the_setting_is_told_to_the_officer_who_has_sent_it(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    body = io.BytesIO(b"x" * 3_000_000)
    response = client.post("/intake/trial/uploads", data=body, content_type="multipart/form-data; boundary=x")
    assert body.tell() == 3_000_000  # a browser shows the answer only to what it has sent whole
    assert response.status_code == 413
    assert "1 MB" in response.get_json()["error"]["message"]


@pytest.mark.parametrize("name", ["", "a-viewer", "a-planner"])
def test_nobody_else_may_send_a_large_body(client: FlaskClient, name: str) -> None:
    if name:
        sign_in(client, name)
    assert _send_file(client, "/intake/trial/uploads", 2 * LARGEST_REQUEST).status_code == 413


def test_a_large_body_is_refused_before_it_is_read(client: FlaskClient) -> None:
    class Untouched(io.BytesIO):
        def read(self, *_size: Any) -> bytes:
            raise AssertionError("the body was read")

    for lang, text in (("vi", "quá lớn"), ("en", "too large")):
        response = client.post(
            f"/intake/trial/uploads?lang={lang}",
            input_stream=Untouched(),
            content_type="multipart/form-data; boundary=x",
            environ_overrides={"CONTENT_LENGTH": str(10**9)},
        )
        assert response.status_code == 413
        assert text in response.get_json()["error"]["message"]


def test_a_body_that_does_not_tell_its_length_is_refused_unread(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    body = io.BytesIO(b"csrf_token=x&text=" + b"x" * 10 * LARGEST_REQUEST)
    response = client.post(
        "/intake/trial/form",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert response.status_code == 411
    assert response.get_json()["error"]["code"] == "length_required"


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
