"""A long table checked column by column comes to what it comes to row by row."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pandas as pd
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from geodata.errors import BaoPhuError
from services.intake.files import text_sheets
from services.intake.files.sheets import read_workbook
from services.intake.loading import CheckedTable, check_workbook
from services.intake.long_tables import tables as long_tables
from services.intake.long_tables.condensing import CondensedSheet
from services.intake.options import IntakeOptions
from services.intake.report import build_report_document
from tests.fixtures.intake_tables import OLD_AREAS, OLD_VINTAGE, TODAY, build_options, write_small_vintages

COMMUNES = [(code, name, parent) for level, code, name, _, parent in OLD_AREAS if level == "commune"]
DISTRICTS = {code: name for level, code, name, _, _ in OLD_AREAS if level == "managing_unit"}
KNOWN = [(DISTRICTS[parent], code, name) for code, name, parent in COMMUNES]
ODD_PLACES = [
    *((district, "", name) for district, _, name in KNOWN),
    *(("", code, name) for _, code, name in KNOWN[:2]),
    ("Huyện Tủa Chùa", "", "Xã Lạ"),
    ("Huyện Lạ", "", "Xã Sín Thầu"),
    ("Huyện Mường Nhé", "99999", "Xã Sín Thầu"),
]
PLACES = st.sampled_from(KNOWN * 4 + ODD_PLACES)
SCHEMES = st.sampled_from(["BHXH_TN", "BHYT", "BHXH tự nguyện", "bhtn", "BHYT hộ gia đình"] * 3 + ["gì đó", ""])
DAYS = st.sampled_from(["31/12/2020", "30/11/2020", "2020-10-31"] * 4 + ["31/12/2029", "hôm qua"])
COUNTS = st.one_of(
    st.integers(0, 9_999).map(str),
    st.integers(1_000, 99_999).map(lambda number: f"{number:,}".replace(",", ".")),
    st.sampled_from(["", "-", "<5", "x", "-3", "mười", "12.5", "1,234", "99999999999", "12 345"]),
)
LINES = st.lists(st.tuples(PLACES, SCHEMES, DAYS, COUNTS, COUNTS), min_size=1, max_size=30)
HEADERS = ("Huyện", "Mã xã", "Tên xã", "Loại hình", "Ngày", "Số người tham gia", "Lực lượng lao động")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    from services.store.engine import migrate, open_engine

    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('long')}/a.sqlite")
    migrate(engine)
    write_small_vintages(engine)
    yield engine
    engine.dispose()


def check(store: Engine, content: bytes, options: IntakeOptions, *, as_long: bool) -> CheckedTable | str:
    """Return what comes of a table, or the code of its refusal."""
    with (
        mock.patch.object(text_sheets, "_LONG", 0 if as_long else 1 << 40),
        mock.patch.object(long_tables, "FEWEST_ROWS", 0),
        store.connect() as connection,
    ):
        try:
            return check_workbook(connection, read_workbook(content, "a.csv"), options, TODAY)
        except BaoPhuError as error:
            return error.code


def tell(checked: CheckedTable | str) -> object:
    """Return what two ways of checking one table have to agree on."""
    if isinstance(checked, str):
        return checked
    facts = checked.report.facts
    columns = [["" if pd.isna(value) else str(value) for value in facts[name]] for name in facts.columns]
    rows = list(zip(*columns, strict=True))
    return {
        "facts": sorted(rows),
        "outcomes": checked.report.outcome_counts,
        "findings": sorted({finding.code for finding in checked.report.findings}),
        "refusal": checked.refusal.code if checked.refusal else None,
        "understood": checked.report.settings,
        "read": build_report_document(checked.report)["rows_read"],
    }


@given(LINES, st.booleans(), st.booleans(), st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_comes_to_the_same_column_by_column_and_row_by_row(
    store: Engine,
    lines: list[tuple[tuple[str, str, str], str, str, str, str]],
    has_schemes: bool,
    has_days: bool,
    has_labour: bool,
) -> None:
    kept = [0, 1, 2, *([3] if has_schemes else []), *([4] if has_days else []), 5, *([6] if has_labour else [])]
    table = [HEADERS, *((*place, scheme, day, count, labour) for place, scheme, day, count, labour in lines)]
    content = "".join(";".join(line[index] for index in kept) + "\n" for line in table).encode()
    options = IntakeOptions(vintage_id=OLD_VINTAGE) if has_days else build_options()
    by_column = check(store, content, options, as_long=True)
    by_row = check(store, content, options, as_long=False)
    if isinstance(by_column, CheckedTable):
        sheet = by_column.report.table.sheet
        event(f"condensed: {isinstance(sheet, CondensedSheet)}")
    assert tell(by_column) == tell(by_row)
