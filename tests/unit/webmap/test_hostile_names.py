"""Names with markup, formulas, marks of direction and ten thousand letters are text wherever they are shown."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from services.store.engine import open_engine
from tests.fixtures.hostile_names import HOSTILE, TURNING, fill_hostile_store, find_faults
from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.settings import Settings

VIEW = "level=commune&as_of=2019-03-31&scheme=BHXH_TN"
PAGES = (
    *(f"/map?{VIEW}", f"/map?{VIEW}&area=03127&lang=en", "/map?within=11", "/map?within=094", f"/embed/code?{VIEW}"),
    *(f"/embed/{one}?{VIEW}" for one in ("map", "table", "headline")),
    *(f"/area/{VINTAGE_ID}/{code}" for code in ("11", "094", "03127", "03136")),
    *(
        f"/compare?{VIEW}",
        f"/multiples?{VIEW}&by=area",
        "/leaders",
        "/plan?pick=3",
        "/pilots",
        "/pack?within=11",
    ),
    *("/search?q=xa", "/search?q=%3Cscript%3E", "/stories"),
)
DATA = (
    *(
        "/api/v1/areas?level=commune",
        f"/api/v1/values?{VIEW}",
        f"/api/v1/values?{VIEW}&format=columns",
        "/api/v1/briefing",
    ),
    *(f"/api/v1/areas/{VINTAGE_ID}/03127", "/api/v1/ranking", "/api/v1/leaders", f"/api/v1/features.geojson?{VIEW}"),
)
DRAWN = (
    f"/map.svg?{VIEW}",
    f"/map.svg?{VIEW}&within=11",
    f"/multiples.svg?{VIEW}&by=area",
    f"/compare.svg?{VIEW}",
    "/plan.svg?pick=3",
)
TABLES = (f"/table.csv?{VIEW}", f"/api/v1/values?{VIEW}&format=csv", f"/compare.csv?{VIEW}", "/pilots.csv")
BOOKS = (f"/table.xlsx?{VIEW}", f"/compare.xlsx?{VIEW}", "/pilots.xlsx", "/pack.xlsx?within=11")
PAPERS = (f"/map.pdf?{VIEW}", f"/multiples.pdf?{VIEW}&by=area", f"/compare.pdf?{VIEW}", "/pack.pdf?within=11")
OTHERS = (f"/map.png?{VIEW}", f"/embed/map.png?{VIEW}", f"/api/v1/features.gpkg?{VIEW}", f"/embed/map.svg?{VIEW}")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of a country whose names are made to do harm."""
    home: Path = tmp_path_factory.mktemp("hostile")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    names = fill_hostile_store(engine, home)
    assert not TURNING & set("".join(names))
    assert max(map(len, names)) <= 254
    yield create_app(settings, engine).test_client()
    engine.dispose()


def take(client: FlaskClient, address: str) -> bytes:
    """Return a file, of a pack when it is made: until then it is said to be on its way."""
    for _ in range(600):
        response = client.get(address, follow_redirects=True)
        if response.status_code != 409:
            break
        threading.Event().wait(0.1)
    assert response.status_code == 200
    return response.get_data()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_shows_names_as_text(hostile: FlaskClient, address: str) -> None:
    response = hostile.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert find_faults(response) == []
    scripts = "".join(re.findall(r"<script nonce[^>]*>(.*?)</script>", text, re.S))
    assert "hurt" not in scripts
    assert "{{49}}" not in text
    assert ">49<" not in text
    assert not TURNING & set(text)
    assert "Set-Cookie" not in response.headers
    for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.S):
        json.loads(block)


def test_the_names_are_there_to_be_seen(hostile: FlaskClient) -> None:
    page = hostile.get(f"/map?{VIEW}").get_data(as_text=True)
    assert "&lt;img src=x" in page
    assert "${window.hurt=1}{{7*7}}" in page
    table = hostile.get(f"/table.csv?{VIEW}").get_data(as_text=True)
    assert "'=HYPERLINK" in table
    assert "'@SUM" in table


@pytest.mark.parametrize("address", DATA)
def test_data_hold_names_as_they_are(hostile: FlaskClient, address: str) -> None:
    response = hostile.get(address)
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not TURNING & set(json.dumps(response.get_json(), ensure_ascii=False))


@pytest.mark.parametrize("address", DRAWN)
def test_a_drawing_is_whole_and_holds_nothing_that_runs(hostile: FlaskClient, address: str) -> None:
    response = hostile.get(address)
    assert response.status_code == 200
    for element in ElementTree.fromstring(response.get_data()).iter():
        assert element.tag.rpartition("}")[2] not in ("script", "img", "foreignObject")
        assert element.get("href", "/").startswith(("/", "#", "data:image/png;base64,"))
        assert not [name for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize("address", TABLES)
def test_no_cell_of_a_csv_is_taken_for_a_formula(hostile: FlaskClient, address: str) -> None:
    response = hostile.get(address)
    assert response.status_code == 200
    text = response.get_data(as_text=True).removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","):
        for cell in row:
            assert not re.match(r"[=@\t\r]|[+\-](?![\d.,]+%?$)", cell), cell


@pytest.mark.parametrize("address", BOOKS)
def test_no_cell_of_a_workbook_is_a_formula_or_becomes_one(hostile: FlaskClient, address: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(take(hostile, address)))
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        assert cell.data_type != "f"
        assert cell.hyperlink is None or "evil" not in str(cell.hyperlink.target)
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")) and len(cell.value) > 1:
            assert cell.quotePrefix, cell.value


@pytest.mark.parametrize("address", PAPERS)
def test_paper_is_set_whatever_stands_in_a_name(hostile: FlaskClient, address: str) -> None:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(take(hostile, address))).pages)
    assert "root:" not in text


@pytest.mark.parametrize("address", [f"/slides.pptx?{VIEW}", f"/slides.pptx?{VIEW}&within=11", f"/compare.pptx?{VIEW}"])
def test_slides_open(hostile: FlaskClient, address: str) -> None:
    response = hostile.get(address)
    assert response.status_code == 200
    slides = Presentation(io.BytesIO(response.get_data())).slides
    assert len(slides) > 0


def test_pictures_and_packages_are_made(hostile: FlaskClient) -> None:
    for address in (
        f"/map.png?{VIEW}",
        f"/embed/map.png?{VIEW}",
        f"/api/v1/features.gpkg?{VIEW}",
        f"/embed/map.svg?{VIEW}",
    ):
        assert hostile.get(address).status_code == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_an_error_says_back_what_was_asked_as_text(hostile: FlaskClient, name: str) -> None:
    for address in ("/map", "/compare", "/area/x/y", "/embed/map"):
        response = hostile.get(address, query_string={"scheme": name[:900]}, headers={"Accept": "text/html"})
        assert response.status_code in (400, 404)
        assert find_faults(response) == []


def test_the_log_names_none_of_them(hostile: FlaskClient, capsys: pytest.CaptureFixture[str]) -> None:
    hostile.get(f"/map?{VIEW}&area=03127")
    hostile.get("/map", query_string={"scheme": HOSTILE[0]})
    said = capsys.readouterr()
    assert "hurt" not in said.out + said.err
