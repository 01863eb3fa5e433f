"""What a briefing must add: who is missing, what is withheld, estimated or does not add up, and the sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.evaluation import StateNumbers, evaluate
from services.coverage.snapshot import Snapshot
from services.coverage.sources import list_count_sources, list_illustrative_notes
from services.measures.indicators import Count, Indicator
from services.measures.states import State
from services.reporting.briefing.phrases import join_sentences, listed, on, people, several
from services.reporting.briefing.standing import Standing, is_base_late
from services.store.release_notes import ReleaseNote

MOST_NAMED = 3
_COUNTED = (Count.ENROLLED, Count.TARGET, Count.YEAR_BEFORE, Count.PACE)


def write_gaps(one: Standing, lowest: Level) -> Bilingual | None:
    """Return which of the lowest areas have no data, no target, are withheld or estimated; None where nothing lacks."""
    hierarchy = one.data.hierarchy
    areas = hierarchy.select(lowest, 0)
    if not areas.size:
        return None
    stock = evaluate(one.data, one.scheme, Indicator.ENROLLED_COUNT, one.as_of).states[areas]
    plan = evaluate(one.data, one.scheme, Indicator.PLAN_COMPLETION_RATIO, one.as_of).states[areas]
    names = [str(name) for name in hierarchy.names[areas]]
    has_plan = bool(np.any(plan != State.NO_TARGET.number))
    said = [
        _say_state(State.NO_DATA, stock, names, one.leaf_label),
        _say_state(State.WITHHELD, stock, names, one.leaf_label),
        _say_state(State.ESTIMATED, stock, names, one.leaf_label),
        _say_state(State.NO_TARGET, plan, names, one.leaf_label) if has_plan else None,
        _say_difference(one),
        _say_late_base(one),
    ]
    return join_sentences(said)


def _say_state(state: State, states: StateNumbers, names: Sequence[str], label: Bilingual) -> Bilingual | None:
    found = [name for name, number in zip(names, states, strict=True) if number == state.number]
    if not found:
        return None
    number, words, listing = several(len(found), label), state.label, _name_some(found)
    vi, en = (words.in_language(lang)[0].upper() + words.in_language(lang)[1:] for lang in ("vi", "en"))
    return Bilingual(f"{vi}: {number.vi} ({listing.vi}).", f"{en}: {number.en} ({listing.en}).")


def _name_some(names: Sequence[str]) -> Bilingual:
    rest = len(names) - MOST_NAMED
    named = [Bilingual(name, name) for name in names[:MOST_NAMED]]
    if rest > 0:
        named.append(Bilingual(f"{people(rest).vi} nơi khác", f"{people(rest).en} more"))
    return listed(named)


def _say_difference(one: Standing) -> Bilingual | None:
    difference = one.stock.difference_count
    if not difference:
        return None
    count = people(abs(difference))
    word = Bilingual("nhiều hơn", "more") if difference > 0 else Bilingual("ít hơn", "fewer")
    return Bilingual(
        f"Số báo cáo chung {word.vi} tổng các đơn vị {count.vi} người.",
        f"The figure reported for the whole is {count.en} people {word.en} than the sum.",
    )


def _say_late_base(one: Standing) -> Bilingual | None:
    day = one.values[Indicator.COVERAGE_RATIO].base_date_last
    if day is None or not is_base_late(one):
        return None
    kind = one.scheme.denominator_kind.label
    return Bilingual(
        f"Không nêu tỷ lệ bao phủ: {kind.vi} chỉ có số từ {on(day).vi}.",
        f"No coverage is stated: the {kind.en} is known from {on(day).en} on only.",
    )


def write_sources(snapshot: Snapshot, standings: Sequence[Standing]) -> Bilingual | None:
    """Return the sources of the numbers, and what must be said of illustrative ones."""
    notes: list[ReleaseNote] = []
    for one in standings:
        inside = np.arange(one.data.hierarchy.size, dtype=np.int32)
        kinds = _COUNTED if is_base_late(one) else (*_COUNTED, Count.DENOMINATOR)
        found = list_count_sources(snapshot, one.data, one.scheme, kinds, one.as_of, inside)
        notes += [note for note in found if note not in notes]
    sources = list(dict.fromkeys(text for note in notes for text in (note.source, note.target_source) if text))
    if not sources:
        return None
    said = Bilingual(f"Nguồn: {'; '.join(sources)}.", f"Sources: {'; '.join(sources)}.")
    return join_sentences([said, *list_illustrative_notes(tuple(notes))])
