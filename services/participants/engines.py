"""The engines that count: DuckDB inside this process, Spark, or any other that Ibis connects to."""

from __future__ import annotations

import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from geodata.errors import BadInput, Bilingual, Place
from services.participants.headers import ExtractHeaders

DUCKDB, SPARK = "duckdb", "spark"
_TIME_ZONE = "Asia/Ho_Chi_Minh"  # a moment that a file holds is the day that it was here, on any machine
_LINE = re.compile(r"\b[Ll]ine:? (\d+)")


@dataclass(frozen=True)
class Engine:
    """An open connection to an engine."""

    name: str
    backend: Any
    threads: int = 1

    def read_rows(self, headers: ExtractHeaders) -> ir.Table:
        """Return the rows of a file with its columns as c0, c1, …; those of a CSV are all text."""
        names = [f"c{index}" for index in range(len(headers.names))]
        path = str(headers.file)
        if headers.delimiter is None:
            # The folder of a file named «scheme=BHYT» gives no column: a file is what it holds.
            more = {"hive_partitioning": False} if self.name == DUCKDB else {}
            rows = self.backend.read_parquet(path, **more)
        elif self.name == DUCKDB:
            rows = self._read_csv_in_duckdb(path, headers.delimiter, names)
        elif self.name == SPARK:
            schema = ", ".join(f"{name} string" for name in names)
            options = {"sep": headers.delimiter, "quote": '"', "escape": '"', "mode": "FAILFAST", "encoding": "UTF-8"}
            rows = self.backend.read_csv(path, inferSchema=False, header=True, schema=schema, **options)
        else:
            rows = self.backend.read_csv(path)
        return rows.select(**{name: rows[written] for name, written in zip(names, rows.columns, strict=True)})

    def _read_csv_in_duckdb(self, path: str, delimiter: str, names: Sequence[str]) -> ir.Table:
        columns = dict.fromkeys(names, "string")
        options = {"delim": delimiter, "quote": '"', "escape": '"', "encoding": "utf-8", "nullstr": ""}
        shape = {"header": True, "strict_mode": True, "hive_partitioning": False}
        table: ir.Table = self.backend.read_csv(path, columns=columns, **shape, **options)
        return table

    @property
    def takes_streams(self) -> bool:
        """Whether it counts rows that are read for it and given once: within this process only."""
        return self.name == DUCKDB

    @contextmanager
    def open_stream(self, reader: pa.RecordBatchReader) -> Iterator[ir.Table]:
        """Give the rows of a reader, to be asked of in one expression, once; forgotten at the end."""
        name = ibis.util.gen_name("stream")
        self.backend.con.register(name, reader)
        try:
            yield self.backend.table(name)
        finally:
            self.backend.con.unregister(name)

    def run(self, expression: ir.Table, file: Path) -> pd.DataFrame:
        """Return what an expression gives; BadInput where the engine cannot read the file. No cell is quoted."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Spark's warnings quote the line that it cannot read
            try:
                result: pd.DataFrame = self.backend.to_pyarrow(expression).to_pandas()
            except Exception as error:
                raise _build_failure(self.name, error, file) from None
        return result


@contextmanager
def open_engine(name: str, *, memory: str, threads: int, may_spill: bool = True) -> Iterator[Engine]:
    """Give the engine of that name or address, closed at the end; BadInput where it cannot be had.

    What does not fit into ``memory`` goes into a folder of ours alone that is removed at the end: of DuckDB the numbers
    that it groups by, of Spark, encrypted, what it shuffles. ``may_spill`` False: DuckDB refuses what does not fit.
    """
    kind = name.partition("://")[0]  # the rest of an address may hold a password: nothing tells it
    if kind == DUCKDB:
        with _make_private_folder() as folder:
            backend = _connect(name if "://" in name else f"{DUCKDB}://")
            _prepare_duckdb(backend, memory, threads, folder if may_spill else "")
            yield Engine(DUCKDB, backend, threads)
    elif kind == SPARK:
        master = name if "://" in name else ""
        with _make_private_folder() as folder, _open_spark(memory, threads, folder, master) as backend:
            yield Engine(SPARK, backend)
    else:
        yield Engine(kind, _connect(name))


@contextmanager
def _make_private_folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="baophu-aggregate-")  # for its owner only
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare_duckdb(backend: Any, memory: str, threads: int, folder: str) -> None:
    settings = {
        "memory_limit": f"'{memory}'",
        "threads": threads,
        "preserve_insertion_order": "false",
        "temp_directory": f"'{folder}'",
        "autoinstall_known_extensions": "false",
        "enable_progress_bar": "false",
        "TimeZone": f"'{_TIME_ZONE}'",
    }
    for key, value in settings.items():
        backend.raw_sql(f"SET {key} = {value}")


@contextmanager
def _open_spark(memory: str, threads: int, folder: str, master: str) -> Iterator[Any]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise build_spark_missing("pyspark") from None
    settings = {
        "spark.master": master or f"local[{threads}]",
        "spark.driver.memory": re.sub(r"(?i)b$", "", memory).lower(),
        "spark.local.dir": folder,
        "spark.sql.warehouse.dir": folder,
        "spark.io.encryption.enabled": "true",
        "spark.log.level": "OFF",  # logs, those of executors too, quote lines that cannot be read
        "spark.executor.syncLogLevel.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": _TIME_ZONE,
        # Else a line cut short is not noticed where the columns that are read stand before the cut.
        "spark.sql.csv.parser.columnPruning.enabled": "false",
        "spark.sql.shuffle.partitions": str(4 * threads),
        "spark.sql.autoBroadcastJoinThreshold": str(256 * 1024 * 1024),
    }
    builder = SparkSession.builder.appName("baophu aggregate")
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception:
        raise build_spark_missing("Java") from None
    session.sparkContext.setLogLevel("OFF")
    try:
        yield ibis.pyspark.connect(session)
    finally:
        session.stop()


def _connect(url: str) -> Any:
    try:
        return ibis.connect(url)
    except Exception as error:
        raise BadInput(
            "engine_unreachable",
            Bilingual("Không mở được công cụ tính", "The engine cannot be opened"),
            Bilingual(
                f"Dùng duckdb, spark hay một địa chỉ Ibis, và cài gói của nó ({type(error).__name__}).",
                f"Use duckdb, spark or an address of Ibis, and install its package ({type(error).__name__}).",
            ),
            Place(text=url.partition("://")[0]),
        ) from None


def build_spark_missing(what: str) -> BadInput:
    """Return the error for a machine that Spark cannot run on."""
    return BadInput(
        "spark_missing",
        Bilingual(f"Không có {what} để chạy Spark", f"Spark needs {what}, which is not here"),
        Bilingual(
            "Cài Java 17 trở lên và gói pyspark, hoặc bỏ --engine để dùng DuckDB.",
            "Install Java 17 or later and the package pyspark, or leave --engine out for DuckDB.",
        ),
        Place(text=what),
    )


def _build_failure(engine: str, error: Exception, file: Path) -> BadInput:
    """Return what went wrong in an engine by its kind and line: its own words may quote a row, and stay out."""
    kind, words = type(error).__name__, str(error)
    if "OutOfMemory" in kind or "Out of Memory" in words:
        return BadInput(
            "engine_memory_exhausted",
            Bilingual("Không đủ bộ nhớ được cấp", "The memory allowed does not suffice"),
            Bilingual(
                "Tăng --memory, chia nhỏ tệp, bỏ --map …=person, hoặc dùng --engine spark.",
                "Raise --memory, part the file, leave out --map …=person, or use --engine spark.",
            ),
            Place(file=file.name),
        )
    line = _LINE.search(words)
    return BadInput(
        "extract_unreadable",
        Bilingual(f"{engine} không đọc được tệp ({kind})", f"{engine} cannot read the file ({kind})"),
        Bilingual(
            "Xem dòng này có đủ số cột và dấu ngoặc kép không. Nội dung dòng không được in ra.",
            "Look whether that line has all its columns and quotation marks. Its content is not printed.",
        ),
        Place(file=file.name, row=int(line[1]) if line else None),
    )
