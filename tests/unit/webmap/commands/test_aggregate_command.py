import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from services.store.engine import open_engine
from tests.fixtures.command_home import run_command
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_boundaries

HEADER = "Họ và tên;Số CCCD;Huyện;Xã/Phường;Loại hình;Trạng thái;Từ ngày;Đến ngày;Giới tính;Năm sinh;Nghề nghiệp\n"
PERSON = "Nguyễn Văn Kín;001084{number:06d};Thành phố Lúa;Xã Ba Tơ;BHXH tự nguyện;Đang đóng;{start};;Nam;1984;Thợ may\n"
ASKED = ("--vintage", VINTAGE_ID, "--as-of", "31/03/2019")


@pytest.fixture
def toy_home(home: Path) -> Path:
    engine = open_engine(f"sqlite:///{home / 'baophu.sqlite'}")
    fill_toy_boundaries(engine)
    engine.dispose()
    return home


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    rows = [PERSON.format(number=number, start="01/02/2019") for number in range(12)]
    rows += [PERSON.format(number=number, start="01/03/2019").replace("Ba Tơ", "Ba Tô") for number in range(7)]
    rows += [PERSON.format(number=20, start="01/03/2019").replace(";Nam;", ";Nữ;")]
    path = tmp_path / "extract.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def test_counts_load_without_a_question(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    text = extract.read_text(encoding="utf-8")
    extract.write_text(text.replace("Thành phố Lúa;Xã Ba Tô", "Huyện Tre;Xã Ba Tô"), encoding="utf-8")
    out = tmp_path / "counts.csv"
    ran = run_command(
        toy_home, "aggregate", "participants", str(extract), "--out", str(out), *ASKED, "--since", "31/01/2019"
    )
    assert ran.exit_code == 0, ran.output
    assert out.read_text(encoding="utf-8-sig").splitlines() == [
        "Tỉnh;Huyện;Mã xã;Tên xã;Loại hình;Ngày;Số người tham gia",
        "Tỉnh Đồng Xanh;Thành phố Lúa;03133;Xã Ba Tơ;BHXH_TN;31/01/2019;0",
        "Tỉnh Đồng Xanh;Thành phố Lúa;03133;Xã Ba Tơ;BHXH_TN;28/02/2019;12",
        "Tỉnh Đồng Xanh;Thành phố Lúa;03133;Xã Ba Tơ;BHXH_TN;31/03/2019;13",
        "Tỉnh Đồng Xanh;Huyện Tre;03136;Xã Ba Tô;BHXH_TN;31/01/2019;0",
        "Tỉnh Đồng Xanh;Huyện Tre;03136;Xã Ba Tô;BHXH_TN;28/02/2019;0",
        "Tỉnh Đồng Xanh;Huyện Tre;03136;Xã Ba Tô;BHXH_TN;31/03/2019;7",
    ]
    loaded = run_command(toy_home, "data", "import", str(out), "--commit")
    assert loaded.exit_code == 0, loaded.output


def test_no_person_is_written_and_each_row_is_told_of(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    work, report = tmp_path / "work", tmp_path / "report.json"
    ran = run_command(
        *(toy_home, "aggregate", "participants", str(extract), "--out", str(tmp_path / "counts.parquet"), *ASKED),
        *("--work", str(work), "--report", str(report)),
    )
    assert ran.exit_code == 0, ran.output
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["outcomes"] == {"counted": 13, "unknown_place": 7}
    assert told["row_count"] == 20
    assert [(one["written"], one["row_count"]) for one in told["unsettled"]] == [("Xã Ba Tô, Thành phố Lúa", 7)]
    assert told["files"][0]["unread_columns"] == ["A", "B", "I", "J", "K"]
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path != extract and toy_home not in path.parents]
    written = b"".join(path.read_bytes() for path in kept)
    assert len(kept) == 3
    assert "Kín".encode() not in written + ran.output.encode()
    assert b"001084" not in written + ran.output.encode()
    assert pq.read_table(next(work.glob("*.parquet"))).column_names == ["area_code", "scheme", "event", "row_count"]


def test_finished_files_are_not_read_again_until_they_or_the_question_change(
    toy_home: Path, tmp_path: Path, extract: Path
) -> None:
    work = ("--work", str(tmp_path / "work"), "--out", str(tmp_path / "counts.csv"))
    command = ("aggregate", "participants", str(extract), *work, *ASKED)
    assert "finished before" not in run_command(toy_home, *command).output
    assert "finished before: 1" in run_command(toy_home, *command, "--engine", "nowhere://").output  # nothing to ask
    assert "finished before" not in run_command(toy_home, *command, "--province", "11").output
    extract.write_text(extract.read_text(encoding="utf-8").replace("Nữ", "Nam"), encoding="utf-8")
    assert "finished before" not in run_command(toy_home, *command).output


