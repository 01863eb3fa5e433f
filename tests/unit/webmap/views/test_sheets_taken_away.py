"""Comparisons and small multiples are taken away with the digits of the page, all rows of it and both counts."""

import csv
import json
from io import BytesIO, StringIO
from xml.etree import ElementTree

import openpyxl
import pytest
from flask.testing import FlaskClient
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from tests.fixtures.toy_store import VINTAGE_ID

AREAS = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN"
COUNTS = f"{AREAS}&indicator=enrolled_count&as_of=2018-12-31&b_as_of=2019-03-31"
RATES = f"{AREAS}&indicator=coverage_ratio&as_of=2018-12-31&b_as_of=2019-03-31"
PANELS = f"{AREAS}&indicator=enrolled_count&as_of=2019-03-31"


def ask(client: FlaskClient, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    return response.data


def read_rows(page: str) -> dict[str, list[str]]:
    """Return the cells of each row of the table of a comparison's page."""
    table = page[page.index('<table class="compare-table">') : page.index("</table>")] + "</table>"
    root = ElementTree.fromstring(table.replace(" data-nav", ""))
    rows = {}
    for row in root.iter("tr"):
        head, *cells = ("".join(cell.itertext()).strip() for cell in row)
        link = row.find(".//a")
        rows[link.text if link is not None and row.get("data-place") else head] = cells
    return rows


def read_slide(content: bytes) -> tuple[list[str], list[list[str]], str]:
    (slide,) = Presentation(BytesIO(content)).slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    return texts, rows, slide.notes_slide.notes_text_frame.text


def read_number(words: str, lang: str) -> float | None:
    """Return the number that a text begins with, in the digits of its language; None for a state in words."""
    thousands, decimal = {"vi": (".", ","), "en": (",", ".")}[lang]
    plain = words.split(" ")[0].removesuffix("%").replace(thousands, "").replace(decimal, ".").replace("−", "-")
    try:
        return float(plain)
    except ValueError:
        return None


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("query", [COUNTS, RATES])
def test_all_files_of_a_comparison_have_the_digits_of_the_page(client: FlaskClient, query: str, lang: str) -> None:
    asked = f"{query}&lang={lang}"
    page = read_rows(ask(client, f"/compare?{asked}").decode())
    sheet = openpyxl.load_workbook(BytesIO(ask(client, f"/compare.xlsx?{asked}"))).worksheets[0]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]
    values = [at for at, head in enumerate(heads) if head == heads[3]] + [len(heads) - 1]
    text = ask(client, f"/compare.csv?{asked}").decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=";" if lang == "vi" else ","))[-len(rows) :]
    slide = {row[0]: row[1:] for row in read_slide(ask(client, f"/compare.pptx?{asked}"))[1]}
    assert [row[1] for row in rows] == [line[1] for line in lines] == list(page)[1:]
    for row, line in zip(rows, lines, strict=True):
        for at, words in zip(values, page[row[1]], strict=True):
            shown = read_number(words, lang)
            scale = 100 if "%" in words and "điểm" not in words else 1
            assert shown == (None if row[at] is None else pytest.approx(row[at] * scale))
            assert shown == (None if line[at] == "" else float(line[at].rstrip("%").replace(",", ".")))
        if row[1] in slide:
            wanted = [read_number(words, lang) for words in page[row[1]]]
            assert [read_number(words, lang) for words in slide[row[1]]] == wanted
    assert len(set(page) & set(slide)) >= 5


def test_both_sides_of_a_rate_have_both_counts_as_the_api_gives_them(client: FlaskClient) -> None:
    sheet = openpyxl.load_workbook(BytesIO(ask(client, f"/compare.xlsx?{RATES}"))).worksheets[0]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=9)}
    for day, first in (("2018-12-31", 3), ("2019-03-31", 7)):
        answer = json.loads(ask(client, f"/api/v1/values?{AREAS}&indicator=coverage_ratio&as_of={day}"))
        assert sheet.cell(7, first + 1).value.endswith(day[8:] + "/" + day[5:7] + "/" + day[:4])
        for area in (*answer["areas"], answer["total"]):
            found = rows[area["area_code"]][first : first + 4]
            assert found[:3] == [area["value_shown"], area["numerator"], area["denominator"]]
            assert bool(found[3])


