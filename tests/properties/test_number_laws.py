"""Laws of numbers: what is written in a locale is read back, and a column of counts is never read in two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from services.intake.values.numbers import NumberFormat, NumberState, parse_count_column, parse_number

COUNTS = st.integers(0, 100_000_000)
DECIMALS = st.decimals(-10_000_000, 10_000_000, places=4, allow_nan=False, allow_infinity=False)


def write(value: int | Decimal, number_format: NumberFormat) -> str:
    return format_decimal(value, format="#,##0.####", locale=number_format.value)


@pytest.mark.parametrize("number_format", NumberFormat)
@given(value=DECIMALS)
def test_numbers_come_back_as_they_were_written(number_format: NumberFormat, value: Decimal) -> None:
    parsed = parse_number(write(value, number_format), number_format)
    assert parsed.state == NumberState.VALUE
    assert parsed.value == value


@pytest.mark.parametrize("number_format", NumberFormat)
@given(counts=st.lists(COUNTS, min_size=1, max_size=30))
def test_a_column_of_counts_comes_back_whatever_its_format(number_format: NumberFormat, counts: list[int]) -> None:
    column = parse_count_column([write(count, number_format) for count in counts])
    assert [number.value for number in column.numbers] == counts


@given(counts=st.lists(COUNTS, min_size=1, max_size=10), at=st.integers(0, 9))
def test_one_cell_in_the_other_format_never_becomes_another_count(counts: list[int], at: int) -> None:
    at %= len(counts)
    cells = [
        write(count, NumberFormat.ENGLISH if i == at else NumberFormat.VIETNAMESE) for i, count in enumerate(counts)
    ]
    column = parse_count_column(cells)
    for number, count in zip(column.numbers, counts, strict=True):
        assert number.value in (None, count)


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading(text: str) -> None:
    for number_format in NumberFormat:
        parsed = parse_number(text, number_format)
        assert (parsed.value is not None) == (parsed.state == NumberState.VALUE)
