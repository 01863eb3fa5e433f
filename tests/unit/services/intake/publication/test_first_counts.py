"""What is strange in a first release: what differs from its like, per head or per target where these are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.engine import Engine

from services.coverage.snapshot import Snapshot, read_snapshot
from services.intake.publication.first_counts import score_first_counts
from services.intake.publication.oddities import Basis
from services.intake.publication.oddity_words import Oddity, list_oddities
from services.intake.publication.preview import build_preview
from services.intake.publication.preview_document import build_preview_document
from services.intake.publication.trial import build_draft_columns, build_trial_vintage
from services.store.release_draft import ReleaseDraft
from tests.fixtures.intake_tables import build_options, check_text, write_more_vintage
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot

DAY = date(2020, 12, 31)
CODES = tuple(f"{number:05d}" for number in range(100, 112))
AREAS = (Area("VN", None), Area("11", "VN"), *(Area(code, "11") for code in CODES))
PEOPLE = {code: 1_000 + 700 * place for place, code in enumerate(CODES)}
USUAL = {code: round(count * 0.02) for code, count in PEOPLE.items()}
TARGETS = {code: round(count * 1.5) for code, count in USUAL.items()}


def find(stated: dict[str, dict[str, int]], in_force: dict[str, dict[str, int]] | None = None) -> list[Oddity]:
    """The strange counts of a draft with the ``stated`` counts by measure, all areas new in it."""
    known: Snapshot = build_memory_snapshot(
        AREAS,
        [Fact("ANY", name, DAY, code, count) for name, one in (in_force or {}).items() for code, count in one.items()],
    )
    rows = [
        ("BHXH_TN", measure, DAY, "commune", code, count, "reported")
        for measure, one in stated.items()
        for code, count in one.items()
    ]
    columns = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
    facts = pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})
    draft = ReleaseDraft(vintage_id=VINTAGE_ID, file_name="", file_sha256="", source="", facts=facts)
    data = known.vintages[VINTAGE_ID]
    after = build_trial_vintage(data, draft, 2)
    first = np.ones(data.hierarchy.size, dtype=bool)
    found = [
        one for key in build_draft_columns(data.hierarchy, facts, 2) for one in score_first_counts(after, key, first)
    ]
    return list(list_oddities(data.hierarchy, found, 100)[0])


def test_a_commune_tenfold_its_like_stands_out_per_head_of_its_denominator() -> None:
    (oddity,) = find({"enrolled": USUAL | {"00104": 10 * USUAL["00104"]}}, {"labour_force": PEOPLE})
    assert (oddity.area_code, oddity.basis, oddity.yardstick) == ("00104", Basis.LIKE, "labour_force")
    assert oddity.sentence.vi == (
        "760 người tham gia BHXH tự nguyện ngày 31/12/2020, chưa có số kỳ trước: bằng 20,0% lực lượng lao động (3.800, "
        "31/12/2020); các đơn vị cùng cấp ở Nơi 11 thường 2,0%, tức khoảng 76"
    )
    assert oddity.sentence.en.startswith("760 participants (voluntary social insurance) on 31/12/2020, nothing earlier")


def test_without_a_denominator_participants_are_compared_with_their_target() -> None:
    found = find({"enrolled": USUAL | {"00104": 10 * USUAL["00104"]}, "target": TARGETS})
    assert {(one.measure, one.yardstick) for one in found if one.area_code == "00104"} == {
        ("enrolled", "target"),
        ("target", "enrolled"),
    }
    assert {one.area_code for one in found} == {"00104"}


def test_without_anything_to_divide_by_only_a_digit_too_many_or_too_few_is_strange() -> None:
    alike = {code: 100 + 9 * place for place, code in enumerate(CODES)}
    assert find({"enrolled": alike}) == []
    assert find({"enrolled": alike | {"00104": 3 * alike["00104"]}}) == []
    (oddity,) = find({"enrolled": alike | {"00104": 10 * alike["00104"]}})
    assert (oddity.area_code, oddity.yardstick, oddity.yardstick_count) == ("00104", "", None)
    assert "so số đếm" in oddity.sentence.vi
    assert "Nơi 11" in oddity.sentence.en


def test_communes_of_any_size_with_like_shares_are_not_strange() -> None:
    random = np.random.default_rng(7)
    counts = {code: int(random.poisson(count * 0.02)) for code, count in PEOPLE.items()}
    assert find({"enrolled": counts}, {"labour_force": PEOPLE}) == []


def test_too_few_of_its_like_say_nothing() -> None:
    few = dict(list(USUAL.items())[:3]) | {"00103": 9_000}
    assert find({"enrolled": few}, {"labour_force": PEOPLE}) == []


def test_the_preview_of_a_first_release_names_what_differs_from_its_like(sqlite_engine: Engine, tmp_path: Path) -> None:
    areas: list[tuple[str | None, ...]] = [
        ("country", "VN", "Việt Nam", None, None),
        ("province", "11", "Tỉnh Điện Biên", "country", "VN"),
        ("managing_unit", "094", "Huyện Số Một", "province", "11"),
        *(("commune", code, f"Xã Số {code}", "managing_unit", "094") for code in CODES),
    ]
    write_more_vintage(sqlite_engine, "VN-2016-01-01-first", areas)
    lines = [f"{code};Xã Số {code};{USUAL[code] * (10 if code == '00104' else 1)};{PEOPLE[code]}" for code in CODES]
    text = "\n".join(["Mã xã;Xã;Người tham gia 31/12/2021;LLLĐ trong độ tuổi", *lines])
    options = build_options(vintage_id="VN-2016-01-01-first")
    checked = check_text(sqlite_engine, tmp_path, text, options=options)
    with sqlite_engine.connect() as connection:
        preview = build_preview(connection, checked, read_snapshot(sqlite_engine))
    (oddity,) = build_preview_document(preview)["oddities"]
    assert (oddity["area_code"], oddity["basis"], oddity["peers_name"]) == ("00104", "like", "Huyện Số Một")
    assert (oddity["yardstick"], oddity["yardstick_count"]) == ("labour_force", 3_800)
