"""What must hold of the dates of a table: not in the future, and within the validity of its vintage."""

from __future__ import annotations

from datetime import date

from geodata.errors import Bilingual
from geodata.vintages import Vintage
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.meanings import DENOMINATORS
from services.intake.outcomes import Finding, Severity
from services.measures.schemes import Measure

_EARLIEST_DAY = date(1995, 2, 16)  # the insurer was founded (Nghị định 19/CP); nothing was counted before
_LONGEST_TARGET_YEARS = 15


def check_dates(table: PlainTable, vintage: Vintage, as_of: date, today: date, *, allow_earlier: bool) -> list[Finding]:
    """Return the columns whose dates cannot be: in the future, after the cut-off, outside the vintage's validity.

    Comparative columns from before the vintage began are refused unless ``allow_earlier`` says that the file itself
    restates them for the areas of this vintage.
    """
    findings = []
    if as_of > today:
        findings.append(_build_future(table, as_of, today))
    if not vintage.holds_on(as_of):
        findings.append(_build_outside_validity(table, vintage, as_of))
    for column in table.count_columns:
        finding = _check_column_date(table, column, vintage, as_of, allow_earlier)
        if finding is not None:
            findings.append(finding)
    return findings


def _check_column_date(
    table: PlainTable, column: Column, vintage: Vintage, as_of: date, allow_earlier: bool
) -> Finding | None:
    day, measure = column.meaning.as_of, column.meaning.measure
    if day is None:
        return None
    if measure == Measure.TARGET:
        plausible = day >= _EARLIEST_DAY and day.year <= as_of.year + _LONGEST_TARGET_YEARS
        return None if plausible else _build_implausible(table, column, day)
    if day < _EARLIEST_DAY:
        return _build_implausible(table, column, day)
    if day > as_of:
        return _build_after_cut_off(table, column, day, as_of)
    # A denominator keeps the date of its census or survey; what it is about are the areas of the file.
    if day < vintage.effective_from and measure not in DENOMINATORS:
        return _build_before_vintage(table, column, day, vintage, allow_earlier)
    return None


def _build_future(table: PlainTable, as_of: date, today: date) -> Finding:
    return Finding(
        "date_in_future",
        Severity.ERROR,
        Bilingual(
            f"Ngày chốt số liệu {as_of:%d/%m/%Y} ở tương lai (hôm nay {today:%d/%m/%Y})",
            f"The cut-off {as_of:%d/%m/%Y} lies in the future (today is {today:%d/%m/%Y})",
        ),
        Bilingual("Kiểm tra --as-of.", "Check --as-of."),
        table.sheet.build_place(text=as_of.isoformat()),
    )


def _build_outside_validity(table: PlainTable, vintage: Vintage, as_of: date) -> Finding:
    end = f"{vintage.effective_to:%d/%m/%Y}" if vintage.effective_to else "…"
    span = f"{vintage.effective_from:%d/%m/%Y} – {end}"
    return Finding(
        "date_outside_vintage",
        Severity.ERROR,
        Bilingual(
            f"Ngày chốt {as_of:%d/%m/%Y} nằm ngoài hiệu lực của {vintage.vintage_id} ({span})",
            f"The cut-off {as_of:%d/%m/%Y} lies outside the validity of {vintage.vintage_id} ({span})",
        ),
        Bilingual("Chọn --vintage có hiệu lực vào ngày chốt.", "Choose the --vintage that was valid on that day."),
        table.sheet.build_place(text=as_of.isoformat()),
    )


def _build_before_vintage(
    table: PlainTable, column: Column, day: date, vintage: Vintage, allow_earlier: bool
) -> Finding:
    return Finding(
        "date_before_vintage",
        Severity.WARNING if allow_earlier else Severity.ERROR,
        Bilingual(
            f"Cột {column.label} ghi ngày {day:%d/%m/%Y}, trước khi {vintage.vintage_id} có hiệu lực",
            f"The column {column.label} is of {day:%d/%m/%Y}, before {vintage.vintage_id} began",
        ),
        Bilingual(
            "Nếu tệp đã tính lại số cũ theo địa giới mới, thêm --allow-other-date; nếu không, bỏ cột (ignore).",
            "If the file restates the old counts for these areas, add --allow-other-date; if not, ignore the column.",
        ),
        table.sheet.build_place(column=column.letter, text=column.header),
    )


def _build_after_cut_off(table: PlainTable, column: Column, day: date, as_of: date) -> Finding:
    return Finding(
        "date_after_cut_off",
        Severity.ERROR,
        Bilingual(
            f"Cột {column.label} ghi ngày {day:%d/%m/%Y}, sau ngày chốt {as_of:%d/%m/%Y}",
            f"The column {column.label} is of {day:%d/%m/%Y}, after the cut-off {as_of:%d/%m/%Y}",
        ),
        Bilingual(
            "Đặt --as-of là ngày chốt mới nhất trong bảng, hoặc sửa ngày của cột bằng --map.",
            "Let --as-of be the latest cut-off in the table, or mend the date of the column with --map.",
        ),
        table.sheet.build_place(column=column.letter, text=column.header),
    )


def _build_implausible(table: PlainTable, column: Column, day: date) -> Finding:
    return Finding(
        "date_implausible",
        Severity.ERROR,
        Bilingual(f"Ngày {day:%d/%m/%Y} của cột {column.label} vô lý", f"{day:%d/%m/%Y} of {column.label} cannot be"),
        Bilingual("Sửa tiêu đề, hoặc cho ngày bằng --map.", "Mend the header, or give the date with --map."),
        table.sheet.build_place(column=column.letter, text=column.header),
    )
