from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput, Conflict, NotFound
from geodata.places import PlaceAlias
from services.store.aliases import list_aliases, read_aliases, revoke_alias, write_alias, write_aliases
from services.store.engine import begin_write
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

LATER = NOW + timedelta(days=31)
UNIT = (Level.MANAGING_UNIT, "094")


def tell(written: str, area_code: str) -> PlaceAlias:
    return PlaceAlias(Level.COMMUNE, *UNIT, written, area_code)


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def list_in_force(store: Engine) -> list[tuple[str, str]]:
    with store.connect() as connection:
        return [(kept.alias.written, kept.alias.area_code) for kept in read_aliases(connection, VINTAGE_ID)]


def test_what_was_told_is_kept_with_who_and_when(store: Engine) -> None:
    with begin_write(store) as connection:
        alias_id = write_alias(connection, VINTAGE_ID, tell("Xã Xá Nhè", "03127"), "lan", NOW)
    with store.connect() as connection:
        (kept,) = read_aliases(connection, VINTAGE_ID)
    assert kept.alias == tell("Xã Xá Nhè", "03127")
    assert (kept.alias_id, kept.vintage_id) == (alias_id, VINTAGE_ID)
    assert (kept.decided_by, kept.decided_at) == ("lan", NOW)
    assert (kept.revoked_by, kept.revoked_at) == (None, None)


def test_the_same_told_again_keeps_the_first(store: Engine) -> None:
    with begin_write(store) as connection:
        first = write_alias(connection, VINTAGE_ID, tell("Xã Xá Nhè", "03127"), "lan", NOW)
        again = write_alias(connection, VINTAGE_ID, tell("XÃ XÁ  NHÈ", "03127"), "minh", LATER)
    assert first == again
    with store.connect() as connection:
        (kept,) = list_aliases(connection)
    assert (kept.decided_by, kept.decided_at) == ("lan", NOW)


def test_the_same_name_told_otherwise_revokes_the_former_and_deletes_nothing(store: Engine) -> None:
    with begin_write(store) as connection:
        write_alias(connection, VINTAGE_ID, tell("Xã Xá Nhè", "03127"), "lan", NOW)
        write_alias(connection, VINTAGE_ID, tell("X. Xá Nhè", "03130"), "minh", LATER)
    assert list_in_force(store) == [("X. Xá Nhè", "03130")]
    with store.connect() as connection:
        newest, former = list_aliases(connection)
    assert (former.alias.area_code, former.revoked_by, former.revoked_at) == ("03127", "minh", LATER)
    assert newest.revoked_at is None


def test_the_same_name_in_another_parent_is_another_name(store: Engine) -> None:
    elsewhere = PlaceAlias(Level.COMMUNE, Level.MANAGING_UNIT, "105", "Xã Xá Nhè", "03385")
    anywhere = PlaceAlias(Level.COMMUNE, None, None, "Xã Xá Nhè", "03388")
    with begin_write(store) as connection:
        for alias in (tell("Xã Xá Nhè", "03127"), elsewhere, anywhere):
            write_alias(connection, VINTAGE_ID, alias, "lan", NOW)
    assert [code for _, code in list_in_force(store)] == ["03127", "03385", "03388"]


def test_a_revoked_alias_is_no_longer_in_force_but_still_listed(store: Engine) -> None:
    with begin_write(store) as connection:
        alias_id = write_alias(connection, VINTAGE_ID, tell("Xã Xá Nhè", "03127"), "lan", NOW)
    with begin_write(store) as connection:
        revoke_alias(connection, alias_id, "minh", LATER)
    assert list_in_force(store) == []
    with store.connect() as connection:
        (kept,) = list_aliases(connection)
    assert (kept.revoked_by, kept.revoked_at) == ("minh", LATER)
    with pytest.raises(Conflict, match="revoked before by minh"), begin_write(store) as connection:
        revoke_alias(connection, alias_id, "lan", LATER)
    with pytest.raises(NotFound), begin_write(store) as connection:
        revoke_alias(connection, alias_id + 1, "lan", LATER)


def test_what_cannot_be_an_alias_is_refused_and_nothing_is_written(store: Engine) -> None:
    refused = {
        "area_missing": tell("Xã Xá Nhè", "99999"),
        "alias_outside_parent": tell("Xã Xá Nhè", "03385"),
        "alias_is_official_name": tell("đơn vị 03130", "03127"),
        "alias_blank": tell("  ", "03127"),
    }
    for code, alias in refused.items():
        with pytest.raises(BadInput) as caught, begin_write(store) as connection:
            write_alias(connection, VINTAGE_ID, alias, "lan", NOW)
        assert caught.value.code == code
    assert list_in_force(store) == []


def test_of_the_decisions_about_one_file_only_those_are_kept_that_hold_for_every_file(store: Engine) -> None:
    with begin_write(store) as connection:
        write_alias(connection, VINTAGE_ID, tell("Xã Hai Lời", "03127"), "lan", NOW)
        kept = write_aliases(
            connection,
            VINTAGE_ID,
            [
                tell("Xã Xá Nhè", "03127"),
                tell("Đơn vị 03130", "03130"),  # leads there anyway
                tell("Đơn vị 03130", "03127"),  # the name of another area: this row only
                tell("Xã Hai Lời", "03127"),
                tell("xã hai lời", "03130"),  # told two ways
            ],
            "minh",
            LATER,
        )
    assert [alias_id is not None for alias_id in kept] == [True, False, False, False, False]
    assert list_in_force(store) == [("Xã Xá Nhè", "03127")]
    with store.connect() as connection:
        doubtful = next(kept for kept in list_aliases(connection) if kept.alias.written == "Xã Hai Lời")
    assert doubtful.revoked_by == "minh"
