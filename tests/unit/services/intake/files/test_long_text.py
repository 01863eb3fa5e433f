"""A long text table gives the rows that reading it whole gives, its columns by distinct texts, in bounded memory."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.errors import BadInput
from geodata.names import strip_accents
from services.intake.files import text_sheets
from services.intake.files.long_text import LongText
from services.intake.files.persons import refuse_persons
from services.intake.files.reading import line_index, long_texts
from services.intake.files.sheets import Sheet, SheetLimits, read_workbook, read_workbook_file
from services.intake.files.text_lines import LongRows

TITLE = "BẢO HIỂM XÃ HỘI VIỆT NAM\n\nSố người tham gia;;;;\n"
HEADER = "Mã xã;Tên xã;Loại hình;Ngày;Số người\n"
ROWS = "00001;Xã Phúc Xá;BHXH_TN;31/12/2021;4.299\r\n00004;Xã Hòa Bình;BHYT;31/12/2021;\n;;;;\n\n00006;;BHYT;;5\n"
MEASURED = """
import json, resource, sys
limit = int(sys.argv[2])
from pathlib import Path
import pyarrow.csv
from services.intake.files.persons import refuse_persons
from services.intake.files.sheets import read_workbook_file
def held():
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
most = held() + limit
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
sheet = read_workbook_file(Path(sys.argv[1])).sheets[0]
refuse_persons(sheet)
columns = sheet.text.encode_columns(range(sheet.text.width))
print(json.dumps([len(sheet.rows), sheet.rows[-1].cells, [len(column.texts) for column in columns.values()]]))
"""


@pytest.fixture
def long_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every text count as a long one."""
    monkeypatch.setattr(text_sheets, "_LONG", 0)


def read_one(content: bytes, limits: SheetLimits | None = None) -> Sheet:
    return read_workbook(content, "a.csv", limits).sheets[0]


def list_rows(sheet: Sheet) -> list[tuple[int, tuple[object, ...]]]:
    return [(row.number, row.cells) for row in sheet.rows]


def get_text(sheet: Sheet) -> LongText:
    assert sheet.text is not None
    return sheet.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "text",
    [
        TITLE + HEADER + ROWS * 30,
        HEADER + ROWS,
        "sep=;\n" + HEADER + ROWS,
        HEADER.replace(";", ",") + '1,"Xã A, B",x,y,"1,5"\n' * 9,
        "\n \na;b\n\n1;2",
    ],
)
def test_rows_made_when_asked_for_are_those_read_at_once(
    encoding: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = text.encode(encoding)
    at_once = list_rows(read_one(content))
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    sheet = read_one(content)
    assert sheet.text is not None
    assert list_rows(sheet) == at_once
    assert len(sheet.rows) == len(at_once)
    assert sheet.rows[-1].number == at_once[-1][0]
    assert [row.number for row in sheet.rows[1:3]] == [number for number, _ in at_once[1:3]]


@pytest.mark.usefixtures("long_from_the_start")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("hint", ["", "sep=;\n"])
@pytest.mark.parametrize("piece", [97, 4096])
def test_a_file_read_piece_by_piece_is_the_content_read_whole(
    encoding: str, hint: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.csv"
    plain = "\n".join(strip_accents(line) for line in (hint + HEADER + ROWS * 200).split("\n"))
    text = plain.replace("Xa ", "Xa\u0303 ")  # as code page 1258 writes it
    content = text.encode(encoding)
    path.write_bytes(content)
    workbook, whole = read_workbook_file(path), read_workbook(content, "long.csv")
    assert workbook.file_sha256 == whole.file_sha256 == hashlib.sha256(content).hexdigest()
    assert list_rows(workbook.sheets[0]) == list_rows(whole.sheets[0])
    monkeypatch.setattr(line_index, "PIECE", piece)
    monkeypatch.setattr(long_texts, "_BLOCK", 8192)
    by_pieces = long_texts.find_lines(memoryview(content), "long.csv", SheetLimits())
    assert [(row.number, row.cells) for row in LongRows(by_pieces)] == list_rows(whole.sheets[0])


@pytest.mark.usefixtures("long_from_the_start")
def test_columns_say_what_the_rows_say() -> None:
    sheet = read_one((TITLE + HEADER + ROWS * 50).encode())
    text = get_text(sheet)
    columns = text.encode_columns(range(5))
    for index, column in columns.items():
        cells = [column.texts[code] for code in column.codes]
        assert cells == [row.read_cell(index) for row in sheet.rows[text.table_start :]]
    assert columns[0].texts[:3] == ["Số người tham gia", "Mã xã", "00001"]
    assert text.encode_columns([3], from_row=len(sheet.rows) - 1)[3].codes.tolist() == [0]


@pytest.mark.usefixtures("long_from_the_start")
def test_old_vietnamese_encoding_is_composed_in_rows_and_columns() -> None:
    sheet = read_one(("Xa\u0303 Sín Thâ\u0300u;1\n" * 3).encode("cp1258"))
    assert sheet.rows[1].cells == ("Xã Sín Thầu", "1")
    assert get_text(sheet).encode_columns([0])[0].texts == ["Xã Sín Thầu"]


@pytest.mark.usefixtures("long_from_the_start")
def test_a_row_parted_otherwise_is_named() -> None:
    sheet = read_one((HEADER + ROWS + "1;2;3\n").encode())
    with pytest.raises(BadInput) as caught:
        get_text(sheet).encode_columns([0])
    assert (caught.value.code, caught.value.place.row) == ("table_rows_uneven", 7)
    assert "3" in caught.value.message.vi


@pytest.mark.usefixtures("long_from_the_start")
@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b";;\n \n;;\n", SheetLimits(), "table_empty"),
        (b"a;b\n1;2\n3;4\n", SheetLimits(text_row_count=2), "table_too_long"),
        (b"a;b;c\n" * 9, SheetLimits(column_count=2), "table_too_wide"),
        (b"a;" + b"x" * 2_000_000, SheetLimits(), "table_rows_uneven"),
        (b"a;b\n\x00;1\n" * 9, SheetLimits(), "table_not_text"),
        (b"a;b\n1;2\n", SheetLimits(text_bytes=5), "table_too_large"),
    ],
)
def test_what_cannot_be_a_long_table_is_refused(content: bytes, limits: SheetLimits, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_one(content, limits)
    assert caught.value.code == code


@pytest.mark.usefixtures("long_from_the_start")
def test_persons_in_a_long_table_are_refused_wherever_they_stand() -> None:
    persons = "".join(f"Nguyễn Văn {n};0010{n:02d}00000{n}\n" for n in range(1, 5))
    with pytest.raises(BadInput) as caught:
        refuse_persons(read_one(("Danh sách\n" + "Tên xã;Số\n" + "Xã A;12\n" * 300 + persons).encode()))
    assert caught.value.place.column == "B"
    refuse_persons(read_one((TITLE + HEADER + ROWS * 9).encode()))


def test_a_long_table_is_read_in_memory_bounded_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    lines = [f"{n % 11000:05d};Xã số {n % 11000};BHXH_TN;31/12/2021;{n % 7919}\n" for n in range(300_000)]
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    size = path.stat().st_size
    # the bytes, the parser's blocks and threads, then codes of four bytes per cell twice: as parsed and put together
    bound = size + 150_000_000 + 300_000 * (8 + 2 * 5 * 4)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(bound)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    count, last, distinct = json.loads(done.stdout)
    assert count == 300_001
    assert last[0] == f"{299_999 % 11000:05d}"
    assert distinct == [11_001, 11_001, 2, 2, 7_920]
