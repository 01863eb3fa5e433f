"""Stories in the store: read, begun, changed by one at a time, deleted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection, Engine

from geodata.errors import Bilingual, Conflict, NotFound, Place
from services.store.audit import Deed, write_entry
from services.store.engine import begin_write
from services.store.stories import (
    StoredStep,
    StoredStory,
    has_story,
    insert_story,
    list_stored_stories,
    mark_deleted,
    read_stored_story,
    replace_story,
)
from services.stories.story import Step, Story, check_title, replace_steps
from services.stories.story_state import build_state, list_differences

ID_BYTES = 9  # twelve letters: nobody guesses the link of a story that is not listed


def read_story(connection: Connection, story_id: str) -> Story:
    """Return a story; NotFound where there is none, or it was deleted."""
    stored = read_stored_story(connection, story_id)
    if stored is None:
        raise NotFound(
            "story_not_found",
            Bilingual("Không có bài trình bày này", "There is no such presentation"),
            Bilingual(
                "Có thể nó đã bị xóa: xem danh sách ở /stories, hoặc hỏi người gửi đường dẫn.",
                "It may have been deleted: see the list at /stories, or ask who sent the link.",
            ),
            Place(text=story_id[:40]),
        )
    return _build(stored)


def list_stories(connection: Connection) -> list[Story]:
    """Return all stories, those changed last first; who may see which is for the caller to say."""
    return [_build(stored) for stored in list_stored_stories(connection)]


def create_story(
    engine: Engine,
    title: Bilingual,
    by: str,
    now: datetime,
    *,
    steps: tuple[Step, ...] = (),
    is_listed: bool = False,
    story_id: str | None = None,
) -> Story:
    """Write a new story and return it; ``story_id`` is made at random where none is given.

    Conflict where a story of that id is, or was, there.
    """
    made = Story(story_id or secrets.token_urlsafe(ID_BYTES), check_title(title), is_listed, 1, by, now, by, now, ())
    made = replace_steps(made, steps)
    with begin_write(engine) as connection:
        if has_story(connection, made.story_id):
            raise Conflict(
                "story_exists",
                Bilingual("Đã có bài trình bày mang mã này", "There is a presentation of that id already"),
                Bilingual("Chọn mã khác.", "Choose another id."),
                Place(text=made.story_id),
            )
        insert_story(connection, _store(made))
        write_entry(connection, Deed.STORY_MADE, made.story_id, by=by, now=now, after=build_state(made))
    return made


def change_story(
    engine: Engine, story_id: str, version: int | None, change: Callable[[Story], Story], by: str, now: datetime
) -> Story:
    """Write what ``change`` makes of a story and return it.

    ``version`` is the one that was seen; Conflict where somebody has changed the story since. None adds to whatever
    is there now.
    """
    with begin_write(engine) as connection:
        before = read_story(connection, story_id)
        if version is not None and version != before.version:
            raise _refuse_older_version(before)
        after = replace(change(before), version=before.version + 1, changed_by=by, changed_at=now)
        replace_story(connection, _store(after))
        states = list_differences(build_state(before), build_state(after))
        write_entry(connection, Deed.STORY_CHANGED, story_id, by=by, now=now, before=states[0], after=states[1])
    return after


def delete_story(engine: Engine, story_id: str, by: str, now: datetime) -> None:
    """Take a story out of sight; NotFound where there is none."""
    with begin_write(engine) as connection:
        gone = read_story(connection, story_id)
        mark_deleted(connection, story_id, by, now)
        write_entry(connection, Deed.STORY_DELETED, story_id, by=by, now=now, before=build_state(gone))


def _refuse_older_version(now: Story) -> Conflict:
    return Conflict(
        "story_changed",
        Bilingual(
            f"«{now.changed_by}» vừa sửa bài này, sau khi bạn mở nó",
            f"«{now.changed_by}» has changed this presentation since you opened it",
        ),
        Bilingual(
            "Chưa có gì của bạn được lưu. Chép phần vừa viết, mở lại bài rồi sửa tiếp.",
            "Nothing of yours was saved. Copy what you wrote, open the presentation again and go on.",
        ),
        Place(text=now.story_id),
    )


def _store(story: Story) -> StoredStory:
    steps = tuple(
        StoredStep(step.address, step.title.vi, step.title.en, step.note.vi, step.note.en) for step in story.steps
    )
    fields = {name: value for name, value in vars(story).items() if name not in ("title", "steps")}
    return StoredStory(title_vi=story.title.vi, title_en=story.title.en, steps=steps, **fields)


def _build(stored: StoredStory) -> Story:
    steps = tuple(
        Step(one.address, Bilingual(one.title_vi, one.title_en), Bilingual(one.note_vi, one.note_en))
        for one in stored.steps
    )
    fields = {name: value for name, value in vars(stored).items() if name not in ("title_vi", "title_en", "steps")}
    return Story(title=Bilingual(stored.title_vi, stored.title_en), steps=steps, **fields)
