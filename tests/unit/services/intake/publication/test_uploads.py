"""An upload from its first byte to its publication, on both databases: kept, resumed, refused, told of changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Conflict, NotFound
from services.coverage.snapshot import read_snapshot
from services.intake.files.sheets import SheetLimits
from services.intake.options import CellCorrection, IntakeOptions, RowDecision
from services.intake.publication.preview import build_preview
from services.intake.publication.publishing import UploadOvertaken
from services.intake.publication.stored_uploads import StoredUpload, list_uploads, read_upload
from services.intake.publication.uploads import (
    change_options,
    check_upload,
    correct_cells,
    create_upload,
    decide_rows,
    discard_upload,
    mark_previewed,
    publish_upload,
)
from services.measures.schemes import Scheme
from services.store.aliases import list_aliases, read_aliases
from services.store.column_mappings import list_mappings
from services.store.intake_tables import upload
from services.store.releases import list_releases, read_facts_in_force, rollback_release
from services.store.tables import blob
from tests.fixtures.intake_tables import AS_OF, OLD_VINTAGE, TODAY, write_small_vintages

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OPTIONS = IntakeOptions(vintage_id=OLD_VINTAGE, as_of=AS_OF, province_code="11", scheme=Scheme.BHXH_TN)
HEADER = "Huyện;Xã;Người tham gia 31/12/2021"
TABLE = f"{HEADER}\nHuyện Mường Nhé;Xã Sín Thầu;110\nHuyện Mường Nhé;Xã Mường Nhé;220\nHuyện Tủa Chùa;Xã Quý Hòa;33\n"
DOUBTFUL = TABLE + "Huyện Tủa Chùa;Xã Sáng Nhè;44\n"
PERSONS = "Họ và tên;Số CCCD;Ngày sinh\nNguyễn Văn A;011201000123;01/02/1980\nTrần Thị B;011301000124;03/04/1981\n"


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintages(engine)
    return engine


def begin(store: Engine, text: str = TABLE, options: IntakeOptions = OPTIONS, by: str = "hoa") -> StoredUpload:
    return create_upload(store, text.encode(), "bao_cao.csv", options, by=by, now=NOW)


def preview(store: Engine, stored: StoredUpload, by: str = "hoa") -> StoredUpload:
    with store.connect() as connection:
        checked = check_upload(connection, stored, TODAY)
        found = build_preview(connection, checked, read_snapshot(store))
    return mark_previewed(store, stored.upload_id, stored.version, found, by=by, now=NOW)


def publish(store: Engine, stored: StoredUpload, by: str = "hoa", **more: Any) -> int:
    now = NOW + timedelta(minutes=5)
    return publish_upload(
        store, stored.upload_id, stored.version, remark="Kỳ 12/2021", by=by, now=now, today=TODAY, **more
    )


def count_rows(store: Engine, table: sa.Table) -> int:
    with store.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def read_total(store: Engine) -> float:
    with store.connect() as connection:
        return float(read_facts_in_force(connection)["count"].sum())


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


def test_only_what_was_previewed_is_published(store: Engine) -> None:
    stored = begin(store)
    with pytest.raises(Conflict) as caught:
        publish(store, stored)
    assert caught.value.code == "upload_not_previewed"
    seen = preview(store, stored)
    changed = correct_cells(
        store, stored.upload_id, seen.version, [CellCorrection(None, 2, "C", "999")], by="hoa", now=NOW
    )
    with pytest.raises(Conflict) as caught:
        publish(store, changed)
    assert caught.value.code == "draft_changed"
    assert read_total(store) == 0


def test_an_alias_told_otherwise_since_the_preview_stops_the_publication(store: Engine) -> None:
    teacher = begin(store, DOUBTFUL)
    decide_rows(store, teacher.upload_id, 1, [RowDecision(None, 5, "03223")], by="lan", now=NOW)
    seen = preview(store, begin(store, DOUBTFUL.replace("44", "45")))
    with store.connect() as connection:
        version = read_upload(connection, teacher.upload_id).version
    decide_rows(store, teacher.upload_id, version, [RowDecision(None, 5, "03217")], by="lan", now=NOW)
    with pytest.raises(Conflict) as caught:
        publish(store, seen)
    assert caught.value.code == "draft_changed"


def test_looking_again_at_the_same_preview_changes_nothing_and_at_another_one_the_version(store: Engine) -> None:
    seen = preview(store, begin(store))
    assert preview(store, seen, by="lan") == seen
    publish(store, preview(store, begin(store, TABLE.replace("110", "111"))))
    again = preview(store, seen, by="lan")
    assert again.version == seen.version + 1
    # Whoever still looks at the older preview is told.
    with pytest.raises(Conflict) as caught:
        publish(store, seen)
    assert caught.value.code == "upload_changed"
    assert publish(store, again, by="lan") == 2


def test_the_second_of_two_officers_is_told_what_has_changed_under_it(store: Engine) -> None:
    first, second = preview(store, begin(store)), preview(store, begin(store, TABLE.replace("110", "112")))
    release_id = publish(store, first, by="hoa")
    with pytest.raises(UploadOvertaken) as caught:
        publish(store, second, by="lan")
    (change,) = caught.value.changes
    assert (change.release_id, change.by, change.is_rollback) == (release_id, "hoa", False)
    assert [(key.scheme, key.measure, key.as_of) for key in change.footprints] == [("BHXH_TN", "enrolled", AS_OF)]
    told = caught.value.message
    assert (
        "hoa công bố bản 1 lúc 02/01/2026 07:05 (người tham gia BHXH tự nguyện 31/12/2021, Tỉnh Điện Biên (11))"
        in told.vi
    )
    assert "hoa published release 1 at 02/01/2026 07:05" in told.en
    assert publish(store, preview(store, second), by="lan") == 2


def test_a_roll_back_beneath_an_upload_is_told_as_well(store: Engine) -> None:
    publish(store, preview(store, begin(store)))
    second = preview(store, begin(store, TABLE.replace("110", "112")))
    rollback_release(store, 1, NOW, by="minh")
    with pytest.raises(UploadOvertaken) as caught:
        publish(store, second)
    assert caught.value.changes[0].is_rollback
    assert "minh thu hồi bản 1" in caught.value.message.vi


def test_an_unrelated_publication_is_no_conflict(store: Engine) -> None:
    waiting = preview(store, begin(store))
    other = TABLE.replace("Người tham gia 31/12/2021", "Người tham gia 30/11/2021")
    publish(store, preview(store, begin(store, other, replace(OPTIONS, as_of=None))))
    publish(store, preview(store, begin(store, TABLE.replace("33", "34"), replace(OPTIONS, scheme=Scheme.BHTN))))
    assert publish(store, waiting) == 3


def test_a_publication_taken_back_again_leaves_no_conflict(store: Engine) -> None:
    waiting = preview(store, begin(store))
    publish(store, preview(store, begin(store, TABLE.replace("110", "111"))))
    rollback_release(store, 1, NOW, by="minh")
    assert publish(store, waiting) == 2


def test_the_same_file_is_published_again_only_on_purpose(store: Engine) -> None:
    publish(store, preview(store, begin(store)), by="hoa")
    again = begin(store)
    with store.connect() as connection:
        found = build_preview(connection, check_upload(connection, again, TODAY), read_snapshot(store))
    assert found.same_file == (1,)
    seen = preview(store, again)
    with pytest.raises(Conflict) as caught:
        publish(store, seen)
    assert caught.value.code == "file_in_force"
    assert "bản 1, hoa công bố" in caught.value.message.vi
    assert publish(store, seen, allow_same_file=True) == 2


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
