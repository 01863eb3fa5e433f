"""Where officers make, see and revoke embed tokens; every step is a form that needs no script."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request

from geodata.areas import COUNTRY_CODE
from geodata.errors import BadInput, BaoPhuError, Bilingual, Place
from services.accounts.roles import Role
from services.coverage.snapshot import Snapshot
from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import EmbedToken, list_tokens, make_token, read_token_scope, revoke_token, sign_token
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.embed.token_form import TokenForm, TokenLine
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.parameters import AS_OF, INDICATOR, LANG, SCHEME, VINTAGE, WITHIN, parse_parameters
from webmap.suggestions import complete, find_area
from webmap.territory import Reach, check_places, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("embed_desk", __name__)
VIEWED = (VINTAGE, WITHIN, SCHEME, INDICATOR, AS_OF, LANG)


@blueprint.get("/embeds")
@require_role(Role.OFFICER)
def show_tokens() -> str:
    """Show all tokens with what they open, until when, who made and who revoked them."""
    now = datetime.now(UTC)
    with services().engine.connect() as connection:
        lines = [TokenLine(token, _link_code(token), now) for token in list_tokens(connection)]
    return render_template("embed/tokens.html", lines=lines, frame=Frame(_("Mã nhúng"), has_script=False))


@blueprint.get("/embeds/new")
@require_role(Role.OFFICER)
def show_new() -> str:
    """Ask what a token opens."""
    given = parse_parameters(request.args, VIEWED)
    fields = complete({name: text for name, text in given.items() if text and name != "lang"}, _snapshot())
    return _render_new(TokenForm.of_view(fields, _snapshot()))


@blueprint.post("/embeds/new")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def make() -> Any:
    """Make a token and lead to its code."""
    try:
        form = TokenForm.of_form(request.form, _snapshot())
        scope = _read_scope(form)
        check_places((area.vintage_id, area.area_code) for area in scope.areas)
        token = make_token(
            services().engine, form.name, scope, form.read_days(), read_account_name(), datetime.now(UTC)
        )
    except BaoPhuError as error:
        form = TokenForm.of_form(request.form, _snapshot(), is_checked=False)
        return _render_new(form, error), error.http_status
    return redirect(_link_code(token), code=303)


@blueprint.post("/embeds/<token_id>/revoke")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def revoke(token_id: str) -> Any:
    """Take a token back: it opens nothing from now on."""
    with services().engine.connect() as connection:
        scope = read_token_scope(connection, token_id)
    check_places((area.vintage_id, area.area_code) for area in scope.areas)
    revoke_token(services().engine, token_id, read_account_name(), datetime.now(UTC))
    return redirect(build_link("embed_desk.show_tokens"), code=303)


def _snapshot() -> Snapshot:
    return services().snapshots.current()


def _read_scope(form: TokenForm) -> Scope:
    """Return what the form opens; BadInput or NotFound for an area, a scheme or a day that there is not."""
    snapshot = _snapshot()
    data = snapshot.find_vintage(form.vintage)
    areas = []
    for code in form.areas.replace(",", " ").split():
        area = find_area(data, "areas", code)
        name = _("Cả nước") if code == COUNTRY_CODE else str(data.hierarchy.names[area])
        areas.append(ScopeArea(form.vintage, code, name))
    fixed = None
    if form.days_shown == "fixed":
        try:
            fixed = date.fromisoformat(form.as_of)
        except ValueError:
            raise BadInput(
                "day_malformed",
                Bilingual(f"«{form.as_of[:40]}» không phải là một ngày", f"«{form.as_of[:40]}» is no date"),
                Bilingual("Viết năm-tháng-ngày, ví dụ 2019-03-31.", "Write year-month-day, 2019-03-31 for one."),
                Place(column="as_of", text=form.as_of[:40]),
            ) from None
    return Scope(
        tuple(areas),
        tuple(Scheme(one) for one in form.schemes),
        tuple(Indicator(one) for one in form.indicators),
        is_newest=form.days_shown == "newest",
        as_of=fixed,
    )


def _link_code(token: EmbedToken) -> str:
    """Return the page with the code of a token, showing the first of what it opens."""
    area, scope = token.scope.areas[0], token.scope
    query = {
        "token": sign_token(services().engine, token.token_id),
        **({"vintage": area.vintage_id} if area.vintage_id in _snapshot().vintages else {}),
        "within": area.area_code,
        **({"scheme": scope.schemes[0].value} if scope.schemes else {}),
        **({"indicator": scope.indicators[0].value} if scope.indicators else {}),
        **({"as_of": scope.as_of.isoformat(), "day": "fixed"} if scope.as_of else {}),
        **({"lang": "en"} if g.lang == "en" else {}),
    }
    return f"/embed/code?{urlencode(query)}"


def _render_new(form: TokenForm, error: BaoPhuError | None = None) -> str:
    notice = None if error is None else build_refusal(error)
    frame = Frame(_("Làm mã nhúng"), has_script=False)
    return render_template("embed/new_token.html", form=form, notice=notice, frame=frame)
