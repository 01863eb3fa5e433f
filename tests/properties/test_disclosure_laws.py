"""Laws of withholding, over random countries: whatever is published, no small count can be told."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.protected_facts import protect_snapshot
from services.coverage.protection import Decision, Protection
from services.coverage.snapshot import Snapshot
from services.measures.disclosure import Table, build_relations, find_way, withhold
from tests.fixtures.disclosure_attacker import Equations, find_all_bounds
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, Term, build_memory_snapshot

BELOW = 5
DAY = date(2019, 3, 31)
COUNTS = st.one_of(st.integers(0, 9), st.integers(0, 9), st.integers(0, 400), st.none())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of any relations whose signed sums are known, laminar or not."""
    size = draw(st.integers(3, 14))
    values = [float(draw(st.integers(0, 12))) for _ in range(size)]
    relation_of, members, signs = [], [], []
    for relation in range(draw(st.integers(1, 4))):
        parts = draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=6, unique=True))
        relation_of += [relation] * (len(parts) + 1)
        members += [*parts, len(values)]
        signs += [1.0] * len(parts) + [-1.0]
        values.append(sum(values[part] for part in parts))
    relations = build_relations(np.array(relation_of), np.array(members), np.array(signs))
    cells = np.array(values)
    nothing = np.zeros(cells.size, dtype=bool)
    return Table(cells, np.ones(cells.size), nothing, nothing, relations)


def write_equations(table: Table, hidden: np.ndarray) -> Equations:
    equations = Equations()
    for cell in np.flatnonzero(hidden):
        equations.add_unknown(int(cell), 1.0)  # the reader knows that 0 is never withheld
    for relation in range(table.relations.size):
        part = table.relations.select(relation)
        pairs = list(zip(table.relations.members[part].tolist(), table.relations.signs[part].tolist(), strict=True))
        known = sum(sign * table.values[cell] for cell, sign in pairs if not hidden[cell])
        equations.add(((cell, sign) for cell, sign in pairs if hidden[cell]), -known)
    return equations


@given(tables())
@settings(max_examples=300)
def test_no_small_count_of_any_table_can_be_told(table: Table) -> None:
    small = np.flatnonzero((table.values > 0) & (table.values < BELOW))
    hidden = withhold(table, small, BELOW - table.values[small])
    assert hidden[small].all()
    assert not hidden[table.values == 0].any()
    bounds = find_all_bounds(write_equations(table, hidden), small.tolist())
    assert all(high >= BELOW for _, high in bounds.values())


@given(tables())
@settings(max_examples=100)
def test_a_way_changes_nothing_that_a_reader_can_add_up(table: Table) -> None:
    for cell in np.flatnonzero((table.values > 0) & (table.values < BELOW)).tolist():
        way = find_way(table, cell, BELOW - table.values[cell])
        if way is None:
            continue
        other = table.values.copy()
        for moved, step in way.items():
            other[moved] += step
        assert other[cell] == BELOW
        assert (other[list(way)] >= 1).all()
        for relation in range(table.relations.size):
            part = table.relations.select(relation)
            members, signs = table.relations.members[part], table.relations.signs[part]
            assert signs @ other[members] == signs @ table.values[members]


def test_withholding_is_the_same_every_time_and_nothing_without_small_counts() -> None:
    relations = build_relations(np.zeros(4, dtype=int), np.arange(4), np.array([1.0, 1.0, 1.0, -1.0]))
    nothing = np.zeros(4, dtype=bool)

    def ask(*counts: float) -> list[int]:
        values = np.array([*counts, sum(counts)])
        table = Table(values, np.ones(4), nothing, nothing, relations)
        small = np.flatnonzero((values > 0) & (values < BELOW))
        return np.flatnonzero(withhold(table, small, BELOW - values[small])).tolist()

    assert ask(10, 20, 30) == []
    assert ask(3, 20, 30) == [0, 1]  # the smallest that will do
    assert ask(3, 5, 30) == [0, 1]
    assert ask(2, 3, 30) == [0, 1, 2]  # 5 in all: each would be told as 1 to 4
    assert ask(0, 0, 3) == [2, 3]  # 0 is never withheld: their total is
    assert ask(2, 3, 0) == [0, 1, 3]


COMMUNES = [f"0000{number}" for number in range(8)]


@st.composite
def countries(draw: st.DrawFn) -> Snapshot:
    """Two provinces, units of the boundaries or of a list that changes, gaps, reported totals, parts and months."""
    listed = draw(st.booleans())
    areas = [Area("11", None), Area("12", None)]
    if not listed:
        areas += [Area("101", "11"), Area("102", "11")]
    for place, code in enumerate(COMMUNES):
        province = "11" if place < 6 else "12"
        unit = "101" if place < 3 else "102"
        areas.append(Area(code, province if listed or place >= 6 else unit))
    terms = [Term(code, draw(st.sampled_from(["A", "B"])), date(2018, 1, 1), date(2019, 1, 1)) for code in COMMUNES[:6]]
    terms += [Term(code, draw(st.sampled_from(["A", "B"])), date(2019, 1, 1), None) for code in COMMUNES[:6]]
    facts = []
    for scheme in ("BHXH_TN", "BHXH_BB"):
        counts = {code: draw(COUNTS) for code in COMMUNES}
        facts += [Fact(scheme, "enrolled", DAY, code, count) for code, count in counts.items() if count is not None]
        if draw(st.booleans()):
            told = sum(counts[code] or 0 for code in COMMUNES[6:]) + draw(st.integers(0, 2))
            facts.append(Fact(scheme, "enrolled", DAY, "12", told))
    return build_memory_snapshot(areas, facts, terms=terms if listed else ())


