"""The slides of a story: one for each step, of the view that its address shows."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from werkzeug.datastructures import MultiDict

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.leaders import LeaderBy
from services.measures.indicators import Indicator
from services.reporting.slides import Slide, build_slides
from services.stories.story import Step, Story, say
from webmap.map_request import PAGE_PARAMETERS, MapRequest, parse_map_request
from webmap.taken_files import ViewFiles

# What a leader board ranks by: its slide is the map of it, with the best and the last beside.
BOARD_INDICATORS = {by.value: by.indicator for by in LeaderBy}
SECOND_SIDE = "b_"


def build_story_slides(files: ViewFiles, story: Story, lang: str) -> bytes:
    """Return a PPTX with a slide for each view of a story, titles and notes as in the story.

    A comparison is two views, so it has a slide for each side; raises what an address raises that no longer holds.
    """
    slides = [slide for step in story.steps for slide in _build_step(files, step, lang)]
    return build_slides(slides, files.fonts, say(story.title, lang))


def _build_step(files: ViewFiles, step: Step, lang: str) -> list[Slide]:
    title, note = say(step.title, lang), say(step.note, lang)
    asked = read_views(step.address, files, lang)
    taken = [files.take(one) for one in asked]
    if urlsplit(step.address).path.startswith("/area/"):
        series = files.read_series(taken[0])
        return [Slide(taken[0], title, note, series if len(series) > 1 else ())]
    if len(taken) == 1:
        return [Slide(taken[0], title, note)]
    return [Slide(one, f"{title} ({number}/{len(taken)})", note) for number, one in enumerate(taken, start=1)]


def read_views(address: str, files: ViewFiles, lang: str) -> list[MapRequest]:
    """Return what the address of a page shows as views: two for a comparison, else one."""
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    if parts.path.startswith("/area/"):
        return [_read_profile(parts.path, given, files, lang)]
    if parts.path == "/leaders":
        given["indicator"] = BOARD_INDICATORS.get(given.get("by", ""), Indicator.PLAN_COMPLETION_RATIO).value
    first = _parse({name: value for name, value in given.items() if not name.startswith(SECOND_SIDE)}, files, lang)
    if parts.path != "/compare":
        return [first]
    second = {name.removeprefix(SECOND_SIDE): value for name, value in given.items() if name.startswith(SECOND_SIDE)}
    return [first, _parse(given | second, files, lang)]


def _read_profile(path: str, given: dict[str, str], files: ViewFiles, lang: str) -> MapRequest:
    """Return the view of a profile: the areas of the area; of one that has none, its own among its neighbours."""
    vintage, code = (unquote(part) for part in path.split("/")[2:4])
    hierarchy = files.snapshot.find_vintage(vintage).hierarchy
    wanted = {"vintage": vintage, "within": code, "indicator": Indicator.PLAN_COMPLETION_RATIO.value, **given}
    if code == COUNTRY_CODE:
        return _parse(wanted, files, lang)
    if code in hierarchy.codes and hierarchy.level_of(hierarchy.find(code)) is Level.COMMUNE:
        parent = hierarchy.codes[hierarchy.parents[hierarchy.find(code)]]
        return replace(_parse(wanted | {"within": str(parent)}, files, lang), area=code)
    return _parse(wanted, files, lang)


def _parse(given: dict[str, str], files: ViewFiles, lang: str) -> MapRequest:
    known = {parameter.name for parameter in PAGE_PARAMETERS}
    kept = {name: value for name, value in given.items() if name in known}
    return parse_map_request(MultiDict(kept | {"lang": lang}), files.snapshot)
