"""The warm processes that read workbooks: one file each time, in a fork; replaced where they ended, left by forks."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson
import psutil
import pytest

from services.intake.files.readers import READERS, TEXT_READERS, Reader, Readers
from services.intake.files.reading.answers import split_answer
from services.intake.files.sheets import read_workbook
from tests.fixtures.bad_workbooks import build_xlsx

LIMITS = {
    "unpacked_bytes": 400_000_000,
    "row_count": 1000,
    "column_count": 100,
    "cell_count": 100_000,
    "sheet_count": 10,
    "seconds": 5,
    "memory_bytes": 1_000_000_000,
}


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(1)
    yield made
    made.end()


def read(reader: Reader, content: bytes) -> tuple[int, bytes]:
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered:
        _ask(asked, content)
        code = reader.read(asked, answered, 30)
        answered.seek(0)
        return code, answered.read()


def _ask(asked: IO[bytes], content: bytes) -> None:
    asked.write(orjson.dumps({"file_name": "a.xlsx", "kind": "zip", "limits": LIMITS}) + b"\n" + content)
    asked.flush()
    asked.seek(0)


def test_one_process_reads_file_after_file_and_keeps_nothing_open(readers: Readers) -> None:
    with readers.lend() as reader:
        code, answer = read(reader, build_xlsx([["Xã", 7]]))
    (process,) = _list_servers()
    open_before = process.num_fds()
    with readers.lend() as again:
        assert again is reader
        assert read(again, build_xlsx([["Xã", 7]])) == (code, answer) == (0, answer)
        assert split_answer(answer)[0]["sheets"][0]["name"] == "Biểu 01"
        assert again.seconds > 0
    assert process.num_fds() == open_before
    assert process.children() == []


def test_what_ends_a_fork_leaves_the_process_as_it_was(readers: Readers) -> None:
    with readers.lend() as reader:
        code, answer = read(reader, b"")  # its JSON says a workbook, its bytes are none
        assert (code, orjson.loads(answer)["fault"]["code"]) == (0, "workbook_broken")
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answered:
            assert reader.read(asked, answered, 30) == 1  # no request at all is an error of ours
        assert read(reader, build_xlsx())[0] == 0


def test_an_ended_process_is_replaced(readers: Readers) -> None:
    with readers.lend() as reader:
        read(reader, build_xlsx())
    (process,) = _list_servers()
    process.send_signal(signal.SIGKILL)
    psutil.wait_procs([process], timeout=10)
    with readers.lend() as other:
        assert other is not reader
        assert read(other, build_xlsx())[0] == 0


def test_a_process_that_ends_at_work_is_told_as_its_fork_would_be(readers: Readers) -> None:
    with readers.lend() as reader:
        os.kill(reader._process.pid, signal.SIGKILL)  # just started: its command line may not be told yet
        assert read(reader, build_xlsx())[0] == -signal.SIGKILL
        assert not reader.is_alive


def test_a_fork_of_the_service_starts_readers_of_its_own() -> None:
    read_workbook(build_xlsx([["a"]]), "a.xlsx")
    fork = os.fork()
    if fork == 0:
        try:
            read_workbook(build_xlsx([["b"]]), "b.xlsx")
            READERS.end()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(fork, 0)[1] == 0
    assert read_workbook(build_xlsx([["c"]]), "c.xlsx").sheets[0].rows[0].cells == ("c",)


def test_readers_end_with_the_service(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(build_xlsx())
    code = (
        "import sys, psutil; from pathlib import Path; from services.intake.files.sheets import read_workbook_file; "
        "read_workbook_file(Path(sys.argv[1])); print(psutil.Process().children()[0].pid)"
    )
    done = psutil.Popen([sys.executable, "-c", code, str(path)], stdout=-1)
    told, _ = done.communicate(timeout=60)
    assert not psutil.pid_exists(int(told))


def _list_servers() -> list[psutil.Process]:
    """Return the processes that no pool of the whole test run has made: those of this test."""
    known = {reader._process.pid for pool in (READERS, TEXT_READERS) for reader in pool._free}
    found = [one for one in psutil.Process().children() if "reading/server.py" in " ".join(one.cmdline())]
    return [one for one in found if one.pid not in known]
