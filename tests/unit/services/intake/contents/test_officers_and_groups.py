"""Lists of officers in charge and of potential groups: templates load back, faults are told with their cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.engine import Engine

from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable, publish_table
from services.intake.options import IntakeOptions
from services.intake.templates.workbooks import TemplateOptions, build_template
from services.store.boundaries import read_areas
from services.store.groups import read_group_counts_in_force
from services.store.officers import read_officer_terms_in_force
from services.store.releases import rollback_release
from tests.fixtures.intake_tables import OLD_VINTAGE, check_file, write_small_vintages
from tests.fixtures.small_vintages import NOW

DAY = date(2019, 3, 31)
Fill = Callable[[Any, int, int], None]


@pytest.fixture(autouse=True)
def country(engine: Engine) -> None:
    write_small_vintages(engine)


def check(engine: Engine, path: Path, kind: IntakeKind, fill: Fill) -> CheckedTable:
    """Fill in the template of a kind and check it; ``fill`` is called with sheet, row and the commune's place."""
    with engine.connect() as connection:
        areas = read_areas(connection, OLD_VINTAGE)
    content = build_template(kind, areas, TemplateOptions(DAY, "vi", "11"))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    first = next(cell.row for cell in sheet["B"] if cell.value == "03158")
    place = 0
    while sheet.cell(first + place, 2).value:
        fill(sheet, first + place, place)
        place += 1
    book.save(path)
    return check_file(engine, path, IntakeOptions())


def name_officers(sheet: Any, row: int, place: int) -> None:
    code, name = ("an", "Lò Văn An") if place % 2 else (None, "Hà Thị Bi")
    for column, value in zip((6, 7, 8), (code, name, "01/01/2019"), strict=True):
        sheet.cell(row, column, value)


def test_a_list_of_officers_loads_back_and_is_taken_back_whole(engine: Engine, tmp_path: Path) -> None:
    checked = check(engine, tmp_path / "can_bo.xlsx", IntakeKind.OFFICERS, name_officers)
    assert checked.refusal is None, checked.refusal
    release_id = publish_table(engine, checked, by="officer", now=NOW)
    with engine.connect() as connection:
        terms = read_officer_terms_in_force(connection)
    assert set(terms["officer_code"]) == {"an", "ha-thi-bi"}
    assert terms["valid_to"].isna().all()
    assert set(terms["valid_from"]) == {date(2019, 1, 1)}
    rollback_release(engine, release_id, NOW, by="officer")
    with engine.connect() as connection:
        assert read_officer_terms_in_force(connection).empty


def test_two_officers_at_once_and_one_code_for_two_names_are_told_with_their_rows(
    engine: Engine, tmp_path: Path
) -> None:
    def fill(sheet: Any, row: int, place: int) -> None:
        name_officers(sheet, row, place)
        if place == 1:  # the commune of the row above again, from a day within its term
            for column in (2, 3, 4):
                sheet.cell(row, column, sheet.cell(row - 1, column).value)
            sheet.cell(row, 8, "01/03/2019")
            sheet.cell(row, 6, "ha-thi-bi")

    checked = check(engine, tmp_path / "can_bo.xlsx", IntakeKind.OFFICERS, fill)
    codes = {finding.code for finding in checked.report.errors}
    assert {"officer_terms_overlap", "officer_two_names"} <= codes
    assert all(finding.place.row for finding in checked.report.errors)
    assert checked.draft is None


def test_counts_of_groups_load_back_by_the_names_of_their_columns(engine: Engine, tmp_path: Path) -> None:
    def fill(sheet: Any, row: int, place: int) -> None:
        sheet.cell(row, 6, 100 + place)
        sheet.cell(row, 7, None if place == 0 else 40)

    checked = check(engine, tmp_path / "nhom.xlsx", IntakeKind.GROUPS, fill)
    assert checked.refusal is None, checked.refusal
    publish_table(engine, checked, by="officer", now=NOW)
    with engine.connect() as connection:
        counts = read_group_counts_in_force(connection)
    informal = counts[counts["group_name"] == "Lao động phi chính thức"]
    women = counts[counts["group_name"] == "Nữ 35–54 tuổi"]
    assert sorted(informal["count"]) == list(range(100, 100 + len(informal)))
    assert len(women) == len(informal) - 1  # a blank is no count
    assert set(counts["as_of"]) == {DAY}
