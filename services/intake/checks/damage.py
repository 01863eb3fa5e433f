"""Numbers that Excel made a thousand times smaller: what the check sums say they were. Proposed, never used."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from geodata.errors import Bilingual
from services.intake.checks.check_sums import Covered
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.outcomes import Finding, JoinedRow, Severity
from services.intake.values.cells import build_text
from services.intake.values.numbers import NumberState, ParsedNumber

_THOUSAND = 1000


def check_damage(
    table: PlainTable,
    counts: TableCounts,
    rows: Sequence[JoinedRow],
    covered: Covered,
    findings: Sequence[Finding],
    settled: Collection[tuple[int, str]],
) -> list[Finding]:
    """Return the findings with what the check sums add: which value makes a total hold.

    A damaged cell gets its proposal confirmed or withdrawn; a whole number that would make a broken total hold were it
    a thousand times larger (2.000 that became 2) is a finding of its own, unless a person settled that cell.
    """
    proofs = {
        (rows[member].number, column.letter): (total, value)
        for column, total, member, value in _list_proofs(counts, rows, covered)
        if (rows[member].number, column.letter) not in settled
    }
    told = [_confirm(finding, proofs.pop(_key(finding), None)) for finding in findings]
    if not proofs:
        return told
    by_number = {row.number: row for row in rows}
    columns = {column.letter: column for column, _ in counts.columns}
    for (number, letter), (total, value) in proofs.items():
        told.append(_build_suspect(table, columns[letter], by_number[number], total, value))
    return told


def _list_proofs(
    counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
) -> Iterator[tuple[Column, JoinedRow, int, int]]:
    """Yield each cell whose thousandfold makes a total hold that does not hold as printed."""
    for position, stated, added in zip(covered, *counts.sum_groups(covered), strict=True):
        if stated == added:
            continue
        for (column, parsed), told, sum_of_rows in zip(counts.columns, stated, added, strict=True):
            missing = 0 if told is None else told - sum_of_rows
            if missing <= 0:
                continue
            fitting = [
                (member, value)
                for member in covered[position]
                if (value := _find_fit(parsed.read_number(member), missing)) is not None
            ]
            if len(fitting) == 1:
                yield column, rows[position], *fitting[0]


def _find_fit(number: ParsedNumber, missing: int) -> int | None:
    """Return what a cell must have been for a total to hold that lacks ``missing``, None where it cannot have been."""
    if number.state == NumberState.DAMAGED:
        return missing if number.suggestion == missing else None
    if number.value is None or not 0 < number.value < _THOUSAND:
        return None
    return int(number.value) * _THOUSAND if int(number.value) * (_THOUSAND - 1) == missing else None


def _key(finding: Finding) -> tuple[int, str]:
    return finding.place.row or 0, finding.place.column or ""


def _confirm(finding: Finding, proof: tuple[JoinedRow, int] | None) -> Finding:
    if finding.code != "number_damaged" or proof is None:
        return finding
    total, value = proof
    return replace(
        finding,
        message=Bilingual(
            f"{finding.message.vi}; dòng tổng {total.number} «{total.name}» khớp nếu là {value}",
            f"{finding.message.en}; the total in row {total.number} «{total.name}» holds with {value}",
        ),
        hint=_build_hint(finding.place.row, finding.place.column, value),
        suggestion=value,
    )


def _build_suspect(table: PlainTable, column: Column, row: JoinedRow, total: JoinedRow, value: int) -> Finding:
    text = build_text(table.rows[row.index].read_cell(column.index))
    return Finding(
        "number_perhaps_damaged",
        Severity.ERROR,
        Bilingual(
            f"«{text}» có lẽ là {value}: khi đó dòng tổng {total.number} «{total.name}» mới khớp",
            f"«{text}» may have been {value}: only then the total in row {total.number} «{total.name}» holds",
        ),
        _build_hint(row.number, column.letter, value, text),
        table.sheet.build_place(row.number, column.letter, text),
        value,
    )


def _build_hint(row: int | None, letter: str | None, value: int, kept: str = "") -> Bilingual:
    keep_vi = f", hoặc giữ nguyên: --correct {letter}{row}={kept}" if kept else ""
    keep_en = f", or keep it: --correct {letter}{row}={kept}" if kept else ""
    return Bilingual(
        f"Sửa ô theo bản gốc: --correct {letter}{row}={value}{keep_vi}.",
        f"Put it right after the original: --correct {letter}{row}={value}{keep_en}.",
    )
