"""Releases about some units of a province: conflicts, lists, breakdowns and what returns, on both databases."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from services.intake.publication.history import list_history
from services.store.footprints import EVENTS, build_footprints, list_changes_since
from services.store.in_force import read_replaced_counts
from services.store.managing_units import read_unit_terms_in_force
from services.store.organisations import read_organisation_facts_in_force
from services.store.outreach import read_events_in_force
from services.store.publication import read_publication_id
from services.store.release_draft import EVENT_COLUMNS, TERM_COLUMNS, CoveredUnits, ReleaseDraft
from services.store.releases import publish_release, read_facts_in_force, rollback_release
from tests.fixtures.many_units import NOW, PLACES, build_draft, write_vintage
from tests.fixtures.small_vintages import CUT_OFF

FIRST, SECOND = (CoveredUnits("commune", "11", ("094",)),), (CoveredUnits("commune", "11", ("095",)),)
LIST_OF_FIRST = (CoveredUnits("", "11", ("094",)),)
COMMUNES_OF_11 = [code for (level, code), (province, _) in PLACES.items() if (level, province) == ("commune", "11")]


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_vintage(engine)
    return engine


def _facts(count: int, *codes: str, level: str = "commune") -> pd.DataFrame:
    shared = {"scheme": "BHXH_TN", "measure": "enrolled", "as_of": CUT_OFF, "status": "reported", "count": count}
    return pd.DataFrame([{"level": level, "area_code": code} | shared for code in codes])


NO_FACTS = _facts(0, "03127").iloc[:0]


def _publish(store: Engine, draft: ReleaseDraft) -> int:
    return publish_release(store, draft, by="hoa", now=NOW)


def _read_counts(store: Engine) -> dict[str, float]:
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
    return dict(zip(facts["area_code"], facts["count"], strict=True))


def _list_changes(store: Engine, since: int, draft: ReleaseDraft) -> list[tuple[int, bool]]:
    with store.connect() as connection:
        changes = list_changes_since(connection, since, build_footprints(connection, draft))
    return [(change.release_id, change.is_rollback) for change in changes]


def test_a_publication_is_a_change_under_another_only_where_both_speak_of_a_place(store: Engine) -> None:
    with store.connect() as connection:
        seen = read_publication_id(connection)
    first = _publish(store, build_draft(_facts(5, "03127"), covered=FIRST))
    assert _list_changes(store, seen, build_draft(_facts(6, "03140"), covered=SECOND)) == []
    assert _list_changes(store, seen, build_draft(_facts(6, "094", level="managing_unit"))) == []
    assert _list_changes(store, seen, build_draft(_facts(6, "03127"), covered=FIRST)) == [(first, False)]
    assert _list_changes(store, seen, build_draft(_facts(6, "03140"))) == [(first, False)]
    rollback_release(store, first, NOW)
    assert _list_changes(store, seen, build_draft(_facts(6, "03140"))) == []
    assert _list_changes(store, seen + 1, build_draft(_facts(6, "03140"))) == [(first, True)]


def test_a_release_of_the_province_is_a_change_under_one_of_a_unit(store: Engine) -> None:
    _publish(store, build_draft(_facts(5, "03127"), covered=FIRST))
    whole = _publish(store, build_draft(_facts(7, *COMMUNES_OF_11)))
    assert _list_changes(store, 1, build_draft(_facts(6, "03127"), covered=FIRST)) == [(whole, False)]


def test_what_a_unit_has_no_row_of_has_no_count_any_more(store: Engine) -> None:
    _publish(store, build_draft(_facts(7, *COMMUNES_OF_11)))
    covered = (CoveredUnits("commune", "11", ("094", "096")),)
    with store.connect() as connection:
        replaced = read_replaced_counts(connection, build_draft(NO_FACTS).vintage_id, _facts(5, "03127"), covered)
    assert set(replaced["area_code"]) == {"03130", "03150"}
    _publish(store, build_draft(_facts(5, "03127"), covered=covered))
    assert _read_counts(store) == {"03127": 5, "03140": 7}


def test_rows_outside_of_what_a_draft_speaks_for_are_the_callers_fault(store: Engine) -> None:
    with pytest.raises(ValueError, match="094"):
        _publish(store, build_draft(_facts(5, "03140"), covered=FIRST))
    assert _read_counts(store) == {}


def test_a_province_of_which_every_unit_was_reported_anew_is_superseded(store: Engine) -> None:
    whole = _publish(store, build_draft(_facts(7, *COMMUNES_OF_11)))
    units = [
        _publish(store, build_draft(_facts(5, code), covered=(CoveredUnits("commune", "11", (unit,)),)))
        for unit, code in (("094", "03127"), ("095", "03140"), ("096", "03150"))
    ]
    with store.connect() as connection:
        entries = {entry.release_id: entry for entry in list_history(connection)}
    assert (str(entries[whole].standing), entries[whole].superseded_by) == ("superseded", tuple(reversed(units)))
    rollback_release(store, units[0], NOW)
    with store.connect() as connection:
        entries = {entry.release_id: entry for entry in list_history(connection)}
    assert str(entries[whole].standing) == "partly_in_force"
    assert len(entries[whole].in_part) == 1
    assert _read_counts(store) == {"03127": 7, "03130": 7, "03140": 5, "03150": 5}


def test_a_breakdown_by_organisation_stands_and_falls_with_the_counts_of_its_unit(store: Engine) -> None:
    def build(count: int, *codes: str, **given: object) -> ReleaseDraft:
        facts = _facts(count, *codes)
        parts = facts.drop(columns="status").assign(organisation="Bưu điện")
        return build_draft(facts, organisation_facts=parts, **given)

    _publish(store, build(7, *COMMUNES_OF_11))
    last = _publish(store, build(5, "03127", covered=FIRST))
    assert _read_parts(store) == {"03127": 5, "03140": 7, "03150": 7}
    rollback_release(store, last, NOW)
    assert _read_parts(store) == dict.fromkeys(COMMUNES_OF_11, 7)


def _read_parts(store: Engine) -> dict[str, int]:
    with store.connect() as connection:
        parts = read_organisation_facts_in_force(connection)
    assert len(parts) == parts["area_code"].nunique()
    return dict(zip(parts["area_code"], parts["count"], strict=True))


def _events(*places: tuple[str, str]) -> pd.DataFrame:
    blank = dict.fromkeys(EVENT_COLUMNS, "") | {"attendee_count": 40, "enrolled_count": None, "scheme": "ANY"}
    rows = [
        blank | {"event_no": number, "level": level, "area_code": code, "held_on": date(2019, 3, number + 1)}
        for number, (level, code) in enumerate(places)
    ]
    return pd.DataFrame(rows, columns=EVENT_COLUMNS, dtype=object).assign(organisers=[("Bưu điện",)] * len(rows))


def test_the_events_of_a_unit_leave_those_of_the_province_and_of_other_units(store: Engine) -> None:
    before = _events(("commune", "03127"), ("managing_unit", "094"), ("commune", "03140"), ("province", "11"))
    _publish(store, build_draft(NO_FACTS, outreach_events=before, kind="outreach_events"))
    mine = build_draft(
        NO_FACTS, outreach_events=_events(("commune", "03130")), covered=LIST_OF_FIRST, kind="outreach_events"
    )
    last = _publish(store, mine)
    assert _list_event_places(store) == ["03130", "03140", "11"]
    with store.connect() as connection:
        (key,) = next(entry for entry in list_history(connection) if entry.release_id == last).footprints
    assert (key.content, key.within_code, key.as_of) == (EVENTS, "094", date(2019, 3, 1))
    rollback_release(store, last, NOW)
    assert _list_event_places(store) == ["03127", "03140", "094", "11"]


def _list_event_places(store: Engine) -> list[str]:
    with store.connect() as connection:
        return sorted(read_events_in_force(connection)["area_code"])


def test_the_list_of_offices_of_a_unit_leaves_those_of_other_units(store: Engine) -> None:
    def build(*codes: str, **given: object) -> ReleaseDraft:
        rows = [("CS1", "Cơ sở 1", "commune", code, CUT_OFF, None) for code in codes]
        return build_draft(
            NO_FACTS, unit_terms=pd.DataFrame(rows, columns=TERM_COLUMNS), kind="managing_units", **given
        )

    _publish(store, build("03127", "03140"))
    last = _publish(store, build("03130", covered=LIST_OF_FIRST))
    assert _list_terms(store) == {"03130", "03140"}
    rollback_release(store, last, NOW)
    assert _list_terms(store) == {"03127", "03140"}


def _list_terms(store: Engine) -> set[str]:
    with store.connect() as connection:
        return set(read_unit_terms_in_force(connection)["area_code"])
