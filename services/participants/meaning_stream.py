"""A CSV read once, block by block: its texts become what they mean as they are met, and only numbers go on.

Through the engine it is read twice, first for its distinct texts, and each text is joined. That stays the way of all
other files, and of a CSV that is doubtful here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
from numpy.typing import NDArray

from geodata.errors import BadInput
from services.participants.columns import ExtractRole
from services.participants.dictionaries import PLACE_KEY, Dictionaries
from services.participants.headers import ExtractHeaders
from services.participants.places import PART_SIGN

_BLOCK_BYTES = 16 * 1024 * 1024
_ENCODED = pa.dictionary(pa.int32(), pa.string())


class _DoubtfulRowsError(Exception):
    """A block whose lines are not one row each, or that cannot be read at all."""


class MeaningStream:
    """The rows of a CSV as numbers, read once, while they are asked for.

    ``row_count`` are the rows given so far; ``show`` is told the bytes read. Where the reading stops, ``refused`` is
    what a person is told, None where lines are not one row each: a quotation mark never closed swallows others.
    """

    def __init__(
        self, headers: ExtractHeaders, dictionaries: Dictionaries, threads: int, show: Callable[[int], None]
    ) -> None:
        self.row_count = 0
        self.has_stopped = False
        self.refused: BadInput | None = None
        self._headers = headers
        self._dictionaries = dictionaries
        self._threads = threads
        self._show = show

    def open(self) -> pa.RecordBatchReader:
        """Return the reader of the rows, a column per meaning."""
        schema = pa.schema([(name, pa.int32()) for name in self._dictionaries.names])
        return pa.RecordBatchReader.from_batches(schema, self._give(schema))

    def _give(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        byte_count = 0
        try:
            for block, size in self._parse_ahead():
                if not self.row_count:
                    self._check_sample(block)
                self.row_count += len(block)
                yield pa.record_batch(self._understand(block), schema=schema)
                byte_count += size
                self._show(byte_count)
        except (_DoubtfulRowsError, BadInput) as error:
            self.has_stopped = True
            self.refused = error if isinstance(error, BadInput) else None
            raise

    def _parse_ahead(self) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the blocks of the file with their bytes; a few more are parsed meanwhile, in other threads."""
        read = _BlockReader(self._headers, self._list_indexes())
        pending: deque[Future[tuple[pa.RecordBatch, int]]] = deque()
        with self._headers.file.open("rb") as file, ThreadPoolExecutor(self._threads) as pool:
            for content, end in _cut_blocks(file):
                pending.append(pool.submit(read, content, end))
                if len(pending) > self._threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()

    def _list_indexes(self) -> list[int]:
        columns = self._dictionaries.columns
        return [*(index for _, index in columns.places), *(columns.roles[role] for role in self._list_roles())]

    def _list_roles(self) -> list[ExtractRole]:
        return [ExtractRole(role) for role in self._dictionaries.by_role if role != PLACE_KEY]

    def _split(self, block: pa.RecordBatch) -> Iterator[tuple[str, list[pa.DictionaryArray]]]:
        """Yield the columns of each role in the order of the dictionaries: of the place there may be several."""
        size = len(self._dictionaries.columns.places)
        yield PLACE_KEY, block.columns[:size]
        for role, column in zip(self._list_roles(), block.columns[size:], strict=True):
            yield role, [column]

    def _check_sample(self, block: pa.RecordBatch) -> None:
        for role, columns in self._split(block):
            for column in columns:
                self._dictionaries.check_sample(role, len(column.dictionary))

    def _understand(self, block: pa.RecordBatch) -> list[pa.Array]:
        """Return a column for each meaning."""
        found = []
        for role, columns in self._split(block):
            numbers, texts = _join_texts(columns)
            found += [pa.array(meaning[numbers]) for meaning in self._dictionaries.learn(role, texts).T]
        return found


def _join_texts(columns: list[pa.DictionaryArray]) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of each row's text, and the texts: of several columns, one text of all that stand together."""
    numbers, texts = _read_texts(columns[0])
    for column in columns[1:]:
        others, more = _read_texts(column)
        pairs = pc.dictionary_encode(pa.array(numbers * len(more) + others))
        both = [divmod(pair, len(more)) for pair in pairs.dictionary.to_pylist()]
        texts = [texts[one] + PART_SIGN + more[other] for one, other in both]
        numbers = pairs.indices.to_numpy().astype(np.int64)
    return numbers, texts


def _read_texts(column: pa.DictionaryArray) -> tuple[NDArray[np.int64], list[str]]:
    """Return the number of each row's text, and the texts; a blank cell has an empty one."""
    texts = [*column.dictionary.to_pylist(), ""]
    blank = pa.scalar(len(texts) - 1, column.indices.type)
    return column.indices.fill_null(blank).to_numpy().astype(np.int64), texts


def _cut_blocks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the lines of a file but the first, many at a time: bytes, and how many of them are whole lines."""
    rest = b""
    file.readline()
    while content := file.read(_BLOCK_BYTES):
        content = rest + content
        end = content.rfind(b"\n") + 1
        if not end:
            raise _DoubtfulRowsError
        yield content, end
        rest = content[end:]
    if rest:
        yield rest + b"\n", len(rest) + 1


class _BlockReader:
    """Reads the wanted columns of blocks of lines."""

    def __init__(self, headers: ExtractHeaders, indexes: list[int]) -> None:
        wanted = [f"c{index}" for index in indexes]
        self._names = [f"c{index}" for index in range(len(headers.names))]
        self._parse = csv.ParseOptions(delimiter=headers.delimiter)
        self._convert = csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, _ENCODED),
            null_values=[""],
            strings_can_be_null=True,
        )

    def __call__(self, content: bytes, size: int) -> tuple[pa.RecordBatch, int]:
        """Return the rows of so many bytes, and these; _DoubtfulRowsError where a line of them is not one row."""
        options = csv.ReadOptions(use_threads=False, block_size=size + 1, column_names=self._names)
        try:
            table = csv.read_csv(pa.py_buffer(content)[:size], options, self._parse, self._convert)
        except pa.ArrowInvalid:
            raise _DoubtfulRowsError from None
        if len(table) != content.count(b"\n", 0, size):
            raise _DoubtfulRowsError
        return table.combine_chunks().to_batches()[0], size
