"""What the pages of an upload tell of what an officer would stumble over: a misspelt district, and more."""

from __future__ import annotations

import html
import io
import re

import pytest
from flask.testing import FlaskClient

from services.intake.files import reading_process, text_sheets
from services.intake.long_tables import tables as long_tables
from tests.fixtures.accounts import quick_hashes  # noqa: F401
from tests.fixtures.intake_pages import PAGE, find_version, read_page, send, upload

MISSPELT = """Tỉnh Đồng Xanh
Tính đến 31/3/2019
Huyện;Xã;Số người tham gia BHXH tự nguyện
Huyện Tree;Xã Ba Tô;120
Huyện Tree;Xã Quý Lộc;220
"""
REPORT = MISSPELT.replace("Huyện Tree", "Huyện Tre")
UNITS_TODAY = {"vi": "BHXH cơ sở", "en": "managing unit"}
pytestmark = pytest.mark.usefixtures("quick_hashes")


def upload_text(client: FlaskClient, text: str, name: str = "bang.csv") -> str:
    return upload(client, text.encode(), name)


def test_a_misspelt_district_is_asked_once_and_its_rows_lead_there(lan: FlaskClient) -> None:
    address = upload_text(lan, MISSPELT)
    shown = read_page(lan, address)
    assert shown.count("data-doubt ") == 1
    assert "<b>«Huyện Tree»</b>" in shown
    assert "có 2 trong 2 tên của các dòng này" in shown
    assert shown.count('href="#doubt-0-4"') == 2
    assert "has 2 of the 2 names of these rows" in read_page(lan, f"{address}?lang=en")
    places = lan.get(f"{address}/places?q=tre&level=managing_unit", headers={"Accept": "application/json"})
    assert [one["value"] for one in places.get_json()["places"]] == ["095"]
    form = {"version": find_version(lan, address), "row-0-4": "095", "leave_out_all": "1"}
    assert send(lan, address, **form).status_code == 303
    assert "data-doubt " not in read_page(lan, address)
    assert "340" in read_page(lan, f"{address}/preview")


def test_levels_have_their_names_where_no_boundaries_are_known(lan: FlaskClient) -> None:
    """An old date is that of districts; without one they are called as units are today."""
    for day, unit in (("31/3/1990", {"vi": "huyện", "en": "district"}), ("", UNITS_TODAY)):
        address = upload_text(lan, MISSPELT.replace("31/3/2019", day))
        for lang, around in (("vi", ("tỉnh", "xã")), ("en", ("province", "commune"))):
            shown = read_page(lan, f"{address}?lang={lang}")
            offered = re.findall(r"<option[^>]*>([^<]*)", re.findall(r'name="option-level".*', shown)[0])
            assert offered[-3:] == [around[0], unit[lang], around[1]]


PILOTS = """Tỉnh Đồng Xanh
Danh sách xã điểm đến 31/12/2019
Huyện;Xã;Loại hình;Xã điểm từ ngày
Huyện Tre;Xã Ba Tô;BHXH_TN;01/06/2019
"""


def test_the_preview_of_a_list_says_what_it_speaks_for(lan: FlaskClient) -> None:
    address = upload_text(lan, PILOTS, "xa_diem.csv")
    assert "<small>Xã điểm · " in read_page(lan, address)
    shown = read_page(lan, f"{address}/preview")
    assert "Danh sách xã điểm: chỉ thay của Huyện Tre; các nơi khác của Tỉnh Đồng Xanh giữ nguyên." in shown
    assert "Công bố 1 xã điểm của Huyện Tre" in shown
    english = read_page(lan, f"{address}/preview?lang=en")
    assert "replaces that of Huyện Tre only; other places of Tỉnh Đồng Xanh stay as they are." in english


def test_a_conflict_names_the_places_that_others_have_changed(lan: FlaskClient) -> None:
    first, second = upload_text(lan, REPORT, "mot.csv"), upload_text(lan, REPORT.replace("120", "121"), "hai.csv")
    shown = {address: find_version(lan, f"{address}/preview") for address in (first, second)}
    assert send(lan, f"{first}/publish", version=shown[first]).status_code == 303
    conflict = send(lan, f"{second}/publish", version=shown[second])
    assert conflict.status_code == 409
    assert "Huyện Tre (095), Tỉnh Đồng Xanh (11)" in html.unescape(conflict.get_data(as_text=True))


