"""What officers and planners type and upload is text on every page and paper that shows it, whatever it is."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import openpyxl
import pypdf
import pytest
from docx import Document
from flask.testing import FlaskClient

from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quicken_hashes, read_form_token, sign_in
from tests.fixtures.hostile_names import HOSTILE, TURNING, fill_hostile_store, find_faults
from tests.fixtures.intake_pages import PAGE, find_version, send, upload
from tests.fixtures.toy_store import COMMUNES
from webmap import create_app
from webmap.settings import Settings

PICKED = "within=VN&scheme=BHXH_TN&as_of=2019-03-31&w_plan_gap=5&w_unreached=5&pick=4"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """An administrator's browser in a country whose names are made to do harm."""
    home: Path = tmp_path_factory.mktemp("hostile-desks")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    fill_hostile_store(engine, home)
    with pytest.MonkeyPatch.context() as patch:
        quicken_hashes(patch)
        make_account(engine, "mai", Role.ADMIN)
        client = create_app(settings, engine).test_client()
        assert sign_in(client, "mai").status_code == 303
        yield client
    engine.dispose()


def check_page(client: FlaskClient, address: str) -> str:
    """Return the text of a page that runs nothing but its own and turns no direction."""
    response = client.get(address, headers=PAGE)
    text = response.get_data(as_text=True)
    assert response.status_code == 200, (address, text[-800:])
    assert find_faults(response) == []
    assert not TURNING & set(text)
    assert ">49<" not in text
    return text


def build_csv(headers: str, rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(["Đến ngày 31/03/2019"])
    writer.writerow(headers.split(";"))
    writer.writerows(rows)
    return target.getvalue().translate(dict.fromkeys(b"\x00\x01\x07")).encode()  # with these it is no text


OFFICERS = build_csv(
    "Mã xã;Cán bộ chuyên quản;Từ ngày",
    [[one.code, name, "01/01/2019"] for one, name in zip(COMMUNES, HOSTILE, strict=True)],
)
EVENTS = build_csv(
    "Ngày tổ chức;Mã xã;Tên xã;Đơn vị tổ chức;Địa điểm;Số người dự;Ghi chú",
    [["05/03/2019", one.code, name, name, name, "30", name] for one, name in zip(COMMUNES, HOSTILE, strict=True)],
)
UPLOADS = {
    "can_bo.csv": (OFFICERS, "officers", ("/officers", "/officers?lang=en", "/plan?pick=3&as_of=2019-03-31")),
    "hoi_nghi.csv": (EVENTS, "outreach_events", ("/outreach", "/outreach?lang=en", "/area/VN-2019-01-01-toy/03127")),
    f"{HOSTILE[0]}\u202e{HOSTILE[1]}.csv": (OFFICERS, "officers", ("/releases", "/intake")),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_pages_of_an_upload_show_its_cells_as_text(desk: FlaskClient, name: str) -> None:
    content, kind, pages = UPLOADS[name]
    address = send(desk, "/intake", kind=kind, file=(io.BytesIO(content), name)).headers["Location"]
    for one in (address, f"{address}?lang=en"):
        check_page(desk, one)
    assert send(desk, address, version=find_version(desk, address), leave_out_all="1").status_code == 303
    for one in (f"{address}/preview", f"{address}/preview?lang=en"):
        check_page(desk, one)
    version = find_version(desk, f"{address}/preview")
    published = send(desk, f"{address}/publish", version=version, **{"confirm": "1", "allow_same_file": "1"})
    assert published.status_code == 303, html.unescape(published.get_data(as_text=True))[-3000:]
    shown = "".join(check_page(desk, page) for page in (*pages, published.headers["Location"], "/audit", "/releases"))
    assert "hurt=1" in shown


def test_headers_that_nobody_understands_are_asked_about_as_text(desk: FlaskClient) -> None:
    rows = [[one.code, "5", *["7"] * len(HOSTILE)] for one in COMMUNES]
    headers = ";".join(
        ["Mã xã", "Số người tham gia BHXH tự nguyện đến 31/3/2019", *(name.replace(";", ",") for name in HOSTILE)]
    )
    address = upload(desk, build_csv(headers, rows), "la.csv")
    for lang in ("vi", "en"):
        assert "onerror" in check_page(desk, f"{address}?lang={lang}")


def save_selection(client: FlaskClient, name: str) -> str:
    form = {"csrf_token": read_form_token(client, "/account"), "query": PICKED, "name": name}
    answer = client.post("/selections/edit/new", data=form)
    assert answer.status_code == 303, html.unescape(answer.get_data(as_text=True))[-1500:]
    return answer.headers["Location"]


@pytest.mark.parametrize("name", [HOSTILE[0], f"{HOSTILE[1]} {HOSTILE[4]} {HOSTILE[5]}"])
def test_a_selection_and_its_annex_show_names_as_text(desk: FlaskClient, name: str) -> None:
    address = save_selection(desk, name)
    text = check_page(desk, address) + check_page(desk, "/selections")
    assert "onerror" in html.unescape(text)
    for lang in ("vi", "en"):
        word = Document(io.BytesIO(desk.get(f"{address}/annex.docx?lang={lang}").get_data()))
        written = "".join(paragraph.text for paragraph in word.paragraphs)
        written += "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
        assert "window.hurt=1" in written
        assert not TURNING & set(written)
        assert {element.text for element in word.element.iter() if element.tag.endswith("}instrText")} <= {"PAGE"}
        assert not [one for one in word.part.rels.values() if one.is_external]
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{address}/annex.xlsx").get_data()))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    paper = pypdf.PdfReader(io.BytesIO(desk.get(f"{address}/annex.pdf").get_data()))
    assert "root:" not in "".join(page.extract_text() for page in paper.pages)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_typed_is_shown_as_text(desk: FlaskClient, name: str) -> None:
    token = read_form_token(desk, "/account")
    typed = {
        "/stories/edit": {"title": name[:100]},
        "/weights/edit": {"query": PICKED, "name": name[:60]},
        "/outreach/edit/new": {
            "held_on": "2019-03-05",
            "other_organisers": name[:100],
            "place": name,
            "area": "03127",
            "venue": name,
            "remark": name,
            "do": "save",
        },
        "/embeds/new": {"name": name[:60], "days": "30", "vintage": "VN-2019-01-01-toy", "areas": "11", "newest": "1"},
    }
    for address, form in typed.items():
        answer = desk.post(address, data=form | {"csrf_token": token}, headers=PAGE)
        assert answer.status_code in (303, 200, 400, 413)
        assert find_faults(answer) == [] if answer.status_code != 303 else check_page(desk, answer.headers["Location"])
    for page in ("/stories", "/stories/edit", "/weights/edit", "/outreach", "/embeds", "/audit", f"/plan?{PICKED}"):
        check_page(desk, page)
    text = desk.get(f"/outreach/edit/new?{urlencode({'place': name[:200]}, errors='replace')}", headers=PAGE)
    assert find_faults(text) == []
    assert not re.findall(r"<script>window", text.get_data(as_text=True))
