"""A whole table against a small vintage: outcomes, facts, and every refusal by its name."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from services.intake.loading import IntakeOptions, check_data, publish_table
from services.intake.report import build_report_document
from services.measures.schemes import Scheme
from services.store.releases import list_releases, read_facts_in_force, read_pilots_in_force
from tests.fixtures.checked_tables import count_outcomes, get_refusal
from tests.fixtures.intake_tables import (
    AS_OF,
    NEW_VINTAGE,
    TODAY,
    WHOLE_HEADER,
    WHOLE_TABLE,
    build_options,
    check_file,
    check_text,
    write_workbook,
)

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_every_row_of_a_whole_table_becomes_facts(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, WHOLE_TABLE)
    assert checked.refusal is None
    assert count_outcomes(checked) == {"matched": 4}
    assert checked.draft is not None
    facts = {
        (fact.scheme, fact.measure, fact.area_code): (fact.status, None if fact.status == "withheld" else fact.count)
        for fact in checked.draft.facts.itertuples()
    }
    assert facts["BHXH_TN", "target", "03158"] == ("reported", 1200)
    assert facts["ANY", "labour_force", "03217"] == ("reported", 4000)
    assert facts["BHXH_TN", "enrolled", "03226"] == ("reported", 0)
    assert facts["BHXH_TN", "enrolled", "03217"] == ("withheld", None)
    assert ("BHXH_TN", "enrolled", "03160") not in facts
    assert len(facts) == 11


def test_an_import_is_published_with_its_report_and_pilots(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(WHOLE_TABLE, encoding="utf-8-sig")
    publish_table(store, check_file(store, path), by="officer", now=NOW)
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
        pilots = read_pilots_in_force(connection)
        (release,) = list_releases(connection)
    assert len(facts) == 11
    assert facts["count"].sum() == 1200 + 300 + 400 + 50 + 1100 + 0 + 2500 + 3000 + 4000 + 900
    assert pilots[["area_code", "started_on"]].to_numpy().tolist() == [["03158", date(2021, 6, 1)]]
    assert release.report["outcomes"]["matched"] == 4
    assert len(release.report["rows"]) == 5


def test_a_refused_import_changes_nothing(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(WHOLE_TABLE.replace("Quí Hoà", "Quí Hóa"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        publish_table(store, check_file(store, path), by="officer", now=NOW)
    assert caught.value.code == "rows_unsettled"
    with store.connect() as connection:
        assert list_releases(connection) == []


def test_the_same_table_as_a_workbook_gives_the_same_facts(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [line.split(";") for line in WHOLE_TABLE.strip().split("\n")]
    for row in rows[1:]:
        row[5] = int(str(row[5]).replace(".", ""))
    as_text = check_text(store, tmp_path, WHOLE_TABLE)
    as_book = check_file(store, write_workbook(tmp_path / "a.xlsx", rows))
    assert as_text.draft is not None
    assert as_book.draft is not None
    assert as_book.draft.facts.equals(as_text.draft.facts)


def test_unsettled_rows_stop_the_import_unless_left_out_on_purpose(store: Engine, tmp_path: Path) -> None:
    text = f"""{WHOLE_HEADER}
