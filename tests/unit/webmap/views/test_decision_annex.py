"""The annex of a decision: in all three formats and both languages every number is the API's, and as on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.fixtures.saved_scenarios import QUERY, app, engine, enter, save

__all__ = ["app", "engine"]
NUMBER = re.compile(r"\d[\d.,]*\d|\d")
ALONE = {"vi": "quy tắc này định số xã", "en": "it alone says how many"}
UNITS = {"score": {"vi": "điểm", "en": "points"}, "people": {"vi": "người", "en": "people"}}
Rows = list[list[str]]


def write(number: float, decimals: int, lang: str) -> str:
    """Return a number as the page prints it, written anew here."""
    digits = Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{digits:,}".translate(str.maketrans(",.", ".,")) if lang == "vi" else f"{digits:,}"


def write_cost(cost: float, lang: str) -> str:
    return re.sub(r"[.,]0$", "", write(cost, 1, lang))


def read_workbook(data: bytes, lang: str) -> tuple[Rows, list[float]]:
    """Return the rows as they show, and all numbers that the cells hold."""
    rows, numbers = [], []
    for cells in load_workbook(BytesIO(data)).worksheets[0].iter_rows():
        held = [cell for cell in cells if cell.value is not None]
        rows.append([show(cell.value, cell.number_format, lang) for cell in held])
        numbers += [cell.value for cell in held if not isinstance(cell.value, str)]
    return [row for row in rows if row], numbers


def show(value: Any, number_format: str, lang: str) -> str:
    """Return a cell as a spreadsheet shows it."""
    if isinstance(value, str):
        return value
    digits, _quote, ending = number_format.partition('"')
    assert digits in ("0", "#,##0", "#,##0.0")
    return write(value, 1 if digits.endswith(".0") else 0, lang) + ending.rstrip('"')


def read_word(data: bytes) -> Rows:
    """Return lines and rows of tables as they stand in the body."""
    document, found = Document(BytesIO(data)), []
    for block in document.iter_inner_content():
        rows = block.rows if hasattr(block, "rows") else None
        found += [[block.text]] if rows is None else [[cell.text for cell in row.cells] for row in rows]
    return found


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def expect_rows(body: dict[str, Any], lang: str, *, is_wide: bool) -> Iterator[list[str]]:
    """Yield the rows of criteria, rules and list that the API's answer comes to."""
    is_score = body["gain_unit"] == "points"
    unit, decimals = UNITS["score" if is_score else "people"][lang], int(is_score)
    for number, one in enumerate(body["criteria"], start=1):
        yield [str(number), one[f"label_{lang}"], str(one["weight"]), one[f"definition_{lang}"]]
    costs = {one["label_vi"]: one["cost"] for one in body["rule_costs"]}
    for number, rule in enumerate(body["rules"], start=1):
        cost = costs.get(rule["label_vi"])
        said = ALONE[lang] if cost is None else f"{write(cost, decimals, lang)} {unit}"
        yield [str(number), rule[f"label_{lang}"][:1].upper() + rule[f"label_{lang}"][1:], said]
    for number, pick in enumerate(body["picks"], start=1):
        name = f"{pick['name']} ({pick['area_code']})"
        names = [name, pick["unit_name"]] if is_wide else [f"{name}, {pick['unit_name']}"]
        numbers = [write(pick["score_shown"] / 10, 1, lang), write(pick["gain"], decimals, lang)]
        tried = f"{pick['chosen_count']} / {body['tries']}"
        reasons = "; ".join(one[f"text_{lang}"] for one in pick["reasons"])
        costs_said = [write_cost(pick["cost"], lang)] if body["cost_unit"] else []
        yield [str(number), *names, *numbers, *costs_said, tried, reasons]


def list_allowed(body: dict[str, Any], map_text: str, lang: str) -> set[str]:
    """Return every number that the API's answer holds, as texts of the language and as numbers in their digits."""
    texts = [map_text, *(text for name, text in walk(body) if isinstance(text, str) and not name.endswith(OTHER[lang]))]
    allowed = {found for text in texts for found in NUMBER.findall(text)}
    gain_decimals = int(body["gain_unit"] == "points")
    for name, number in walk(body):
        if isinstance(number, str | bool) or number is None:
            continue
        if name in ("gain", "bound", "picks.gain", "rule_costs.cost"):
            allowed.add(write(number, gain_decimals, lang))
        elif name in ("cost", "picks.cost"):
            allowed.add(write_cost(number, lang))
        elif name == "picks.score_shown":
            allowed.add(write(number / 10, 1, lang))
        elif name in ("candidate_count", "ranked_count", "tries", "picks.chosen_count", "criteria.weight"):
            allowed.add(write(number, 0, lang))
    for one in body["totals"]:
        allowed.add(write(one["total"], int(one["objective"] == "score"), lang))
    places = max(len(body[name]) for name in ("picks", "rules", "criteria"))
    return allowed | {str(one) for one in range(1, places + 1)}