def add_sums(equations: Equations, scheme: str, decision: Decision, counts: np.ndarray) -> None:
    """Write down what of a scheme is withheld, by its name and cell, and which of its counts add up to which."""
    for cell in np.flatnonzero(decision.hidden):
        equations.add_unknown((scheme, int(cell)), 1.0)
    owners = decision.areas.owners
    for owner in np.unique(owners):
        members = [*decision.areas.members[owners == owner].tolist()]
        members = [cell for cell in members if np.isfinite(counts[cell])]
        pairs = [*((cell, 1.0) for cell in members), (int(owner), -1.0)]
        if members:
            known = sum(sign * counts[cell] for cell, sign in pairs if not decision.hidden[cell])
            equations.add((((scheme, cell), sign) for cell, sign in pairs if decision.hidden[cell]), -known)


@given(countries())
@settings(max_examples=150)
def test_no_small_count_of_a_country_can_be_told(snapshot: Snapshot) -> None:
    protection = Protection(snapshot, BELOW)
    shown = protect_snapshot(snapshot, BELOW).vintages[VINTAGE_ID].own_facts
    for key in snapshot.vintages[VINTAGE_ID].own_facts:
        decision, counts = protection.decide(VINTAGE_ID, key), protection.count(VINTAGE_ID, key)
        assert counts is not None
        small = np.flatnonzero((counts > 0) & (counts < BELOW))
        assert decision.hidden[small].all()
        equations = Equations()
        add_sums(equations, "", decision, counts)
        names = [("", cell) for cell in small.tolist()]
        assert all(high >= BELOW for _, high in find_all_bounds(equations, names).values())
        column = shown[key]
        assert np.isnan(column.counts[decision.hidden[column.areas]]).all()


@st.composite
def insured(draw: st.DrawFn) -> Snapshot:
    """A province of two units: people with health insurance, and how many of them as households, often nearly all."""
    areas = [Area("11", None), Area("101", "11"), Area("102", "11")]
    areas += [Area(code, "101" if place < 4 else "102") for place, code in enumerate(COMMUNES)]
    facts = []
    for code in COMMUNES:
        part, rest = draw(COUNTS), draw(st.one_of(st.integers(0, 6), st.integers(0, 400)))
        facts.append(Fact("BHYT", "enrolled", DAY, code, rest + (part or 0)))
        if part is not None:
            facts.append(Fact("BHYT_HGD", "enrolled", DAY, code, part))
    return build_memory_snapshot(areas, facts)


@given(insured())
@settings(max_examples=60, deadline=None)
def test_neither_a_part_nor_what_a_whole_has_besides_it_can_be_told(snapshot: Snapshot) -> None:
    """Who is insured otherwise than as a household is published nowhere, but is the one count less the other."""
    protection, equations, wanted = Protection(snapshot, BELOW), Equations(), []
    found = {}
    for scheme in ("BHYT", "BHYT_HGD"):
        key = (scheme, "enrolled", DAY)
        counts = protection.count(VINTAGE_ID, key)
        if counts is None:
            return
        decision = protection.decide(VINTAGE_ID, key)
        add_sums(equations, scheme, decision, counts)
        wanted += [(scheme, cell) for cell in np.flatnonzero((counts > 0) & (counts < BELOW)).tolist()]
        found[scheme] = counts, decision.hidden
    rests = found["BHYT"][0] - found["BHYT_HGD"][0]
    for cell in np.flatnonzero(np.isfinite(rests)).tolist():
        signs = {"BHYT_HGD": 1.0, "BHYT": -1.0}
        equations.add_unknown(("rest", cell), 0.0)
        known = sum(signs[scheme] * counts[cell] for scheme, (counts, hidden) in found.items() if not hidden[cell])
        unknown = [((scheme, cell), signs[scheme]) for scheme, (_, hidden) in found.items() if hidden[cell]]
        equations.add([(("rest", cell), 1.0), *unknown], -known)
        if 0 < rests[cell] < BELOW:
            wanted.append(("rest", cell))
    wholes = found["BHYT"][0]
    for (scheme, cell), (low, high) in find_all_bounds(equations, wanted).items():
        # Of a whole of 5 with a part of at least 1 the rest is small whatever is withheld: only not which number.
        is_bound = scheme == "rest" and wholes[cell] <= BELOW
        assert high >= BELOW or (is_bound and high > low), (scheme, cell)
