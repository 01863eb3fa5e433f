"""The map in force beside the map with the new release: which questions are worth asking, and both drawings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from flask import g

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual
from services.coverage.catalogue import find_latest_date, list_periods
from services.coverage.evaluation import evaluate
from services.coverage.shared_classes import share_classes
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.intake.publication.preview import Preview
from services.measures.indicators import Indicator
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.reporting.figure import (
    MAP_BOX,
    SHEET,
    build_figure_texts,
    list_legend_rows,
    render_figure,
    render_legend,
)
from services.store.release_draft import ReleaseDraft
from webmap.context import services
from webmap.intake.choices import Choice
from webmap.intake.common_area import find_common_area
from webmap.intake.upload_links import UploadLinks
from webmap.intake.words import label_scheme, write_date
from webmap.translations import gettext as _

INDICATORS = (
    Indicator.PLAN_COMPLETION_RATIO,
    Indicator.COVERAGE_RATIO,
    Indicator.ENROLLED_COUNT,
    Indicator.YOY_CHANGE_RATIO,
)
MOST_CHOICES = 24
SIDES = ("before", "after")
LEGEND = "legend"
MAP_ALONE = f'viewBox="{MAP_BOX.x:g} {MAP_BOX.y:g} {MAP_BOX.width:g} {MAP_BOX.height:g}"'


@dataclass(frozen=True)
class MapFigure:
    """One of the two drawings, with what it says of the whole."""

    caption: str
    answer: str
    url: str
    alt: str


@dataclass(frozen=True)
class MapPair:
    """The two drawings and what else they could show."""

    title: str
    choices: tuple[Choice, ...]
    figures: tuple[MapFigure, ...]
    legend_url: str
    legend_alt: str


@dataclass(frozen=True)
class Question:
    """What a drawing answers; ``key`` names it in an address."""

    request: ViewRequest

    @property
    def key(self) -> str:
        """The question in short."""
        return f"{self.request.scheme}:{self.request.indicator}:{self.request.as_of}"

    @property
    def label(self) -> str:
        """The question in words."""
        definition = self.request.indicator.definition
        words = [label_scheme(self.request.scheme), definition.label.in_language(g.lang)]
        return " · ".join([*words, write_date(self.request.as_of)] if self.request.as_of else words)


def list_questions(draft: ReleaseDraft, trial: Snapshot) -> list[Question]:
    """Return what the release gives an answer to, the newest date and the plan first; of a list of units, its units."""
    if draft.facts.empty:
        return _list_unit_questions(draft, trial)
    found = []
    level, within = _find_scope(draft, trial)
    for scheme, day in _list_dates(draft, trial, within):
        for indicator in INDICATORS:
            question = Question(ViewRequest(draft.vintage_id, level, within, scheme, indicator, day))
            if has_values(trial, question.request):
                found.append(question)
            if len(found) == MOST_CHOICES:
                return found
    return found


def _list_unit_questions(draft: ReleaseDraft, trial: Snapshot) -> list[Question]:
    """Return the newest participants of each scheme that has any, by the units of the list; else its units alone."""
    data = trial.find_vintage(draft.vintage_id)
    if draft.unit_terms.empty or data.unit_terms is None:
        return []
    within = find_common_area(data.hierarchy, (str(code) for code in draft.unit_terms["area_code"].unique()))

    def ask(scheme: Scheme, day: date | None) -> Question:
        request = ViewRequest(draft.vintage_id, Level.MANAGING_UNIT, within, scheme, Indicator.ENROLLED_COUNT, day)
        return Question(request)

    days = {scheme: find_latest_date(trial, draft.vintage_id, scheme, within) for scheme in Scheme}
    found = [ask(scheme, day) for scheme, day in days.items() if day is not None]
    shown = [one for one in found if has_units(trial, one.request) and has_values(trial, one.request)]
    bare = ask(Scheme.BHXH_TN, None)
    return shown or ([bare] if has_units(trial, bare.request) else [])


def has_units(snapshot: Snapshot, request: ViewRequest) -> bool:
    """Tell whether there are areas of the level of a view within its place, on its day."""
    data = snapshot.find_vintage(request.vintage_id).on(request.as_of)
    return bool(data.hierarchy.select(request.level, data.hierarchy.find(request.within)).size)


def _find_scope(draft: ReleaseDraft, trial: Snapshot) -> tuple[Level, str]:
    """Return the level of the rows and the smallest area that holds all of them."""
    hierarchy = trial.find_vintage(draft.vintage_id).hierarchy
    counts = draft.facts["level"].value_counts()
    level = Level(str(counts.index[0]))
    codes = draft.facts.loc[draft.facts["level"] == level.value, "area_code"].unique()
    return level, find_common_area(hierarchy, (str(code) for code in codes))


def _find_day(draft: ReleaseDraft, trial: Snapshot, scheme: Scheme, within: str) -> date | None:
    """Return the newest date with data; of a release of targets the newest that they are the targets of."""
    pairs = draft.facts[["measure", "as_of"]].drop_duplicates()
    targets = pairs.loc[pairs["measure"] == Measure.TARGET.value, "as_of"]
    days = [one.as_of for one in list_periods(trial, draft.vintage_id, scheme, within)]
    if len(targets):
        year = max(date.fromisoformat(str(one)) for one in targets).year
        days = [one for one in days if one.year == year] or days
    return days[-1] if days else None


def _list_dates(draft: ReleaseDraft, trial: Snapshot, within: str) -> Iterator[tuple[Scheme, date]]:
    pairs = draft.facts[["scheme", "measure", "as_of"]].drop_duplicates()
    stocks = pairs[pairs["measure"] == Measure.ENROLLED.value]
    for row in stocks.sort_values("as_of", ascending=False).itertuples(index=False):
        yield Scheme(str(row.scheme)), date.fromisoformat(str(row.as_of))
    stated = set(stocks["scheme"])
    others = {str(scheme) for scheme in pairs["scheme"]} - stated
    schemes = list(Scheme) if ANY_SCHEME in others else [Scheme(scheme) for scheme in sorted(others)]
    for scheme in schemes:
        day = _find_day(draft, trial, scheme, within)
        if day is not None and str(scheme) not in stated:
            yield scheme, day


def has_values(snapshot: Snapshot, request: ViewRequest) -> bool:
    """Tell whether any area of a view has a value, without classing them."""
    data = snapshot.find_vintage(request.vintage_id).on(request.as_of)
    found = evaluate(data, request.scheme, request.indicator, request.as_of or date.min)
    areas = data.hierarchy.select(request.level, data.hierarchy.find(request.within))
    return bool(np.any(np.isfinite(found.shown[areas])))


def build_map_pair(
    preview: Preview, draft: ReleaseDraft, current: Snapshot, links: UploadLinks, version: int, chosen: str
) -> MapPair | None:
    """Return the pair for the question chosen, the first one by default; None where no map changes."""
    if not preview.is_on_map:
        return None
    questions = list_questions(draft, preview.trial)
    if not questions:
        return None
    question = next((one for one in questions if one.key == chosen), questions[0])
    captions = {"before": _("Đang có hiệu lực"), "after": _("Khi công bố bản này")}
    views = _build_views(question, current, preview)

    def link(side: str) -> str:
        return links.build_map(side, map_key=question.key, version=version)

    figures = []
    for side in views:
        texts = build_figure_texts(views[side], g.lang)
        alt = f"{captions[side]}: {texts.place}, {texts.question}, {texts.answer}"
        figures.append(MapFigure(captions[side], texts.answer, link(side), alt))
    choices = tuple(Choice(one.key, one.label, one == question) for one in questions)
    rows = "; ".join(f"{label}: {count}" for _look, label, count in list_legend_rows(views["after"], g.lang))
    return MapPair(_("Bản đồ trước và sau"), choices, tuple(figures), link("legend"), rows)


def render_map(preview: Preview, draft: ReleaseDraft, current: Snapshot, key: str, side: str, lang: str) -> str:
    """Return one of the two drawings, or the legend that both share, as SVG; BadInput where there is no such one."""
    question = next((one for one in list_questions(draft, preview.trial) if one.key == key), None)
    views = {} if question is None else _build_views(question, current, preview)
    if side not in views and (side != LEGEND or not views):
        raise BadInput(
            "map_unknown",
            Bilingual("Không có bản đồ này trong lần xem trước", "The preview has no such map"),
            Bilingual("Mở lại trang xem trước.", "Open the preview again."),
        )
    if side == LEGEND:
        return render_legend(views["after"], lang)
    view = views[side]
    drawn = render_figure(view, services().geometries.read_outlines(view), lang)
    whole = f'viewBox="0 0 {SHEET.width:g} {SHEET.height:g}"'
    return drawn.replace(whole, MAP_ALONE, 1)


def _build_views(question: Question, current: Snapshot, preview: Preview) -> dict[str, View]:
    """Return the views by side, classed alike; the one after alone where there are no such areas yet."""
    after = build_view(preview.trial, question.request)
    if not has_units(current, question.request):
        return {"after": after}
    return dict(zip(SIDES, share_classes(build_view(current, question.request), after), strict=True))
