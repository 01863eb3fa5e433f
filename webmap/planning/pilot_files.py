"""The evaluation of pilots as files: every pilot with the communes like it, and the groups of each cohort."""

from __future__ import annotations

import csv
from io import StringIO

from services.measures.rounding import round_decimal
from services.measures.wording import format_date, format_decimal
from services.planning.cohort_words import explain_programme
from services.planning.cohorts import Cohort
from services.planning.pilot_results import GroupGain
from services.reporting.file_tables import FileCell, FileTable, build_file_workbook
from webmap.encoding import Answer, build_answer
from webmap.operation import XLSX
from webmap.planning.pilot_page import PilotPage
from webmap.translations import gettext as _
from webmap.value_table import BYTE_ORDER_MARK, protect

DECIMALS = 1  # of people per commune, as on the page


def build_pilots_xlsx(page: PilotPage) -> Answer:
    """Return a workbook: the pilots, the groups, the way from date to date, what is said of it."""
    tables = [build_pilot_table(page), build_group_table(page), build_point_table(page), build_sentence_table(page)]
    heading = (page.place, page.question, page.answer)
    body = build_file_workbook(tables, heading, _write_source(page))
    return build_answer(body, XLSX, file_name=f"{_name_file(page)}.xlsx")


def build_pilots_csv(page: PilotPage) -> Answer:
    """Return the pilots for Excel in the settings of the language."""
    text, table = StringIO(), build_pilot_table(page)
    writer = csv.writer(text, delimiter=";" if page.lang == "vi" else ",")
    for line in (page.question, page.answer, _write_source(page)):
        writer.writerow([protect(line)])
    writer.writerow([])
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow([_write_cell(cell, page.lang) for cell in row])
    body = (BYTE_ORDER_MARK + text.getvalue()).encode()
    return build_answer(body, "text/csv; charset=utf-8", file_name=f"{_name_file(page)}.csv")


def build_pilot_table(page: PilotPage) -> FileTable:
    """Return a row for each pilot; those not evaluated have their days alone."""
    evaluated = {row.code: (cohort, row) for cohort in page.programme.cohorts for row in cohort.rows}
    rows: list[tuple[FileCell, ...]] = []
    for one in page.listed:
        own = (one.area_code, one.name, page.name_unit(one.area_code), one.started_on, one.ended_on)
        found = evaluated.get(one.area_code)
        if found is None:
            rows.append((*own, *(None,) * 9))
            continue
        cohort, row = found
        days = (cohort.evaluation.baseline_date, cohort.evaluation.as_of)
        counts = (row.baseline_count, row.last_count, row.net_count, row.gross_count)
        means = (_round(row.match_mean), _round(row.difference))
        rows.append((*own, *days, *counts, *means, ", ".join(row.match_names)))
    heads = (
        *(_("Mã xã"), _("Xã điểm"), _("Thuộc"), _("Từ ngày"), _("Đến ngày"), _("Ngày gốc"), _("Ngày đánh giá")),
        *(_("Đầu kỳ"), _("Cuối kỳ"), _("Tăng thuần"), _("Tăng mới"), _("Xã tương tự tăng"), _("Chênh lệch")),
        _("Ghép với"),
    )
    return FileTable(_("Xã điểm"), heads, tuple(rows), (9, 26, 22, 11, 11, 11, 11, 9, 9, 9, 9, 11, 11, 60))


def build_group_table(page: PilotPage) -> FileTable:
    """Return the groups of each cohort."""
    rows = [row for cohort in page.programme.cohorts for row in _list_groups(cohort)]
    heads = (
        *(_("Đợt"), _("Nhóm"), _("Tháng"), _("Số xã"), _("Đầu kỳ"), _("Cuối kỳ"), _("Tăng thuần")),
        *(_("Tăng thuần mỗi xã"), _("Tăng mới"), _("Tăng mới mỗi xã")),
    )
    return FileTable(_("Nhóm"), heads, tuple(rows), (12, 22, 8, 9, 10, 10, 11, 12, 10, 12))


def _list_groups(cohort: Cohort) -> list[tuple[FileCell, ...]]:
    found = cohort.evaluation
    named: list[tuple[str, GroupGain | None]] = [
        (_("Xã điểm"), found.pilots),
        (_("Xã tương tự"), cohort.matched),
        (_("Các xã khác"), found.others),
    ]
    return [
        (
            *(cohort.started_on, label, found.months, group.commune_count, group.baseline_total, group.last_total),
            *(group.net_total, _round(group.net_mean) if group.commune_count else None),
            *(group.gross_total, _round(group.gross_mean)),
        )
        for label, group in named
        if group is not None
    ]


def build_point_table(page: PilotPage) -> FileTable:
    """Return the mean changes of each cohort on each date."""
    rows = [
        (cohort.started_on, point.as_of, _round(point.pilots), _round(point.matches), _round(point.others))
        for cohort in page.programme.cohorts
        for point in cohort.points
    ]
    heads = (_("Đợt"), _("Ngày chốt"), _("Xã điểm"), _("Xã tương tự"), _("Các xã khác"))
    return FileTable(_("Theo ngày chốt"), heads, tuple(rows), (12, 12, 12, 14, 14))


def build_sentence_table(page: PilotPage) -> FileTable:
    """Return what is said of all cohorts, then of each."""
    rows: list[tuple[FileCell, ...]] = [(None, one.in_language(page.lang)) for one in explain_programme(page.programme)]
    for cohort in page.programme.cohorts:
        rows += [(cohort.started_on, one.in_language(page.lang)) for one in cohort.evaluation.sentences]
    return FileTable(_("Nhận xét"), (_("Đợt"), _("Nhận xét")), tuple(rows), (12, 110))


def _round(value: float | None) -> float | None:
    return None if value is None else float(round_decimal(value, DECIMALS))


def _write_cell(cell: FileCell, lang: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return protect(cell)
    if isinstance(cell, float):
        return (
            format_decimal(round_decimal(cell, DECIMALS), lang)
            .replace("−", "-")
            .replace("." if lang == "vi" else ",", "")
        )
    return str(cell) if isinstance(cell, int) else format_date(cell, lang)


def _write_source(page: PilotPage) -> str:
    flags = "; ".join(flag.text for flag in page.flags)
    lines = "; ".join(f"{term}: {text}" for term, text in page.source)
    return f"{lines}. {flags}" if flags else lines


def _name_file(page: PilotPage) -> str:
    asked = page.screen.request
    day = asked.as_of.isoformat() if asked.as_of else ""
    return f"baophu_pilots_{asked.within}_{asked.scheme.value}_{day}"
