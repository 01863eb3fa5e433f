from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.intake.values.cells import Cell
from services.intake.values.dates import find_days, find_years, has_day_without_year, parse_date


@pytest.mark.parametrize(
    "cell",
    ["31/12/2021", "31.12.2021", "31-12-2021", "2021-12-31", " 31 / 12 / 2021 ", date(2021, 12, 31), 44561, 44561.0,
     datetime(2021, 12, 31, 8, tzinfo=UTC), "2021-12-31T00:00:00", "2021-12-31 00:00"],
)  # fmt: skip
def test_dates_are_read_day_first(cell: Cell) -> None:
    assert parse_date(cell) == date(2021, 12, 31)


@pytest.mark.parametrize("cell", ["12/31/2021", "31/2/2021", "2021", "31/12", "", None, 12, True, 44561.5, "hôm nay"])
def test_what_is_no_whole_date_gives_none(cell: Cell) -> None:
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Người tham gia 31/5/2021", [date(2021, 5, 31)]),
        ("Đến hết ngày 31.12.2020", [date(2020, 12, 31)]),
        ("Tháng 2/2021", [date(2021, 2, 28)]),
        ("T3/2019", [date(2019, 3, 31)]),
        ("31/12/2020 và 31/5/2021", [date(2020, 12, 31), date(2021, 5, 31)]),
        ("KH năm 2021", []),
    ],
)
def test_dates_are_found_inside_headers(text: str, days: list[date]) -> None:
    assert find_days(text) == days


def test_years_and_days_without_years_are_told_apart() -> None:
    assert find_years("KH 2021 (so với 2020)") == [2021, 2020]
    assert has_day_without_year("Thực hiện đến 31/3")
    assert not has_day_without_year("Thực hiện đến 31/3/2019")
    assert not has_day_without_year("Tháng 3/2019")
