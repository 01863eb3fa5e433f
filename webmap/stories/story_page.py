"""A story as it is presented: its cover, and each step as a page within a page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

from services.demo.stories import PUBLISHED_BY
from services.measures.wording import format_date
from services.stories.story import Step, Story, say
from webmap.intake.links import build_link
from webmap.page.navigation import STORIES, PageLink, build_navigation
from webmap.stories.links import link_slides, link_story, name_page, open_step, picture_step
from webmap.translations import gettext as _
from webmap.translations import ngettext

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class ShownStep:
    """One step: what is said of it, and the addresses that show it."""

    number: int
    title: str
    note: str
    page: str
    url: str
    frame_url: str
    open_url: str
    picture_url: str | None


@dataclass(frozen=True)
class StoryCard:
    """A story in a list."""

    title: str
    url: str
    count: str
    changed: str
    picture_url: str | None
    step_titles: tuple[str, ...]


@dataclass(frozen=True)
class StoryPage:
    """A story at its cover (``at`` 0) or at a step."""

    story: Story
    at: int = 0

    @property
    def title(self) -> str:
        """The title of the story."""
        return say(self.story.title, g.lang)

    @property
    def steps(self) -> list[ShownStep]:
        """All steps."""
        return [show_step(self.story, number, step) for number, step in enumerate(self.story.steps, start=1)]

    @property
    def step(self) -> ShownStep | None:
        """The step shown; None at the cover."""
        return self.steps[self.at - 1] if self.at else None

    @property
    def count(self) -> str:
        """How many steps."""
        return count_steps(len(self.story.steps))

    @property
    def changed(self) -> str:
        """Who changed the story last, and when."""
        return write_change(self.story)

    @property
    def urls(self) -> dict[str, str | None]:
        """Where buttons lead: the cover, the steps around, the list, the desk, the slides."""
        story, last = self.story.story_id, len(self.story.steps)
        return {
            "cover": link_story(story),
            "first": link_story(story, 1) if last else None,
            "back": link_story(story, self.at - 1) if self.at > 0 else None,
            "next": link_story(story, self.at + 1) if self.at < last else None,
            "all": build_link("stories.show_stories"),
            "edit": build_link("story_desk.show_story", story_id=story),
            "slides": link_slides(story),
        }

    @property
    def navigation(self) -> tuple[PageLink, ...]:
        """The pages of the house."""
        return build_navigation(STORIES)

    @property
    def data(self) -> dict[str, object]:
        """What the script needs to step without loading the page anew."""
        names = ("title", "note", "url", "frame_url", "open_url")
        return {
            "at": self.at,
            "title": self.title,
            "cover_url": self.urls["cover"],
            "steps": [{name: getattr(step, name) for name in names} for step in self.steps],
        }


def show_step(story: Story, number: int, step: Step) -> ShownStep:
    """Return a step as pages show it."""
    return ShownStep(
        number=number,
        title=say(step.title, g.lang),
        note=say(step.note, g.lang),
        page=name_page(step.address),
        url=link_story(story.story_id, number),
        frame_url=open_step(step, presenting=True),
        open_url=open_step(step),
        picture_url=picture_step(step),
    )


def build_card(story: Story) -> StoryCard:
    """Return a story as lists show it."""
    pictures = [picture for step in story.steps if (picture := picture_step(step))]
    return StoryCard(
        title=say(story.title, g.lang),
        url=link_story(story.story_id),
        count=count_steps(len(story.steps)),
        changed=write_change(story),
        picture_url=pictures[0] if pictures else None,
        step_titles=tuple(say(step.title, g.lang) for step in story.steps),
    )


def count_steps(count: int) -> str:
    """Return a number of steps in words."""
    return ngettext("%(num)s bước", "%(num)s bước", count)


def write_change(story: Story) -> str:
    """Return who changed a story last, and on which day."""
    if story.changed_by == PUBLISHED_BY:
        return _("bản minh họa")
    day = format_date(story.changed_at.date(), g.lang)
    return _("%(by)s sửa ngày %(day)s", by=story.changed_by, day=day)