def test_groups_are_counted_and_small_ones_withheld_with_another(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    groups = tmp_path / "groups.csv"
    command = ("aggregate", "participants", str(extract), "--out", str(tmp_path / "counts.csv"), *ASKED)
    command = (*command, "--by", "sex", "--by", "age", "--groups-out", str(groups))
    named = "Tỉnh Đồng Xanh;Thành phố Lúa;03133;Xã Ba Tơ;BHXH tự nguyện"
    for more, women, men in ((("--withhold-below", "5"), "x", "x"), ((), "1", "12")):
        ran = run_command(toy_home, *command, *more)
        assert ran.exit_code == 0, ran.output
        assert groups.read_text(encoding="utf-8-sig").splitlines()[1:] == [
            f"{named}: nữ, 35–44 tuổi;31/03/2019;{women}",
            f"{named}: nam, 35–44 tuổi;31/03/2019;{men}",
        ]  # 13 in all are known: twelve men would tell the one woman
    loaded = run_command(toy_home, "data", "import", str(groups), "--kind", "potential_groups", "--commit")
    assert loaded.exit_code == 0, loaded.output


def test_rows_of_one_person_that_repeat_count_once(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    extract.write_text(extract.read_text(encoding="utf-8") + PERSON.format(number=3, start="01/02/2019"), "utf-8")
    ran = run_command(
        *(toy_home, "aggregate", "participants", str(extract), "--out", str(tmp_path / "counts.csv"), *ASKED),
        *("--map", "Số CCCD=person", "--decide", "Xã Ba Tô=03136"),
    )
    assert ran.exit_code == 0, ran.output
    assert "1  trùng dòng khác" in ran.output
    counts = [row.split(";")[-1] for row in (tmp_path / "counts.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert counts == ["13", "7"]


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        (("Loại hình", "Loại"), (), "extract_column_missing"),
        (("Đến ngày", "Ngày bắt đầu"), (), "column_meaning_twice"),
        ((";Nam;1984;Thợ may\n", "\n"), (), "extract_unreadable"),
        (("", ""), ("--as-of", "31/03/2018"), "cut_off_outside_vintage"),
        (("", ""), ("--map", "Không=scheme"), "column_not_found"),
        (("", ""), ("--map", "A=gì"), "column_meaning_unknown"),
        (("", ""), ("--word", "Đang đóng=gì"), "word_meaning_unknown"),
        (("", ""), ("--decide", "Xã Ba Tô=Xã Lạ"), "decision_area_unknown"),
        (("", ""), ("--codes-of", "VN-2025-07-01-toy"), "codes_of_other_vintage"),
        (("", ""), ("--engine", "nowhere://x"), "engine_unreachable"),
        (("", ""), ("--province", "99"), "province_missing"),
        (("", ""), ("--map", "A=scheme", "--map", "E=ignore"), None),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words_that_quote_nobody(
    toy_home: Path, tmp_path: Path, extract: Path, change: tuple[str, str], more: tuple[str, ...], code: str | None
) -> None:
    if change[0]:
        extract.write_text(extract.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    out = tmp_path / "counts.csv"
    ran = run_command(toy_home, "aggregate", "participants", str(extract), "--out", str(out), *ASKED, *more)
    if code is not None:
        assert (ran.exit_code, code in ran.output, out.exists()) == (3, True, False), ran.output
    assert "001084" not in ran.output


def test_codes_alone_count_only_where_a_person_says_whose_they_are(toy_home: Path, tmp_path: Path) -> None:
    extract = tmp_path / "codes.csv"
    extract.write_text("area_code,scheme,start_date\n3133,BHYT,2019-01-01\n03136,BHYT,2019-01-01\n", encoding="utf-8")
    command = ("aggregate", "participants", str(extract), "--out", str(tmp_path / "counts.csv"), *ASKED)
    refused = run_command(toy_home, *command)
    assert "2  địa bàn không có" in refused.output
    assert "2  được đếm" in run_command(toy_home, *command, "--codes-of", VINTAGE_ID).output


def test_a_folder_is_read_without_what_runs_left_there(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    folder = tmp_path / "thang=12"
    folder.mkdir()
    extract.rename(folder / "extract.csv")
    command = ("aggregate", "participants", str(folder), "--out", str(folder / "counts.csv"), *ASKED)
    for kept in (".counts.csv.work", "_temporary"):
        (folder / kept).mkdir()
        (folder / kept / "left.parquet").write_bytes(b"PAR1")
    for _ in range(2):  # the second finds the counts of the first
        ran = run_command(toy_home, *command)
        assert "rows read: 20" in ran.output, ran.output


def test_a_file_and_its_copy_and_a_file_to_be_written_over_are_refused(
    toy_home: Path, tmp_path: Path, extract: Path
) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(extract.read_bytes())
    command = ("aggregate", "participants", str(extract))
    ran = run_command(toy_home, *command, str(copy), "--out", str(tmp_path / "counts.csv"), *ASKED)
    assert (ran.exit_code, "extract_twice" in ran.output) == (3, True), ran.output
    ran = run_command(toy_home, *command, "--out", str(extract), *ASKED)
    assert (ran.exit_code, "extract_is_output" in ran.output) == (3, True), ran.output
    assert extract.read_bytes() == copy.read_bytes()


def test_households_alone_are_not_all_of_health_insurance(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    text = extract.read_text(encoding="utf-8").replace("BHXH tự nguyện", "BHYT hộ gia đình")
    for more, schemes in (("", {"BHYT_HGD"}), (PERSON.format(number=9, start="01/02/2019"), {"BHYT", "BHYT_HGD"})):
        extract.write_text(text + more.replace("BHXH tự nguyện", "BHYT"), encoding="utf-8")
        out = tmp_path / "counts.csv"
        ran = run_command(toy_home, "aggregate", "participants", str(extract), "--out", str(out), *ASKED)
        assert ran.exit_code == 0, ran.output
        assert {row.split(";")[4] for row in out.read_text("utf-8-sig").splitlines()[1:]} == schemes


def test_memory_is_a_number_of_bytes(toy_home: Path, tmp_path: Path, extract: Path) -> None:
    command = ("aggregate", "participants", str(extract), "--out", str(tmp_path / "counts.csv"), *ASKED)
    assert run_command(toy_home, *command, "--memory", "2X").exit_code == 2
    assert run_command(toy_home, *command, "--memory", "500mb").exit_code == 0
