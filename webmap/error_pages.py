"""One shape for every error: JSON for programs, a page in the house look for people; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict

import orjson
from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from geodata.errors import BadInput, BaoPhuError, Bilingual, Place
from services.store.failures import find_failure
from webmap.metrics import EXTENSION, Metrics
from webmap.translations import language

log = logging.getLogger(__name__)

RETRY_SECONDS = "5"  # what is away for a moment is often back by then

Field = dict[str, object]


class BadParameter(BadInput):
    """A parameter that cannot be used; ``allowed`` are the values that can, where they can be listed."""

    def __init__(self, name: str, given: str | None, message: Bilingual, allowed: Sequence[str] = ()) -> None:
        shown_vi = f"Giá trị dùng được: {', '.join(allowed)}." if allowed else f"Sửa hoặc bỏ tham số «{name}»."
        shown_en = f"Allowed: {', '.join(allowed)}." if allowed else f"Correct or leave out the parameter «{name}»."
        super().__init__("parameter_not_allowed", message, Bilingual(shown_vi, shown_en), Place(text=given))
        self.name, self.given, self.allowed = name, given, tuple(allowed)
        self.fields: list[Field] = [{"name": name, "given": given, "allowed": list(allowed)}]


# What HTTP itself may refuse: code, message, hint.
HTTP_TEXTS: dict[int, tuple[str, Bilingual, Bilingual]] = {
    400: (
        "bad_request",
        Bilingual("Yêu cầu không đọc được", "The request cannot be read"),
        Bilingual("Kiểm tra lại địa chỉ.", "Check the address."),
    ),
    404: (
        "not_found",
        Bilingual("Không có trang này", "There is no such page"),
        Bilingual(
            "Kiểm tra lại địa chỉ, hoặc bắt đầu từ trang bản đồ /map.",
            "Check the address, or start from the map, /map.",
        ),
    ),
    405: (
        "method_not_allowed",
        Bilingual("Địa chỉ này không nhận phương thức đó", "This address does not take that method"),
        Bilingual("Dùng phương thức nêu ở đầu mục Allow.", "Use a method that the Allow header names."),
    ),
    406: (
        "not_acceptable",
        Bilingual("Không có dạng dữ liệu mà trình khách đòi", "No form of the answer suits what the client accepts"),
        Bilingual("Bỏ đầu mục Accept, hoặc thêm */*.", "Leave out the Accept header, or add */*."),
    ),
    411: (
        "length_required",
        Bilingual("Yêu cầu không cho biết độ dài", "The request does not tell its length"),
        Bilingual("Gửi kèm đầu mục Content-Length.", "Send it with the header Content-Length."),
    ),
    413: (
        "too_large",
        Bilingual("Yêu cầu quá lớn", "The request is too large"),
        Bilingual("Gửi ít dữ liệu hơn trong một lần.", "Send less at once."),
    ),
    414: (
        "address_too_long",
        Bilingual("Địa chỉ quá dài", "The address is too long"),
        Bilingual("Bỏ bớt tham số.", "Leave out some parameters."),
    ),
    429: (
        "too_many_requests",
        Bilingual("Quá nhiều lần thử từ máy này", "Too many attempts from this address"),
        Bilingual("Đợi một phút rồi thử lại.", "Wait a minute, then try again."),
    ),
    500: (
        "unexpected",
        Bilingual("Máy chủ gặp lỗi ngoài dự kiến", "Something unexpected went wrong"),
        Bilingual(
            "Thử lại; nếu vẫn lỗi, báo người quản trị kèm mã yêu cầu.",
            "Try again; if it stays, tell the operator the request id.",
        ),
    ),
    503: (
        "not_ready",
        Bilingual("Dịch vụ chưa sẵn sàng", "The service is not ready"),
        Bilingual("Thử lại sau ít phút.", "Try again in a few minutes."),
    ),
}


def build_error_body(code: str, message: Bilingual, hint: Bilingual, fields: Sequence[Field]) -> dict[str, object]:
    """Return the one shape of an error, in the language of the request."""
    lang = language()
    return {
        "error": {
            "code": code,
            "message": message.in_language(lang),
            "hint": hint.in_language(lang),
            "fields": list(fields),
        }
    }


def wants_page() -> bool:
    """Tell whether a person asks, who gets a page, or a program, which gets JSON."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _render(status: int, code: str, message: Bilingual, hint: Bilingual, fields: Sequence[Field]) -> Response:
    body = build_error_body(code, message, hint, fields)
    if wants_page():
        request_id = g.get("request_id", "")
        page = render_template("error.html", status=status, request_id=request_id, **body)
        response = Response(page, status=status, content_type="text/html; charset=utf-8")
    else:
        response = Response(orjson.dumps(body), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def render_bao_phu_error(error: BaoPhuError) -> Response:
    """Answer to a fault that the user can mend."""
    fields: list[Field] = getattr(error, "fields", [])
    place = {key: value for key, value in asdict(error.place).items() if value is not None}
    told = fields or ([place] if place else [])
    response = _render(error.http_status, error.code, error.message, error.hint, told)
    if error.http_status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def render_http_error(error: HTTPException) -> Response:
    """Answer to what HTTP itself refuses; redirects pass through."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    code, message, hint = HTTP_TEXTS.get(status) or HTTP_TEXTS[400 if status < 500 else 500]
    response = _render(status, code, message, hint, [])
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def render_unexpected_error(error: Exception) -> Response:
    """Answer to a defect: logged with its traceback, told without; what the store lacks is told as such."""
    failure = find_failure(error)
    if failure is not None:
        log.error("store_failure", extra={"code": failure.code}, exc_info=error)
        _count(failure.code)
        return render_bao_phu_error(failure)
    log.error("unexpected_error", exc_info=error)
    _count("unexpected")
    code, message, hint = HTTP_TEXTS[500]
    return _render(500, code, message, hint, [])


def _count(code: str) -> None:
    metrics: Metrics | None = current_app.extensions.get(EXTENSION)
    if metrics is not None:
        metrics.count_failure(code)


def show_errors(app: Flask) -> None:
    """Make ``app`` answer every error in the one shape."""
    app.register_error_handler(BaoPhuError, render_bao_phu_error)
    app.register_error_handler(HTTPException, render_http_error)
    app.register_error_handler(Exception, render_unexpected_error)