def test_the_workbook_has_the_order_of_the_page_and_says_what_was_asked(client: FlaskClient) -> None:
    for order in ("desc", "asc"):
        more = f"&rows_by=name&rows_order={order}"
        page = list(read_rows(ask(client, f"/compare?{COUNTS}{more}").decode()))[1:]
        book = openpyxl.load_workbook(BytesIO(ask(client, f"/compare.xlsx?{COUNTS}{more}")))
        assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=9)] == page
    said = [cell.value for row in book.worksheets[1].iter_rows() for cell in row if cell.value]
    assert any(text.startswith("/compare?") and "b_as_of=2019-03-31" in text for text in said)


@pytest.mark.parametrize("mode", ["sides", "difference"])
def test_a_comparison_on_paper_and_slide_says_both_totals_and_their_difference(client: FlaskClient, mode: str) -> None:
    asked = f"{COUNTS}&mode={mode}"
    total = read_rows(ask(client, f"/compare?{asked}").decode()).popitem()[1]
    said = f"A: {total[0]} người; B: {total[1]} người; B − A: {total[2]} người"
    document = PdfReader(BytesIO(ask(client, f"/compare.pdf?{asked}&paper=a3")))
    (page,) = document.pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (1191, 842)
    assert said in page.extract_text().replace("\n", " ")
    texts, _rows, speech = read_slide(ask(client, f"/compare.pptx?{asked}"))
    assert said in texts
    assert f"/compare?vintage={VINTAGE_ID}" in speech
    assert said in ask(client, f"/compare.svg?{asked}").decode()
    assert Image.open(BytesIO(ask(client, f"/compare.png?{asked}&width=800"))).size == (800, 566)


@pytest.mark.parametrize("by", ["date", "area"])
def test_small_multiples_are_one_page_one_picture_and_one_slide(client: FlaskClient, by: str) -> None:
    asked = f"{PANELS}&by={by}"
    svg = ElementTree.fromstring(ask(client, f"/multiples.svg?{asked}"))
    shown = [one.text for one in svg.iter("{http://www.w3.org/2000/svg}title")][1:]
    (page,) = PdfReader(BytesIO(ask(client, f"/multiples.pdf?{asked}"))).pages
    assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (842, 595)
    _texts, rows, speech = read_slide(ask(client, f"/multiples.pptx?{asked}"))
    assert [f"{title}: {value}" for title, value in rows[1:]] == shown
    assert all(part in page.extract_text() for row in rows[1:] for part in row)
    assert f"/multiples?vintage={VINTAGE_ID}" in speech
    assert Image.open(BytesIO(ask(client, f"/multiples.png?{asked}"))).size == (1600, 1132)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_file_that_a_page_offers_is_there(client: FlaskClient, lang: str) -> None:
    fixed = f"{COUNTS}&boundaries=fixed&rows_by=a&rows_order=asc&area=03127&mode=difference"
    for path, query, count in (("/compare", fixed, 7), ("/multiples", f"{PANELS}&by=area", 5)):
        page = client.get(f"{path}?{query}&lang={lang}", headers={"Accept": "text/html"}).get_data(as_text=True)
        links = [
            part.split('"')[0].replace("&amp;", "&")
            for part in page.split('href="')[1:]
            if " download>" in part[:600].split("</a>")[0]
        ]
        assert len(links) == count
        for link in links:
            ask(client, link)


def test_counts_against_a_rate_have_no_difference_and_each_its_own_legend(client: FlaskClient) -> None:
    asked = f"{COUNTS}&b_indicator=coverage_ratio"
    sheet = openpyxl.load_workbook(BytesIO(ask(client, f"/compare.xlsx?{asked}"))).worksheets[0]
    assert "Chênh lệch B − A" not in [cell.value for cell in sheet[8]]
    _texts, rows, _speech = read_slide(ask(client, f"/compare.pptx?{asked}"))
    assert [len(row) for row in rows] == [3] * len(rows)
