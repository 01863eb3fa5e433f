"""What is published is what was previewed, and whoever comes second is told what has changed meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import Conflict
from services.coverage.snapshot import read_snapshot
from services.intake.options import CellCorrection, RowDecision
from services.intake.publication.preview import build_preview
from services.intake.publication.publishing import UploadOvertaken
from services.intake.publication.stored_uploads import read_upload
from services.intake.publication.uploads import check_upload, correct_cells, decide_rows
from services.measures.schemes import Scheme
from services.store.releases import rollback_release
from tests.fixtures.intake_tables import AS_OF, TODAY
from tests.fixtures.small_uploads import DOUBTFUL, NOW, OPTIONS, TABLE, begin, preview, publish, read_total


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
