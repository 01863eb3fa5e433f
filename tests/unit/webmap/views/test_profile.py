"""The page of an area and the boards: the same digits as the API, states in words, tables without a script."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.measures.wording import format_count
from tests.fixtures.toy_store import VINTAGE_ID

ASKED = "scheme=BHXH_TN&as_of=2019-03-31"
DIEN_BIEN = f"/area/VN-2008-08-01-demo/11?{ASKED}"


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return html.unescape(answer.get_data(as_text=True))


def read_text(client: FlaskClient, address: str) -> str:
    """Return the words of a page, without markup."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", client.get(address).get_data(as_text=True), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def read_config(client: FlaskClient, address: str) -> dict[str, Any]:
    found = re.search(r'id="page-config"[^>]*>(.*?)</script>', client.get(address).get_data(as_text=True), re.DOTALL)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    return config


def read_rows(page: str) -> list[list[str]]:
    """Return the cells of the rows of the first board of a page."""
    board = page.split('<table class="board', 1)[1].split("</tbody>", 1)[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", board, re.DOTALL)[1:]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


class TestPublishedFigures:
    def test_dien_bien_leads_with_its_pace_and_says_what_each_month_must_bring(self, demo_client: FlaskClient) -> None:
        text = read_text(demo_client, DIEN_BIEN)
        for said in (
            "Nhanh hơn tiến độ 195 người · 68,8% kế hoạch",
            "Người tham gia 2.959 68,8% kế hoạch",
            "Chỉ tiêu năm 4.299 còn 1.340",
            "Tiến độ đến 31/03/2019 2.764 thực hiện +195",
            "Cần mỗi tháng +149 trong 9 tháng còn lại",
            "So với cùng kỳ +1.620 +121%",
            "29 hội nghị tuyên truyền · 37 lượt đơn vị tổ chức; hội nghị chung chỉ tính một lần",
        ):
            assert said in text

    def test_english_says_the_same_and_no_vietnamese_is_left(self, demo_client: FlaskClient) -> None:
        text = read_text(demo_client, f"{DIEN_BIEN}&lang=en")
        assert "195 people ahead of pace · 68.8% of plan" in text
        assert "Needed each month +149 in the 9 months left" in text
        for word in ("kế hoạch", "Tiến độ", "người", "Lời báo cáo"):
            assert word not in text.replace("Kế hoạch năm 2019", "").replace("kế hoạch năm 2019", "")

    def test_the_page_says_what_the_api_says(self, demo_client: FlaskClient) -> None:
        query = f"vintage=VN-2008-08-01-demo&within=11&level=managing_unit&{ASKED}"
        total = demo_client.get(f"/api/v1/outlook?{query}").get_json()["total"]
        text = read_text(demo_client, DIEN_BIEN)
        for name in ("enrolled_count", "target_count", "pace_count", "required_per_month_count"):
            assert format_count(total[name], "vi") in text, name
        for end in ("expected_count", "low_count", "high_count"):
            assert format_count(total["projection"][end], "vi") in text, end

    def test_the_briefing_stands_on_the_page_word_for_word(self, demo_client: FlaskClient) -> None:
        query = f"vintage=VN-2008-08-01-demo&within=11&{ASKED}"
        told = demo_client.get(f"/api/v1/briefing?{query}").get_json()["paragraphs"]
        page = read(demo_client, DIEN_BIEN)
        first = told[0] if isinstance(told[0], str) else told[0].get("text_vi") or told[0]["text"]
        assert first in page

    def test_the_chart_draws_what_its_table_says(self, demo_client: FlaskClient) -> None:
        chart = read_config(demo_client, DIEN_BIEN)["chart"]
        assert chart["points"][-1] == ["2019-03-31", 2959, True]
        assert chart["points"][0] == ["2018-03-31", 1339, True]
        assert chart["plans"] == [["2018-12-31", "2019-12-31", 4299]]
        assert chart["pace"][0] == ["2018-12-31", 2252]
        assert ["2019-03-31", 2764] in chart["pace"]
        assert chart["pace"][-1] == ["2019-12-31", 4299]
        assert [count for _month, count, _won in chart["events"]] == [29]
        text = read_text(demo_client, DIEN_BIEN)
        assert all(format_count(count, "vi") in text for _day, count, _own in chart["points"])

    def test_a_rate_on_people_counted_years_later_is_not_told(self, demo_client: FlaskClient) -> None:
        assert "0,62%" not in read_text(demo_client, DIEN_BIEN)

    def test_ha_noi_at_the_end_of_its_year_needs_no_months(self, demo_client: FlaskClient) -> None:
        text = read_text(demo_client, "/area/VN-2008-08-01-demo/01?scheme=BHXH_TN&as_of=2021-12-31")
        assert "vượt 133" in text
        assert "Cần mỗi tháng" not in text
        assert "30 xã điểm, sớm nhất từ 01/06/2021" in text

    def test_the_board_of_districts_is_that_of_the_api(self, demo_client: FlaskClient) -> None:
        query = f"vintage=VN-2008-08-01-demo&within=11&level=managing_unit&{ASKED}"
        board = demo_client.get(f"/api/v1/leaders?{query}").get_json()
        page = read(demo_client, f"/leaders?{query}")
        names = [cells[2] for cells in read_rows(page)]
        assert len(names) == 10
        assert names == [area["name"] for area in board["rows"]]


class TestStates:
    @pytest.mark.parametrize("code", ["03127", "03130", "03133", "03136", "03139", "03142", "03386", "03389", "094"])
    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_every_kind_of_area_has_a_page(self, client: FlaskClient, code: str, lang: str) -> None:
        text = read_text(client, f"/area/{VINTAGE_ID}/{code}?{ASKED}&lang={lang}")
        assert "None" not in text
        assert "nan" not in text.split()

    def test_a_withheld_count_stands_nowhere_on_its_page(self, client: FlaskClient) -> None:
        config = read_config(client, f"/area/{VINTAGE_ID}/03386?{ASKED}")
        assert config["chart"] is None or all(day != "2019-03-31" for day, *_ in config["chart"]["points"])

    def test_the_smallest_area_stands_among_its_like_and_holds_no_board(self, client: FlaskClient) -> None:
        page = read(client, f"/area/{VINTAGE_ID}/03127?{ASKED}")
        assert "children-title" not in page
        assert 'class="here"' in page

    def test_names_from_files_are_escaped(self, client: FlaskClient) -> None:
        for address in (f"/area/{VINTAGE_ID}/03389?{ASKED}", f"/leaders?within=12&level=commune&{ASKED}"):
            assert "<b>Ngoặc</b>" not in client.get(address).get_data(as_text=True)

    def test_an_unknown_area_and_a_wrong_date_are_told(self, client: FlaskClient) -> None:
        assert client.get(f"/area/{VINTAGE_ID}/99999").status_code == 404
        assert client.get("/area/VN-nowhere/11").status_code == 404
        assert client.get(f"/area/{VINTAGE_ID}/11?as_of=2001-01-01").status_code == 400
        assert client.get("/leaders?by=luck").status_code == 400


class TestBoards:
    @pytest.mark.parametrize("by", ["completion", "pace", "growth", "gap", "coverage"])
    def test_every_board_names_each_area_once_and_keeps_the_choice_in_its_links(
        self,
        client: FlaskClient,
        by: str,
    ) -> None:
        page = read(client, f"/leaders?vintage={VINTAGE_ID}&within=VN&level=commune&by={by}&{ASKED}")
        assert len(read_rows(page)) == 12
        assert f"by={by}" in page
        assert 'aria-current="page"' in page

    def test_the_pages_of_a_long_board_are_the_whole_board(self, demo_client: FlaskClient) -> None:
        query = "vintage=VN-2008-08-01-demo&within=01&level=commune&scheme=BHXH_TN&as_of=2021-12-31"
        pages = [read(demo_client, f"/leaders?{query}{page}") for page in ("", "&page=2", "&page=3")]
        whole = read(demo_client, f"/leaders?{query}&page=all")
        assert [row for page in pages for row in read_rows(page)] == read_rows(whole)
        assert len(read_rows(pages[0])) == 200
        assert 'rel="next"' in pages[0]
        assert "page=all" in pages[0]
        assert 'rel="next"' not in pages[2]
        assert read_rows(read(demo_client, f"/leaders?{query}&page=999")) == read_rows(pages[2])

    def test_ties_and_movement_are_told_in_words_too(self, demo_client: FlaskClient) -> None:
        query = f"vintage=VN-2008-08-01-demo&within=11&level=commune&{ASKED}"
        text = read_text(demo_client, f"/leaders?{query}")
        assert "đồng hạng" in text
        assert re.search(r"lên \d+ bậc", text)
        assert re.search(r"xuống \d+ bậc", text)
        assert "vài người đã đổi thứ hạng" in text

    def test_a_board_without_movement_does_not_speak_of_any(self, demo_client: FlaskClient) -> None:
        query = f"vintage=VN-2008-08-01-demo&within=11&level=managing_unit&{ASKED}"
        assert "▲▼ so với 28/02/2019" in read_text(demo_client, f"/leaders?{query}")
        text = read_text(demo_client, f"/leaders?{query}&by=growth")  # nothing is known of February 2018
        assert "▲▼" not in text
        assert "Lên, xuống" not in text

    def test_in_january_places_under_the_plan_of_last_year_are_no_movement(self, demo_client: FlaskClient) -> None:
        query = "vintage=VN-2008-08-01-demo&within=01&level=managing_unit&scheme=BHXH_TN&as_of=2021-01-31"
        board = demo_client.get(f"/api/v1/leaders?{query}").get_json()
        assert board["previous_date"] is None
        assert all(row["movement"] is None for row in board["rows"])


def test_a_tie_and_an_unmoved_place_look_different(demo_client: FlaskClient) -> None:
    page = read(demo_client, f"/leaders?vintage=VN-2008-08-01-demo&within=11&level=managing_unit&{ASKED}")
    assert '<span aria-hidden="true">0</span><span class="visually-hidden">giữ nguyên bậc</span>' in page


def test_without_three_changes_the_projection_is_missed_in_words(client: FlaskClient) -> None:
    page = read(client, f"/area/{VINTAGE_ID}/VN?{ASKED}")
    assert "chưa đủ ba lần thay đổi có số liệu" in page
