"""Every template, filled in as an officer would, loads back without a question and says what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.engine import Engine

from geodata.errors import NotFound
from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable, publish_table
from services.intake.options import IntakeOptions
from services.intake.templates.workbooks import TemplateOptions, build_template, build_template_name
from services.measures.schemes import Scheme
from services.store.boundaries import read_areas
from services.store.releases import list_releases
from tests.fixtures.intake_tables import NEW_VINTAGE, OLD_VINTAGE, check_file, write_small_vintages
from tests.fixtures.small_vintages import NOW

AS_OF = date(2021, 12, 31)
POST, WOMEN = "Bưu điện", "Hội Phụ nữ"
# What is written under a header (its lower part, in both languages), for the first communes of the list.
Filling = Mapping[tuple[str, str], Sequence[object]]
FILLINGS: dict[IntakeKind, Filling] = {
    IntakeKind.COUNTS: {
        ("BHXH tự nguyện", "voluntary social insurance"): [4299, 12, 0, None, "-"],
        ("bảo hiểm y tế", "health insurance"): [8000, 900, 7, 3, 2],
    },
    IntakeKind.TARGETS: {("BHXH bắt buộc", "compulsory social insurance"): [310, 120, 40, 50, 60]},
    IntakeKind.DENOMINATORS: {
        ("Lực lượng lao động trong độ tuổi tại 31/12/2021", "Working-age labour force on 31/12/2021"): [5100, 4200],
        ("Dân số tại 31/12/2021", "Population on 31/12/2021"): [9000, 8000],
    },
    IntakeKind.PILOTS: {("Ngày bắt đầu làm xã điểm", "Pilot commune since"): [None, date(2021, 6, 1)]},
    IntakeKind.OUTREACH_EVENTS: {
        ("Ngày tổ chức", "Held on"): [date(2021, 3, 8), None, date(2021, 3, 9)],
        ("Đơn vị tổ chức", "Organisers"): [f"{POST}; {WOMEN}", None, POST],
        ("Loại hình", "Scheme"): [None, None, "BHYT"],
        ("Địa điểm", "Venue"): ["Nhà văn hóa", None, None],
        ("Số người tham dự", "Attendees"): [60, None, 45],
        ("Số người vận động được", "People won"): [12, None, None],
    },
    IntakeKind.MANAGING_UNITS: {
        ("Mã đơn vị quản lý", "Managing unit code"): ["1101", "1101", "1102", "1102", "1102", "1102"],
        ("Tên đơn vị quản lý", "Managing unit name"): [*["BHXH cơ sở Một"] * 2, *["BHXH cơ sở Hai"] * 4],
        ("Từ ngày", "From"): [date(2020, 7, 1)] * 6,
        ("Đến ngày", "To"): [None, date(2022, 6, 30)],
    },
    IntakeKind.OFFICERS: {
        ("Mã cán bộ chuyên quản", "Officer code"): ["an", "an", None, None],
        ("Cán bộ chuyên quản", "Officer in charge"): ["Lò Văn An", "Lò Văn An", "Hà Thị Bi", "Hà Thị Bi"],
        ("Từ ngày", "From"): [date(2020, 7, 1)] * 4,
        ("Đến ngày", "To"): [None, date(2022, 6, 30)],
    },
    IntakeKind.GROUPS: {
        ("Lao động phi chính thức", "Informal workers"): [1200, 0, None, 33],
        ("Nữ 35–54 tuổi", "Women aged 35–54"): [400, "-", 51],
        ("Hộ kinh doanh, tiểu thương", "Household businesses, income from trade"): [90, 80, 70, 60],
    },
}


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


def fill(content: bytes, filling: Filling, lang: str, path: Path) -> Path:
    """Write the values under the headers of a template, commune by commune."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for headers, values in filling.items():
        column = find_column(sheet, headers[0 if lang == "vi" else 1])
        for row, value in enumerate(values, start=find_first_row(sheet)):
            if value is not None:
                sheet.cell(row, column, value)  # type: ignore[arg-type]
    book.save(path)
    return path


def find_column(sheet: Worksheet, header: str) -> int:
    found = [cell.column for row in sheet.iter_rows() for cell in row if cell.value == header]
    assert len(found) == 1, f"{header} heads {len(found)} columns"
    return int(found[0])


def find_first_row(sheet: Worksheet) -> int:
    return next(cell.row for cell in sheet["B"] if cell.value == "03158")


def check_template(
    store: Engine, folder: Path, kind: IntakeKind, filling: Filling, options: TemplateOptions, vintage_id: str
) -> CheckedTable:
    with store.connect() as connection:
        content = build_template(kind, read_areas(connection, vintage_id), options)
    path = fill(content, filling, options.lang, folder / build_template_name(kind, vintage_id, options))
    return check_file(store, path, IntakeOptions())


