"""Official lists are read under their usual headers, and a bad cell is told with its place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geodata.crosswalks.official_list import read_official_list
from geodata.errors import BadInput

PLAIN = "old_code,old_name,new_code,new_name,kind\n00001,Xã A,00007,Xã G,full\n00003,Xã C,00007,Xã G,partial\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_plain_list_is_read_with_its_rows(tmp_path: Path) -> None:
    pairs = read_official_list(write(tmp_path, PLAIN))
    assert pairs.frame[["row", "from_code", "to_name", "kind"]].to_numpy().tolist() == [
        [2, "00001", "Xã G", "full"],
        [3, "00003", "Xã G", "partial"],
    ]
    assert pairs.frame["weight"].isna().all()
    assert pairs.source == "list.csv"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_vietnamese_headers_below_a_letterhead_are_found(tmp_path: Path, encoding: str) -> None:
    text = (
        "BỘ NỘI VỤ;;;\n\nMã xã cũ;Tên xã cũ;Mã xã mới;Tên xã mới;Hình thức;Tỷ trọng\n"
        "00001;Xã A;00007;Xã G;Một phần;35%\n00001;Xã A;00008;Xã H;một  phần;65%\n00002;Xã B;00008;Xã H;TOÀN BỘ;\n"
    )
    pairs = read_official_list(write(tmp_path, text, encoding), "Nghị quyết 1656")
    assert pairs.frame["row"].tolist() == [4, 5, 6]
    assert pairs.frame["kind"].tolist() == ["partial", "partial", "full"]
    assert pairs.frame["weight"].tolist()[:2] == [0.35, 0.65]
    assert pairs.source == "Nghị quyết 1656"


def test_zeros_that_a_spreadsheet_took_from_all_codes_are_put_back(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    pd.DataFrame({"Mã xã cũ": [1, 26740], "Mã xã mới": [7, 26740]}).to_excel(path, index=False)
    pairs = read_official_list(path)
    assert pairs.frame["from_code"].tolist() == ["00001", "26740"]
    assert pairs.frame["to_code"].tolist() == ["00007", "26740"]


def test_without_a_column_for_it_a_unit_that_stands_once_went_whole(tmp_path: Path) -> None:
    text = "old_code,new_code\n00001,00007\n00003,00007\n00003,00008\n"
    pairs = read_official_list(write(tmp_path, text))
    assert pairs.frame["kind"].tolist() == ["full", "partial", "partial"]
    assert pairs.frame["from_name"].tolist() == ["", "", ""]


def test_a_column_in_percent_is_read_as_shares(tmp_path: Path) -> None:
    text = "old_code,new_code,weight\n00001,00007,40\n00001,00008,60\n"
    assert read_official_list(write(tmp_path, text)).frame["weight"].tolist() == [0.4, 0.6]


@pytest.mark.parametrize(
    ("cells", "code", "column", "row"),
    [
        ("00003,Xã C,7x,Xã G,full", "area_code_malformed", "new_code", 4),
        (",Xã C,00007,Xã G,full", "area_code_malformed", "old_code", 4),
        ("00003,Xã C,00007,Xã G,chẳng rõ", "pair_kind_unknown", "kind", 4),
        ("00003,Xã C,00007,Xã G,", "pair_kind_unknown", "kind", 4),
    ],
)
def test_a_bad_cell_is_told_with_file_row_and_column(
    tmp_path: Path, cells: str, code: str, column: str, row: int
) -> None:
    with pytest.raises(BadInput) as caught:
        read_official_list(write(tmp_path, PLAIN + cells + "\n"))
    place = caught.value.place
    assert (caught.value.code, place.file, place.row, place.column) == (code, "list.csv", row, column)


@pytest.mark.parametrize("weight", ["0", "-1", "nhiều", "1.234"])
def test_a_weight_that_is_no_number_above_0_is_told(tmp_path: Path, weight: str) -> None:
    with pytest.raises(BadInput, match="no number above 0"):
        read_official_list(write(tmp_path, f"old_code,new_code,weight\n00001,00007,{weight}\n"))


def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="to_code") as caught:
        read_official_list(write(tmp_path, "old_code,name\n00001,Xã A\n"))
    assert (caught.value.code, "old_code, name" in caught.value.hint.en) == ("column_missing", True)


def test_a_file_that_is_missing_or_no_list_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_official_list(tmp_path / "none.csv")
    for content in (b"\x00\xff\xfe\x81", b"PK\x03\x04 no workbook"):
        (tmp_path / "odd.csv").write_bytes(content)
        with pytest.raises(BadInput, match="cannot be read"):
            read_official_list(tmp_path / "odd.csv")


def test_the_first_sheet_that_holds_a_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with pd.ExcelWriter(path) as workbook:
        pd.DataFrame({"Ghi chú": ["xem trang sau"]}).to_excel(workbook, sheet_name="Bìa", index=False)
        pd.DataFrame({"old_code": ["00001"], "new_code": ["00007"]}).to_excel(workbook, sheet_name="DS", index=False)
    assert read_official_list(path).frame["to_code"].tolist() == ["00007"]


@pytest.mark.real_data
def test_the_list_of_july_2025_is_read_whole(real_data: Path) -> None:
    pairs = read_official_list(real_data / "crosswalk" / "communes_2025-07-01.csv")
    assert pairs.frame["kind"].value_counts().to_dict() == {"full": 9587, "partial": 1012}
    assert pairs.frame["from_code"].nunique() == 10_047
