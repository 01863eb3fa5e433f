"""A CSV that takes too long, or too much memory, ends the process that reads it, and nothing else."""

from __future__ import annotations

import mmap
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from geodata.errors import BadInput
from services.intake.files import long_text, reading_process, text_sheets
from services.intake.files.held_memory import hold_bytes, hold_file
from services.intake.files.readers import Reader, Readers
from services.intake.files.reading.server import LONG_TEXTS, WORKBOOKS
from services.intake.files.reading.text_answers import read_columns
from services.intake.files.sheets import Sheet, SheetLimits
from tests.fixtures.refused_workbooks import read_one, refuse

SHORT = b"a;b\n1;2\n"
BLANK_LINES = b"a;b\n1;2\n" + b";\n" * 3_000_000  # a line each to be looked at: some seconds of work, in 6 MB
WIDE = b";".join([b"a"] * 300) + b"\n" + b"1\n" * 150_000


class EndedAtWork(Readers):
    """Readers that are ended, as the system ends what takes too much, when a file is handed to them."""

    @contextmanager
    def lend(self) -> Iterator[Reader]:
        with super().lend() as reader:
            os.kill(reader._process.pid, signal.SIGKILL)
            yield reader


@pytest.fixture
def clockless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no other work on the machine end a reading."""
    monkeypatch.setattr(reading_process, "_WAITING", 120)


def read_short_and_long(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    short = read_one(SHORT)
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    return [short, read_one(SHORT)]


@pytest.mark.usefixtures("clockless")
def test_a_text_that_takes_too_long_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = psutil.Process().memory_info().rss
    assert refuse(BLANK_LINES, limits=SheetLimits(seconds=1)).code == "reading_too_slow"
    short = b";\n" * 1_900_000 + b'"a";b\n' * 9_000
    assert refuse(short, limits=SheetLimits(seconds=1)).code == "reading_too_slow"
    assert psutil.Process().memory_info().rss - before < 50_000_000
    assert [len(sheet.rows) for sheet in read_short_and_long(monkeypatch)] == [2, 2]


def test_a_text_that_takes_too_much_memory_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = psutil.Process().memory_info().rss
    error = refuse(BLANK_LINES, limits=SheetLimits(memory_bytes=60_000_000))
    assert error.code == "reading_too_heavy"
    assert "60 MB" in error.message.en
    assert refuse(b"a;b\n" * 150_000, limits=SheetLimits(memory_bytes=10_000_000)).code == "reading_too_heavy"
    assert psutil.Process().memory_info().rss - before < 50_000_000
    assert [len(sheet.rows) for sheet in read_short_and_long(monkeypatch)] == [2, 2]


def test_columns_of_a_long_text_are_made_within_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    content = b"".join(b"%d;%d\n" % (number, number) for number in range(400_000))
    sheet = read_one(content, SheetLimits(memory_bytes=40_000_000))
    assert sheet.text is not None
    with pytest.raises(BadInput) as caught:
        sheet.text.encode_columns([0, 1])
    assert caught.value.code == "reading_too_heavy"
    assert sheet.rows[-1].cells == ("399999", "399999")  # what was read before is still there


@pytest.mark.parametrize(("pool", "room", "size"), [("READERS", WORKBOOKS, 1 << 40), ("TEXT_READERS", LONG_TEXTS, 0)])
def test_a_reader_that_is_killed_is_told_in_words(
    pool: str, room: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_sheets, "_LONG", size)
    where = long_text if room == LONG_TEXTS else reading_process
    with monkeypatch.context() as patch:
        patch.setattr(where, pool, EndedAtWork(1, room))
        assert refuse(SHORT).code == "reading_too_heavy"
    assert len(read_one(SHORT).rows) == 2


def test_one_long_row_among_many_short_ones_is_refused_with_its_place() -> None:
    error = refuse(WIDE)
    assert (error.code, error.place.row, error.place.column) == ("table_too_scattered", 1, "KN")


def test_held_memory_cannot_be_changed_or_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(SHORT)
    for held in (hold_bytes(SHORT), hold_file(path)):
        assert bytes(held.content) == SHORT
        for change in (lambda file: os.ftruncate(file, 1), lambda file: os.pwrite(file, b"x", 0)):
            with pytest.raises(PermissionError):
                change(held.file)
        with pytest.raises(PermissionError):
            mmap.mmap(held.file, 0)
        assert bytes(held.content) == SHORT


@pytest.mark.parametrize(
    "answer",
    [
        b'{"columns":[[1,1,1]]}  \n' + bytes([9, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]) + b"a",  # a code without its text
        b'{"columns":[[1,1,9]]}  \n' + bytes([0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0]) + b"a",  # letters that are not there
        b'{"columns":[[9,1,1]]}  \n' + bytes(4),
        b'{"columns":[[1,1,1]]}  \n' + bytes([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]) + b"\xff",  # no UTF-8
    ],
)
def test_columns_that_are_none_are_not_taken(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_columns(answer)
