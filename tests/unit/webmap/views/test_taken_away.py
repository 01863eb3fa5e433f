"""What is taken away says what the screen says, digit for digit, and opens as what it is."""

import json
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageFont
from pptx import Presentation
from pypdf import PdfReader

from tests.fixtures.toy_store import VINTAGE_ID
from webmap.taken_files import PRINT

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator=plan_completion_ratio&as_of=2019-03-31"


def ask(client: FlaskClient, path: str, more: str = "") -> bytes:
    response = client.get(f"{path}?{VIEW}{more}")
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    return response.data


def list_shown(client: FlaskClient, lang: str) -> dict[str, tuple[str, str]]:
    """Return value in words and name of each area, by code, as the map's tooltips say them."""
    from xml.etree import ElementTree

    svg = ElementTree.fromstring(ask(client, "/map.svg", f"&lang={lang}"))
    rows = json.loads(ask(client, "/api/v1/values"))["areas"]
    titles = [one.text or "" for one in svg.iter("{http://www.w3.org/2000/svg}title")][1:]
    named = {
        title.partition(": ")[0]: title.partition(": ")[2].partition(" (ước")[0].partition(" (est")[0]
        for title in titles
    }
    return {row["area_code"]: (row["name"], named[row["name"]]) for row in rows if row["name"] in named}


def read_slides(content: bytes) -> list[str]:
    texts = []
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts.append(shape.text_frame.text)
            if shape.has_table:
                texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return texts


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_files_of_a_view_say_the_same_digits(client: FlaskClient, lang: str) -> None:
    shown, more = list_shown(client, lang), f"&lang={lang}"
    api = {row["area_code"]: row for row in json.loads(ask(client, "/api/v1/values"))["areas"]}
    total = json.loads(ask(client, "/api/v1/values"))["total"]
    page = client.get(f"/map?{VIEW}{more}").get_data(as_text=True)
    pdf = PdfReader(BytesIO(ask(client, "/map.pdf", more))).pages[0].extract_text()
    slides = read_slides(ask(client, "/slides.pptx", more))
    sheet = openpyxl.load_workbook(BytesIO(ask(client, "/table.xlsx", more))).worksheets[0]
    answer = sheet["A3"].value
    assert answer in page
    assert answer in pdf
    assert answer in slides
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=8) if row[0].value}
    csv = ask(client, "/table.csv", more).decode("utf-8-sig")
    for code, (name, words) in shown.items():
        value, row = api[code], rows[code]
        assert row[1].value == name
        assert row[4].value == value["value_shown"]
        if value["numerator"] is not None:
            assert (row[5].value, row[6].value) == (value["numerator"], value["denominator"])
        if value["value_shown"] is None:
            assert row[9].value == words
        else:
            assert words in csv
            assert f"{value['value_shown'] * 100:.1f}%" == words.replace(",", ".").replace("−", "-")
        assert name in slides
        assert words in slides
    assert rows["VN"][4].value == total["value_shown"]


def test_numbers_of_the_sheet_are_numbers_in_the_digits_of_their_indicator(client: FlaskClient) -> None:
    book = openpyxl.load_workbook(BytesIO(ask(client, "/table.xlsx")))
    sheet = book.worksheets[0]
    cells = [row for row in sheet.iter_rows(min_row=8) if row[4].value is not None]
    assert {cell.data_type for row in cells for cell in row[3:9] if cell.value is not None} == {"n"}
    assert {row[4].number_format for row in cells} == {"#,##0.0%"}
    assert {row[0].data_type for row in cells} == {"s"}  # codes keep their zeros
    definitions = [cell.value for row in book.worksheets[1].iter_rows() for cell in row if cell.value]
    assert any(VINTAGE_ID in text and "as_of=2019-03-31" in text for text in definitions)
    assert "không công bố (số nhỏ)" in definitions


def test_a_picture_has_the_pixels_asked_for(client: FlaskClient) -> None:
    assert Image.open(BytesIO(ask(client, "/map.png"))).size == (1600, 1200)
    assert Image.open(BytesIO(ask(client, "/map.png", "&width=640&height=900"))).size == (640, 900)


def test_a_picture_too_long_or_too_large_is_refused_with_what_is_taken(client: FlaskClient) -> None:
    for more in ("&width=4000&height=400", "&width=5000", "&height=0"):
        response = client.get(f"/map.png?{VIEW}{more}")
        assert response.status_code == 400
        assert response.get_json()["error"]["hint"]


@pytest.mark.parametrize(("paper", "sides"), [("a4", {595, 842}), ("a3", {842, 1191})])
def test_a_pdf_is_one_page_of_its_paper_in_our_own_typeface(client: FlaskClient, paper: str, sides: set[int]) -> None:
    document = PdfReader(BytesIO(ask(client, "/map.pdf", f"&paper={paper}")))
    (page,) = document.pages
    assert {round(float(side)) for side in (page.mediabox.width, page.mediabox.height)} == sides
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert all("BeVietnamPro" in font for font in fonts)
    assert document.metadata is not None
    assert "31/03/2019" in str(document.metadata.title)


def test_slides_have_titles_described_pictures_and_a_chart_of_the_series(client: FlaskClient) -> None:
    deck = Presentation(BytesIO(ask(client, "/slides.pptx")))
    assert (deck.slide_width, deck.slide_height) == (12191695, 6858000)
    assert all(slide.shapes.title.text for slide in deck.slides)
    pictures = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
    assert all("31/03/2019" in picture._element.nvPicPr.cNvPr.get("descr") for picture in pictures)
    for slide in deck.slides:
        assert f"/map?vintage={VINTAGE_ID}" in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize(("lang", "mark"), [("vi", "."), ("en", ",")])
def test_the_axis_of_a_chart_parts_thousands_as_the_language_does_in_any_office(
    demo_client: FlaskClient, lang: str, mark: str
) -> None:
    deck = Presentation(BytesIO(demo_client.get(f"/slides.pptx?story=dien-bien-2019&lang={lang}").data))
    chart, *_others = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    form = rf"[>=1000000]#\{mark}###\{mark}##0;[>=1000]#\{mark}##0;0"
    assert chart.value_axis.tick_labels.number_format == form
    assert not chart.value_axis.tick_labels.number_format_is_linked
    assert {
        one.text for one in chart._chartSpace.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}formatCode")
    } <= {form, "General", r"yyyy\-mm\-dd"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_head_of_the_ranks_stands_in_one_line_in_a_typeface_wider_than_ours(client: FlaskClient, lang: str) -> None:
    deck = Presentation(BytesIO(ask(client, "/slides.pptx", f"&lang={lang}")))
    (table,) = [shape.table for shape in deck.slides[0].shapes if shape.has_table]
    cell = table.cell(0, 0)
    font = ImageFont.truetype(next(one for one in PRINT.files if "700" in one), 110)
    needed = font.getlength(cell.text) / 10 * 12700 * 1.15  # 11 points in EMU, and the widest substitutes
    assert needed <= table.columns[0].width - cell.margin_left - cell.margin_right
