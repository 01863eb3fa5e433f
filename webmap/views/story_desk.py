"""Where stories are made: for planners and above; every step of it is a form that needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request

from geodata.errors import BadInput, BaoPhuError, Bilingual, Conflict
from services.accounts.accounts import Account
from services.accounts.roles import Role
from services.stories.addresses import clean_address
from services.stories.keeping import change_story, create_story, delete_story, list_stories, read_story
from services.stories.story import (
    Step,
    Story,
    add_step,
    build_step,
    check_title,
    move_step,
    remove_step,
    replace_steps,
)
from webmap.access import NotAllowed, current_account, require_role
from webmap.context import services
from webmap.intake.links import build_link
from webmap.intake.notices import Notice, build_refusal
from webmap.intake.typed_text import read_version
from webmap.intake.upload_checking import read_now
from webmap.stories.desk_pages import Addition, DeskEntry, DeskList, StoryDesk, build_entries, may_change
from webmap.stories.links import name_page, open_step, picture_step
from webmap.stories.suggested_texts import suggest_texts
from webmap.territory import Reach, reaches
from webmap.translations import gettext as _
from webmap.translations import language

blueprint = Blueprint("story_desk", __name__)

NOTHING = Bilingual("", "")


@blueprint.get("/stories/edit")
@require_role(Role.PLANNER)
def show_desk() -> str:
    """Show the stories that one may change, and the form for another."""
    notice = Notice("good", _("Đã xóa bài trình bày.")) if "deleted" in request.args else None
    return _render_desk(notice)


@blueprint.post("/stories/edit")
@require_role(Role.PLANNER)
@reaches(Reach.NO_PLACE)
def begin_story() -> Any:
    """Begin a story without steps."""
    typed = request.form.get("title", "")
    try:
        story = create_story(services().engine, _in_language(typed), _account().name, read_now())
    except BadInput as error:
        return _render_desk(build_refusal(error), typed), error.http_status
    return redirect(_link_desk(story), code=303)


@blueprint.get("/stories/edit/<story_id>")
@require_role(Role.PLANNER)
def show_story(story_id: str) -> str:
    """Show a story with its steps in a form."""
    story = _read(story_id)
    done = {"saved": _("Đã lưu."), "added": _("Đã thêm một bước ở cuối.")}
    words = next((text for name, text in done.items() if name in request.args), None)
    return _render_story(StoryDesk(story, Notice("good", words) if words else None))


@blueprint.post("/stories/edit/<story_id>")
@require_role(Role.PLANNER)
@reaches(Reach.NO_PLACE)
def save_story(story_id: str) -> Any:
    """Keep the texts, and do what the button that was pressed says: save, up-2, down-2, remove-2, delete."""
    story, form = _read(story_id), request.form
    if form.get("do") == "delete":
        delete_story(services().engine, story_id, _account().name, read_now())
        return redirect(build_link("story_desk.show_desk", deleted=1), code=303)
    try:
        story = change_story(
            services().engine,
            story_id,
            read_version(form),
            lambda seen: _act(_read_texts(seen, form), form.get("do", "save")),
            _account().name,
            read_now(),
        )
    except (BadInput, Conflict) as error:
        return _render_story(StoryDesk(story, build_refusal(error), form.to_dict())), error.http_status
    return redirect(_link_desk(story, saved=1), code=303)


@blueprint.get("/stories/edit/add")
@require_role(Role.PLANNER)
def show_addition() -> Any:
    """Show a view with the texts suggested for it, to be added to a story."""
    try:
        address = clean_address(request.args.get("view", ""))
        title, note = suggest_texts(address, services().snapshots.current())  # a story is for everybody
    except BadInput as error:
        return _render_desk(build_refusal(error)), error.http_status
    return _render_addition(address, request.args.get("story", ""), title, note)


@blueprint.post("/stories/edit/add")
@require_role(Role.PLANNER)
@reaches(Reach.NO_PLACE)
def add_view() -> Any:
    """Add the view at the end of a story, or begin one with it."""
    form = request.form
    try:
        step = build_step(form.get("view", ""), _in_language(form.get("title", "")), _in_language(form.get("note", "")))
        named = form.get("story_title", "").strip()
        # Whoever has written the title of another story wants that one, whatever the list beside it says.
        story = _add("" if named else form.get("story", ""), named, step)
    except BadInput as error:
        return _render_refused_addition(form, error), error.http_status
    return redirect(_link_desk(story, added=1) + f"#step-{len(story.steps)}", code=303)


def _add(story_id: str, story_title: str, step: Step) -> Story:
    by, now = _account().name, read_now()
    if not story_id:
        return create_story(services().engine, _in_language(story_title), by, now, steps=(step,))
    _read(story_id)
    return change_story(services().engine, story_id, None, lambda seen: add_step(seen, step), by, now)


def _act(story: Story, do: str) -> Story:
    """Return the story after a button: ``up-2`` moves the second step towards the beginning, and so on."""
    act, _dash, place = do.partition("-")
    number = int(place) if place.isdecimal() and len(place) < 4 else 0
    if not 1 <= number <= len(story.steps):
        return story
    if act == "remove":
        return remove_step(story, number)
    return move_step(story, number, {"up": -1, "down": 1}.get(act, 0))


def _read_texts(story: Story, form: Mapping[str, str]) -> Story:
    """Return the story with the texts of the form; a step of which the form says nothing keeps its own."""
    titled = replace(
        story, title=check_title(_read_pair(form, "title", "", story.title)), is_listed="is_listed" in form
    )
    steps = [
        build_step(
            step.address,
            _read_pair(form, "title", f"_{number}", step.title),
            _read_pair(form, "note", f"_{number}", step.note),
        )
        for number, step in enumerate(story.steps, start=1)
    ]
    return replace_steps(titled, steps)


def _read_pair(form: Mapping[str, str], name: str, suffix: str, kept: Bilingual) -> Bilingual:
    return Bilingual(form.get(f"{name}_vi{suffix}", kept.vi), form.get(f"{name}_en{suffix}", kept.en))


def _in_language(text: str) -> Bilingual:
    """Return a text in the language of the page alone; it serves for the other until somebody writes that."""
    return Bilingual("", text) if language() == "en" else Bilingual(text, "")


def _account() -> Account:
    account = current_account()
    if account is None:
        raise RuntimeError("a view of the desk without require_role")
    return account


def _read(story_id: str) -> Story:
    """Return a story that the account may change; NotAllowed names whose it is."""
    with services().engine.connect() as connection:
        story = read_story(connection, story_id)
    if not may_change(_account(), story):
        raise NotAllowed(
            "story_of_another",
            Bilingual(f"Bài này của «{story.created_by}»", f"This presentation is by «{story.created_by}»"),
            Bilingual(
                "Nhờ người ấy hoặc một cán bộ số liệu sửa; hoặc lập bài của bạn.",
                "Ask them or a data officer to change it, or make one of your own.",
            ),
        )
    return story


def _list_entries() -> list[DeskEntry]:
    with services().engine.connect() as connection:
        return build_entries(list_stories(connection), _account())


def _link_desk(story: Story, **values: Any) -> str:
    return build_link("story_desk.show_story", story_id=story.story_id, **values)


def _render_desk(notice: Notice | None = None, typed_title: str = "") -> str:
    page = DeskList(_list_entries(), notice, typed_title)
    return render_template("stories/desk.html", page=page, frame=page.frame)


def _render_story(page: StoryDesk) -> str:
    return render_template("stories/edit.html", page=page, frame=page.frame)


def _render_refused_addition(form: Mapping[str, str], error: BaoPhuError) -> str:
    try:
        address = clean_address(form.get("view", ""))
    except BadInput:
        return _render_desk(build_refusal(error))
    texts = (form.get("title", ""), form.get("note", ""), form.get("story_title", ""))
    return _render_addition(address, form.get("story", ""), *texts, notice=build_refusal(error))


def _render_addition(
    address: str, chosen: str, title: str, note: str, story_title: str = "", notice: Notice | None = None
) -> str:
    entries, step = _list_entries(), Step(address, NOTHING, NOTHING)
    known = {entry.story_id for entry in entries}
    first = chosen if chosen in known else (entries[0].story_id if entries and not story_title else "")
    page = Addition(
        address,
        name_page(address),
        open_step(step),
        picture_step(step),
        entries,
        first,
        title,
        note,
        story_title,
        notice,
    )
    return render_template("stories/add.html", page=page, frame=page.frame)
