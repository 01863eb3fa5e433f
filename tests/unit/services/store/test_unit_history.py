from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.store.engine import begin_write
from services.store.publication import read_publication_id
from services.store.unit_history import list_unit_histories, read_gazetteer, write_unit_history
from tests.fixtures.dated_units import build_units
from tests.fixtures.small_vintages import NOW

TERMS = [
    ("province", "11", "Tỉnh Điện Biên", "Tỉnh", None, "2004-08-30", None),
    ("district", "097", "Huyện Tủa Chùa", "Huyện", "11", "2004-08-30", "2025-07-01"),
    ("commune", "03226", "Xã Xá Nhè", "Xã", "097", "2004-08-30", "2014-01-01"),
    ("commune", "03226", "Xã Sáng Nhè", "Xã", "097", "2014-01-01", "2025-07-01"),
]


def write(engine: Engine, terms: list[tuple[str | None, ...]], source: str = "dvhcvn") -> int:
    with begin_write(engine) as connection:
        return write_unit_history(connection, build_units(terms), source, "lan", NOW)


def test_a_history_is_read_as_a_gazetteer(engine: Engine) -> None:
    write(engine, TERMS)
    with engine.connect() as connection:
        gazetteer = read_gazetteer(connection)
    assert gazetteer is not None
    unit = gazetteer.find(Level.COMMUNE, "03226", date(2010, 5, 1))
    assert unit is not None
    assert unit.name == "Xã Xá Nhè"
    assert [(parent.code, parent.name) for parent in unit.parents] == [
        ("097", "Huyện Tủa Chùa"),
        ("11", "Tỉnh Điện Biên"),
    ]
    assert unit.valid_to == date(2014, 1, 1)


def test_without_a_history_there_is_no_gazetteer(engine: Engine) -> None:
    with engine.connect() as connection:
        assert read_gazetteer(connection) is None
        assert list_unit_histories(connection) == []


def test_the_newest_history_counts_and_those_before_stay(engine: Engine) -> None:
    write(engine, TERMS, "2025")
    write(engine, TERMS[:1], "2026")
    with engine.connect() as connection:
        gazetteer = read_gazetteer(connection)
        kept = list_unit_histories(connection)
    assert gazetteer is not None
    assert gazetteer.list_terms(Level.COMMUNE, "03226") == ()
    assert [(one.source, one.term_count, one.written_by) for one in kept] == [("2026", 1, "lan"), ("2025", 4, "lan")]
    assert kept[0].written_at - NOW == timedelta(0)


def test_loading_a_history_bumps_the_publication(engine: Engine) -> None:
    with engine.connect() as connection:
        before = read_publication_id(connection)
    write(engine, TERMS)
    with engine.connect() as connection:
        assert read_publication_id(connection) == before + 1
