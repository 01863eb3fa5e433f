"""The code to copy, with the result beside it while options change; and oEmbed for pages that ask by themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from geodata.errors import BaoPhuError, Bilingual, NotFound, Place
from webmap.context import services
from webmap.embed.code_form import CodeForm
from webmap.embed.embed_code import EmbedCode
from webmap.embed.embed_page import EmbedPage
from webmap.embed.embed_parameters import CODE, KINDS, PAGE
from webmap.embed.embed_request import build_embed_request
from webmap.map_request import PAGE_PARAMETERS
from webmap.operation import JSON
from webmap.page.navigation import build_navigation
from webmap.parameters import LANG, Parameter, parse_parameters
from webmap.security import allow_frames

blueprint = Blueprint("embed_code", __name__)
ADDRESS = Parameter("url", Bilingual("Địa chỉ cần nhúng", "Address of the page to embed"), pattern=r"(?s).{1,4000}")
MAX_WIDTH = Parameter("maxwidth", Bilingual("Bề rộng lớn nhất", "Largest width"), between=(1, 100_000))
MAX_HEIGHT = Parameter("maxheight", Bilingual("Chiều cao lớn nhất", "Largest height"), between=(1, 100_000))
FORMAT = Parameter("format", Bilingual("Dạng trả lời", "Form of the answer"), pattern=r"[a-z]{1,10}", default="json")


class NotMade(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """A form of the answer that oEmbed knows and we do not make."""

    http_status = 501


@blueprint.get("/embed/code")
def show_code() -> Any:
    """Show the options, the result and the code."""
    form = _build_form()
    allow_frames()
    return render_template(
        "embed/code.html", form=form, navigation=build_navigation("/embed"), languages=form.language_links
    )


@blueprint.get("/embed/code/parts")
def show_parts() -> Response:
    """Answer with the result of other options, for the script of the page."""
    form = _build_form()
    body = {"address": form.address, "height": form.code.shown_height, "texts": form.texts}
    return Response(orjson.dumps(body), headers={"Cache-Control": "no-store"}, content_type=JSON)


@blueprint.get("/oembed")
def oembed() -> Response:
    """Answer with what another page needs to hold one of ours (oEmbed 1.0, type «rich»)."""
    known = (ADDRESS, MAX_WIDTH, MAX_HEIGHT, FORMAT, LANG)
    names = {one.name for one in known}  # askers send others besides; the protocol wants them let pass
    given = parse_parameters(MultiDict([pair for pair in request.args.items(multi=True) if pair[0] in names]), known)
    if given["format"] != "json":
        message = Bilingual("Chỉ trả lời bằng JSON", "Answers are JSON only")
        raise NotMade("format_not_made", message, Bilingual("Dùng format=json.", "Use format=json."))
    code = _read_address(str(given["url"] or ""))
    limits = [int(str(given[name])) if given[name] else None for name in ("maxwidth", "maxheight")]
    body = orjson.dumps(code.build_oembed(*limits))
    return Response(body, headers={"Cache-Control": "no-cache"}, content_type=JSON)


def _build_form() -> CodeForm:
    snapshot = services().snapshots.current()
    return CodeForm(parse_parameters(request.args, CODE), snapshot)


def _read_address(address: str) -> EmbedCode:
    """Return the embed of an address of this house: a map, or an embed as it stands; NotFound for any other."""
    try:
        parts = urlsplit(iri_to_uri(address))
        pairs = MultiDict(_read_query(parts.query))
    except ValueError:  # a bracket that is never closed, a port that is none, too many parameters
        raise _refuse_address(address) from None
    kind = parts.path.removeprefix("/embed/") if parts.path != "/map" else "map"
    if parts.netloc != request.host or kind not in KINDS:
        raise _refuse_address(address)
    snapshot = services().snapshots.current()
    parameters = PAGE if parts.path != "/map" else tuple({one.name: one for one in (*PAGE, *PAGE_PARAMETERS)}.values())
    given = parse_parameters(pairs, parameters)
    shown = {one.name: given[one.name] for one in PAGE}
    return EmbedCode(EmbedPage(kind, build_embed_request(shown, snapshot), snapshot))


def _refuse_address(address: str) -> NotFound:
    return NotFound(
        "address_not_ours",
        Bilingual("Địa chỉ này không nhúng được", "This address cannot be embedded"),
        Bilingual("Dùng địa chỉ của trang /map hay /embed/….", "Use the address of a page /map or /embed/…."),
        Place(text=address[:200]),
    )


def _read_query(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=False, max_num_fields=60)
