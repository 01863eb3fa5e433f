"""What a run measured is what README shows: one table, a picture, one file of figures, none of them made by hand."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.figures import TARGETS, Figure
from benchmarks.showing import BEGIN, END, Run, build_table, describe_run, read_run, tell_ratio, write_run

HOUSE = Path(__file__).parents[3]


def build_run(short: str = "heap_2025") -> Run:
    """Return a run in which all targets are reached but one."""
    figures = []
    for key, target in TARGETS.items():
        ratio = target.least * (0.5 if key == short else 2)
        sides = (100.0, 100.0 * ratio) if target.fewer else (100.0 * ratio, 100.0)
        figures.append(Figure(key, ratio) if target.alone else Figure(key, *sides))
    return describe_run(figures, date(2026, 11, 28), "make bench")


def test_a_run_is_written_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "docs" / "images").mkdir(parents=True)
    (tmp_path / "README.md").write_text(f"# before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    run = build_run()
    write_run(run, tmp_path)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert page == f"# before\n{BEGIN}\n{build_table(run)}\n{END}\nafter\n"
    assert read_run(tmp_path) == run
    drawn = (tmp_path / "docs" / "images" / "figures.svg").read_bytes()
    write_run(run, tmp_path)
    assert (tmp_path / "docs" / "images" / "figures.svg").read_bytes() == drawn


def test_what_falls_short_stands_there_as_short() -> None:
    lines = build_table(build_run("play")).splitlines()
    assert [line for line in lines if "✗ |" in line] == [line for line in lines if line.startswith("| 36 months")]
    assert f"{len(TARGETS) - 1} of {len(TARGETS)} reached" in lines[-1]


def test_half_a_run_is_not_written(tmp_path: Path) -> None:
    run = build_run()
    with pytest.raises(ValueError, match="play"):
        write_run(replace(run, figures=[one for one in run.figures if one.key != "play"]), tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_readme_shows_the_run_that_lies_beside_it() -> None:
    page = (HOUSE / "README.md").read_text(encoding="utf-8")
    shown = re.search(f"{BEGIN}\n(.*)\n{END}", page, re.DOTALL)
    assert shown is not None
    assert shown[1] == build_table(read_run())


def test_the_chapter_tells_the_ratios_of_the_run_and_explains_each_that_falls_short() -> None:
    chapter = (HOUSE / "docs" / "performance.md").read_text(encoding="utf-8")
    run = {figure.key: tell_ratio(figure.ratio) for figure in read_run().figures}
    assert set(re.findall(r"\*\*([\d.,]+) times", chapter)) <= set(run.values())
    short = chapter.partition("**What falls short**")[2].partition("\n## ")[0]
    told = re.findall(r"^- \*[^*]*?([\d.,]+) times", short, re.MULTILINE)
    assert sorted(told) == sorted(run[figure.key] for figure in read_run().figures if not figure.is_reached)
