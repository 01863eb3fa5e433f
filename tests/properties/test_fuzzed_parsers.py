"""No parser of what comes from outside stumbles: it reads, or refuses in words.

``python -m tests.fuzz`` goes on longer.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import BadInput
from geodata.names import build_sort_key
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.long_texts import find_lines
from services.intake.files.text_lines import LongRows
from services.intake.options import parse_options_document
from services.stories.addresses import clean_address
from tests.fuzz.__main__ import try_out
from tests.fuzz.inputs import build_texts
from tests.fuzz.targets import CONTENTS, TEXTS

PAGES = (
    "/map",
    "/search",
    "/compare",
    "/multiples",
    "/plan",
    "/pilots",
    "/embed/map",
    "/embed/code",
    "/oembed",
    "/leaders",
)
NAMES = (
    "q",
    "within",
    "area",
    "vintage",
    "as_of",
    "since",
    "span",
    "thresholds",
    "lang",
    "level",
    "token",
    "url",
    "pick",
    "b_as_of",
)


@pytest.mark.parametrize("name", [*TEXTS, *CONTENTS])
def test_a_parser_reads_or_refuses_in_words(name: str) -> None:
    try_out(name, 60, 2026)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PAGES), st.dictionaries(st.sampled_from(NAMES), build_texts(), max_size=3))
def test_whatever_stands_in_an_address_it_is_answered_or_refused(
    client: FlaskClient, page: str, given_texts: dict[str, str]
) -> None:
    query = urlencode(given_texts, errors="replace")
    assert client.get(f"{page}?{query}").status_code < 500


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://localhost:99999/map",
        "http://localhost/map?" + "&".join("a=1" for _ in range(99)),
        "\x00",
        "",
    ],
)
def test_an_address_that_is_none_cannot_be_embedded(client: FlaskClient, url: str) -> None:
    """Found by hand and by fuzzing: an open bracket, a port beyond all, more parameters than are taken."""
    assert client.get(f"/oembed?url={quote(url)}").status_code in (400, 404)


@pytest.mark.parametrize("address", ["http://[", "/map?x=1\x00", "//[/map"])
def test_an_address_that_is_none_is_no_step(address: str) -> None:
    """Found by fuzzing: an open bracket."""
    with pytest.raises(BadInput):
        clean_address(address)


@pytest.mark.parametrize("content", [b'\r"', b"a;b\rc;d\n" * 9, b"a\n\rb\n", b'"' + b"x" * 200_000 + b'";1\n'])
def test_a_line_that_cannot_be_parted_is_refused_with_its_number(content: bytes) -> None:
    """Found by fuzzing: a lone carriage return, at which Arrow begins a row and our index of lines does not."""
    with pytest.raises(BadInput) as error:
        LongRows(find_lines(memoryview(content), "a.csv", SheetLimits()))[0]
    assert error.value.code == "table_rows_uneven"


@pytest.mark.parametrize("name", ["\u0301", "Xã \u0301\u0301", "\u0309a"])
def test_an_accent_without_its_letter_has_a_place_in_the_alphabet(name: str) -> None:
    """Found by fuzzing: the key of a lone accent had no first letter."""
    assert sorted([name, "Xã A"], key=build_sort_key)


@pytest.mark.parametrize("document", [{"mapping": True}, {"unit_count": float("inf")}, {"decisions": [1]}])
def test_options_that_are_none_are_refused(document: dict[str, object]) -> None:
    """Found by fuzzing: a mapping that is none, a count without end."""
    with pytest.raises(BadInput):
        parse_options_document(document)
