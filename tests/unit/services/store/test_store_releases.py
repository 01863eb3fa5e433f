from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Bilingual, Conflict, NotFound
from services.store.engine import begin_write
from services.store.publication import read_publication_id
from services.store.releases import (
    list_releases,
    publish_release,
    read_facts_in_force,
    read_newest_release,
    read_pilots_in_force,
    rollback_release,
)
from services.store.tables import fact
from tests.fixtures.small_vintages import CUT_OFF, NOW, VINTAGE_ID, build_draft, build_facts, write_small_vintage


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def _publish(store: Engine, facts: pd.DataFrame, **given: object) -> int:
    return publish_release(store, build_draft(facts, **given), by="officer", now=NOW)


def _read_counts(store: Engine) -> dict[str, float]:
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
    return dict(zip(facts["area_code"], facts["count"], strict=True))


def test_what_is_published_is_in_force(store: Engine) -> None:
    release_id = _publish(store, build_facts(7))
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
        assert read_publication_id(connection) == 1
    assert list(facts.columns) == [
        "vintage_id",
        "release_id",
        "scheme",
        "measure",
        "as_of",
        "level",
        "area_code",
        "count",
        "status",
    ]
    assert sorted(facts["area_code"]) == ["03127", "03130", "03385", "03388"]
    assert set(facts["count"]) == {7.0}
    assert (facts["as_of"] == CUT_OFF).all()
    assert set(facts["release_id"]) == {release_id}
    assert set(facts["vintage_id"]) == {VINTAGE_ID}


def test_an_empty_store_has_nothing_in_force_and_the_same_columns(store: Engine) -> None:
    with store.connect() as connection:
        empty = read_facts_in_force(connection)
    _publish(store, build_facts(7))
    with store.connect() as connection:
        full = read_facts_in_force(connection)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert empty["count"].dtype == full["count"].dtype
    assert isinstance(empty["area_code"].dtype, pd.CategoricalDtype)


def test_a_later_release_replaces_what_it_speaks_of_whole_and_nothing_else(store: Engine) -> None:
    _publish(store, build_facts(7))
    later = build_facts(9, provinces=("11",))
    _publish(store, later[later["area_code"] == "03127"])
    # The commune that the later file leaves out has no count any more; the other province keeps its own.
    assert _read_counts(store) == {"03127": 9, "03385": 7, "03388": 7}


def test_other_dates_measures_and_schemes_stand_beside_each_other(store: Engine) -> None:
    for given in (
        {},
        {"as_of": date(2018, 3, 31)},
        {"measure": "target"},
        {"scheme": "BHYT"},
    ):
        _publish(store, build_facts(5, provinces=("11",), **given))
    with store.connect() as connection:
        assert len(read_facts_in_force(connection)) == 4 * 2


def test_rolling_back_brings_back_what_was_replaced(store: Engine) -> None:
    _publish(store, build_facts(7))
    second = _publish(store, build_facts(9))
    rollback_release(store, second, NOW)
    assert set(_read_counts(store).values()) == {7.0}
    with store.connect() as connection:
        assert read_publication_id(connection) == 3
        newest = read_newest_release(connection)
        listed = list_releases(connection)
    assert newest is not None
    assert newest.release_id == second - 1
    assert [release.rolled_back_at for release in listed] == [NOW, None]


def test_rolling_back_an_older_release_leaves_the_newer_in_force(store: Engine) -> None:
    first = _publish(store, build_facts(7))
    _publish(store, build_facts(9))
    rollback_release(store, first, NOW)
    assert set(_read_counts(store).values()) == {9.0}


def test_a_release_is_rolled_back_once(store: Engine) -> None:
    release_id = _publish(store, build_facts(7))
    rollback_release(store, release_id, NOW)
    with pytest.raises(Conflict) as caught:
        rollback_release(store, release_id, NOW)
    assert caught.value.code == "release_rolled_back"
    with pytest.raises(NotFound) as missing:
        rollback_release(store, 99, NOW)
    assert str(release_id) in missing.value.hint.en


def test_a_release_tells_where_it_came_from(store: Engine) -> None:
    note = Bilingual("Minh họa", "Illustrative")
    given = {"is_illustrative": True, "illustrative_note": note, "report": {"matched": 4}, "target_source": "NQ 28"}
    _publish(store, build_facts(7), **given)
    with store.connect() as connection:
        (release,) = list_releases(connection)
    assert (release.is_illustrative, release.illustrative_note, release.report) == (True, note, {"matched": 4})
    assert (release.target_source, release.published_by, release.published_at) == ("NQ 28", "officer", NOW)
    assert release.fact_count == 4


