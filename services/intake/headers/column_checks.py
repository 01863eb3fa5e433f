"""What is wrong with the columns of a table: not understood, said twice, missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.errors import BadInput, Bilingual, NotFound
from services.intake.counts import parse_counts
from services.intake.headers.columns import Column, PlainTable, find_mapped_columns
from services.intake.headers.meanings import DENOMINATORS, Role, describe_meanings
from services.intake.outcomes import Finding, Severity
from services.measures.schemes import Scheme

_MAY_REPEAT = (Role.IGNORE, Role.REMARK, Role.RECOMPUTED)


def check_columns(table: PlainTable) -> list[Finding]:
    """Return a finding for each column that is not understood, said twice, or missing."""
    findings = [_build_unrecognised(table, column) for column in table.columns if not column.is_understood]
    findings += _check_repeats(table)
    if table.find_column(Role.NAME) is None:
        findings.append(_build_missing(table, "tên đơn vị", "the names of the areas", "name"))
    lacks_counts = not table.count_columns and table.find_column(Role.PILOT_START) is None
    if lacks_counts and not findings:
        findings.append(_build_missing(table, "số liệu nào", "any count", "enrolled:31/12/2021"))
    return [*findings, *_check_schemes(table)]


def check_mapping(tables: Sequence[PlainTable], mapping: Mapping[str, str]) -> None:
    """Raise NotFound where a mapping names a column that no sheet has, BadInput where it names several."""
    for key in mapping:
        counts = [len(find_mapped_columns(table.sheet, table.layout, key)) for table in tables]
        if tables and 1 not in counts:
            raise _build_unmapped(tables[0], key, max(counts))


def _build_unrecognised(table: PlainTable, column: Column) -> Finding:
    proposal = column.proposal
    key = column.header or column.letter
    offer_vi = f"Có thể là {proposal}: --map «{key}={proposal}». " if proposal else ""
    offer_en = f"It may be {proposal}: --map «{key}={proposal}». " if proposal else ""
    return Finding(
        "column_uncertain" if proposal else "column_unrecognised",
        Severity.ERROR,
        Bilingual(
            f"Chưa chắc nghĩa cột {column.label}" if proposal else f"Không hiểu cột {column.label}",
            f"The meaning of {column.label} is not certain" if proposal else f"{column.label} is not understood",
        ),
        Bilingual(
            f"{offer_vi}Cho biết nghĩa bằng --map «Tiêu đề=nghĩa» (hay chữ cái của cột); bỏ qua bằng ignore. "
            f"{describe_meanings().vi}",
            f"{offer_en}Say what it means with --map «Header=meaning» (or the letter of the column), ignore to leave "
            f"it out. {describe_meanings().en}",
        ),
        table.sheet.build_place(table.header_row, column.letter, column.header),
    )


def _check_repeats(table: PlainTable) -> list[Finding]:
    by_meaning: dict[str, list[Column]] = defaultdict(list)
    for column in table.columns:
        if column.is_understood and column.meaning.role not in _MAY_REPEAT:
            by_meaning[str(column.meaning)].append(column)
    return [
        _build_repeat(table, meaning, columns)
        for meaning, columns in by_meaning.items()
        if len(columns) > 1 and not _states_the_same(table, columns)
    ]


def _states_the_same(table: PlainTable, columns: Sequence[Column]) -> bool:
    """Tell whether columns of counts agree in every row: a report of 31 December gives that year's end twice."""
    if columns[0].meaning.measure is None or table.sheet.text is not None:
        return False
    counts = parse_counts(replace(table, columns=tuple(columns)))
    values = {tuple((one.state, one.value) for one in counts.find_numbers(column.index)) for column in columns}
    return len(values) == 1 and bool(values.pop())


def _build_repeat(table: PlainTable, meaning: str, columns: Sequence[Column]) -> Finding:
    labels = ", ".join(column.label for column in columns)
    return Finding(
        "columns_repeat",
        Severity.ERROR,
        Bilingual(f"Các cột {labels} cùng nghĩa {meaning}", f"The columns {labels} all mean {meaning}"),
        Bilingual(
            "Cho từng cột một nghĩa bằng --map «Tiêu đề=nghĩa», cột thừa là ignore.",
            "Give each its meaning with --map «Header=meaning»; map a needless one to ignore.",
        ),
        table.sheet.build_place(table.header_row, columns[-1].letter, columns[-1].header),
    )


def _build_missing(table: PlainTable, vi: str, en: str, example: str) -> Finding:
    known = ", ".join(column.label for column in table.columns)
    return Finding(
        "column_missing",
        Severity.ERROR,
        Bilingual(f"Bảng không có cột {vi}", f"The table has no column with {en}"),
        Bilingual(
            f"Các cột: {known}. Chỉ ra bằng --map «Tiêu đề={example}».",
            f"The columns are {known}. Point to it with --map «Header={example}».",
        ),
        table.sheet.build_place(table.header_row),
    )


def _check_schemes(table: PlainTable) -> list[Finding]:
    unschemed = [
        column
        for column in table.count_columns
        if column.meaning.measure not in DENOMINATORS and column.meaning.scheme is None
    ]
    if not unschemed or table.is_split_by_scheme:
        return []
    column = unschemed[0]
    return [
        Finding(
            "scheme_missing",
            Severity.ERROR,
            Bilingual(
                f"Không rõ cột {column.label} là của loại hình bảo hiểm nào",
                f"It is not known which scheme the column {column.label} is about",
            ),
            Bilingual(
                f"Thêm --scheme ({', '.join(Scheme)}), hoặc một cột «Loại hình».",
                f"Give --scheme ({', '.join(Scheme)}) or a column «Scheme».",
            ),
            table.sheet.build_place(table.header_row, column.letter, column.header),
        )
    ]


def _build_unmapped(table: PlainTable, key: str, count: int) -> BadInput:
    known = ", ".join(f"«{header}»" for header in table.layout.headers if header)
    message = (
        Bilingual(f"Bảng không có cột «{key}»", f"The table has no column «{key}»")
        if count == 0
        else Bilingual(f"Bảng có {count} cột «{key}»", f"The table has {count} columns «{key}»")
    )
    kind = NotFound if count == 0 else BadInput
    return kind(
        "mapped_column_missing",
        message,
        Bilingual(f"Các cột: {known}. Có thể dùng chữ cái của cột.", f"The columns are {known}. Letters work, too."),
        table.sheet.build_place(table.header_row, text=key),
    )
