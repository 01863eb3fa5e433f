"""Who may send how much: an officer a file, everybody else a form."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.accounts import read_form_token, sign_in
from webmap import LARGEST_REQUEST

pytestmark = pytest.mark.usefixtures("quick_hashes")


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
