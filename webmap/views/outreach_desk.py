"""Where officers record events: a form for a phone that needs no script, and the same for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request

from geodata.errors import BadInput, BaoPhuError, Bilingual, Conflict, Place
from services.accounts.roles import Role
from services.coverage.snapshot import Snapshot
from services.outreach.keeping import EventPlace, add_event, change_event, read_event, remove_event
from services.outreach.statement import EventStatement, EventTexts, build_statement, find_faults, parse_day
from services.store.event_entries import EventEntry
from webmap.access import read_account_name, require_role
from webmap.api import operations
from webmap.context import services
from webmap.intake.links import build_link
from webmap.intake.notices import Notice, build_refusal
from webmap.intake.typed_text import read_line, read_version
from webmap.intake.upload_checking import read_now, read_today
from webmap.outreach.event_form import EventForm, Typed, read_typed, type_entry
from webmap.outreach.event_places import find_place, find_places, find_vintage_on, refuse_place, settle_place
from webmap.outreach.outreach_json import build_entry
from webmap.posted_json import read_posted_json
from webmap.territory import Reach, check_places, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("outreach_desk", __name__)


@blueprint.get("/outreach/edit/new")
@require_role(Role.OFFICER)
def show_new() -> str:
    """Show the form of a new event, dated today."""
    return _render(EventForm(_snapshot(), read_today(), Typed(EventTexts(held_on=read_today().isoformat()))))


@blueprint.post("/outreach/edit/new")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def add_new() -> Any:
    """Look for a place, or record the event."""
    form = EventForm(_snapshot(), read_today(), read_typed(request.form))
    return _look(form) if request.form.get("do") == "find" else _save(form)


@blueprint.get("/outreach/edit/<event_id>")
@require_role(Role.OFFICER)
def show_event(event_id: str) -> str:
    """Show an event with all that was written of it."""
    form = _open(event_id)
    words = next((text for name, text in _done().items() if name in request.args), None)
    return _render(replace(form, notice=Notice("good", words)) if words else form)


@blueprint.post("/outreach/edit/<event_id>")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def save_event(event_id: str) -> Any:
    """Look for a place, record the change, or remove the event: what the button says."""
    opened, do = _open(event_id), request.form.get("do")
    check_places((one.vintage_id, one.area_code) for one in opened.versions[-1:])
    if do == "remove":
        try:
            reason = read_line(request.form, "reason")
            remove_event(
                services().engine, event_id, read_version(request.form), reason, read_account_name(), read_now()
            )
        except Conflict as error:
            return _render(replace(opened, notice=build_refusal(error))), error.http_status
        return redirect(build_link("outreach_desk.show_event", event_id=event_id, removed=1), code=303)
    form = replace(opened, typed=read_typed(request.form))
    return _look(form) if do == "find" else _save(form)


@blueprint.post(operations.OUTREACH.path)
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def post_event() -> Response:
    """Record an event for a program."""
    snapshot, body = services().snapshots.read_newest(), _read_body()
    texts = EventTexts(
        held_on=str(body.get("held_on") or ""),
        organisers=tuple(body["organisers"]),
        scheme=str(body.get("scheme") or ""),
        venue=str(body.get("venue") or ""),
        remark=str(body.get("remark") or ""),
        **{name: _write_count(body.get(name)) for name in ("attendee_count", "enrolled_count")},
    )
    statement = build_statement(texts, read_today())
    code = str(body.get("area_code") or "")
    data = find_vintage_on(snapshot, statement.held_on)
    place = find_place(data, code) if data else None
    if place is None:
        raise refuse_place(statement.held_on, code, snapshot)
    check_places([(place.vintage_id, place.area_code)])
    entry = add_event(
        services().engine,
        statement,
        place,
        read_account_name(),
        read_now(),
        is_confirmed=body.get("is_confirmed") is True,
    )
    services().snapshots.read_newest()  # who has just recorded it looks for it next
    return Response(orjson.dumps(build_entry(entry)), 201, content_type="application/json")


def _read_body() -> Mapping[str, Any]:
    body = read_posted_json()
    allowed = {*EventStatement.__dataclass_fields__, "area_code", "is_confirmed"}
    if isinstance(body, dict) and set(body) <= allowed:
        names = body.get("organisers")
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return body
    raise BadInput(
        "event_malformed",
        Bilingual("Thân yêu cầu phải là JSON của một hội nghị", "The body must be the JSON of an event"),
        Bilingual("Xem EventStated ở /api/v1/openapi.json.", "See EventStated in /api/v1/openapi.json."),
        Place(column="organisers"),
    )


def _write_count(value: object) -> str:
    return "" if value is None else str(value)


def _done() -> dict[str, str]:
    return {
        "added": _("Đã ghi hội nghị; bản đồ và các trang đã tính."),
        "saved": _("Đã lưu thay đổi."),
        "removed": _("Đã xóa hội nghị; vết còn ở dưới."),
    }


def _snapshot() -> Snapshot:
    return services().snapshots.read_newest()


def _open(event_id: str) -> EventForm:
    snapshot = _snapshot()
    with services().engine.connect() as connection:
        versions = read_event(connection, event_id)
    return EventForm(snapshot, read_today(), type_entry(versions[-1], snapshot), versions=versions)


def _look(form: EventForm) -> str:
    """Show the places that the typed name may mean."""
    day = parse_day(form.typed.texts.held_on) or form.today
    found = find_places(form.snapshot, day, form.typed.place)
    faults = [] if found else [refuse_place(day, form.typed.place, form.snapshot)]
    return _render(replace(form, typed=replace(form.typed, chosen=""), found=found, faults=faults))


def _save(form: EventForm) -> Any:
    """Record what is typed, or show the form again with all that is wrong."""
    faults: list[BaoPhuError] = list(find_faults(form.typed.texts, form.today))
    day = parse_day(form.typed.texts.held_on)
    place, found = _settle(form, day)
    if place is None:
        faults.append(refuse_place(day, form.typed.place, form.snapshot))
    if faults or place is None:
        return _render(replace(form, faults=faults, found=found)), BadInput.http_status
    check_places([(place.vintage_id, place.area_code)])
    try:
        entry = _write(form, build_statement(form.typed.texts, form.today), place)
    except BadInput as error:
        return _render(replace(form, faults=[error], found=found)), error.http_status
    except Conflict as error:
        return _render(replace(form, notice=build_refusal(error))), error.http_status
    services().snapshots.read_newest()  # who has just recorded it looks for it next
    done = {"saved" if form.versions else "added": 1}
    return redirect(build_link("outreach_desk.show_event", event_id=entry.event_id, **done), code=303)


def _settle(form: EventForm, day: date | None) -> tuple[EventPlace | None, Any]:
    if day is None:
        return None, ()
    return settle_place(form.snapshot, day, form.typed.chosen, form.typed.place)


def _write(form: EventForm, statement: EventStatement, place: EventPlace) -> EventEntry:
    by, now, sure = read_account_name(), read_now(), form.typed.is_confirmed
    if not form.versions:
        return add_event(services().engine, statement, place, by, now, is_confirmed=sure)
    event_id, version = form.versions[-1].event_id, read_version(request.form)
    return change_event(services().engine, event_id, version, statement, place, by, now, is_confirmed=sure)


def _render(form: EventForm) -> str:
    if form.faults and form.notice is None:
        lines = tuple(dict.fromkeys(form.messages.values()))
        form = replace(form, notice=Notice("bad", _("Chưa ghi được: xem các chỗ được đánh dấu"), entries=lines))
    return render_template("outreach/form.html", page=form, frame=form.frame)
