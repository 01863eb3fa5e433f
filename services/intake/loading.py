"""From a plain table to a release: read, understood, matched and checked; nothing is changed until it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.vintages import Vintage
from services.intake.checks import build_check_sums, check_proportions, check_repeated_denominators, check_schemes
from services.intake.columns import PlainTable, read_plain_table
from services.intake.counts import check_cells, parse_counts
from services.intake.date_checks import check_dates
from services.intake.facts import build_facts, build_pilots, check_pilots
from services.intake.joining import join_rows
from services.intake.outcomes import Finding
from services.intake.persons import refuse_persons
from services.intake.replaced import check_replaced
from services.intake.report import IntakeReport, build_report_document
from services.intake.sheets import SheetLimits, read_sheet
from services.intake.vintage_checks import check_vintage_fit
from services.measures.schemes import Scheme
from services.store.boundaries import read_areas, read_vintage
from services.store.releases import ReleaseDraft, publish_release

_ILLUSTRATIVE = Bilingual("Số liệu minh họa", "Illustrative data")


@dataclass(frozen=True)
class IntakeOptions:
    """What the user says about a table besides its cells.

    ``level`` None is the lowest of the vintage. ``mapping``: header or column letter → meaning. ``allow_earlier``
    takes comparative counts of days before the vintage began as restated by the file.
    """

    vintage_id: str
    as_of: date
    province_code: str | None = None
    level: Level | None = None
    scheme: Scheme | None = None
    sheet_name: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    target_source: str = ""
    target_version: str = ""
    denominator_source: str = ""
    remark: str = ""
    is_illustrative: bool = False
    allow_earlier: bool = False
    leave_out_unmatched: bool = False


@dataclass(frozen=True)
class CheckedTable:
    """A table that has been checked; ``draft`` is None where it must not be published, and ``refusal`` says why."""

    report: IntakeReport
    draft: ReleaseDraft | None
    refusal: BadInput | None


def check_data(
    connection: Connection, path: Path, options: IntakeOptions, today: date, limits: SheetLimits | None = None
) -> CheckedTable:
    """Return the report of a table and the draft of its release; changes nothing.

    BadInput where the file cannot be read as a plain table at all; NotFound where the vintage or province is missing.
    """
    vintage = read_vintage(connection, options.vintage_id).vintage
    level = options.level or vintage.lowest_level
    index = build_area_index(options.vintage_id, read_areas(connection, options.vintage_id), options.province_code)
    _check_scope(index, options, level)
    sheet = read_sheet(path, options.sheet_name, limits)
    refuse_persons(sheet)
    table = read_plain_table(sheet, level, options.as_of, options.scheme, options.mapping)
    report = _build_report(table, index, vintage, options, today)
    if not report.errors:
        report = replace(report, findings=(*report.findings, *check_replaced(connection, table, index, report.facts)))
    refusal = _find_refusal(report, options)
    return CheckedTable(report, None if refusal else _build_draft(report, options), refusal)


def publish_table(engine: Engine, checked: CheckedTable, *, by: str, now: datetime) -> int:
    """Publish a checked table whole and return its release id; raise its refusal where it must not be published."""
    if checked.draft is None:
        raise checked.refusal or RuntimeError("a table without draft has a refusal")
    return publish_release(engine, checked.draft, by=by, now=now)


def _build_report(
    table: PlainTable, index: AreaIndex, vintage: Vintage, options: IntakeOptions, today: date
) -> IntakeReport:
    counts = parse_counts(table)
    rows = join_rows(table, index)
    facts = build_facts(table, counts, rows)
    findings: list[Finding] = [
        *check_dates(table, vintage, options.as_of, today, allow_earlier=options.allow_earlier),
        *check_vintage_fit(table, index, rows),
        *check_cells(table, counts, rows),
        *check_schemes(table, rows),
        *check_pilots(table, rows),
        *check_repeated_denominators(table, facts),
        *check_proportions(table, counts, rows),
    ]
    return IntakeReport(
        table=table,
        counts=counts,
        rows=rows,
        findings=tuple(findings),
        check_sums=build_check_sums(counts, index, rows),
        facts=facts,
        settings=_build_settings(table, options),
    )


def _build_draft(report: IntakeReport, options: IntakeOptions) -> ReleaseDraft:
    sheet = report.table.sheet
    source = options.source or sheet.file_name
    return ReleaseDraft(
        vintage_id=options.vintage_id,
        file_name=sheet.file_name,
        file_sha256=sheet.file_sha256,
        source=source,
        facts=report.facts,
        target_source=options.target_source or source,
        target_version=options.target_version,
        denominator_source=options.denominator_source or source,
        is_illustrative=options.is_illustrative,
        illustrative_note=_ILLUSTRATIVE if options.is_illustrative else Bilingual("", ""),
        remark=options.remark,
        report=build_report_document(report),
        pilots=build_pilots(report.table, report.rows),
    )


def _build_settings(table: PlainTable, options: IntakeOptions) -> dict[str, str]:
    return {
        "vintage_id": options.vintage_id,
        "province_code": options.province_code or "",
        "level": str(table.level),
        "scheme": str(options.scheme or ""),
        "as_of": options.as_of.isoformat(),
    }


def _check_scope(index: AreaIndex, options: IntakeOptions, level: Level) -> None:
    if not index.has_level(level):
        raise NotFound(
            "level_missing",
            Bilingual(
                f"{options.vintage_id} không có cấp {LEVEL_WORDS[level].vi}",
                f"{options.vintage_id} has no level {LEVEL_WORDS[level].en}",
            ),
            Bilingual("Chọn cấp khác bằng --level.", "Choose another with --level."),
            Place(text=str(level)),
        )
    if options.province_code is not None and index.scope_area() is None:
        known = ", ".join(area.area_code for area in index.list_areas(Level.PROVINCE))
        raise NotFound(
            "province_missing",
            Bilingual(
                f"{options.vintage_id} không có tỉnh «{options.province_code}»",
                f"{options.vintage_id} has no province «{options.province_code}»",
            ),
            Bilingual(f"Các mã tỉnh: {known}.", f"The codes are {known}."),
            Place(text=options.province_code),
        )


def _find_refusal(report: IntakeReport, options: IntakeOptions) -> BadInput | None:
    if report.errors:
        first, more = report.errors[0], len(report.errors) - 1
        tail_vi = f" (và {more} lỗi khác, xem báo cáo)" if more else ""
        tail_en = f" (and {more} more faults, see the report)" if more else ""
        message = Bilingual(first.message.vi + tail_vi, first.message.en + tail_en)
        return BadInput(first.code, message, first.hint, first.place)
    if report.unsettled and not options.leave_out_unmatched:
        return _build_unsettled(report)
    if report.facts.empty and build_pilots(report.table, report.rows).empty:
        return BadInput(
            "table_without_counts",
            Bilingual("Không có dòng nào ghép được để nạp", "Not one row can be loaded"),
            Bilingual("Xem lý do từng dòng trong báo cáo (--report).", "See the reason of each row in the --report."),
            report.table.sheet.build_place(),
        )
    return None


def _build_unsettled(report: IntakeReport) -> BadInput:
    first = report.unsettled[0]
    count = len(report.unsettled)
    reason = first.reason or Bilingual(str(first.outcome), str(first.outcome))
    return BadInput(
        "rows_unsettled",
        Bilingual(
            f"Số dòng chưa chắc là đơn vị nào: {count}. Dòng {first.number}: {reason.vi}",
            f"Rows that do not say for certain which area they mean: {count}. Row {first.number}: {reason.en}",
        ),
        Bilingual(
            "Sửa tên hoặc mã theo gợi ý, hoặc thêm --leave-out-unmatched để nạp phần còn lại (có báo cáo).",
            "Mend names or codes as suggested, or add --leave-out-unmatched to load the rest (the report lists them).",
        ),
        report.table.sheet.build_place(first.number, text=first.name),
    )
