"""Rows checked as a workbook of their kind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.engine import Engine

from services.intake.loading import CheckedTable
from services.intake.options import IntakeOptions
from tests.fixtures.intake_tables import check_file
from tests.fixtures.kind_files import Rows


@pytest.fixture
def check(store: Engine, tmp_path: Path) -> Any:
    """Check rows as a workbook: ``check(rows, merged, **options)``."""

    def check_rows(rows: Rows, merged: Sequence[str] = (), **options: Any) -> CheckedTable:
        book = Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        for merge in merged:
            sheet.merge_cells(merge)
        path = tmp_path / "bieu.xlsx"
        book.save(path)
        return check_file(store, path, IntakeOptions(**options))

    return check_rows
