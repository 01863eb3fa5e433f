"""Two vintages that Hypothesis draws, the pieces between them, and counts published for the older one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from geodata.areas import Level
from tests.fixtures.conversion_oracle import Tree
from tests.fixtures.joined_vintages import Pair
from tests.fixtures.memory_snapshots import Area

OLD, MIDDLE, NEW = "VN-2016-01-01", "VN-2020-01-01", "VN-2025-07-01"
SIZES = st.sampled_from([1.0, 2.0, 3.0, 5.0, 7.0, 100.0])
COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 500), st.none())


@dataclass(frozen=True)
class Case:
    """Two vintages, the pieces between them, and counts by code published for the older one."""

    old: tuple[Area, ...]
    new: tuple[Area, ...]
    pairs: tuple[Pair, ...]
    counts: dict[str, int | None]


@st.composite
def trees(draw: st.DrawFn, provinces: int, *, has_districts: bool) -> tuple[Area, ...]:
    """The areas of a vintage: the country, so many provinces, with districts or without, and communes."""
    areas = [Area("VN", None)]
    for province in range(provinces):
        areas.append(Area(f"{province:02d}", "VN"))
        if not has_districts:
            communes = range(draw(st.integers(1, 4)))
            areas += [Area(f"{province}00{commune:02d}", f"{province:02d}") for commune in communes]
        for district in range(draw(st.integers(1, 2)) if has_districts else 0):
            areas.append(Area(f"{province}{district:02d}", f"{province:02d}"))
            communes = range(draw(st.integers(1, 3)))
            areas += [
                Area(f"{province}{district:02d}{commune:02d}", f"{province}{district:02d}") for commune in communes
            ]
    return tuple(areas)


def list_communes(areas: tuple[Area, ...]) -> list[str]:
    """Return the codes of the communes, in their order."""
    return [area.code for area in areas if area.level is Level.COMMUNE]


@st.composite
def any_cases(draw: st.DrawFn) -> Case:
    """Any pieces at all: communes without a successor, codes that no vintage knows, provinces torn apart."""
    old = draw(trees(draw(st.integers(1, 3)), has_districts=True))
    new = draw(trees(draw(st.integers(1, 3)), has_districts=draw(st.booleans())))
    keys = st.tuples(
        st.sampled_from([*list_communes(old), "99998"]), st.sampled_from([*list_communes(new), "99999", "99997"])
    )
    pairs = draw(st.dictionaries(keys, SIZES, min_size=1, max_size=14))
    codes = [area.code for area in old]
    return Case(
        old, new, tuple((*key, size) for key, size in pairs.items()),
        draw(st.dictionaries(st.sampled_from(codes), COUNTS, max_size=len(codes))),
    )  # fmt: skip


@st.composite
def shared_cases(draw: st.DrawFn) -> Case:
    """Provinces that keep their territory or are merged whole; every commune has its successors within them."""
    old = draw(trees(draw(st.integers(1, 3)), has_districts=True))
    provinces = [area.code for area in old if area.level is Level.PROVINCE]
    merged = {code: draw(st.sampled_from(provinces[: place + 1])) for place, code in enumerate(provinces)}
    merged = {code: merged[merged[code]] if merged[merged[code]] == merged[code] else code for code in provinces}
    tree, areas, pairs = Tree(old), [Area("VN", None)], []
    for province in sorted(set(merged.values())):
        areas.append(Area(province, "VN"))
        sources = sorted(one for code in provinces if merged[code] == province for one in tree.communes(code))
        goals = [f"{province[1]}00{number:02d}" for number in range(draw(st.integers(1, 4)))]
        areas += [Area(code, province) for code in goals]
        found = {(source, draw(st.sampled_from(goals))): draw(SIZES) for source in sources}
        more = st.tuples(st.sampled_from(sources), st.sampled_from(goals))
        found |= draw(st.dictionaries(more, SIZES, max_size=4))
        found |= {(sources[0], goal): 1.0 for goal in goals if goal not in {to for _, to in found}}
        pairs += [(*key, size) for key, size in found.items()]
    counts = {code: draw(st.integers(0, 500)) for code in list_communes(old)}
    return Case(old, tuple(areas), tuple(pairs), counts)


@st.composite
def hiding_cases(draw: st.DrawFn) -> Case:
    """Shared provinces with figures of every level, some withheld."""
    case = draw(shared_cases())
    codes = [area.code for area in case.old]
    return replace(case, counts=draw(st.dictionaries(st.sampled_from(codes), COUNTS, min_size=len(codes) // 2)))
