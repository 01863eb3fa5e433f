"""What the audit log says of a presentation: written over when it is changed, so told there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.stories.story import Step, Story

STEP = "step_"  # with its number: what a step shows and says

State = Mapping[str, Any]


def build_state(story: Story) -> dict[str, Any]:
    """Return a presentation by the names of its parts, each step as one text."""
    told: dict[str, Any] = {"title_vi": story.title.vi, "title_en": story.title.en, "is_listed": story.is_listed}
    told |= {"version": story.version, "step_count": len(story.steps)}
    return told | {f"{STEP}{number}": _write(step) for number, step in enumerate(story.steps, start=1)}


def list_differences(before: State, after: State) -> tuple[State, State]:
    """Return of both states what differs; a step that is only in one stands there alone."""
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    first, second = ({name: state[name] for name in differing if name in state} for state in (before, after))
    return first, second


def _write(step: Step) -> str:
    parts = (step.address, step.title.vi, step.title.en, step.note.vi, step.note.en)
    return " · ".join(part for part in parts if part)
