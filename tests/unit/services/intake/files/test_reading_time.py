"""How long a workbook may keep a processor busy: counted in work, for other work on the machine is not its fault."""

from __future__ import annotations

import resource

from services.intake.files.sheets import SheetLimits
from tests.fixtures.bad_workbooks import build_row, build_xlsx_of
from tests.fixtures.refused_workbooks import refuse


def test_no_workbook_is_worked_at_for_more_than_ten_seconds() -> None:
    assert SheetLimits().seconds <= 8


def test_the_limit_of_time_is_one_of_work() -> None:
    rows = "".join(build_row(number, "|<v>1</v>") for number in range(1, 190_000))
    content = build_xlsx_of(rows * 5)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    error = refuse(content, limits=SheetLimits(seconds=1, row_count=10_000_000, memory_bytes=8_000_000_000))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert error.code == "reading_too_slow"
    assert 0.5 < after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3
