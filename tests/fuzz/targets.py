"""The parsers by name, each as a function of text or bytes that may refuse in words and do nothing else.

BaoPhuError is a refusal; any other exception is a finding.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from geodata.areas import Level
from geodata.errors import BaoPhuError
from geodata.layers.arc_file import build_arc_file
from geodata.legacy_text import LegacyCoding, capitalise_initial_vowels, decode_column, decode_text
from geodata.names import build_search_key, build_sort_key, find_kind, fold_name, respell_numeral
from geodata.plain_text import drop_controls
from geodata.readers.geojson_features import FeatureCollector
from geodata.readers.shapefile_parts import parse_code_page
from services.embedding.scope import read_scope, write_scope
from services.intake.files.delimited import parse_delimited
from services.intake.files.encodings import decode_table
from services.intake.files.file_kinds import find_file_kind
from services.intake.files.file_names import clean_file_name
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.compound import CompoundFile
from services.intake.files.reading.long_texts import encode_columns, find_lines
from services.intake.files.reading.texts import read_text
from services.intake.files.reading.workbooks import read_sheets
from services.intake.files.sheets import Sheet
from services.intake.files.text_lines import LongRows
from services.intake.headers.header_meanings import find_meaning
from services.intake.headers.headers import find_header_scheme, read_header
from services.intake.headers.kind_headers import find_kind_role, find_organisation
from services.intake.headers.meanings import parse_meaning
from services.intake.kinds import IntakeKind
from services.intake.layout.table_layout import find_table
from services.intake.options import build_options_document, parse_options_document
from services.intake.values.cells import build_text
from services.intake.values.dates import find_days, find_years, has_day_without_year, parse_date
from services.intake.values.day_words import find_day_words
from services.intake.values.numbers import NumberFormat, parse_count_column, parse_number, parse_plain_number
from services.stories.addresses import clean_address, dress_address
from webmap.access import check_next
from webmap.kept_form import read_kept_form

AS_OF = date(2026, 3, 31)
LIMITS = SheetLimits(row_count=2000, text_row_count=2000, column_count=60)


def numbers(text: str) -> None:
    """Counts and rates as people write them."""
    cells = [text, *text.split(" ")]
    for one in NumberFormat:
        parse_number(text, one)
        parse_count_column(cells, one)
    parse_plain_number(text)


def dates(text: str) -> None:
    """Days and years, alone and in sentences."""
    parse_date(text)
    find_days(text)
    find_years(text)
    has_day_without_year(text)
    words = find_day_words(text)
    assert words is not None


def legacy_text(text: str) -> None:
    """TCVN3 and VNI."""
    for coding in LegacyCoding:
        capitalise_initial_vowels(decode_text(text, coding))
    decode_column([text, None, *text.split()])


def names(text: str) -> None:
    """Names of areas."""
    build_search_key(text)
    build_sort_key(text)
    find_kind(text)
    respell_numeral(text)
    for level in Level:
        fold_name(text, level)


def headers(text: str) -> None:
    """Headers of columns."""
    read_header(text)
    find_header_scheme(text)
    find_organisation(text)
    for kind in IntakeKind:
        find_kind_role(text, kind)
    for level in Level:
        find_meaning(text, level, AS_OF)
    with suppress(BaoPhuError):
        parse_meaning(text, AS_OF)


def file_names(text: str) -> None:
    """What a browser says that a file is called."""
    cleaned = clean_file_name(text)
    assert "/" not in cleaned
    assert drop_controls(cleaned) == cleaned
    assert 0 < len(cleaned) <= 150


def addresses(text: str) -> None:
    """Addresses of steps, and where a form leads on to."""
    following = check_next(text)
    assert not following or (following.startswith("/") and not following.startswith(("//", "/\\")))
    with suppress(BaoPhuError):
        assert dress_address(clean_address(text), "en", presenting=True).startswith("/")


def documents(text: str) -> None:
    """What the store or a form keeps as JSON: options of a file, a form of before, a scope."""
    read_kept_form(text)
    with suppress(ValueError):
        document = json.loads(text)
        if isinstance(document, dict):
            with suppress(BaoPhuError):
                options = parse_options_document(document)
                assert parse_options_document(build_options_document(options)) == options


def scopes(text: str) -> None:
    """A scope that is kept comes back as it was."""
    with suppress(BaoPhuError, ValueError, KeyError, TypeError, AttributeError):
        scope = read_scope(text)
        assert read_scope(write_scope(scope)) == scope


def text_tables(content: bytes) -> None:
    """CSV of any coding: all at once, and by its lines; then the table in it."""
    with suppress(BaoPhuError):
        find_file_kind(content, "a.csv")
    with suppress(BaoPhuError):
        decoded, _ = decode_table(content, "a.csv")
        parse_delimited(decoded, "a.csv")
    with suppress(BaoPhuError):
        raw = read_text(content, "a.csv", LIMITS)
        find_table(Sheet.from_columns("a.csv", "0", None, raw.numbers, raw.columns, raw.columns))
    with suppress(BaoPhuError):
        long = find_lines(memoryview(content), "a.csv", LIMITS)
        rows = LongRows(long)
        assert all(build_text(cell) is not None for row in rows for cell in row.cells)
        find_table(Sheet("a.csv", "0", None, rows))
        encode_columns(long, range(long.width), long.table_start)


def geojson(content: bytes) -> None:
    """Outlines and their attributes."""
    with suppress(BaoPhuError):
        collector = FeatureCollector()
        collector.add(content, "a.geojson")
        collector.build_frame()


def compound_files(content: bytes) -> None:
    """The old container of Office files, and the records of XLS in it."""
    with suppress(ValueError, KeyError, struct.error):
        book = CompoundFile.open(content)
        for name in book.entries:
            book.read_stream(name)
    with suppress(BaoPhuError):
        read_sheets(content, "XLS", "a.xls", LIMITS)


def zipped_workbooks(content: bytes) -> None:
    """XLSX and ODS as the reading process opens them."""
    with suppress(BaoPhuError):
        read_sheets(content, "XLSX", "a.xlsx", LIMITS)


def code_pages(text: str) -> None:
    """What stands in a .cpg."""
    parse_code_page(text)


def arcs(content: bytes) -> None:
    """Topology of ours: whatever it is, it is taken whole or refused."""
    with suppress(ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
        build_arc_file(content)


TEXTS: dict[str, Callable[[str], None]] = {
    one.__name__: one
    for one in (numbers, dates, legacy_text, names, headers, file_names, addresses, documents, scopes, code_pages)
}
CONTENTS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (text_tables, geojson, compound_files, zipped_workbooks, arcs)
}
