from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import ibis.expr.types as ir
import pytest
from sqlalchemy.engine import Engine as Store

from geodata.errors import BadInput, Bilingual
from services.participants import meaning_stream
from services.participants.aggregation import Aggregated, aggregate_participants
from services.participants.engines import Engine, open_engine
from services.participants.headers import ExtractHeaders
from services.participants.outcomes import RowOutcome
from services.participants.request import AggregateRequest
from tests.fixtures.toy_store import VINTAGE_ID

HEADER = "Họ và tên;Huyện;Xã/Phường;Loại hình;Từ ngày;Nơi làm việc\n"
ROW = "Nguyễn Văn {number};Thành phố Lúa;Xã Ba Tơ;BHXH tự nguyện;01/02/2019;Công ty {number}\n"


class ReadOnce(Engine):
    """DuckDB that is not asked to read a file itself."""

    def read_rows(self, headers: ExtractHeaders) -> ir.Table:
        raise AssertionError(f"{headers.file.name} is read by the engine")


def write(folder: Path, rows: list[str]) -> Path:
    path = folder / "extract.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def list_rows(size: int) -> list[str]:
    return [ROW.format(number=number) for number in range(size)]


def count(
    store: Store, path: Path, kind: type[Engine] = Engine, shown: list[int] | None = None, **asked: object
) -> Aggregated:
    def show(done: int, total: int, what: Bilingual) -> None:
        if shown is not None:
            shown.append(done)

    request = AggregateRequest((path,), VINTAGE_ID, (date(2019, 3, 31),), **asked)  # type: ignore[arg-type]
    with open_engine("duckdb", memory="500MB", threads=1) as engine, store.connect() as connection:
        own = kind(engine.name, engine.backend)
        return aggregate_participants(connection, request, lambda: nullcontext(own), path.parent / "work", show)


def test_a_csv_is_read_once_and_tells_how_far_it_has_come(
    toy_engine: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_stream, "_BLOCK_BYTES", 100_000)
    shown: list[int] = []
    found = count(toy_engine, write(tmp_path, list_rows(40_000)), ReadOnce, shown)
    assert found.outcomes == {RowOutcome.COUNTED: 40_000}
    assert shown == sorted(shown)
    assert len(set(shown)) > 3  # megabytes


def test_a_line_break_within_quotes_is_no_row(toy_engine: Store, tmp_path: Path) -> None:
    rows = [*list_rows(5), ROW.format(number=7).replace("Công ty 7", '"Công\nty"')]
    found = count(toy_engine, write(tmp_path, rows))
    assert found.outcomes == {RowOutcome.COUNTED: 6}


@pytest.mark.parametrize("broken", [(5,), (5, 8)])
def test_a_quotation_mark_that_is_never_closed_swallows_no_row(
    toy_engine: Store, tmp_path: Path, broken: tuple[int, ...]
) -> None:
    rows = list_rows(12)
    for number in broken:  # the second closes what the first opened: two rows between them would be a cell
        rows[number] = rows[number].replace("Công ty", '"Công ty')
    with pytest.raises(BadInput) as refused:
        count(toy_engine, write(tmp_path, rows))
    assert refused.value.code == "extract_unreadable"
    assert "Nguyễn" not in str(vars(refused.value))


def test_a_column_of_names_is_refused_by_the_first_rows(toy_engine: Store, tmp_path: Path) -> None:
    path = write(tmp_path, list_rows(3_000))
    with pytest.raises(BadInput) as refused:
        count(toy_engine, path, ReadOnce, mapping={"Họ và tên": "status"})
    assert refused.value.code == "extract_texts_too_many"


def test_a_file_without_rows_counts_nobody(toy_engine: Store, tmp_path: Path) -> None:
    found = count(toy_engine, write(tmp_path, []), ReadOnce)
    assert (found.row_count, len(found.counts.totals)) == (0, 0)
