"""Stories for everybody: the list, the cover, and each step; a link is all that is needed."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.stories.keeping import list_stories, read_story
from webmap.context import services
from webmap.intake.links import build_language_link
from webmap.page.navigation import STORIES, build_navigation
from webmap.security import allow_frames
from webmap.stories.story_page import LANGUAGE_NAMES, StoryPage, build_card

blueprint = Blueprint("stories", __name__)


@blueprint.get("/stories")
def show_stories() -> str:
    """Show the stories that are offered to everybody."""
    with services().engine.connect() as connection:
        listed = [story for story in list_stories(connection) if story.is_listed and story.steps]
    return render_template(
        "stories/list.html",
        cards=[build_card(story) for story in listed],
        navigation=build_navigation(STORIES),
        languages=list_languages(),
    )


@blueprint.get("/story/<story_id>")
def show_story(story_id: str) -> str:
    """Show the cover of a story."""
    return _render(story_id, 0)


@blueprint.get("/story/<story_id>/<int(max=1000):number>")
def show_step(story_id: str, number: int) -> str:
    """Show a step of a story; the last one for a number beyond it."""
    return _render(story_id, number)


def _render(story_id: str, number: int) -> str:
    with services().engine.connect() as connection:
        story = read_story(connection, story_id)
    page = StoryPage(story, min(number, len(story.steps)))
    allow_frames()
    return render_template("stories/story.html", page=page, navigation=page.navigation, languages=list_languages())


def list_languages() -> list[tuple[str, str, str]]:
    """Return code, name and address of the present page in each language."""
    return [(code, name, build_language_link(code)) for code, name in LANGUAGE_NAMES.items()]
