"""The slides of a story: one for each step, of the view that its address shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from werkzeug.datastructures import MultiDict

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.leaders import LeaderBy
from services.measures.indicators import Indicator
from services.reporting.slides import SheetSlide, Slide, build_slides
from services.reporting.taken_sheet import TakenSheet
from services.stories.story import Step, Story, say
from webmap.compare_request import COMPARE_PARAMETERS, build_compare_request
from webmap.map_request import PAGE_PARAMETERS, MapRequest, build_map_request
from webmap.operation import BY, PANEL_PAGE
from webmap.page.compare_page import ComparePage
from webmap.page.compare_sheet import take_comparison
from webmap.page.multiples import MultiplesPage
from webmap.page.screen import build_screen
from webmap.parameters import Parameter, parse_parameters
from webmap.taken_files import ViewFiles

# What a leader board ranks by: its slide is the map of it, with the best and the last beside.
BOARD_INDICATORS = {by.value: by.indicator for by in LeaderBy}


def build_story_slides(files: ViewFiles, story: Story, lang: str) -> bytes:
    """Return a PPTX with a slide for each view of a story, titles and notes as in the story.

    A comparison, a map of differences and small multiples are one slide each; raises what an address raises that no
    longer holds.
    """
    slides = [_build_step(files, step, lang) for step in story.steps]
    return build_slides(slides, files.fonts, say(story.title, lang))


def _build_step(files: ViewFiles, step: Step, lang: str) -> Slide | SheetSlide:
    title, note = say(step.title, lang), say(step.note, lang)
    parts = urlsplit(step.address)
    given = dict(parse_qsl(parts.query))
    if parts.path in _SHEETS:
        return SheetSlide(_SHEETS[parts.path](files, given | {"lang": lang}), title, note)
    taken = files.take(read_view(step.address, files, lang))
    series = files.read_series(taken) if parts.path.startswith("/area/") else ()
    return Slide(taken, title, note, series if len(series) > 1 else ())


def _take_comparison(files: ViewFiles, given: dict[str, str]) -> TakenSheet:
    asked = build_compare_request(_check(given, COMPARE_PARAMETERS), files.snapshot)
    return take_comparison(ComparePage(asked, files.snapshot, files.geometries))


def _take_multiples(files: ViewFiles, given: dict[str, str]) -> TakenSheet:
    checked = _check(given, (*PAGE_PARAMETERS, BY, PANEL_PAGE))
    screen = build_screen(build_map_request(checked, files.snapshot), files.snapshot)
    return MultiplesPage(screen, str(checked["by"]), int(str(checked["page"] or 1)), files.geometries).take()


_SHEETS = {"/compare": _take_comparison, "/multiples": _take_multiples}


def read_view(address: str, files: ViewFiles, lang: str) -> MapRequest:
    """Return what the address of a page with one map, or of a profile or a board, shows as a view."""
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    if parts.path.startswith("/area/"):
        return _read_profile(parts.path, given, files, lang)
    if parts.path == "/leaders":
        given["indicator"] = BOARD_INDICATORS.get(given.get("by", ""), Indicator.PLAN_COMPLETION_RATIO).value
    return _parse(given, files, lang)


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
    return build_map_request(_check(given | {"lang": lang}, PAGE_PARAMETERS), files.snapshot)


def _check(given: dict[str, str], parameters: tuple[Parameter, ...]) -> Mapping[str, Any]:
    """Return the parameters of an address, checked; what concerns its page alone is left out."""
    known = {parameter.name for parameter in parameters}
    return parse_parameters(MultiDict({name: value for name, value in given.items() if name in known}), parameters)