Huyện Mường Nhé;03158;Xã Sín Thầu;1;1;9
Huyện Mường Nhé;03160;Xã Mường Nhé;1;1;9
Huyện Tủa Chùa;;Tủa Chùa;1;1;9
Huyện Tủa Chùa;;Xã Không Có;1;1;9
Huyện Tủa Chùa;;Xã Xá Nhè;1;1;9
Huyện Tủa Chùa;;X. Xá Nhè;2;2;9
Huyện Ba Tơ;;Xã Ba Tô;1;1;9
"""
    checked = check_text(store, tmp_path, text)
    assert count_outcomes(checked) == {"matched": 2, "ambiguous": 1, "unknown": 1, "duplicate": 2, "outside_scope": 1}
    assert get_refusal(checked).code == "rows_unsettled"
    assert get_refusal(checked).place.row == 4
    rest = check_text(store, tmp_path, text, options=build_options(leave_out_unmatched=True))
    assert rest.draft is not None
    assert set(rest.draft.facts["area_code"]) == {"03158", "03160"}
    assert count_outcomes(rest) == count_outcomes(checked)
    reasons = [row["reason"] for row in rest.draft.report["rows"] if row["outcome"] != "matched"]
    assert all(reason["vi"] and reason["en"] for reason in reasons)


def test_rows_may_say_which_scheme_they_are_about(store: Engine, tmp_path: Path) -> None:
    text = (
        "Xã;Loại hình;Người tham gia;LLLĐ\nXã Sín Thầu;BHXH tự nguyện;7;90\nXã Sín Thầu;BHTN;8;90\n"
        "Xã Mường Nhé;BHTN;9;80\n"
    )
    checked = check_text(store, tmp_path, text, options=build_options(scheme=None))
    assert checked.draft is not None
    enrolled = checked.draft.facts[checked.draft.facts["measure"] == "enrolled"]
    assert sorted(zip(enrolled["scheme"], enrolled["count"], strict=True)) == [("BHTN", 8), ("BHTN", 9), ("BHXH_TN", 7)]
    assert (checked.draft.facts["measure"] == "labour_force").sum() == 2


def test_districts_can_be_the_rows(store: Engine, tmp_path: Path) -> None:
    text = "Huyện;Số người tham gia\nMường Nhé;10\nTủa Chùa;20\nTỉnh Điện Biên;30\n"
    checked = check_text(store, tmp_path, text, options=build_options(level=Level.MANAGING_UNIT))
    assert checked.draft is not None
    assert count_outcomes(checked) == {"matched": 2, "subtotal": 1}
    assert set(checked.draft.facts["level"]) == {"managing_unit"}
    assert [check_sum.holds for check_sum in checked.report.check_sums] == [True]


@pytest.mark.parametrize(
    ("line", "code", "row", "column"),
    [
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;-12;1;9", "count_negative", 3, "D"),
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;(12);1;9", "count_negative", 3, "D"),
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;12;mười;9", "number_unreadable", 3, "E"),
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;12;1;4.3", "number_damaged", 3, "F"),
        ("Huyện Mường Nhé;03158;Xã Sín Thầu;12;50%;9", "number_unreadable", 3, "E"),
    ],
)
def test_a_faulty_cell_is_refused_where_it_stands(
    store: Engine, tmp_path: Path, line: str, code: str, row: int, column: str
) -> None:
    good = "Huyện Mường Nhé;03160;Xã Mường Nhé;1.234;1.000;9.999"
    error = get_refusal(check_text(store, tmp_path, f"{WHOLE_HEADER}\n{good}\n{line}\n"))
    assert (error.code, error.place.row, error.place.column) == (code, row, column)


def test_more_participants_than_labour_force_is_a_warning_with_its_row(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, f"{WHOLE_HEADER}\nHuyện Mường Nhé;03158;Xã Sín Thầu;12;10;9\n")
    assert checked.draft is not None
    (warning,) = checked.report.findings
    assert (warning.code, warning.place.row) == ("enrolled_above_denominator", 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vintage_id": "VN-1999-01-01"}, "vintage_not_found"),
        ({"province_code": "99"}, "province_missing"),
        ({"vintage_id": NEW_VINTAGE, "level": Level.MANAGING_UNIT}, "level_missing"),
    ],
)
def test_what_the_store_lacks_is_not_found(
    store: Engine, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(NotFound) as caught:
        check_text(store, tmp_path, WHOLE_TABLE, options=build_options(**changes))
    assert caught.value.code == code


def test_figures_of_units_alone_are_refused_and_told_that_communes_carry_them(store: Engine, tmp_path: Path) -> None:
    table = "BHXH cơ sở;Người tham gia 31/12/2025\nBHXH cơ sở Một;1300\nBHXH cơ sở Hai;900\n"
    with pytest.raises(NotFound) as caught:
        check_text(store, tmp_path, table, options=build_options(vintage_id=NEW_VINTAGE))
    assert caught.value.code == "level_missing"
    assert "tổng các xã" in caught.value.message.vi
    assert "check sums" in caught.value.hint.en


def test_the_report_is_plain_json_with_each_row(store: Engine, tmp_path: Path) -> None:
    document = build_report_document(check_text(store, tmp_path, WHOLE_TABLE).report)
    again = json.loads(json.dumps(document))
    assert again == document
    assert [row["row"] for row in document["rows"]] == [1, 2, 3, 4, 5]
    assert sum(document["outcomes"].values()) == document["rows_read"] == 5
    assert [column["meaning"] for column in document["columns"]][3] == "target:2021-12-31:BHXH_TN"


def test_nothing_but_the_vintage_is_read_from_the_store(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(WHOLE_TABLE, encoding="utf-8")
    with store.connect() as connection:
        options = IntakeOptions(vintage_id=build_options().vintage_id, as_of=AS_OF, scheme=Scheme.BHXH_TN)
        assert check_data(connection, path, options, TODAY).draft is not None
        assert list_releases(connection) == []
