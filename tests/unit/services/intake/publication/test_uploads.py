"""An upload from its first byte to its publication, on both databases: kept, resumed, refused, told of changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Conflict, NotFound
from services.intake.files.sheets import SheetLimits
from services.intake.options import CellCorrection, RowDecision
from services.intake.publication.stored_uploads import list_uploads, read_upload
from services.intake.publication.uploads import (
    change_options,
    check_upload,
    correct_cells,
    create_upload,
    decide_rows,
    discard_upload,
)
from services.store.aliases import list_aliases, read_aliases
from services.store.column_mappings import list_mappings
from services.store.intake_tables import upload
from services.store.releases import list_releases
from services.store.tables import blob
from tests.fixtures.intake_tables import OLD_VINTAGE, TODAY
from tests.fixtures.small_uploads import DOUBTFUL, NOW, OPTIONS, TABLE, begin, preview, publish, read_total

PERSONS = "Họ và tên;Số CCCD;Ngày sinh\nNguyễn Văn A;011201000123;01/02/1980\nTrần Thị B;011301000124;03/04/1981\n"


def count_rows(store: Engine, table: sa.Table) -> int:
    with store.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_an_upload_goes_from_first_byte_to_publication(store: Engine) -> None:
    stored = begin(store)
    with store.connect() as connection:
        assert list_uploads(connection) == [stored]
        assert read_upload(connection, stored.upload_id).options == OPTIONS
    assert (stored.status, stored.version, stored.byte_count) == ("open", 1, len(TABLE.encode()))
    seen = preview(store, stored)
    release_id = publish(store, seen)
    assert read_total(store) == 363
    with store.connect() as connection:
        (release,) = list_releases(connection)
        closed = read_upload(connection, stored.upload_id)
        assert list_uploads(connection) == []
        assert list_uploads(connection, with_closed=True) == [closed]
    assert (release.release_id, release.remark, release.published_by) == (release_id, "Kỳ 12/2021", "hoa")
    assert (closed.status, closed.release_id) == ("published", release_id)
    with pytest.raises(Conflict) as caught:
        publish(store, closed)
    assert caught.value.code == "upload_closed"
    assert str(release_id) in caught.value.message.vi


@pytest.mark.parametrize(("text", "code"), [(PERSONS, "persons_refused"), ("", "table_empty"), ("%PDF-1.7 x", None)])
def test_nothing_of_a_refused_file_is_stored(store: Engine, text: str, code: str | None) -> None:
    blobs = count_rows(store, blob)
    with pytest.raises(BadInput) as caught:
        begin(store, text)
    assert code in (None, caught.value.code)
    assert count_rows(store, upload) == 0
    assert count_rows(store, blob) == blobs


def test_a_file_name_is_kept_without_the_folders_of_the_sender(store: Engine) -> None:
    stored = create_upload(store, TABLE.encode(), r"C:\Users\x\..\bao_cao.csv", OPTIONS, by="hoa", now=NOW)
    assert stored.file_name == "bao_cao.csv"


def test_a_change_made_on_an_older_version_is_refused_and_changes_nothing(store: Engine) -> None:
    stored = begin(store)
    changed = change_options(store, stored.upload_id, 1, replace(OPTIONS, source="BHXH tỉnh"), by="lan", now=NOW)
    assert (changed.version, changed.changed_by, changed.created_by) == (2, "lan", "hoa")
    for act in (
        lambda: change_options(store, stored.upload_id, 1, OPTIONS, by="hoa", now=NOW),
        lambda: decide_rows(store, stored.upload_id, 1, [RowDecision(None, 2, None)], by="hoa", now=NOW),
        lambda: correct_cells(store, stored.upload_id, 1, [CellCorrection(None, 2, "C", "5")], by="hoa", now=NOW),
        lambda: discard_upload(store, stored.upload_id, 1, by="hoa", now=NOW),
        lambda: publish(store, stored),
    ):
        with pytest.raises(Conflict) as caught:
            act()
        assert caught.value.code == "upload_changed"
        assert "lan" in caught.value.message.vi
    with store.connect() as connection:
        assert read_upload(connection, stored.upload_id) == changed


def test_a_decision_settles_its_row_and_is_kept_as_an_alias(store: Engine) -> None:
    stored = begin(store, DOUBTFUL)
    with store.connect() as connection:
        assert check_upload(connection, stored, TODAY).refusal is not None
    decided = decide_rows(store, stored.upload_id, 1, [RowDecision(None, 5, "03223")], by="lan", now=NOW)
    assert decided.version == 2
    assert decided.told["decisions"] == [
        {"sheet": None, "row": 5, "area_code": "03223", "by": "lan", "at": NOW.isoformat()}
    ]
    with store.connect() as connection:
        assert check_upload(connection, decided, TODAY).refusal is None
        (alias,) = read_aliases(connection, OLD_VINTAGE)
        assert (alias.alias.written, alias.alias.area_code, alias.alias.parent_code) == ("Xã Sáng Nhè", "03223", "098")
        assert (alias.decided_by, alias.decided_at) == ("lan", NOW)
    # Another file with the same name does not ask again.
    other = begin(store, DOUBTFUL.replace("44", "45"))
    with store.connect() as connection:
        checked = check_upload(connection, other, TODAY)
    assert checked.refusal is None
    assert checked.report.outcome_counts["alias"] == 1


def test_a_decision_taken_back_takes_its_alias_back(store: Engine) -> None:
    stored = begin(store, DOUBTFUL)
    first = decide_rows(store, stored.upload_id, 1, [RowDecision(None, 5, "03223")], by="lan", now=NOW)
    second = decide_rows(store, stored.upload_id, first.version, [RowDecision(None, 5, None)], by="hoa", now=NOW)
    assert [one.area_code for one in second.options.decisions] == [None]
    with store.connect() as connection:
        assert read_aliases(connection, OLD_VINTAGE) == []
        assert [one.revoked_by for one in list_aliases(connection)] == ["hoa"]
        checked = check_upload(connection, second, TODAY)
    assert checked.refusal is None
    assert checked.draft is not None
    assert "03223" not in set(checked.draft.facts["area_code"])


def test_a_decision_about_a_missing_row_or_area_changes_nothing(store: Engine) -> None:
    stored = begin(store, DOUBTFUL)
    with pytest.raises(BadInput):
        decide_rows(store, stored.upload_id, 1, [RowDecision(None, 99, "03223")], by="lan", now=NOW)
    with pytest.raises(NotFound):
        decide_rows(store, stored.upload_id, 1, [RowDecision(None, 5, "99999")], by="lan", now=NOW)
    with store.connect() as connection:
        assert read_upload(connection, stored.upload_id) == stored
        assert list_aliases(connection) == []


def test_a_corrected_cell_counts_and_the_newest_correction_holds(store: Engine) -> None:
    stored = begin(store)
    first = correct_cells(store, stored.upload_id, 1, [CellCorrection(None, 2, "C", "111")], by="hoa", now=NOW)
    second = correct_cells(
        store, stored.upload_id, first.version, [CellCorrection(None, 2, "C", "115")], by="lan", now=NOW
    )
    assert [one["by"] for one in second.told["corrections"]] == ["lan"]
    publish(store, preview(store, second))
    assert read_total(store) == 115 + 220 + 33


def test_discarding_deletes_the_bytes_unless_another_upload_has_the_same(store: Engine) -> None:
    blobs = count_rows(store, blob)
    first, twin = begin(store), begin(store)
    assert count_rows(store, blob) == blobs + 1
    gone = discard_upload(store, first.upload_id, 1, by="hoa", now=NOW)
    assert gone.status == "discarded"
    assert count_rows(store, blob) == blobs + 1
    with store.connect() as connection:
        assert check_upload(connection, twin, TODAY).draft is not None
        with pytest.raises(BadInput):
            check_upload(connection, gone, TODAY)
    discard_upload(store, twin.upload_id, 1, by="hoa", now=NOW)
    assert count_rows(store, blob) == blobs
    with pytest.raises(Conflict):
        discard_upload(store, twin.upload_id, 2, by="hoa", now=NOW)


def test_other_options_keep_the_decisions_and_another_vintage_puts_them_away(store: Engine) -> None:
    stored = begin(store, DOUBTFUL)
    decided = decide_rows(store, stored.upload_id, 1, [RowDecision(None, 5, "03223")], by="lan", now=NOW)
    kept = change_options(
        store, stored.upload_id, decided.version, replace(decided.options, source="Sở"), by="hoa", now=NOW
    )
    assert kept.options.decisions == decided.options.decisions
    assert kept.told["decisions"][0]["by"] == "lan"
    moved = change_options(
        store, stored.upload_id, kept.version, replace(kept.options, vintage_id="VN-2025"), by="hoa", now=NOW
    )
    assert moved.options.decisions == ()


def test_an_unknown_upload_is_not_found(store: Engine) -> None:
    with store.connect() as connection, pytest.raises(NotFound):
        read_upload(connection, "no-such")


def test_the_columns_a_person_named_are_kept_with_the_publication_and_not_before(store: Engine) -> None:
    named = TABLE.replace("Người tham gia 31/12/2021", "Cột lạ")
    told = begin(store, named, replace(OPTIONS, mapping={"Cột lạ": "enrolled"}))
    untold = begin(store, named.replace("110", "120"))
    with store.connect() as connection:
        assert check_upload(connection, untold, TODAY).refusal is not None
        assert list_mappings(connection) == []
    publish(store, preview(store, told))
    with store.connect() as connection:
        (kept,) = list_mappings(connection)
        assert kept.decided_by == "hoa"
        assert check_upload(connection, untold, TODAY).refusal is None


def test_the_limits_of_the_settings_hold_until_the_file_is_published(store: Engine) -> None:
    size = len(TABLE.encode())
    enough, too_little = SheetLimits(text_bytes=size), SheetLimits(text_bytes=size - 1)
    seen = preview(store, begin(store))
    with pytest.raises(BadInput, match="beyond the limit"):
        publish(store, seen, limits=too_little)
    leave_out = [RowDecision(None, 2, None)]
    with pytest.raises(BadInput, match="beyond the limit"):
        decide_rows(store, seen.upload_id, seen.version, leave_out, by="hoa", now=NOW, limits=too_little)
    assert publish(store, seen, limits=enough)
