"""The conferences of Điện Biên in March 2019: 29 held, by organiser post 26, Farmers' Union 5, communes 6."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.engine import Engine

from services.intake.kinds import IntakeKind
from services.intake.loading import publish_table
from services.intake.options import IntakeOptions
from services.intake.templates.workbooks import TemplateOptions, build_template
from services.store.boundaries import read_areas
from services.store.outreach import EventTotals, build_event_totals, read_events_in_force
from tests.fixtures.intake_tables import OLD_VINTAGE, check_file, write_small_vintages
from tests.fixtures.small_vintages import NOW

MONTH = (date(2019, 3, 1), date(2019, 3, 31))
POST, FARMERS, COMMUNES = "Bưu điện", "Hội Nông dân", "UBND xã"
# Published are the sums; that eight events were held jointly follows from them, by whom together is assumed.
EVENTS = [(POST,)] * 18 + [(POST, FARMERS)] * 4 + [(POST, COMMUNES)] * 4 + [(FARMERS,)] + [(COMMUNES,)] * 2


def fill_in(content: bytes, path: Path) -> Path:
    """Write the events into the template, each into a row of its own for a commune of the province."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    first = next(cell.row for cell in sheet["B"] if cell.value == "03158")
    communes = [tuple(sheet.cell(first + row, column).value for column in (2, 3, 4)) for row in range(6)]
    for row, organisers in enumerate(EVENTS):
        place = communes[row % 6]
        for column, value in zip((2, 3, 4, 6, 7), (*place, date(2019, 3, 1 + row), "; ".join(organisers)), strict=True):
            sheet.cell(first + row, column, value)
    book.save(path)
    return path


@pytest.fixture
def totals(engine: Engine, tmp_path: Path) -> Iterator[EventTotals]:
    write_small_vintages(engine)
    with engine.connect() as connection:
        areas = read_areas(connection, OLD_VINTAGE)
    content = build_template(IntakeKind.OUTREACH_EVENTS, areas, TemplateOptions(MONTH[1], "vi", "11"))
    checked = check_file(engine, fill_in(content, tmp_path / "hoi_nghi.xlsx"), IntakeOptions())
    publish_table(engine, checked, by="officer", now=NOW)
    with engine.connect() as connection:
        yield build_event_totals(read_events_in_force(connection), *MONTH, province_code="11")


def test_29_conferences_were_held_however_many_held_them_together(totals: EventTotals) -> None:
    assert totals.event_count == 29


def test_the_post_held_26_the_farmers_union_5_and_the_communes_6_which_is_37_in_all(totals: EventTotals) -> None:
    assert totals.organiser_counts == {POST: 26, COMMUNES: 6, FARMERS: 5}
    assert totals.participation_count == 37
