"""Embed tokens: what opens, what does not, and from when on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.errors import BadInput, Conflict, NotFound
from services.embedding.scope import BeyondScope, Scope, ScopeArea, read_scope, write_scope
from services.embedding.tokens import list_tokens, make_token, open_token, revoke_token, sign_token
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.engine import migrate, open_engine

NOW = datetime(2026, 1, 31, 8, tzinfo=UTC)
SCOPE = Scope(
    (ScopeArea("VN-2025-07-01", "11", "Tỉnh Điện Biên"),),
    (Scheme.BHXH_TN,),
    (Indicator.COVERAGE_RATIO,),
    as_of=date(2025, 12, 31),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(opened)
    yield opened
    opened.dispose()


def test_a_token_opens_what_it_was_made_for_until_its_end(engine: Engine) -> None:
    made = make_token(engine, "  Cổng  tỉnh ", SCOPE, 30, "ha", NOW)
    text = sign_token(engine, made.token_id)
    assert open_token(engine, text, NOW + timedelta(days=29)) == made
    assert (made.name, made.scope, made.created_by) == ("Cổng tỉnh", SCOPE, "ha")
    with pytest.raises(BeyondScope) as refused:
        open_token(engine, text, NOW + timedelta(days=30))
    assert refused.value.code == "token_expired"


def test_a_revoked_token_opens_nothing_and_stays_on_the_list(engine: Engine) -> None:
    made = make_token(engine, "a", SCOPE, 30, "ha", NOW)
    other = make_token(engine, "b", SCOPE, 30, "ha", NOW + timedelta(seconds=1))
    revoke_token(engine, made.token_id, "an", NOW)
    with pytest.raises(BeyondScope) as refused:
        open_token(engine, sign_token(engine, made.token_id), NOW)
    assert refused.value.code == "token_revoked"
    assert open_token(engine, sign_token(engine, other.token_id), NOW) == other
    with engine.connect() as connection:
        assert [(one.name, one.revoked_by) for one in list_tokens(connection)] == [("b", None), ("a", "an")]
    with pytest.raises(Conflict):
        revoke_token(engine, made.token_id, "an", NOW)
    with pytest.raises(NotFound):
        revoke_token(engine, "nothing", "an", NOW)


@pytest.mark.parametrize(
    "change", [lambda text: text[:-1] + "A" * (text[-1] != "A"), lambda _text: "ImEi.x", str.upper]
)
def test_a_text_that_was_not_signed_here_opens_nothing(engine: Engine, change) -> None:
    text = sign_token(engine, make_token(engine, "a", SCOPE, 30, "ha", NOW).token_id)
    forged = change(text)
    if forged == text:
        forged += "x"
    with pytest.raises(BeyondScope) as refused:
        open_token(engine, forged, NOW)
    assert refused.value.code == "token_invalid"


def test_the_key_of_another_store_signs_nothing(engine: Engine, tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path / 'other.sqlite'}")
    migrate(other)
    made = make_token(engine, "a", SCOPE, 30, "ha", NOW)
    with pytest.raises(BeyondScope):
        open_token(engine, sign_token(other, made.token_id), NOW)
    other.dispose()


@pytest.mark.parametrize(("name", "days"), [("", 30), ("x" * 81, 30), ("a", 0), ("a", 2000)])
def test_a_token_needs_a_name_and_an_end(engine: Engine, name: str, days: int) -> None:
    with pytest.raises(BadInput):
        make_token(engine, name, SCOPE, days, "ha", NOW)


@pytest.mark.parametrize("scope", [SCOPE, Scope(SCOPE.areas, is_newest=True), Scope(SCOPE.areas * 2)])
def test_a_scope_is_kept_as_it_is(scope: Scope) -> None:
    assert read_scope(write_scope(scope)) == scope


def test_a_scope_that_opens_nothing_or_means_two_days_is_refused() -> None:
    with pytest.raises(BadInput):
        Scope(())
    with pytest.raises(BadInput):
        Scope(SCOPE.areas, is_newest=True, as_of=date(2025, 1, 1))