def list_rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    rows = frame[list(columns)].astype(object)
    return [tuple(None if value is pd.NA else value for value in row) for row in rows.itertuples(index=False)]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", list(IntakeKind))
@pytest.mark.parametrize("vintage_id", [OLD_VINTAGE, NEW_VINTAGE])
def test_a_template_of_every_kind_loads_back_without_a_question(
    store: Engine, tmp_path: Path, kind: IntakeKind, lang: str, vintage_id: str
) -> None:
    as_of = AS_OF if vintage_id == OLD_VINTAGE else date(2025, 12, 31)
    filling = FILLINGS[kind] if vintage_id == OLD_VINTAGE else move_days(FILLINGS[kind], 4)
    checked = check_template(store, tmp_path, kind, filling, TemplateOptions(as_of, lang, "11"), vintage_id)
    assert [(one.code, one.message.en) for one in checked.report.findings] == []
    assert checked.report.unsettled == ()
    assert checked.refusal is None
    assert checked.understood.kind.value == kind
    assert checked.understood.vintage_id.value == vintage_id
    assert checked.understood.as_of.value == as_of
    assert checked.understood.province_code.value == "11"
    assert publish_table(store, checked, by="officer", now=NOW) == 1
    with store.connect() as connection:
        (release,) = list_releases(connection)
    assert release.kind == kind


def move_days(filling: Filling, years: int) -> Filling:
    """Return the filling with days and headers some years later, for as many communes as the new vintage has."""
    later = str(AS_OF.year + years)
    return {
        (headers[0].replace("2021", later), headers[1].replace("2021", later)): [
            value.replace(year=value.year + years) if isinstance(value, date) else value for value in values[:5]
        ]
        for headers, values in filling.items()
    }


