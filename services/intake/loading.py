"""From a file to a release: read, understood, matched and checked; nothing is changed until it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from geodata.errors import BadInput, Bilingual
from services.intake.checking import CheckedSheets, check_sheets
from services.intake.files.sheets import SheetLimits, Workbook, read_workbook_file
from services.intake.options import IntakeOptions
from services.intake.outcomes import JoinedRow
from services.intake.report import IntakeReport, ReportDocument
from services.intake.scope.sources import find_sources
from services.intake.scope.understanding import Understanding
from services.store.releases import ReleaseDraft, publish_release

__all__ = ["CheckedTable", "IntakeOptions", "check_data", "check_workbook", "publish_table"]

_ILLUSTRATIVE = Bilingual("Số liệu minh họa", "Illustrative data")


@dataclass(frozen=True)
class CheckedTable:
    """A file that has been checked; ``draft`` is None where it must not be published, and ``refusal`` says why."""

    report: IntakeReport
    draft: ReleaseDraft | None
    refusal: BadInput | None
    understood: Understanding


def check_data(
    connection: Connection, path: Path, options: IntakeOptions, today: date, limits: SheetLimits | None = None
) -> CheckedTable:
    """Return the report of a file and the draft of its release; changes nothing.

    BadInput where the file cannot be read or holds no table; NotFound where the vintage or province is missing.
    """
    workbook = read_workbook_file(path, limits)
    return check_workbook(connection, workbook, options, today)


def check_workbook(connection: Connection, workbook: Workbook, options: IntakeOptions, today: date) -> CheckedTable:
    """Return the report of a workbook and the draft of its release; changes nothing.

    What only a person can settle stands in the report, and ``refusal`` is there until it is settled. BadInput where
    no sheet holds a table or one lists persons; NotFound where the vintage, province or sheet given is missing.
    """
    checked = check_sheets(connection, workbook, options, today)
    refusal = _find_refusal(checked, options)
    draft = None if refusal else _build_draft(checked, options)
    return CheckedTable(checked.report, draft, refusal, checked.understood)


def publish_table(engine: Engine, checked: CheckedTable, *, by: str, now: datetime) -> int:
    """Publish a checked table whole and return its release id; raise its refusal where it must not be published."""
    if checked.draft is None:
        raise checked.refusal or RuntimeError("a table without draft has a refusal")
    return publish_release(engine, checked.draft, by=by, now=now)


def _build_draft(checked: CheckedSheets, options: IntakeOptions) -> ReleaseDraft:
    report, contents = checked.report, checked.contents
    stated = find_sources(report.tables)
    source = options.source or stated.counts or report.file_name
    return ReleaseDraft(
        vintage_id=str(checked.understood.vintage_id.value),
        kind=str(checked.understood.kind.value),
        file_name=report.file_name,
        file_sha256=report.file_sha256,
        source=source,
        facts=contents.facts,
        target_source=options.target_source or stated.targets or source,
        target_version=options.target_version,
        denominator_source=options.denominator_source or stated.denominators or source,
        is_illustrative=options.is_illustrative,
        illustrative_note=_ILLUSTRATIVE if options.is_illustrative else Bilingual("", ""),
        remark=options.remark,
        report=ReportDocument(report),
        pilots=contents.pilots,
        organisation_facts=contents.organisation_facts,
        outreach_events=contents.outreach_events,
        unit_terms=contents.unit_terms,
        officer_terms=contents.officer_terms,
        group_counts=contents.group_counts,
        covered=checked.understood.covered,
    )


def _find_refusal(checked: CheckedSheets, options: IntakeOptions) -> BadInput | None:
    report = checked.report
    if report.errors:
        first, more = report.errors[0], len(report.errors) - 1
        tail_vi = f" (và {more} lỗi khác, xem báo cáo)" if more else ""
        tail_en = f" (and {more} more faults, see the report)" if more else ""
        message = Bilingual(first.message.vi + tail_vi, first.message.en + tail_en)
        return BadInput(first.code, message, first.hint, first.place)
    if report.unsettled and not options.leave_out_unmatched:
        return _build_unsettled(report, report.questions)
    if checked.contents.row_count == 0:
        return BadInput(
            "table_without_counts",
            Bilingual("Không có dòng nào ghép được để nạp", "Not one row can be loaded"),
            Bilingual("Xem lý do từng dòng trong báo cáo (--report).", "See the reason of each row in the --report."),
            report.build_place(),
        )
    return None


def _build_unsettled(report: IntakeReport, unsettled: Sequence[JoinedRow]) -> BadInput:
    first, count = unsettled[0], sum(row.row_count for row in unsettled)
    reason = first.reason or Bilingual(str(first.outcome), str(first.outcome))
    return BadInput(
        "rows_unsettled",
        Bilingual(
            f"Số dòng chưa chắc là đơn vị nào: {count}. Dòng {first.number}: {reason.vi}",
            f"Rows that do not say for certain which area they mean: {count}. Row {first.number}: {reason.en}",
        ),
        Bilingual(
            f"Chọn đơn vị: --decide {first.number}=MÃ hay --decide 'tên=tên đúng'; hoặc sửa tên hay mã theo gợi ý; "
            "hoặc thêm --leave-out-unmatched để nạp phần còn lại (có báo cáo).",
            f"Decide it: --decide {first.number}=CODE or --decide 'name=official name'; or mend names or codes as "
            "suggested; or add --leave-out-unmatched to load the rest (the report lists them).",
        ),
        report.build_place(first.sheet, first.number, text=first.name),
    )
