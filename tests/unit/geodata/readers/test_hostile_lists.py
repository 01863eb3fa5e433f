"""Lists made to do harm: a workbook that unpacks to gigabytes, spans all cells there are, or is none."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import psutil
import pytest

from geodata.errors import BadInput
from geodata.readers.list_file import ListColumn, read_list_file
from tests.fixtures.bad_workbooks import MAIN, build_row, build_xlsx, build_xlsx_of

COLUMNS = (ListColumn("code", ("maxa",)), ListColumn("name", ("ten",)))


def refuse(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    before = psutil.Process().memory_info().rss
    with pytest.raises(BadInput) as error:
        read_list_file(path, COLUMNS)
    assert psutil.Process().memory_info().rss - before < 100_000_000
    assert error.value.place.file == "list.xlsx"
    return error.value.code


def claim_size(content: bytes, size: int) -> bytes:
    """Return an archive whose first part says to be of that size."""
    place = content.index(b"PK\x01\x02") + 24
    return content[:place] + struct.pack("<I", size) + content[place + 4 :]


def test_a_list_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(build_xlsx([["Danh sách"], ["Mã xã", "Tên"], ["03127", " Xã A "], [3130.0, "Xã B"]]))
    listed = read_list_file(path, COLUMNS).frame
    assert listed.to_numpy().tolist() == [[3, "03127", "Xã A"], [4, "3130", "Xã B"]]


@pytest.mark.parametrize("kind", ["unpacks", "multiplies", "spans"])
def test_a_bomb_ends_the_reading_process_and_nothing_else(kind: str, tmp_path: Path) -> None:
    bombs = {
        "unpacks": lambda: claim_size(build_xlsx(), 450_000_000),
        "multiplies": lambda: build_xlsx_of(
            "".join(build_row(number, 't="s"|<v>0</v>') for number in range(1, 2000)),
            parts={"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"x" * 2_000_000}</t></si></sst>'},
        ),
        "spans": lambda: build_xlsx_of(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
    }
    assert refuse(bombs[kind](), tmp_path) == "list_too_heavy"


def test_what_is_no_workbook_is_called_unreadable(tmp_path: Path) -> None:
    content = build_xlsx()
    assert refuse(content[: len(content) // 2], tmp_path) == "list_unreadable"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("../../etc/passwd", b"x")
    assert refuse((tmp_path / "other.zip").read_bytes(), tmp_path) == "list_unreadable"
