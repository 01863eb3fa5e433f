"""The audit log: every deed leaves an entry in its own transaction, and nothing ever changes or deletes one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from geodata.areas import Level
from geodata.errors import Bilingual, Conflict
from geodata.places import PlaceAlias
from services.accounts.accounts import (
    change_password,
    check_password,
    create_account,
    disable_account,
    enable_account,
    set_password,
    set_role,
)
from services.accounts.roles import Role
from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import make_token, revoke_token
from services.planning.criteria import Criterion
from services.planning.decisions import Decision
from services.planning.ranking import Scaling
from services.planning.saved_selections import decide_selection, save_selection
from services.planning.saved_targets import save_targets
from services.planning.weight_sets import remove_weight_set, save_weight_set
from services.store.aliases import revoke_alias, write_alias
from services.store.audit import AuditEntry, AuditFilter, Deed, iterate_entries, read_entries, write_entry
from services.store.engine import begin_write
from services.store.releases import publish_release, rollback_release
from services.store.uploads import discard_content, write_upload
from services.stories.keeping import change_story, create_story, delete_story
from services.stories.story import Step, Story
from tests.fixtures.accounts import PASSWORD, quick_hashes  # noqa: F401
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, build_draft, build_facts, write_small_vintage

ROOT = Path(__file__).resolve().parents[4]
OTHER = "bốn mùa gió thổi 44"


def list_all(engine: Engine) -> list[AuditEntry]:
    with engine.connect() as connection:
        return list(iterate_entries(connection, AuditFilter()))


def test_an_entry_can_neither_be_changed_nor_deleted(engine: Engine) -> None:
    with begin_write(engine) as connection:
        write_entry(connection, Deed.TOKEN_MADE, "x", by="lan", now=NOW)
    statements = ["UPDATE audit_entry SET actor = 'minh'", "DELETE FROM audit_entry"]
    if engine.dialect.name == "postgresql":
        statements.append("TRUNCATE audit_entry")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), begin_write(engine) as connection:
            connection.execute(sa.text(statement))
    assert [entry.actor for entry in list_all(engine)] == ["lan"]


def test_no_code_changes_or_deletes_an_entry() -> None:
    wrong = re.compile(
        r"sa\.(update|delete)\(\s*audit_entry|(UPDATE|DELETE FROM|TRUNCATE) audit_entry\b", re.IGNORECASE
    )
    files = [file for folder in ("geodata", "services", "webmap") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300
    assert [file for file in files if wrong.search(file.read_text(encoding="utf-8"))] == []


def test_a_deed_that_fails_leaves_no_entry(engine: Engine) -> None:
    write_small_vintage(engine)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="lan", now=NOW)
    rollback_release(engine, release_id, NOW, by="lan")
    before = list_all(engine)
    with pytest.raises(Conflict):
        rollback_release(engine, release_id, NOW, by="minh")
    assert list_all(engine) == before


@pytest.mark.usefixtures("quick_hashes")
def test_accounts_leave_entries_without_passwords_or_typed_names(engine: Engine) -> None:
    create_account(engine, "lan", Role.PLANNER, PASSWORD, by="root", now=NOW)
    set_role(engine, "lan", Role.OFFICER, by="root", now=NOW)
    change_password(engine, "lan", PASSWORD, OTHER, NOW)
    set_password(engine, "lan", PASSWORD, by="root", now=NOW, must_change=True)
    assert check_password(engine, "lan", OTHER, NOW) is None
    assert check_password(engine, "my-secret-typed-here", "x", NOW) is None
    disable_account(engine, "lan", NOW, by="root")
    enable_account(engine, "lan", by="root", now=NOW)
    entries = list_all(engine)
    assert [(entry.deed, entry.actor, entry.subject) for entry in entries] == [
        (Deed.ACCOUNT_MADE, "root", "lan"),
        (Deed.ACCOUNT_ROLE, "root", "lan"),
        (Deed.ACCOUNT_PASSWORD, "lan", "lan"),
        (Deed.ACCOUNT_PASSWORD, "root", "lan"),
        (Deed.SIGN_IN_FAILED, "", "lan"),
        (Deed.SIGN_IN_FAILED, "", ""),
        (Deed.ACCOUNT_DISABLED, "root", "lan"),
        (Deed.ACCOUNT_ENABLED, "root", "lan"),
    ]
    assert (entries[1].before, entries[1].after) == ({"role": "planner"}, {"role": "officer"})
    told = repr(entries)
    assert not any(secret in told for secret in (PASSWORD, OTHER, "my-secret", "argon2"))


def test_a_failure_that_locks_says_so(sqlite_engine: Engine, quick_hashes: None) -> None:  # noqa: F811
    create_account(sqlite_engine, "lan", Role.VIEWER, PASSWORD, by="root", now=NOW)
    for _ in range(5):
        check_password(sqlite_engine, "lan", "wrong", NOW)
    assert [entry.after.get("is_locked") for entry in list_all(sqlite_engine)[1:]] == [False] * 4 + [True]


def test_publishing_and_rolling_back_name_the_states_before_and_after(engine: Engine) -> None:
    write_small_vintage(engine)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="lan", now=NOW)
    rollback_release(engine, release_id, NOW, by="minh")
    published, taken_back = [one for one in list_all(engine) if one.deed.startswith("release.")]
    assert (published.deed, published.actor, published.subject) == (Deed.RELEASE_PUBLISHED, "lan", str(release_id))
    assert (taken_back.deed, taken_back.actor) == (Deed.RELEASE_ROLLED_BACK, "minh")
    assert published.after["publication_id"] == taken_back.before["publication_id"]
    assert taken_back.after["publication_id"] == taken_back.before["publication_id"] + 1


def test_names_and_tokens_leave_entries(engine: Engine) -> None:
    write_small_vintage(engine)
    told = PlaceAlias(Level.COMMUNE, Level.MANAGING_UNIT, "094", "Xã Xá Nhè", "03127")
    with begin_write(engine) as connection:
        alias_id = write_alias(connection, VINTAGE_ID, told, "lan", NOW)
        revoke_alias(connection, alias_id, "minh", NOW)
    token = make_token(engine, "Cổng", Scope((ScopeArea(VINTAGE_ID, "VN", ""),), (), ()), 3, "lan", NOW)
    revoke_token(engine, token.token_id, "minh", NOW)
    entries = [entry for entry in list_all(engine) if entry.deed.split(".")[0] in ("alias", "token")]
    assert [(entry.deed.value, entry.actor) for entry in entries] == [
        ("alias.decided", "lan"),
        ("alias.revoked", "minh"),
        ("token.made", "lan"),
        ("token.revoked", "minh"),
    ]
    assert entries[0].after["area_code"] == "03127"
    assert entries[1].before["written"] == "Xã Xá Nhè"


def test_a_presentation_is_told_as_it_was_and_is_since_it_is_written_over(engine: Engine) -> None:
    steps = tuple(Step(f"/map?as_of=2019-0{n}-28", Bilingual(f"Bước {n}", ""), Bilingual("", "")) for n in (1, 2))
    made = create_story(engine, Bilingual("Tháng 3", "March"), "lan", NOW, steps=steps)

    def change(story: Story) -> Story:
        return replace(
            story, title=Bilingual("Quý 1", "March"), steps=(steps[0], replace(steps[1], note=steps[0].title))
        )

    change_story(engine, made.story_id, 1, change, "minh", NOW)
    delete_story(engine, made.story_id, "hoa", NOW)
    first, second, third = list_all(engine)
    assert {entry.subject for entry in (first, second, third)} == {made.story_id}
    assert [(entry.deed.value, entry.actor) for entry in (first, second, third)] == [
        ("story.made", "lan"),
        ("story.changed", "minh"),
        ("story.deleted", "hoa"),
    ]
    assert (first.before, first.after["step_count"], first.after["title_en"]) == ({}, 2, "March")
    assert second.before == {"title_vi": "Tháng 3", "version": 1, "step_2": "/map?as_of=2019-02-28 · Bước 2"}
    assert second.after == {"title_vi": "Quý 1", "version": 2, "step_2": "/map?as_of=2019-02-28 · Bước 2 · Bước 1"}
    assert (third.before["title_vi"], third.after) == ("Quý 1", {})


def test_what_planners_save_and_take_away_is_told(engine: Engine) -> None:
    kept = save_weight_set(engine, "Xa", ((Criterion.UNREACHED, 5),), Scaling.PERCENTILE, None, "lan", NOW)
    remove_weight_set(engine, kept.set_id, "minh", NOW)
    selection = save_selection(engine, "Mười xã", "pick=10", {"fingerprint": "1"}, 7, "lan", NOW)
    decide_selection(engine, selection.selection_id, Decision(True, "", "minh", NOW))
    decide_selection(engine, selection.selection_id, Decision(False, "nhầm", "hoa", NOW))
    targets = save_targets(engine, "Chia 1", "total=9", {"fingerprint": "2"}, 7, "lan", NOW)
    with begin_write(engine) as connection:
        given = {"kind": "data", "file_name": "a.csv", "options": {}, "decisions": {}}
        write_upload(connection, "0a", b"x", **given, by="lan", now=NOW)
        discard_content(connection, "0a", 1, by="minh", now=NOW)
    told = [(entry.deed.value, entry.subject, entry.actor) for entry in list_all(engine)]
    assert told == [
        ("weights.saved", kept.set_id, "lan"),
        ("weights.removed", kept.set_id, "minh"),
        ("scenario.saved", selection.selection_id, "lan"),
        ("scenario.approved", selection.selection_id, "minh"),
        ("scenario.withdrawn", selection.selection_id, "hoa"),
        ("targets.saved", targets.proposal_id, "lan"),
        ("upload.kept", "0a", "lan"),
        ("upload.discarded", "0a", "minh"),
    ]
    weights = {"name": "Xa", "weights": ["unreached 5"], "scaling": Scaling.PERCENTILE.value, "target": None}
    entries = list_all(engine)
    assert (entries[0].after, entries[1].before) == (weights, weights)
    assert entries[3].before != entries[3].after == entries[4].before
    assert entries[2].after == {"name": "Mười xã", "publication_id": 7}


def test_every_deed_is_written_somewhere_and_described() -> None:
    sources = "".join(
        path.read_text()
        for folder in ("services", "webmap")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in ("audit.py", "entry_words.py")
    )
    described = (ROOT / "docs" / "operators" / "audit.md").read_text()
    for deed in Deed:
        assert f"Deed.{deed.name}" in sources, deed
        assert f"`{deed.value}`" in described or f"`.{deed.value.split('.')[1]}`" in described, deed


def test_filters_narrow_and_pages_turn(sqlite_engine: Engine) -> None:
    with begin_write(sqlite_engine) as connection:
        for number in range(5):
            by, now = ("lan", "minh")[number % 2], NOW + timedelta(days=number)
            write_entry(connection, (Deed.TOKEN_MADE, Deed.ALIAS_DECIDED)[number % 2], number, by=by, now=now)
    with sqlite_engine.connect() as connection:

        def find(wanted: AuditFilter, first: int = 0, most: int = 9) -> list[str]:
            return [entry.subject for entry in read_entries(connection, wanted, first=first, most=most)]

        assert find(AuditFilter(actor="lan")) == ["4", "2", "0"]
        assert find(AuditFilter(deeds=(Deed.ALIAS_DECIDED,))) == ["3", "1"]
        assert find(AuditFilter(since=NOW + timedelta(days=1), until=NOW + timedelta(days=3))) == ["2", "1"]
        assert find(AuditFilter(), first=1, most=2) == ["3", "2"]
