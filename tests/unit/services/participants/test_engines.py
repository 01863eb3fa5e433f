"""Engines by an address: DuckDB reads as it always does; no password of one is told, and no line of a file."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import pytest

from geodata.errors import BadInput
from services.participants.engines import Engine, open_engine

ADDRESS = "postgres://officer:geheim@db.example/persons"


def test_duckdb_by_its_address_is_held_to_what_duckdb_is_held_to(tmp_path: Path) -> None:
    with open_engine(f"duckdb:///{tmp_path / 'own.duckdb'}", memory="200MB", threads=1, may_spill=False) as engine:
        assert (engine.name, engine.takes_streams) == ("duckdb", True)
        names = ("memory_limit", "threads", "temp_directory", "TimeZone")
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        (found,) = engine.backend.raw_sql(f"select {asked}").fetchall()
        assert found == ("190.7 MiB", 1, "", "Asia/Ho_Chi_Minh")
        engine.backend.disconnect()


@pytest.mark.parametrize("is_open", [False, True])
def test_no_password_of_an_address_is_told(is_open: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_given: Any) -> None:
        raise OSError(f"no answer of {ADDRESS}")

    monkeypatch.setattr(ibis, "connect", (lambda _url: SimpleNamespace(to_pyarrow=fail)) if is_open else fail)
    with pytest.raises(BadInput) as told, open_engine(ADDRESS, memory="1GB", threads=1) as engine:
        engine.run(ibis.table({"c0": "int64"}, name="rows"), tmp_path / "persons.csv")
    assert "postgres" in f"{told.value.message.vi} {told.value.place}"
    assert "geheim" not in repr(vars(told.value)) + str(told.value)


def test_no_warning_of_an_engine_is_told(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    def fail(_expression: object) -> None:
        warnings.warn("Malformed CSV record: Nguyễn Văn Kín;001084", stacklevel=1)
        raise ValueError("Line: 7")

    with pytest.raises(BadInput) as told:
        Engine("spark", SimpleNamespace(to_pyarrow=fail)).run(ibis.table({"c0": "int64"}, name="rows"), tmp_path)
    assert list(recwarn) == []
    assert told.value.place is not None
    assert told.value.place.row == 7
