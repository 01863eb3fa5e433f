"""The legend: a sentence, the swatches of classes and states in sight, and counts that add up to the areas drawn."""

from __future__ import annotations

from dataclasses import dataclass

from services.coverage.catalogue import list_pilots
from services.coverage.value_series import build_value_series
from services.coverage.view import View
from services.measures.palettes import STATE_LOOKS
from services.measures.states import STATES, State
from webmap.page.marks import build_figure_marks
from webmap.page.screen import Screen
from webmap.page.words import capitalise, name_vintage
from webmap.translations import gettext as _

# What is above all classes stands next to them; then zero, then what has no value.
ORDER = sorted(STATES, key=lambda state: (state is not State.ABOVE_100, state is not State.ZERO))


@dataclass(frozen=True)
class LegendEntry:
    """One swatch: ``code`` as in ``class_codes``; ``also`` marks what lies over other swatches and is not added up."""

    kind: str
    code: str
    label: str
    count: str
    color: str | None
    pattern: str
    also: bool = False


@dataclass(frozen=True)
class Legend:
    """All that the legend says; ``sum_count`` is the number of areas drawn."""

    title: str
    sentence: str
    entries: tuple[LegendEntry, ...]
    sum_label: str
    sum_count: str


def build_legend(screen: Screen) -> Legend:
    """Return the legend of the view; states that no area has are left out."""
    view = screen.view
    level = screen.name_levels(view.request.level, 0)
    return Legend(
        title=view.definition.label.in_language(screen.lang),
        sentence=view.legend_sentence.in_language(screen.lang),
        entries=(
            *_build_classes(screen),
            *_build_states(screen),
            *_build_estimated(screen),
            *_build_pilots(screen),
            *_build_marks(screen),
            *_build_overlay(screen),
        ),
        sum_label=_("Số %(level)s được vẽ", level=level),
        sum_count=screen.write_count(len(view.areas)),
    )


def _build_classes(screen: Screen) -> tuple[LegendEntry, ...]:
    return tuple(
        LegendEntry(
            "class",
            str(index),
            capitalise(one.label.in_language(screen.lang)),
            screen.write_count(one.count),
            one.color,
            "",
        )
        for index, one in enumerate(screen.view.classes.classes)
    )


def _build_states(screen: Screen) -> tuple[LegendEntry, ...]:
    painted = screen.view.painted_counts
    met = _list_states_of_period(screen)
    return tuple(
        build_state_entry(screen, state, painted[state])
        for state in ORDER
        if painted.get(state) or (state in met and state in painted)
    )


def _list_states_of_period(screen: Screen) -> set[State]:
    """Return the states that the dates of the period show, so that the legend stays as it is from date to date."""
    span = screen.request.span
    if span is None:
        return set()
    series = build_value_series(screen.snapshot, screen.view.request, span.first, span.last)
    letters = set().union(*(frame.class_codes for frame in series.frames))
    found = {state for state in STATES if state.letter and state.letter in letters}
    return found | ({State.NO_DATA} if any(not frame.class_codes for frame in series.frames) else set())


def build_state_entry(screen: Screen, state: State, count: int) -> LegendEntry:
    """Return the entry of a state that paints areas."""
    return LegendEntry("state", state.letter, _say_state(screen, state), screen.write_count(count), *find_look(state))


def find_look(state: State) -> tuple[str | None, str]:
    """Return fill and pattern of a state."""
    look = STATE_LOOKS[state]
    return look.fill, "" if look.pattern == "none" else look.pattern


def _say_state(screen: Screen, state: State) -> str:
    return capitalise(state.label.in_language(screen.lang))


def _build_estimated(screen: Screen) -> tuple[LegendEntry, ...]:
    count = screen.view.state_counts[State.ESTIMATED]
    if not count:
        return ()
    fill = _find_middle_color(screen.view)
    label = _say_state(screen, State.ESTIMATED)
    return (LegendEntry("state", "", label, screen.write_count(count), fill, find_look(State.ESTIMATED)[1], also=True),)


def _build_pilots(screen: Screen) -> tuple[LegendEntry, ...]:
    asked = screen.view.request
    pilots = list_pilots(screen.snapshot, asked.vintage_id, asked.scheme, asked.within, asked.as_of)
    count = sum(pilot.level is asked.level for pilot in pilots)
    return (LegendEntry("mark", "", _("Xã điểm"), screen.write_count(count), None, "", also=True),) if count else ()


def _build_marks(screen: Screen) -> tuple[LegendEntry, ...]:
    marks = build_figure_marks(screen)
    if marks is None:
        return ()
    kinds = (("pick", marks.codes, marks.label), ("event", marks.events, marks.event_label))
    return tuple(
        LegendEntry(kind, "", label.in_language(screen.lang), screen.write_count(len(codes)), None, "", also=True)
        for kind, codes, label in kinds
        if codes or (kind == "event" and screen.request.marks)
    )


def _build_overlay(screen: Screen) -> tuple[LegendEntry, ...]:
    if screen.request.over is None:
        return ()
    title = name_vintage(screen.snapshot.find_vintage(screen.request.over), screen.lang)
    return (LegendEntry("line", "", _("Ranh giới «%(title)s»", title=title), "", None, "", also=True),)


def _find_middle_color(view: View) -> str:
    colors = [one.color for one in view.classes.classes]
    return colors[len(colors) // 2] if colors else "#ffffff"