class TestWhatWasFilledIn:
    @pytest.fixture(params=["vi", "en"])
    def lang(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    def _check(self, store: Engine, folder: Path, kind: IntakeKind, lang: str) -> CheckedTable:
        return check_template(store, folder, kind, FILLINGS[kind], TemplateOptions(AS_OF, lang, "11"), OLD_VINTAGE)

    def test_counts_are_those_of_their_schemes(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.COUNTS, lang).draft
        assert draft is not None
        voluntary = draft.facts[draft.facts["scheme"] == "BHXH_TN"]
        assert list_rows(voluntary, "measure", "as_of", "area_code", "count") == [
            ("enrolled", AS_OF, "03158", 4299),
            ("enrolled", AS_OF, "03160", 12),
            ("enrolled", AS_OF, "03217", 0),
        ]
        assert set(draft.facts["scheme"]) == {"BHXH_TN", "BHYT"}

    def test_targets_are_of_the_year_end(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.TARGETS, lang).draft
        assert draft is not None
        assert set(list_rows(draft.facts, "scheme", "measure", "as_of")) == {("BHXH_BB", "target", AS_OF)}
        assert draft.facts["count"].sum() == 580

    def test_denominators_belong_to_no_scheme(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.DENOMINATORS, lang).draft
        assert draft is not None
        assert list_rows(draft.facts, "scheme", "measure", "area_code", "count") == [
            ("ANY", "labour_force", "03158", 5100),
            ("ANY", "labour_force", "03160", 4200),
            ("ANY", "population", "03158", 9000),
            ("ANY", "population", "03160", 8000),
        ]

    def test_only_dated_communes_are_pilots(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.PILOTS, lang).draft
        assert draft is not None
        assert list_rows(draft.pilots, "scheme", "area_code", "started_on") == [("BHXH_TN", "03160", date(2021, 6, 1))]

    def test_joint_events_are_one(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.OUTREACH_EVENTS, lang).draft
        assert draft is not None
        columns = ("area_code", "held_on", "scheme", "organisers", "venue", "attendee_count", "enrolled_count")
        assert list_rows(draft.outreach_events, *columns) == [
            ("03158", date(2021, 3, 8), "ANY", (POST, WOMEN), "Nhà văn hóa", 60, 12),
            ("03217", date(2021, 3, 9), "BHYT", (POST,), "", 45, None),
        ]

    def test_the_last_day_belongs_to_a_term(self, store: Engine, tmp_path: Path, lang: str) -> None:
        draft = self._check(store, tmp_path, IntakeKind.MANAGING_UNITS, lang).draft
        assert draft is not None
        assert list_rows(draft.unit_terms, "unit_code", "unit_name", "area_code", "valid_from", "valid_to")[:2] == [
            ("1101", "BHXH cơ sở Một", "03158", date(2020, 7, 1), None),
            ("1101", "BHXH cơ sở Một", "03160", date(2020, 7, 1), date(2022, 7, 1)),
        ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_monthly_schedule_has_a_column_for_each_month_end(store: Engine, tmp_path: Path, lang: str) -> None:
    options = TemplateOptions(AS_OF, lang, "11", Scheme.BHXH_TN, monthly=True)
    filling = {("31/01/2021", "31/01/2021"): [10, 20], ("31/12/2021", "31/12/2021"): [110, 220]}
    checked = check_template(store, tmp_path, IntakeKind.TARGETS, filling, options, OLD_VINTAGE)
    assert (checked.report.findings, checked.refusal) == ((), None)
    assert checked.draft is not None
    assert list_rows(checked.draft.facts, "scheme", "as_of", "area_code", "count") == [
        ("BHXH_TN", date(2021, 1, 31), "03158", 10),
        ("BHXH_TN", date(2021, 1, 31), "03160", 20),
        ("BHXH_TN", date(2021, 12, 31), "03158", 110),
        ("BHXH_TN", date(2021, 12, 31), "03160", 220),
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_target_by_organisation_has_a_column_for_each(store: Engine, tmp_path: Path, lang: str) -> None:
    options = TemplateOptions(AS_OF, lang, "11", Scheme.BHXH_TN, organisations=(POST, "Đại lý Hoa Ban"))
    total = ("Chỉ tiêu BHXH tự nguyện đến 31/12/2021", "Target of voluntary social insurance for 31/12/2021")
    filling = {total: [100, 50], (POST, POST): [60, 30], ("Đại lý Hoa Ban", "Đại lý Hoa Ban"): [40, 20]}
    checked = check_template(store, tmp_path, IntakeKind.TARGETS, filling, options, OLD_VINTAGE)
    assert (checked.report.findings, checked.refusal) == ((), None)
    assert checked.draft is not None
    assert list_rows(checked.draft.facts, "area_code", "count") == [("03158", 100), ("03160", 50)]
    assert list_rows(checked.draft.organisation_facts, "organisation", "as_of", "area_code", "count") == [
        (POST, AS_OF, "03158", 60),
        (POST, AS_OF, "03160", 30),
        ("Đại lý Hoa Ban", AS_OF, "03158", 40),
        ("Đại lý Hoa Ban", AS_OF, "03160", 20),
    ]
    assert all(one.holds for one in checked.report.check_sums)


def test_a_template_lists_the_communes_with_code_name_and_parent_and_checks_what_is_typed(store: Engine) -> None:
    with store.connect() as connection:
        areas = read_areas(connection, OLD_VINTAGE)
    content = build_template(IntakeKind.PILOTS, areas, TemplateOptions(AS_OF, "vi", "11"))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    first = find_first_row(sheet)
    listed = [[sheet.cell(row, column).value for column in (2, 3, 4)] for row in range(first, first + 6)]
    assert listed[0] == ["03158", "Xã Sín Thầu", "Huyện Mường Nhé"]
    assert [code for code, _, _ in listed] == ["03158", "03160", "03217", "03223", "03226", "03229"]
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "date"}
    schemes = next(rule for rule in sheet.data_validations.dataValidation if rule.type == "list")
    assert "BHXH_TN" in str(schemes.formula1)
    assert sheet.freeze_panes == sheet.cell(first, 4).coordinate
    assert sheet.print_title_rows is not None
    assert len(book.sheetnames) == 2
    notes = [cell.value for cell in book.worksheets[1]["A"] if cell.value]
    assert any("xã điểm" in note for note in notes)
    assert any("pilot communes" in note for note in notes)


def test_counts_are_checked_to_be_whole_numbers_from_0_on(store: Engine) -> None:
    with store.connect() as connection:
        areas = read_areas(connection, NEW_VINTAGE)
    content = build_template(IntakeKind.COUNTS, areas, TemplateOptions(AS_OF, "en", None))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rules = sheet.data_validations.dataValidation
    assert {(rule.type, rule.formula1) for rule in rules} == {("whole", "0")}


def test_a_province_that_the_vintage_lacks_is_refused_with_those_it_has(store: Engine) -> None:
    with store.connect() as connection:
        areas = read_areas(connection, OLD_VINTAGE)
    with pytest.raises(NotFound) as caught:
        build_template(IntakeKind.COUNTS, areas, TemplateOptions(AS_OF, "vi", "99"))
    assert caught.value.code == "province_missing"
    assert "11, 51" in caught.value.hint.en


def test_the_template_of_pilots_starts_from_those_in_force_so_that_none_is_lost(store: Engine) -> None:
    with store.connect() as connection:
        areas = read_areas(connection, OLD_VINTAGE)
    held = {"03160": (date(2021, 6, 1), None), "03223": (date(2021, 6, 1), date(2021, 12, 31))}
    content = build_template(IntakeKind.PILOTS, areas, TemplateOptions(AS_OF, "vi", "11", pilots=held))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    first = find_first_row(sheet)
    listed = {
        sheet.cell(row, 2).value: [cell.date() if cell else None for cell in days]
        for row in range(first, first + 6)
        if any(days := [sheet.cell(row, column).value for column in (7, 8)])
    }
    assert listed == {"03160": [date(2021, 6, 1), None], "03223": [date(2021, 6, 1), date(2021, 12, 31)]}