def test_each_column_of_a_wide_sheet_has_its_field(lan: FlaskClient) -> None:
    more = ";".join([*(f"Ghi chú {number}" for number in range(66)), "Số liệu bổ sung"])
    cells = ";" * 66 + ";7"
    text = REPORT.replace("tự nguyện\n", f"tự nguyện;{more}\n").replace("120\n", f"120{cells}\n")
    address = upload_text(lan, text)
    first = read_page(lan, address)
    assert "Cột A–BH" in first
    assert 'name="meaning-0-BR"' not in first
    assert "columns=2#row-0-3" in first  # the error about column BR leads to where it is drawn
    second = read_page(lan, f"{address}?columns=2")
    assert "Cột BI–BR" in second
    assert "Columns BI–BR" in read_page(lan, f"{address}?columns=2&lang=en")
    assert 'name="meaning-0-BR"' in second
    assert "Xã Ba Tô" in second.split("<tbody>")[1]  # the names stand before the later columns again
    assert 'name="columns" value="2"' in second
    form = {"version": find_version(lan, address), "meaning-0-BR": "population", "columns": "2"}
    answer = send(lan, address, **form)
    assert answer.status_code == 303
    assert "columns=2" in answer.headers["Location"]
    assert "Không hiểu cột" not in read_page(lan, address)
    assert "Cột A" not in read_page(lan, upload_text(lan, REPORT))


def test_a_discarded_file_is_gone_and_its_page_says_by_whom(lan: FlaskClient) -> None:
    address = upload_text(lan, REPORT)
    version = find_version(lan, address)
    assert send(lan, f"{address}/discard", version=version).status_code == 303
    answer = lan.get(address, headers=PAGE)
    assert answer.status_code == 410
    page = html.unescape(answer.get_data(as_text=True))
    assert "Tệp này đã bị hủy" in page
    assert "lan hủy lúc" in page
    assert "số liệu đã công bố không đổi" in page
    assert lan.get(f"{address}/preview", headers=PAGE, follow_redirects=True).status_code == 410
    assert "This file was discarded" in read_page(lan, f"{address}?lang=en")


def test_a_question_about_a_long_table_says_for_how_many_rows_it_is(
    lan: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    monkeypatch.setattr(long_tables, "FEWEST_ROWS", 0)
    days = ("31/1/2019", "28/2/2019", "31/3/2019")
    rows = "".join(f"Huyện Tre;{name};{day};9\n" for day in days for name in ("Xã Ba Tô", "Xã Lạ Hoắc"))
    address = upload_text(lan, f"Huyện;Xã;Ngày;Số người tham gia BHXH tự nguyện\n{rows}")
    assert "Dòng 3 và 2 dòng giống vậy" in read_page(lan, address)
    assert "Row 3 and 2 more like it" in read_page(lan, f"{address}?lang=en")


def test_a_text_that_reaches_a_limit_is_told_and_nothing_of_it_is_kept(
    lan: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = REPORT + f"{REPORT.splitlines()[-1]}\n" * 20_000  # which no machine reads within the millisecond
    for size, code in ((1 << 40, "vi"), (0, "en")):  # as a short text, and as a long one
        name = f"{code}.csv"  # under another one it may be among those read last
        with monkeypatch.context() as patch:
            patch.setattr(text_sheets, "_LONG", size)
            patch.setattr(reading_process, "_WAITING", 0.0001)
            answer = send(lan, f"/intake?lang={code}", kind="", file=(io.BytesIO(long.encode()), name))
        assert answer.status_code == 400
        told = {"vi": "Đọc «vi.csv» quá 8 giây nên đã dừng", "en": "Reading «en.csv» took over 8 s: stopped"}[code]
        assert told in html.unescape(answer.get_data(as_text=True))
    assert not {"vi.csv", "en.csv"} & set(re.findall(r"\w+\.csv", read_page(lan, "/intake")))
    assert "Xã Ba Tô" in read_page(lan, upload_text(lan, REPORT))