OTHER = {"vi": "_en", "en": "_vi"}


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all that an answer holds, each with the names that lead to it; items of lists have that of the list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, name)
    else:
        yield name, value


def read_texts(client: FlaskClient, address: str) -> str:
    return " ".join(re.findall(r">([^<]+)<", client.get(address).get_data(as_text=True)))


@pytest.mark.parametrize("objective", ["score", "unreached"])
def test_every_number_of_the_annex_is_the_apis(app: Flask, objective: str) -> None:
    client = app.test_client()
    first = client.get(f"/api/v1/ranking?{QUERY}").json["areas"][0]["area_code"]
    rules = f"pick=3&cost_each=3&cost_per=2&cost_unit=million_dong&lock_out={first}&min_size=1&objective={objective}"
    saved_id = save(enter(app, "ha"), "Phụ lục", f"{QUERY}&{rules}")["selection_id"]
    body = client.get(f"/api/v1/selections/{saved_id}").json
    assert [one["cost"] for one in body["rule_costs"] if one["cost"]], "a rule that costs nothing shows little"
    for lang in ("vi", "en"):
        files = {
            ending: client.get(f"/selections/{saved_id}/annex.{ending}?lang={lang}").data
            for ending in ("xlsx", "docx", "pdf")
        }
        (sheet, numbers), word = read_workbook(files["xlsx"], lang), read_word(files["docx"])
        paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(files["pdf"])).pages)
        assert [row for row in expect_rows(body, lang, is_wide=True) if row not in sheet] == []
        rows = list(expect_rows(body, lang, is_wide=False))
        assert [row for row in rows if row not in word] == []
        assert [row for row in rows if squeeze("".join(row)) not in squeeze(paper)] == []
        held = {number for _name, number in walk(body)} | {one["score_shown"] / 10 for one in body["picks"]}
        assert set(numbers) <= held | set(range(1, 20))
        allowed = list_allowed(body, read_texts(client, f"/selections/{saved_id}/map.svg?lang={lang}"), lang)
        for text in ("\n".join("\n".join(row) for row in sheet), "\n".join("\n".join(row) for row in word), paper):
            assert set(NUMBER.findall(text)) - allowed == set()
            for said in ("next_best", "stability", "scaling_definition", "missing_rule", "boundaries"):
                assert squeeze(body[f"{said}_{lang}"]) in squeeze(text)
            assert all(squeeze(one) in squeeze(text) for one in (*body["sources"], body["fingerprint"], saved_id))


def test_it_has_the_form_of_an_annex_with_its_map(app: Flask) -> None:
    planner = enter(app, "ha")
    saved_id = save(planner, "=1+1")["selection_id"]
    client, address = app.test_client(), f"/selections/{saved_id}/annex"
    word = Document(BytesIO(client.get(f"{address}.docx").data))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert lines[:3] == ["PHỤ LỤC", "DANH SÁCH XÃ ĐƯỢC CHỌN", "=1+1"]
    assert "(Kèm theo Tờ trình số" in lines[4]
    assert lines[-1].endswith(", ngày …… tháng …… năm ……")
    signed = [cell.text for cell in word.tables[-1].rows[0].cells]
    assert [text.splitlines()[0] for text in signed] == ["NGƯỜI LẬP", "NGƯỜI PHÊ DUYỆT"]
    assert "Chưa phê duyệt trên Bao Phủ" in signed[1]
    assert len(word.inline_shapes) == 1
    sheet = load_workbook(BytesIO(client.get(f"{address}.xlsx").data)).worksheets[0]
    assert len(sheet._images) == 1
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert (name.data_type, name.style.startswith("Normal") and name.quotePrefix) == ("s", True)
    numbered = read_texts(client, f"/selections/{saved_id}/map.svg?shape=narrow")
    assert " 1 2 " in f" {' '.join(re.findall(r'[0-9]+', numbered))} "