def test_a_withheld_count_comes_back_as_missing(store: Engine) -> None:
    _publish(store, build_facts(None, provinces=("11",), status="withheld"))
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
    assert facts["count"].isna().all()
    assert set(facts["status"]) == {"withheld"}


def test_figures_of_parents_belong_to_their_province(store: Engine) -> None:
    rows = build_facts(7).iloc[:1]
    levels = [("country", "VN"), ("province", "11"), ("managing_unit", "094")]
    parents = pd.concat([rows.assign(level=level, area_code=code) for level, code in levels])
    _publish(store, parents)
    # A later file of communes leaves the figures of unit, province and country alone, and so does one of units.
    _publish(store, build_facts(9, provinces=("11",)))
    assert _read_counts(store) == {"VN": 7, "11": 7, "094": 7, "03127": 9, "03130": 9}
    _publish(store, rows.assign(level="managing_unit", area_code="094", count=8))
    assert _read_counts(store) == {"VN": 7, "11": 7, "094": 8, "03127": 9, "03130": 9}


def test_dates_may_come_as_timestamps(store: Engine) -> None:
    _publish(store, build_facts(7).assign(as_of=pd.Timestamp("2019-03-31")))
    with store.connect() as connection:
        assert (read_facts_in_force(connection)["as_of"] == CUT_OFF).all()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (build_facts(7).replace({"area_code": {"03127": "99999"}}), "area_unknown"),
        (pd.concat([build_facts(7), build_facts(8)]), "row_duplicate"),
        (build_facts(-1), "count_invalid"),
        (build_facts(1.5), "count_invalid"),
        (build_facts(None), "count_invalid"),
        (build_facts(np.nan), "count_invalid"),
        (build_facts(7).iloc[:0], "release_empty"),
    ],
    ids=["unknown area", "count given twice", "negative", "fraction", "none", "missing", "empty"],
)
def test_what_cannot_be_true_is_refused_and_changes_nothing(store: Engine, facts: pd.DataFrame, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        _publish(store, facts)
    assert caught.value.code == code
    with store.connect() as connection:
        assert list_releases(connection) == []
        assert read_publication_id(connection) == 0
        assert connection.execute(fact.select()).all() == []


def test_a_release_of_a_missing_vintage_is_refused(store: Engine) -> None:
    with pytest.raises(NotFound):
        _publish(store, build_facts(7), vintage_id="VN-1999-01-01")


def test_a_moment_without_time_zone_is_refused(store: Engine) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 (what is to be refused)
    with pytest.raises(Exception, match="no time zone"):
        publish_release(store, build_draft(build_facts(7)), by="officer", now=naive)
    assert _read_counts(store) == {}


def test_the_list_of_pilots_published_last_is_in_force(store: Engine) -> None:
    def pilots(*codes: str) -> pd.DataFrame:
        rows = [{"scheme": "BHXH_TN", "level": "commune", "area_code": code} for code in codes]
        return pd.DataFrame(rows).assign(started_on=date(2021, 6, 1))

    _publish(store, build_facts(7), pilots=pilots("03127", "03385"))
    _publish(store, build_facts(8))
    second = _publish(store, build_facts(9), pilots=pilots("03130"))
    with store.connect() as connection:
        # Province 11 named its pilots anew, province 12 did not.
        assert sorted(read_pilots_in_force(connection)["area_code"]) == ["03130", "03385"]
    rollback_release(store, second, NOW)
    with store.connect() as connection:
        found = read_pilots_in_force(connection)
    assert sorted(found["area_code"]) == ["03127", "03385"]
    assert set(found["started_on"]) == {date(2021, 6, 1)}
    assert list(found.columns) == ["vintage_id", "release_id", "scheme", "level", "area_code", "started_on", "ended_on"]


def test_counts_go_in_and_come_out_in_bulk(store: Engine) -> None:
    days = pd.DataFrame({"as_of": pd.date_range("2000-01-01", periods=500).date})
    facts = build_facts(7).drop(columns="as_of").merge(days, how="cross")
    statements: list[str] = []
    event.listen(store, "before_cursor_execute", lambda *call: statements.append(call[2]))
    _publish(store, facts)
    assert len(_read_all(store)) == 2_000
    assert len(statements) < 30


def _read_all(store: Engine) -> pd.DataFrame:
    with store.connect() as connection:
        return read_facts_in_force(connection)


def test_one_writer_may_publish_while_a_reader_reads(store: Engine) -> None:
    _publish(store, build_facts(7))
    with store.connect() as reader:
        before = read_publication_id(reader)
        _publish(store, build_facts(9))
        assert set(read_facts_in_force(reader)["count"]) == {7.0}
        assert read_publication_id(reader) == before
    with begin_write(store) as connection:
        assert read_publication_id(connection) == before + 1
