"""A story and its steps, and what may be done to them: pure, each change gives another story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from geodata.errors import BadInput, Bilingual, Place
from geodata.plain_text import clean_line
from services.stories.addresses import clean_address

MOST_STEPS = 40
LONGEST_TITLE = 120
LONGEST_NOTE = 600


@dataclass(frozen=True)
class Step:
    """One view with its title and what is to be said of it; an empty English text is said in Vietnamese."""

    address: str
    title: Bilingual
    note: Bilingual


@dataclass(frozen=True)
class Story:
    """Steps in order under a title; ``is_listed`` tells whether everybody is offered it, not only who has the link."""

    story_id: str
    title: Bilingual
    is_listed: bool
    version: int
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    steps: tuple[Step, ...]


def say(text: Bilingual, lang: str) -> str:
    """Return a text of a story in a language, in the other where it was written in one only."""
    return text.in_language(lang) or text.vi or text.en


def build_step(address: str, title: Bilingual, note: Bilingual) -> Step:
    """Return a step with its texts trimmed; BadInput for an address or a text that cannot be kept."""
    return Step(clean_address(address), check_title(title), _check_text("note", note, LONGEST_NOTE))


def check_title(title: Bilingual) -> Bilingual:
    """Return the title trimmed; BadInput where it is empty in both languages, or too long."""
    checked = _check_text("title", title, LONGEST_TITLE)
    if not (checked.vi or checked.en):
        raise BadInput(
            "title_missing",
            Bilingual("Chưa có tiêu đề", "There is no title"),
            Bilingual("Viết một tiêu đề ngắn, như một kết luận.", "Write a short title, like a finding."),
            Place(column="title"),
        )
    return checked


def add_step(story: Story, step: Step) -> Story:
    """Return the story with a step at its end; BadInput where it has as many as can be shown."""
    return replace_steps(story, (*story.steps, step))


def remove_step(story: Story, number: int) -> Story:
    """Return the story without its step ``number`` (from 1)."""
    kept = [step for place, step in enumerate(story.steps, start=1) if place != number]
    return replace_steps(story, kept)


def move_step(story: Story, number: int, by: int) -> Story:
    """Return the story with step ``number`` (from 1) moved by so many places, as far as there are any."""
    steps = list(story.steps)
    moved = steps.pop(number - 1)
    steps.insert(max(0, min(len(steps), number - 1 + by)), moved)
    return replace_steps(story, steps)


def replace_steps(story: Story, steps: Sequence[Step]) -> Story:
    """Return the story with other steps; BadInput where they are too many."""
    if len(steps) > MOST_STEPS:
        raise BadInput(
            "too_many_steps",
            Bilingual(f"Một bài có nhiều nhất {MOST_STEPS} bước", f"A presentation has at most {MOST_STEPS} steps"),
            Bilingual("Bỏ bớt một bước, hoặc lập bài khác.", "Take out a step, or begin another presentation."),
        )
    return replace(story, steps=tuple(steps))


def _check_text(name: str, text: Bilingual, longest: int) -> Bilingual:
    kept = Bilingual(clean_line(text.vi), clean_line(text.en))
    if max(len(kept.vi), len(kept.en)) > longest:
        raise BadInput(
            "text_too_long",
            Bilingual(f"Dài hơn {longest} chữ", f"Longer than {longest} letters"),
            Bilingual("Viết ngắn lại: người nghe đọc trong vài giây.", "Shorten it: it is read within seconds."),
            Place(column=name, text=max(kept.vi, kept.en, key=len)[:80]),
        )
    return kept
