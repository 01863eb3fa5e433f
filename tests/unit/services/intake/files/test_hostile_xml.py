"""Workbooks whose XML declares entities: no program that writes tables does, so none of them is expanded."""

from __future__ import annotations

import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.fixtures.bad_workbooks import build_ods, build_xlsx, replace_parts
from tests.fixtures.refused_workbooks import refuse

LAUGHS = (
    '<!ENTITY a "'
    + "x" * 50
    + '">'
    + "".join(f'<!ENTITY {"bcdefghi"[n]} "{("&" + "abcdefgh"[n] + ";") * 20}">' for n in range(8))
)
PASSWD = '<!ENTITY i SYSTEM "file:///etc/passwd">'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>'
)
TEXTS = "<sst><si><t>&i;</t></si></sst>"
BOOK = '<workbook><sheets><sheet name="&i;" sheetId="1" r:id="rId1" xmlns:r="r"/></sheets></workbook>'


@pytest.mark.parametrize("entities", [LAUGHS, PASSWD, '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'])
@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("xl/workbook.xml", BOOK),
        ("xl/worksheets/sheet1.xml", SHEET),
        ("xl/sharedStrings.xml", "<sst><si><t>&i;</t></si></sst>"),
    ],
)
def test_an_xlsx_with_entities_is_refused_or_read_without_them(part: str, xml: str, entities: str) -> None:
    began = time.process_time()
    error = refuse(replace_parts(build_xlsx(), {part: f"<!DOCTYPE x [{entities}]>{xml}"}))
    assert error.code in ("workbook_broken", "table_empty")
    assert "root:" not in str(vars(error))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("entities", [LAUGHS, PASSWD])
def test_an_ods_with_entities_is_refused(entities: str) -> None:
    content = build_ods([["Mã xã", "Số người"], ["03127", 5]])

    xml = ZipFile(BytesIO(content)).read("content.xml").decode()
    end = xml.index("?>") + 2 if xml.startswith("<?xml") else 0
    hostile = f"{xml[:end]}<!DOCTYPE x [{entities}]>{xml[end:].replace('03127', '&i;')}"
    assert refuse(replace_parts(content, {"content.xml": hostile})).code == "workbook_broken"
