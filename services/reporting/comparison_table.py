"""The table of a comparison as files print it: both sides with the counts they are made of, and b − a."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue
from services.coverage.view import View
from services.measures.count_names import name_count
from services.measures.indicators import Count, IndicatorDefinition
from services.measures.rounding import round_decimal
from services.measures.states import State
from services.measures.wording import LANGUAGES, format_shown

Letter = Literal["a", "b"]
LETTERS: tuple[Letter, Letter] = ("a", "b")
DIFFERENCE = Bilingual("Chênh lệch B − A", "Difference B − A")


@dataclass(frozen=True)
class SideValue:
    """What one side says of an area: ``shown`` as ``View.shown``, its counts as people, None where there is nothing."""

    definition: IndicatorDefinition
    shown: int | None
    numerator: int | None
    denominator: int | None
    state: State

    def write(self, lang: str) -> str:
        """Return the value as printed everywhere, or the words of its state."""
        if self.shown is None:
            return self.state.label.in_language(lang)
        return format_shown(self.definition, self.shown, lang)


@dataclass(frozen=True)
class ComparisonRow:
    """One area with both sides; ``difference`` is None where two such sides have none."""

    area_code: str
    name: str
    parent_name: str
    a: SideValue
    b: SideValue
    difference: SideValue | None

    @property
    def has_number(self) -> bool:
        """Tell whether the row can be set before or behind another."""
        return (self.difference or self.b).shown is not None


@dataclass(frozen=True)
class ComparisonSide:
    """One side: its letter, what it asks in the language of the page, and what its counts are called ("" for none)."""

    letter: Letter
    question: str
    view: View
    numerator_label: Bilingual
    denominator_label: Bilingual


@dataclass(frozen=True)
class ComparisonTable:
    """The rows in the order of the page, and the whole."""

    sides: tuple[ComparisonSide, ComparisonSide]
    difference: View | None
    rows: tuple[ComparisonRow, ...]
    total: ComparisonRow


def build_comparison_table(
    views: tuple[View, View], questions: tuple[str, str], difference: View | None, order: Sequence[int]
) -> ComparisonTable:
    """Return the table of two views of the same areas; ``order`` are places of the second view.

    An area that the first view does not have, as a unit that was not yet one, has no data there.
    """
    first, second = views
    parents = second.hierarchy.names[second.hierarchy.parents[second.areas]]
    places = {code: place for place, code in enumerate(first.codes)}
    rows = []
    for place in order:
        at = places.get(second.codes[place])
        left = _build_missing(first.definition) if at is None else _build_value(first.build_row(at))
        gap = None if difference is None else _build_value(difference.build_row(place))
        right = _build_value(second.build_row(place))
        rows.append(ComparisonRow(second.codes[place], second.names[place], str(parents[place]), left, right, gap))
    return ComparisonTable(_build_sides(views, questions), difference, tuple(rows), _build_total(views, difference))


def _build_sides(views: tuple[View, View], questions: tuple[str, str]) -> tuple[ComparisonSide, ComparisonSide]:
    a, b = (
        ComparisonSide(letter, question, view, *_name_counts(view))
        for letter, question, view in zip(LETTERS, questions, views, strict=True)
    )
    return a, b


def _build_total(views: tuple[View, View], difference: View | None) -> ComparisonRow:
    first, second = (view.total for view in views)
    gap = None if difference is None else _build_value(difference.total)
    return ComparisonRow(second.area_code, second.name, "", _build_value(first), _build_value(second), gap)


def _build_value(value: AreaValue) -> SideValue:
    counts = [None if one is None else int(round_decimal(one, 0)) for one in (value.numerator, value.denominator)]
    return SideValue(value.definition, value.shown, counts[0], counts[1], value.state)


def _build_missing(definition: IndicatorDefinition) -> SideValue:
    return SideValue(definition, None, None, None, State.NO_DATA)


def _name_counts(view: View) -> tuple[Bilingual, Bilingual]:
    """Return what both counts are called; none where the value is itself the one count there is."""
    kinds = view.definition.numerator_kind, view.definition.denominator_kind
    if kinds[1] is None:
        return Bilingual("", ""), Bilingual("", "")
    return _name(view, kinds[0]), _name(view, kinds[1])


def _name(view: View, kind: Count) -> Bilingual:
    asked = view.request
    return Bilingual(*(name_count(kind, asked.scheme, lang, asked.since) for lang in LANGUAGES))
