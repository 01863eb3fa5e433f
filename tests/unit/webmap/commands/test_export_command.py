from pathlib import Path

import pytest

from services.store.engine import open_engine
from tests.fixtures.command_home import run_command
from tests.fixtures.toy_store import fill_toy_store

VIEW = ("--within", "11", "--level", "commune", "--scheme", "BHXH_TN", "--indicator", "plan_completion_ratio")


@pytest.fixture
def toy_home(home: Path) -> Path:
    engine = open_engine(f"sqlite:///{home / 'baophu.sqlite'}")
    fill_toy_store(engine)
    engine.dispose()
    return home


@pytest.mark.parametrize(
    ("kind", "ending", "start"),
    [
        ("map", "png", b"\x89PNG"),
        ("map", "pdf", b"%PDF"),
        ("map", "svg", b"<svg"),
        ("table", "xlsx", b"PK"),
        ("table", "csv", b"\xef\xbb\xbf"),
        ("slides", "pptx", b"PK"),
    ],
)
def test_each_file_is_written_whole_by_its_ending(
    toy_home: Path, tmp_path: Path, kind: str, ending: str, start: bytes
) -> None:
    out = tmp_path / f"taken.{ending}"
    result = run_command(toy_home, "export", kind, *VIEW, "--as-of", "31/03/2019", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(start)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [out.name]


def test_a_pack_is_two_files_of_one_name_and_tells_how_far_it_is(toy_home: Path, tmp_path: Path) -> None:
    result = run_command(toy_home, "export", "pack", *VIEW, "--as-of", "2019-03-31", "--out", str(tmp_path / "p.pdf"))
    assert result.exit_code == 0, result.output
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "p.xlsx").read_bytes().startswith(b"PK")
    assert "vẽ từng trang" in result.output


def test_another_ending_and_an_unknown_place_are_refused_in_words(toy_home: Path, tmp_path: Path) -> None:
    refused = run_command(toy_home, "export", "map", *VIEW, "--out", str(tmp_path / "map.doc"))
    assert (refused.exit_code, "ending_unknown" in refused.output) == (3, True)
    nowhere = run_command(toy_home, "export", "table", "--within", "99", "--out", str(tmp_path / "t.xlsx"))
    assert nowhere.exit_code == 3
    assert list(tmp_path.glob("*.xlsx")) == []
