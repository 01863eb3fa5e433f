"""What is written as a number or a date is what Babel writes by the patterns of the language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date as format_by_pattern
from babel.numbers import parse_pattern
from hypothesis import given
from hypothesis import strategies as st

from services.measures.wording import LANGUAGES, MINUS, format_date, format_decimal


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_a_number_has_the_digits_and_separators_of_babel(digits: int, decimals: int) -> None:
    value = Decimal(digits).scaleb(-decimals)
    pattern = parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))
    for lang in LANGUAGES:
        written = pattern.apply(abs(value), Locale(lang), decimal_quantization=False)
        assert format_decimal(value, lang) == (MINUS if value < 0 else "") + written


@given(st.dates())
def test_a_date_is_written_as_babel_writes_it(day: date) -> None:
    for lang in LANGUAGES:
        assert format_date(day, lang) == format_by_pattern(day, "dd/MM/yyyy", locale=Locale(lang))
