"""The legend of a comparison: one for both maps where they share their colours, with a count for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.measures.wording import build_legend_sentence
from webmap.page.legend import LegendEntry, build_legend
from webmap.page.screen import Screen


@dataclass(frozen=True)
class CompareEntry:
    """One swatch with its number of areas on each map that the legend is of."""

    entry: LegendEntry
    counts: tuple[str, ...]


@dataclass(frozen=True)
class CompareLegend:
    """``letters`` are the maps that the legend is of, none where there is but one map."""

    sentence: str
    letters: tuple[str, ...]
    entries: tuple[CompareEntry, ...]


def build_own_legend(screen: Screen, letter: str) -> CompareLegend:
    """Return the legend of one map."""
    legend = build_legend(screen)
    entries = tuple(CompareEntry(one, (one.count,)) for one in legend.entries)
    return CompareLegend(legend.sentence, (letter,) if letter else (), entries)


def build_joined_legend(left: Screen, right: Screen) -> CompareLegend:
    """Return the legend of two maps that share their classes; a state that one of them lacks counts 0 there."""
    legends = [build_legend(left), build_legend(right)]
    keys = {_name(one): one for legend in legends for one in legend.entries}
    orders = [[_name(one) for one in legend.entries] for legend in legends]
    ordered = sorted(keys, key=lambda key: (keys[key].also, _rank(key, orders)))
    counted = [{_name(one): one.count for one in legend.entries} for legend in legends]
    entries = tuple(
        CompareEntry(replace(keys[key], count=""), tuple(one.get(key, "0") for one in counted)) for key in ordered
    )
    view = right.view
    is_one_scheme = left.scheme is right.scheme
    sentence = legends[1].sentence
    if is_one_scheme:
        said = build_legend_sentence(view.definition, view.request.scheme, view.level_label, None, None)
        sentence = said.in_language(right.lang)
    return CompareLegend(sentence, ("A", "B"), entries)


def _name(entry: LegendEntry) -> tuple[str, str, str]:
    return entry.kind, entry.code, entry.label


def _rank(key: tuple[str, str, str], orders: list[list[tuple[str, str, str]]]) -> float:
    """Return where an entry stands: in the legend that has it, the first one if both have."""
    return next(order.index(key) for order in orders if key in order)
