"""Addresses around a story, in the language of the page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g, url_for

from services.stories.addresses import dress_address
from services.stories.story import Step
from webmap.api import file_operations
from webmap.intake.links import build_link
from webmap.translations import gettext as _


def link_story(story_id: str, number: int = 0) -> str:
    """Return the address of a story, at a step (from 1) or at its cover."""
    if number:
        return build_link("stories.show_step", story_id=story_id, number=number)
    return build_link("stories.show_story", story_id=story_id)


def link_addition(address: str) -> str:
    """Return the page on which an address is added to a story."""
    return build_link("story_desk.show_addition", view=address)


def link_slides(story_id: str) -> str | None:
    """Return the address of the slides of a story; None where this application makes none."""
    if all(parameter.name != "story" for parameter in file_operations.SLIDES_PPTX.parameters):
        return None
    return f"{url_for('export.slides_pptx')}?story={story_id}{'&lang=en' if g.lang == 'en' else ''}"


def open_step(step: Step, *, presenting: bool = False) -> str:
    """Return the address of a step's page in the language of the request."""
    return dress_address(step.address, g.lang, presenting=presenting)


def picture_step(step: Step) -> str | None:
    """Return the address of the drawing of a step; None where its page has none."""
    parts = urlsplit(step.address)
    drawing = _DRAWINGS.get(parts.path)
    if drawing is None:
        return None
    kept = [pair for pair in parts.query.split("&") if pair.split("=")[0] not in _PAGE_ONLY]
    return dress_address(f"{drawing}?{'&'.join(kept)}", g.lang)


def name_page(address: str) -> str:
    """Return what kind of page an address opens."""
    names = {
        "map": _("Bản đồ"),
        "compare": _("So sánh"),
        "area": _("Hồ sơ"),
        "leaders": _("Bảng xếp hạng"),
        "multiples": _("Nhiều bản đồ nhỏ"),
    }
    return names.get(urlsplit(address).path.split("/")[1], address)


_DRAWINGS = {"/map": "/map.svg", "/compare": "/compare.svg", "/multiples": "/multiples.svg"}
_PAGE_ONLY = ("area", "sort", "order", "boundaries", "page", "codes_of")
