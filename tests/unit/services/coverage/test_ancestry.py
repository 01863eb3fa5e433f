"""What an area is made of in another vintage, and what became of it."""

from __future__ import annotations

import pytest

from geodata.errors import NotFound
from services.coverage.ancestry import build_ancestry, list_joined_vintages
from tests.fixtures.joined_vintages import Layer, build_joined_snapshot
from tests.fixtures.small_history import (
    NEW,
    NEW_AREAS,
    OLD,
    OLD_AREAS,
    join,
)


def test_ancestry_tells_what_an_area_is_made_of() -> None:
    snapshot = join([])
    ancestry = build_ancestry(snapshot, NEW, "00101", OLD)
    assert [(one.area_code, one.is_whole, one.share) for one in ancestry.pieces] == [
        ("00101", True, 1.0),
        ("00102", True, 1.0),
        ("00103", False, pytest.approx(0.3)),
    ]
    assert [one.share_of_area for one in ancestry.pieces] == pytest.approx([100 / 230, 100 / 230, 30 / 230])
    assert ancestry.sentence.vi == "Gồm Nơi 00101, Nơi 00102 và một phần Nơi 00103 (30%)."
    assert ancestry.sentence.en == "Made of Nơi 00101, Nơi 00102 and part of Nơi 00103 (30%)."
    assert ancestry.is_past
    assert [one.vintage_id for one in list_joined_vintages(snapshot, NEW)] == [OLD]


def test_ancestry_tells_what_became_of_an_area() -> None:
    snapshot = join([])
    split = build_ancestry(snapshot, OLD, "00103", NEW)
    assert split.sentence.vi == "Nay chia về Nơi 00103 (70%) và Nơi 00101 (30%)."
    assert [one.share_of_area for one in split.pieces] == pytest.approx([0.7, 0.3])
    assert build_ancestry(snapshot, OLD, "00101", NEW).sentence.vi == "Nay thuộc Nơi 00101."
    assert build_ancestry(snapshot, OLD, "003", NEW).sentence.vi == "Nay là Nơi 00202."
    assert build_ancestry(snapshot, NEW, "01", OLD).sentence.vi == "Gồm Nơi 01 và Nơi 02."
    assert build_ancestry(snapshot, NEW, "00202", OLD).sentence.vi == "Gồm Nơi 00202 và Nơi 00201."


def test_ancestry_without_a_crosswalk_is_not_found() -> None:
    snapshot = build_joined_snapshot([Layer(OLD, OLD_AREAS), Layer(NEW, NEW_AREAS)], [])
    with pytest.raises(NotFound):
        build_ancestry(snapshot, NEW, "00101", OLD)
    with pytest.raises(NotFound):
        build_ancestry(join([]), NEW, "77777", OLD)
