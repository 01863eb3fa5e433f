"""What a release holds besides counts, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy.engine import Connection, Engine

from geodata.errors import BadInput
from services.store.engine import begin_write
from services.store.managing_units import read_unit_terms_in_force, select_terms_on
from services.store.organisations import read_organisation_facts_in_force
from services.store.outreach import build_event_totals, read_events_in_force
from services.store.publication import read_publication_id
from services.store.release_draft import EVENT_COLUMNS, ORGANISATION_FACT_COLUMNS, TERM_COLUMNS
from services.store.releases import list_releases, publish_release, read_facts_in_force, rollback_release, write_release
from tests.fixtures.small_vintages import CUT_OFF, NOW, VINTAGE_ID, build_draft, build_facts, write_small_vintage

NO_FACTS = build_facts(1).iloc[:0]
POST, FARMERS = "Bưu điện", "Hội Nông dân"


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def _publish(store: Engine, facts: pd.DataFrame = NO_FACTS, **given: object) -> int:
    return publish_release(store, build_draft(facts, **given), by="officer", now=NOW)


def _event(
    number: int, held_on: date, *organisers: str, area_code: str = "03127", **given: object
) -> dict[str, object]:
    blank = dict.fromkeys(EVENT_COLUMNS, "")
    place = {"event_no": number, "level": "commune", "area_code": area_code, "scheme": "ANY"}
    counts = {"attendee_count": 40, "enrolled_count": None}
    return blank | place | {"held_on": held_on, "organisers": organisers} | counts | given


def _events(*events: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(events), columns=EVENT_COLUMNS, dtype=object)


def _term(unit: str, area_code: str, valid_from: date, valid_to: date | None = None) -> dict[str, object]:
    return dict(zip(TERM_COLUMNS, (unit, f"Cơ sở {unit}", "commune", area_code, valid_from, valid_to), strict=True))


def _terms(*terms: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(terms), columns=TERM_COLUMNS, dtype=object)


def _parts(facts: pd.DataFrame, **counts: object) -> pd.DataFrame:
    """Return the same counts for every area of ``facts``, by organisation."""
    frames = [facts.assign(organisation=name, count=count) for name, count in counts.items()]
    return pd.concat(frames)[ORGANISATION_FACT_COLUMNS]


class TestOutreachEvents:
    def test_a_joint_event_is_one_event_and_counts_for_each_of_its_organisers(self, store: Engine) -> None:
        events = _events(
            _event(5, date(2019, 3, 2), POST, FARMERS, enrolled_count=7),
            _event(6, date(2019, 3, 9), POST, attendee_count=None, enrolled_count=2),
            _event(7, date(2019, 4, 1), FARMERS),
        )
        _publish(store, outreach_events=events, kind="outreach_events")
        with store.connect() as connection:
            found = read_events_in_force(connection)
            (release,) = list_releases(connection)
        totals = build_event_totals(found, date(2019, 3, 1), date(2019, 3, 31))
        assert (totals.event_count, totals.organiser_counts) == (2, {POST: 2, FARMERS: 1})
        assert (totals.participation_count, totals.attendee_count, totals.enrolled_count) == (3, 40, 9)
        assert (release.kind, release.event_count, release.fact_count) == ("outreach_events", 3, 0)
        assert found["organisers"].tolist() == [(POST, FARMERS), (POST,), (FARMERS,)]
        assert set(found["held_on"]) == {date(2019, 3, 2), date(2019, 3, 9), date(2019, 4, 1)}

    def test_a_later_list_replaces_the_months_of_its_province_and_no_others(self, store: Engine) -> None:
        _publish(store, outreach_events=_events(_event(1, date(2019, 3, 2), POST), _event(2, date(2019, 4, 2), POST)))
        _publish(store, outreach_events=_events(_event(1, date(2019, 3, 5), POST, area_code="03385")))
        third = _publish(store, outreach_events=_events(_event(1, date(2019, 3, 7), FARMERS)))
        assert self._list_days(store) == [date(2019, 3, 5), date(2019, 3, 7), date(2019, 4, 2)]
        rollback_release(store, third, NOW)
        assert self._list_days(store) == [date(2019, 3, 2), date(2019, 3, 5), date(2019, 4, 2)]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"area_code": "99999"}, "area_unknown"),
            ({"attendee_count": -1}, "count_invalid"),
            ({"enrolled_count": 1.5}, "count_invalid"),
            ({"organisers": ()}, "event_organisers_invalid"),
            ({"organisers": (POST, POST)}, "event_organisers_invalid"),
            ({"organisers": (POST, " ")}, "event_organisers_invalid"),
        ],
    )
    def test_what_cannot_be_is_refused_whole(self, store: Engine, given: dict[str, object], code: str) -> None:
        good, bad = _event(1, date(2019, 3, 2), POST), _event(2, date(2019, 3, 2), POST) | given
        with pytest.raises(BadInput) as caught:
            _publish(store, build_facts(7), outreach_events=_events(good, bad))
        assert caught.value.code == code
        with store.connect() as connection:
            assert list_releases(connection) == []

    def test_a_number_stands_for_one_event(self, store: Engine) -> None:
        with pytest.raises(BadInput) as caught:
            _publish(store, outreach_events=_events(*[_event(1, date(2019, 3, day), POST) for day in (2, 3)]))
        assert caught.value.code == "row_duplicate"

    def _list_days(self, store: Engine) -> list[date]:
        with store.connect() as connection:
            return list(read_events_in_force(connection)["held_on"])


class TestManagingUnits:
    def test_the_newest_list_of_a_province_is_in_force_and_rolling_back_gives_back_the_one_before(
        self, store: Engine
    ) -> None:
        began, moved = date(2016, 1, 1), date(2018, 1, 1)
        both = _terms(_term("CS1", "03127", began, moved), _term("CS2", "03127", moved), _term("CS9", "03385", began))
        _publish(store, unit_terms=both, kind="managing_units")
        second = _publish(store, unit_terms=_terms(_term("CS3", "03130", began)))
        assert self._list_units(store) == [("CS3", "03130"), ("CS9", "03385")]
        rollback_release(store, second, NOW)
        assert self._list_units(store) == [("CS1", "03127"), ("CS2", "03127"), ("CS9", "03385")]
        with store.connect() as connection:
            terms = read_unit_terms_in_force(connection)
        held = select_terms_on(terms, moved)
        assert dict(zip(held["area_code"], held["unit_code"], strict=True)) == {"03127": "CS2", "03385": "CS9"}
        assert list(select_terms_on(terms, date(2017, 12, 31))["unit_code"]) == ["CS1", "CS9"]
        assert len(select_terms_on(terms, date(2015, 12, 31))) == 0

    @pytest.mark.parametrize(
        ("second", "code"),
        [
            (_term("CS2", "03127", date(2017, 12, 31)), "managing_unit_terms_overlap"),
            (_term("CS2", "03127", date(2015, 1, 1)), "managing_unit_terms_overlap"),
            (_term("CS2", "03127", date(2016, 1, 1)), "row_duplicate"),
            (_term("CS2", "03130", date(2016, 1, 1), date(2016, 1, 1)), "managing_unit_term_reversed"),
            (_term(" ", "03130", date(2016, 1, 1)), "managing_unit_unnamed"),
            (_term("CS2", "99999", date(2016, 1, 1)), "area_unknown"),
            (_term("03385", "03130", date(2016, 1, 1)), "managing_unit_code_taken"),
            (_term("11", "03130", date(2016, 1, 1)), "managing_unit_code_taken"),
            (_term("CS/2", "03130", date(2016, 1, 1)), "managing_unit_code_malformed"),
        ],
    )
    def test_terms_that_cannot_be_are_refused(self, store: Engine, second: dict[str, object], code: str) -> None:
        first = _term("CS1", "03127", date(2016, 1, 1), date(2018, 1, 1))
        with pytest.raises(BadInput) as caught:
            _publish(store, unit_terms=_terms(first, second))
        assert caught.value.code == code

    def _list_units(self, store: Engine) -> list[tuple[str, str]]:
        with store.connect() as connection:
            terms = read_unit_terms_in_force(connection)
        return list(zip(terms["unit_code"], terms["area_code"], strict=True))


class TestCollectionOrganisations:
    def test_a_breakdown_stands_and_falls_with_its_totals(self, store: Engine) -> None:
        facts = build_facts(9, provinces=("11",), measure="target", as_of=date(2019, 12, 31))
        first = _publish(store, facts, organisation_facts=_parts(facts, post=6, farmers=3), kind="targets")
        assert self._sum(store) == {("post", first): 12, ("farmers", first): 6}
        second = _publish(store, facts.assign(count=10))
        assert self._sum(store) == {}
        rollback_release(store, second, NOW)
        assert self._sum(store) == {("post", first): 12, ("farmers", first): 6}

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"count": -1}, "count_invalid"),
            ({"count": None}, "count_invalid"),
            ({"organisation": " "}, "organisation_name_invalid"),
            ({"organisation": "x" * 81}, "organisation_name_invalid"),
            ({"area_code": "03385"}, "organisation_without_total"),
            ({"as_of": date(2018, 12, 31)}, "organisation_without_total"),
            ({"area_code": "99999"}, "area_unknown"),
        ],
    )
    def test_parts_that_cannot_be_are_refused(self, store: Engine, changes: dict[str, object], code: str) -> None:
        facts = build_facts(9, provinces=("11",)).iloc[:1]
        with pytest.raises(BadInput) as caught:
            _publish(store, facts, organisation_facts=_parts(facts, post=9).assign(**changes))
        assert caught.value.code == code

    def test_an_organisation_has_one_count_of_an_area(self, store: Engine) -> None:
        facts = build_facts(9, provinces=("11",))
        parts = _parts(facts, post=9)
        with pytest.raises(BadInput) as caught:
            _publish(store, facts, organisation_facts=pd.concat([parts, parts]))
        assert caught.value.code == "row_duplicate"

    def _sum(self, store: Engine) -> dict[tuple[str, int], int]:
        with store.connect() as connection:
            rows = read_organisation_facts_in_force(connection)
        return {key: int(part["count"].sum()) for key, part in rows.groupby(["organisation", "release_id"])}


class TestWithinATransaction:
    def test_a_release_written_within_a_transaction_is_there_when_it_commits(self, store: Engine) -> None:
        with begin_write(store) as connection:
            release_id = self._write(connection)
            assert [one.release_id for one in list_releases(connection)] == [release_id]
        with store.connect() as connection:
            assert set(read_facts_in_force(connection)["count"]) == {7.0}
            assert read_publication_id(connection) == 1

    def test_what_fails_after_it_takes_it_away(self, store: Engine) -> None:
        class _LaterError(Exception):
            pass

        def fail() -> None:
            with begin_write(store) as connection:
                self._write(connection)
                raise _LaterError

        with pytest.raises(_LaterError):
            fail()
        with store.connect() as connection:
            assert list_releases(connection) == []
            assert read_publication_id(connection) == 0

    def _write(self, connection: Connection) -> int:
        facts = build_facts(7)
        beside = {"organisation_facts": _parts(facts, post=7), "unit_terms": _terms(_term("CS1", "03127", CUT_OFF))}
        return write_release(connection, build_draft(facts, vintage_id=VINTAGE_ID, **beside), by="officer", now=NOW)
