"""A whole table against a small vintage: outcomes, facts, and every refusal by its name."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from services.intake.layout.laid_rows import RowKind
from services.intake.loading import CheckedTable, IntakeOptions, check_data, publish_table
from services.intake.report import build_report_document
from services.measures.schemes import Scheme
from services.store.releases import list_releases, read_facts_in_force, read_pilots_in_force
from tests.fixtures.intake_tables import (
    AS_OF,
    NEW_VINTAGE,
    TODAY,
    build_options,
    check_file,
    check_text,
    write_small_vintages,
    write_workbook,
)

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HEADER = "Huyện;Mã xã;Xã;KH 2021;Người tham gia 31/12/2021;LLLĐ trong độ tuổi"
WHOLE = f"""{HEADER};Xã điểm từ ngày
Huyện Mường Nhé;03158;Xã Sín Thầu;1.200;1.100;2.500;01/06/2021
H. Mường Nhé;03160;X. MƯỜNG NHÉ;300;-;3.000;
Huyện Tủa Chùa;;TT Tủa Chùa;400;<5;4.000;
Huyện Tủa Chùa;;Xã Quí Hoà;50;0;900;
"""


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


def outcomes(checked: CheckedTable) -> dict[str, int]:
    """The outcomes of the rows below the header; they and those above add up to all rows."""
    report = checked.report
    assert sum(report.outcome_counts.values()) == len(report.rows) == len(report.table.rows)
    above = sum(laid.kind in (RowKind.TITLE, RowKind.HEADER) for laid in report.table.laid)
    counts = {**report.outcome_counts, "ignored": report.outcome_counts["ignored"] - above}
    return {name: count for name, count in counts.items() if count}


def refusal(checked: CheckedTable) -> BadInput:
    assert checked.draft is None
    assert checked.refusal is not None
    return checked.refusal


def test_every_row_of_a_whole_table_becomes_facts(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, WHOLE)
    assert checked.refusal is None
    assert outcomes(checked) == {"matched": 4}
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
    path.write_text(WHOLE, encoding="utf-8-sig")
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
    path.write_text(WHOLE.replace("Quí Hoà", "Quí Hóa"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        publish_table(store, check_file(store, path), by="officer", now=NOW)
    assert caught.value.code == "rows_unsettled"
    with store.connect() as connection:
        assert list_releases(connection) == []


def test_the_same_table_as_a_workbook_gives_the_same_facts(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [line.split(";") for line in WHOLE.strip().split("\n")]
    for row in rows[1:]:
        row[5] = int(str(row[5]).replace(".", ""))
    as_text = check_text(store, tmp_path, WHOLE)
    as_book = check_file(store, write_workbook(tmp_path / "a.xlsx", rows))
    assert as_text.draft is not None
    assert as_book.draft is not None
    assert as_book.draft.facts.equals(as_text.draft.facts)


def test_unsettled_rows_stop_the_import_unless_left_out_on_purpose(store: Engine, tmp_path: Path) -> None:
    text = f"""{HEADER}
Huyện Mường Nhé;03158;Xã Sín Thầu;1;1;9
Huyện Mường Nhé;03160;Xã Mường Nhé;1;1;9
Huyện Tủa Chùa;;Tủa Chùa;1;1;9
Huyện Tủa Chùa;;Xã Không Có;1;1;9
Huyện Tủa Chùa;;Xã Xá Nhè;1;1;9
Huyện Tủa Chùa;;X. Xá Nhè;2;2;9
Huyện Ba Tơ;;Xã Ba Tô;1;1;9
"""
    checked = check_text(store, tmp_path, text)
    assert outcomes(checked) == {"matched": 2, "ambiguous": 1, "unknown": 1, "duplicate": 2, "outside_scope": 1}
    assert refusal(checked).code == "rows_unsettled"
    assert refusal(checked).place.row == 4
    rest = check_text(store, tmp_path, text, options=build_options(leave_out_unmatched=True))
    assert rest.draft is not None
    assert set(rest.draft.facts["area_code"]) == {"03158", "03160"}
    assert outcomes(rest) == outcomes(checked)
    reasons = [row["reason"] for row in rest.draft.report["rows"] if row["outcome"] != "matched"]
    assert all(reason["vi"] and reason["en"] for reason in reasons)


def test_totals_are_check_sums_that_hold_or_not(store: Engine, tmp_path: Path) -> None:
    text = f"""{HEADER}
