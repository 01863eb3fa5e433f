"""The desk on which stories are made: one's own stories, one of them with its steps, a view to be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g

from services.accounts.accounts import Account
from services.accounts.roles import Role
from services.stories.story import LONGEST_NOTE, LONGEST_TITLE, Story, say
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.stories.links import link_story, name_page, open_step, picture_step
from webmap.stories.story_page import count_steps, write_change
from webmap.translations import gettext as _

LIMITS = {"title": LONGEST_TITLE, "note": LONGEST_NOTE}


@dataclass(frozen=True)
class DeskEntry:
    """A story that the account may change."""

    story_id: str
    title: str
    count: str
    changed: str
    edit_url: str
    show_url: str


@dataclass(frozen=True)
class StepFields:
    """The texts of one step as they stand in the form, and what the step shows."""

    number: int
    texts: Mapping[str, str]
    page: str
    open_url: str
    picture_url: str | None
    is_first: bool
    is_last: bool


def may_change(account: Account, story: Story) -> bool:
    """Tell whether an account may change a story: its own, and from officers on everybody's."""
    return account.role >= Role.OFFICER or (account.role >= Role.PLANNER and account.name == story.created_by)


def build_entries(stories: Sequence[Story], account: Account) -> list[DeskEntry]:
    """Return the stories that the account may change."""
    return [
        DeskEntry(
            story.story_id,
            say(story.title, g.lang),
            count_steps(len(story.steps)),
            write_change(story),
            build_link("story_desk.show_story", story_id=story.story_id),
            link_story(story.story_id),
        )
        for story in stories
        if may_change(account, story)
    ]


@dataclass(frozen=True)
class DeskList:
    """One's own stories, and a form for another."""

    entries: list[DeskEntry]
    notice: Notice | None = None
    typed_title: str = ""

    limits = LIMITS

    @property
    def frame(self) -> Frame:
        """Title and surroundings."""
        return Frame(_("Bài trình bày của tôi"), has_script=False)


@dataclass(frozen=True)
class StoryDesk:
    """One story with the fields of its texts; ``typed`` is what was typed where it could not be kept."""

    story: Story
    notice: Notice | None = None
    typed: Mapping[str, str] | None = None

    limits = LIMITS

    @property
    def frame(self) -> Frame:
        """Title and surroundings."""
        return Frame(say(self.story.title, g.lang), has_script=False)

    @property
    def title(self) -> str:
        """The title of the story."""
        return say(self.story.title, g.lang)

    @property
    def titles(self) -> dict[str, str]:
        """The title as it stands in the form."""
        kept = {"title_vi": self.story.title.vi, "title_en": self.story.title.en}
        return {name: (self.typed or {}).get(name, text) for name, text in kept.items()}

    @property
    def is_listed(self) -> bool:
        """Whether the story is offered to everybody, as it stands in the form."""
        return self.story.is_listed if self.typed is None else "is_listed" in self.typed

    @property
    def changed(self) -> str:
        """Who changed it last."""
        return write_change(self.story)

    @property
    def urls(self) -> dict[str, str]:
        """Where forms and links lead."""
        story_id = self.story.story_id
        return {
            "save": build_link("story_desk.save_story", story_id=story_id),
            "show": link_story(story_id),
            "all": build_link("story_desk.show_desk"),
            "add": build_link("story_desk.show_addition"),
        }

    @property
    def steps(self) -> list[StepFields]:
        """The steps."""
        last = len(self.story.steps)
        return [
            StepFields(
                number,
                self._read_texts(number),
                name_page(step.address),
                open_step(step),
                picture_step(step),
                number == 1,
                number == last,
            )
            for number, step in enumerate(self.story.steps, start=1)
        ]

    def _read_texts(self, number: int) -> dict[str, str]:
        step = self.story.steps[number - 1]
        kept = {
            "title_vi": step.title.vi,
            "title_en": step.title.en,
            "note_vi": step.note.vi,
            "note_en": step.note.en,
        }
        return {name: (self.typed or {}).get(f"{name}_{number}", text) for name, text in kept.items()}


@dataclass(frozen=True)
class Addition:
    """A view on its way into a story; ``chosen`` is the story, "" for a new one."""

    address: str
    page: str
    open_url: str
    picture_url: str | None
    entries: list[DeskEntry]
    chosen: str
    title: str
    note: str
    story_title: str = ""
    notice: Notice | None = None

    limits = LIMITS

    @property
    def frame(self) -> Frame:
        """Title and surroundings."""
        return Frame(_("Thêm vào bài trình bày"), has_script=False)

    @property
    def save_url(self) -> str:
        """Where the form goes."""
        return build_link("story_desk.add_view")
