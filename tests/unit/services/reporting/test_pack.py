from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from geodata.areas import Level
from geodata.errors import BadInput
from services.reporting.pack import PackTask, build_pack, list_pack_requests
from services.reporting.pack_pages import draw_page_figure, set_pages
from services.reporting.taken_view import TakenView
from webmap.taken_files import PRINT


@pytest.fixture
def task(show, toy_snapshot):
    view, geometry = show(Level.COMMUNE, "11")
    return PackTask(toy_snapshot, view.request, "vi", lambda _view: geometry, lambda asked: asked.within, PRINT)


def test_a_pack_has_a_page_and_a_sheet_for_the_whole_and_for_each_unit(task):
    seen = []
    made = build_pack(task, lambda done, total, _what: seen.append((done, total)))
    pages = [page.extract_text() for page in PdfReader(BytesIO(made.pdf)).pages]
    book = openpyxl.load_workbook(BytesIO(made.xlsx))
    assert book.sheetnames == ["Tỉnh Đồng Xanh", "Thành phố Lúa", "Huyện Tre", "Định nghĩa"]
    assert len(pages) == 3
    for page, sheet in zip(pages, book.worksheets, strict=False):
        assert sheet["A3"].value in page  # the answer
        for row in sheet.iter_rows(min_row=8, values_only=True):
            assert row[1] in page
            if row[4] is not None:
                assert f"{row[4] * 100:.1f}%".replace(".", ",") in page
    assert seen[0] == (0, 5)
    assert seen[-1] == (5, 5)
    assert seen == sorted(seen)


def test_the_pages_of_units_share_one_scale_of_colour(task, show):
    from services.coverage.shared_classes import share_classes
    from services.coverage.view import build_view

    requests = list_pack_requests(task.snapshot, task.asked)[1:]
    views = share_classes(*(build_view(task.snapshot, asked) for asked in requests))
    labels = {tuple(one.label.vi for one in view.classes.classes) for view in views}
    assert len(labels) == 1


def test_a_unit_without_units_of_its_own_is_refused_with_what_to_choose(task):
    with pytest.raises(BadInput) as refused:
        list_pack_requests(task.snapshot, replace(task.asked, within="094"))
    assert refused.value.code == "pack_needs_units"
    assert refused.value.hint.vi


@pytest.mark.parametrize("count", [16, 23, 29, 33, 60, 79, 130, 200, 450])
def test_a_unit_has_one_page_however_many_areas_it_holds(task, show, count):
    view, geometry = show(Level.COMMUNE, "11")
    taken = TakenView(task.snapshot, view, geometry, "vi", "within=11")
    first = taken.table.list_ranked()[0]
    rows = tuple(replace(first, name=f"Xã Thứ {number}", rank=number) for number in range(1, count + 1))
    taken.__dict__["table"] = replace(taken.table, rows=rows)  # the cached one
    (page,) = PdfReader(BytesIO(set_pages([taken], [draw_page_figure(taken)], PRINT, "x"))).pages
    words = page.extract_text().replace("\n", " ")
    assert [row.name for row in rows if row.name not in words] == []
    assert taken.table.total.name in words
    assert taken.notes.split(" · ")[0] in words


def test_words_of_data_are_no_code_of_the_document(task):
    evil = '#panic("x") $1$ *b* \\ " #import "@preview/x:1.0.0"'
    named = replace(task, snapshot=task.snapshot)
    made = build_pack(replace(named, write_address=lambda _asked: evil))
    assert len(PdfReader(BytesIO(made.pdf)).pages) == 3
    from services.reporting.pictures import render_pdf

    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    document = PdfReader(BytesIO(render_pdf(svg, PRINT, (100, 100), evil, "vi")))
    assert document.metadata.title == evil