Tổng cộng;;;1.950;1.104;10.400
;;Huyện Mường Nhé;1.500;1.100;5.500
Huyện Mường Nhé;;Xã Sín Thầu;1.200;1.100;2.500
Huyện Mường Nhé;;Xã Mường Nhé;300;-;3.000
Cộng huyện Tủa Chùa;;;450;7;4.900
Huyện Tủa Chùa;;Thị trấn Tủa Chùa;400;4;4.000
Huyện Tủa Chùa;;Xã Quý Hòa;50;0;900
;;Người lập biểu;;;
"""
    checked = check_text(store, tmp_path, text)
    assert checked.refusal is None
    assert outcomes(checked) == {"matched": 4, "subtotal": 3, "ignored": 1}
    broken = [check_sum for check_sum in checked.report.check_sums if not check_sum.holds]
    assert len(checked.report.check_sums) == 9
    assert [(check_sum.row, check_sum.difference_count) for check_sum in broken] == [(6, 3)]


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
    assert outcomes(checked) == {"matched": 2, "subtotal": 1}
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
    error = refusal(check_text(store, tmp_path, f"{HEADER}\n{good}\n{line}\n"))
    assert (error.code, error.place.row, error.place.column) == (code, row, column)


def test_more_participants_than_labour_force_is_a_warning_with_its_row(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, f"{HEADER}\nHuyện Mường Nhé;03158;Xã Sín Thầu;12;10;9\n")
    assert checked.draft is not None
    (warning,) = checked.report.findings
    assert (warning.code, warning.place.row) == ("enrolled_above_denominator", 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"as_of": date(2026, 6, 30)}, "date_in_future"),
        ({"as_of": date(2015, 12, 31)}, "date_outside_vintage"),
        ({"as_of": date(2025, 7, 1)}, "date_outside_vintage"),
        ({"as_of": date(2021, 11, 30)}, "date_after_cut_off"),
    ],
)
def test_a_cut_off_that_cannot_be_is_refused(
    store: Engine, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    checked = check_text(store, tmp_path, WHOLE, options=build_options(**changes))
    assert code in {finding.code for finding in checked.report.errors}
    refusal(checked)


def test_counts_from_before_the_vintage_are_taken_only_as_restated_by_the_file(store: Engine, tmp_path: Path) -> None:
    text = "Xã;Người tham gia 31/12/2014;Người tham gia 31/12/2021\nXã Sín Thầu;1;2\n"
    assert refusal(check_text(store, tmp_path, text)).code == "date_before_vintage"
    allowed = check_text(store, tmp_path, text, options=build_options(allow_earlier=True))
    assert allowed.draft is not None
    assert [finding.code for finding in allowed.report.findings] == ["date_before_vintage"]


def test_codes_of_another_vintage_are_refused_with_both_names(store: Engine, tmp_path: Path) -> None:
    text = "Mã;Xã;Người tham gia\n03160;Xã Mường Nhé;1\n03217;Thị trấn Tủa Chùa;2\n03226;Xã Quý Hòa;3\n"
    options = build_options(vintage_id=NEW_VINTAGE, as_of=date(2025, 9, 30), leave_out_unmatched=True)
    error = refusal(check_text(store, tmp_path, text + "03158;Xã Sín Thầu;4\n", options=options))
    assert error.code == "codes_of_another_vintage"
    assert "«Xã Mường Nhé» ≠ Xã Nậm Kè" in error.message.vi


def test_districts_against_a_vintage_without_them_are_refused(store: Engine, tmp_path: Path) -> None:
    options = build_options(vintage_id=NEW_VINTAGE, as_of=date(2025, 9, 30))
    error = refusal(
        check_text(store, tmp_path, "Huyện;Xã;Người tham gia\nHuyện Mường Nhé;Xã Sín Thầu;1\n", options=options)
    )
    assert error.code == "districts_unknown_to_vintage"


def test_a_table_of_another_province_is_refused(store: Engine, tmp_path: Path) -> None:
    text = "Mã;Xã;Người tham gia\n21484;Thị trấn Ba Tơ;1\n21487;Xã Ba Tô;2\n;Xã Ba Vì;3\n"
    checked = check_text(store, tmp_path, text, options=build_options(leave_out_unmatched=True))
    assert refusal(checked).code == "names_of_another_place"


def test_mixed_provinces_are_outside_the_scope_and_named(store: Engine, tmp_path: Path) -> None:
    text = "Tỉnh;Xã;Người tham gia\nĐiện Biên;Xã Sín Thầu;1\nĐiện Biên;Xã Mường Nhé;1\nQuảng Ngãi;Xã Ba Tô;2\n"
    checked = check_text(store, tmp_path, text)
    assert outcomes(checked) == {"matched": 2, "outside_scope": 1}
    assert "Tỉnh Quảng Ngãi" in refusal(checked).message.vi
    whole = check_text(store, tmp_path, text, options=build_options(province_code=None))
    assert whole.draft is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mã xã;KH 2021\n03158;1\n", "column_missing"),
        ("Xã;Ghi chú\nXã Sín Thầu;a\n", "column_missing"),
        ("Xã;Thực hiện;Số người tham gia\nXã Sín Thầu;1;2\n", "columns_repeat"),
        ("Xã;Thực hiện;Chữ lạ\nXã Sín Thầu;1;2\n", "column_unrecognised"),
        ("Xã;Thực hiện đến 31/3\nXã Sín Thầu;1\n", "column_uncertain"),
    ],
)
def test_a_header_that_is_not_understood_is_refused(store: Engine, tmp_path: Path, text: str, code: str) -> None:
    error = refusal(check_text(store, tmp_path, text))
    assert (error.code, error.place.row) == (code, 1)


def test_a_title_above_the_header_is_no_header(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, "Biểu 01;;\nXã;KH 2021;Thực hiện\nXã Sín Thầu;1;2\n")
    assert checked.refusal is None
    assert checked.report.table.layout.header_rows == (2,)


def test_a_mapping_settles_what_headers_do_not_say(store: Engine, tmp_path: Path) -> None:
    text = "Xã;Thực hiện đến 31/3;Chữ lạ\nXã Sín Thầu;7;2\n"
    mapping = {"Thực hiện đến 31/3": "enrolled:31/3/2021", "C": "ignore"}
    checked = check_text(store, tmp_path, text, options=build_options(mapping=mapping))
    assert checked.draft is not None
    assert checked.draft.facts[["as_of", "count"]].to_numpy().tolist() == [[date(2021, 3, 31), 7]]
    with pytest.raises(BadInput) as caught:
        check_text(store, tmp_path, text, options=build_options(mapping={"Cột D": "ignore"}))
    assert caught.value.code == "mapped_column_missing"


def test_a_scheme_must_be_known(store: Engine, tmp_path: Path) -> None:
    checked = check_text(store, tmp_path, "Xã;Người tham gia\nXã Sín Thầu;1\n", options=build_options(scheme=None))
    assert refusal(checked).code == "scheme_missing"


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
        check_text(store, tmp_path, WHOLE, options=build_options(**changes))
    assert caught.value.code == code


PERSONS = (
    "Họ và tên;Ngày sinh;Số CCCD;Xã\nNguyễn Văn A;01/02/1980;011080001234;Xã Sín Thầu\n",
    "Họ và tên;Ngày sinh;Mã;Xã\nNguyễn Văn A;01/02/1980;1112345678;Xã Sín Thầu\n",
    "Xã;Mã số BHXH\nXã Sín Thầu;1112345678\n",
    "Xã;Số\n" + "".join(f"Xã Sín Thầu;01108000123{number}\n" for number in range(3)),
)


@pytest.mark.parametrize("text", PERSONS)
def test_a_list_of_persons_is_refused_and_nothing_of_it_told(
    store: Engine, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as caught:
        check_text(store, tmp_path, text)
    error = caught.value
    assert error.code == "persons_refused"
    told = " ".join((caplog.text, str(error), error.message.vi, error.hint.vi, str(error.place)))
    for secret in ("Nguyễn", "1112345678", "01108000"):
        assert secret not in told


def test_numbers_of_persons_in_number_cells_are_noticed(store: Engine, tmp_path: Path) -> None:
    rows = [["Xã", "Số"], *[["Xã Sín Thầu", 11080001234 + number] for number in range(3)]]
    with pytest.raises(BadInput) as caught:
        check_file(store, write_workbook(tmp_path / "a.xlsx", rows))
    assert caught.value.code == "persons_refused"


def test_the_report_is_plain_json_with_each_row(store: Engine, tmp_path: Path) -> None:
    document = build_report_document(check_text(store, tmp_path, WHOLE).report)
    again = json.loads(json.dumps(document))
    assert again == document
    assert [row["row"] for row in document["rows"]] == [1, 2, 3, 4, 5]
    assert sum(document["outcomes"].values()) == document["rows_read"] == 5
    assert [column["meaning"] for column in document["columns"]][3] == "target:2021-12-31:BHXH_TN"


def test_nothing_but_the_vintage_is_read_from_the_store(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(WHOLE, encoding="utf-8")
    with store.connect() as connection:
        options = IntakeOptions(vintage_id=build_options().vintage_id, as_of=AS_OF, scheme=Scheme.BHXH_TN)
        assert check_data(connection, path, options, TODAY).draft is not None
        assert list_releases(connection) == []


def test_a_district_name_that_two_provinces_share_is_summed_within_its_own(store: Engine, tmp_path: Path) -> None:
    text = (
        "Tỉnh;Huyện;Xã;Người tham gia\nTỉnh Điện Biên;;Huyện Tủa Chùa;7\nTỉnh Điện Biên;Huyện Tủa Chùa;Xã Xá Nhè;7\n"
        "Tỉnh Quảng Ngãi;;Huyện Ba Tơ;3\nTỉnh Quảng Ngãi;Huyện Ba Tơ;Xã Ba Tô;4\n"
    )
    checked = check_text(store, tmp_path, text, options=build_options(province_code=None))
    assert outcomes(checked) == {"matched": 2, "subtotal": 2}
    assert [check_sum.difference_count for check_sum in checked.report.check_sums] == [0, -1]
