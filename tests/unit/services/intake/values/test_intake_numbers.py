from __future__ import annotations

from decimal import Decimal

import pytest

from services.intake.values.cells import Cell, build_column_letter
from services.intake.values.numbers import NumberFormat, NumberState, parse_count_column, parse_number

VI, EN = NumberFormat.VIETNAMESE, NumberFormat.ENGLISH


@pytest.mark.parametrize(
    ("text", "number_format", "value"),
    [
        ("4.299", VI, "4299"),
        ("1.234.567,5", VI, "1234567.5"),
        ("68,8%", VI, "0.688"),
        ("68.8 %", EN, "0.688"),
        ("4,299", EN, "4299"),
        ("(12)", VI, "-12"),
        ("−12", VI, "-12"),
        ("+1.620", VI, "1620"),
        ("4 299", VI, "4299"),
        ("4\u00a0299", EN, "4299"),
        ("'0421", VI, "421"),
        ("0", EN, "0"),
    ],
)
def test_numbers_are_read_in_the_format_given(text: str, number_format: NumberFormat, value: str) -> None:
    parsed = parse_number(text, number_format)
    assert (parsed.state, parsed.value) == (NumberState.VALUE, Decimal(value))


@pytest.mark.parametrize("text", ["", " ", "-", "–", "x", "X", "…", "n/a"])
def test_signs_of_absence_are_missing_and_not_zero(text: str) -> None:
    assert parse_number(text, VI).state == NumberState.MISSING


@pytest.mark.parametrize("text", ["1.23", "12.34.567", "0.299", "1,2,3", "abc", "1e5", "--4", "12 người", "٣x"])
def test_what_is_no_vietnamese_number_is_unreadable(text: str) -> None:
    assert parse_number(text, VI).state == NumberState.UNREADABLE


def test_below_five_is_withheld() -> None:
    assert parse_number("<5", VI).state == NumberState.WITHHELD
    assert parse_number("< 5", EN).value is None


@pytest.mark.parametrize(
    ("cells", "number_format", "values"),
    [
        (["4.299", "12", "968"], VI, [4299, 12, 968]),
        (["4,299", "12"], EN, [4299, 12]),
        (["4,000", "12"], EN, [4000, 12]),
        (["12.0", "4299.0"], EN, [12, 4299]),
        (["12", 13.0, 14], VI, [12, 13, 14]),
        (["1.234.567", "4.299"], VI, [1234567, 4299]),
    ],
)
def test_a_column_of_counts_chooses_the_format_in_which_it_is_whole(
    cells: list[Cell], number_format: NumberFormat, values: list[int]
) -> None:
    column = parse_count_column(cells)
    assert column.number_format == number_format
    assert [number.value for number in column.numbers] == values


def test_a_column_without_signs_follows_its_neighbours() -> None:
    assert parse_count_column(["12", "13"], EN).number_format == EN


def test_a_float_that_lost_its_thousands_is_noticed_and_not_mended() -> None:
    column = parse_count_column([4.299, "2.252", 12.0, "4.3"])
    assert [number.state for number in column.numbers] == ["damaged", "value", "value", "damaged"]
    assert [number.suggestion for number in column.numbers] == [4299, None, None, 4300]
    assert column.numbers[0].value is None


def test_cells_in_two_formats_that_contradict_each_other_are_all_unreadable() -> None:
    column = parse_count_column(["4.299", "2,252", "12"])
    assert column.number_format is None
    assert [number.state for number in column.numbers] == ["unreadable", "unreadable", "value"]


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf"), "50%", "12,5", 12.34567])
def test_what_cannot_count_people_is_no_value(cell: Cell) -> None:
    assert parse_count_column([cell, "4.299"]).numbers[0].value is None


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [build_column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
