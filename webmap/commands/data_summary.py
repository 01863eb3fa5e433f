"""The report of a table as lines for a terminal, Vietnamese and English beside each other."""

from __future__ import annotations

from datetime import date
from typing import Any

_OUTCOMES = {
    "matched": "khớp · matched",
    "alias": "khớp theo tên khác · alias",
    "ambiguous": "chưa rõ · ambiguous",
    "unknown": "không tìm thấy · unknown",
    "duplicate": "trùng · duplicate",
    "outside_scope": "ngoài phạm vi · outside scope",
    "subtotal": "dòng tổng · subtotal",
    "ignored": "bỏ qua · ignored",
}
_UNSETTLED = ("ambiguous", "unknown", "duplicate", "outside_scope")
_MOST_LINES = 20


def render_summary(document: dict[str, Any]) -> str:
    """Return the columns, outcomes, totals, check sums and findings of a report document."""
    blocks = [
        _render_columns(document),
        _render_outcomes(document),
        _render_totals(document),
        _render_check_sums(document),
        _render_rows(document),
        _render_findings("Lỗi · Errors", document["errors"]),
        _render_findings("Lưu ý · Warnings", document["warnings"]),
    ]
    return "\n".join(line for block in blocks for line in block)


def _render_columns(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['file']} → {document['vintage_id']} · {_render_day(document['as_of'])}", "Cột · Columns:"]
    for column in document["columns"]:
        shape = {"vi": " (1.234,5)", "en": " (1,234.5)"}.get(column["number_format"] or "", "")
        lines.append(f"  {column['column']:>2}  {column['header']} = {column['meaning']}{shape}")
    return lines


def _render_outcomes(document: dict[str, Any]) -> list[str]:
    parts = [f"{_OUTCOMES[name]}: {_group(count)}" for name, count in document["outcomes"].items() if count]
    return [f"Dòng đọc được · Rows read: {_group(document['rows_read'])}", *(f"  {part}" for part in parts)]


def _render_totals(document: dict[str, Any]) -> list[str]:
    lines = ["Tổng · Totals:"] if document["totals"] else []
    for total in document["totals"]:
        withheld = f", {total['withheld_count']} ẩn · withheld" if total["withheld_count"] else ""
        lines.append(
            f"  {total['scheme']} {total['measure']} {_render_day(total['as_of'])}: {_group(total['count'])}"
            f" ({_group(total['area_count'])} đơn vị · areas{withheld})"
        )
    return lines


def _render_check_sums(document: dict[str, Any]) -> list[str]:
    sums = document["check_sums"]
    if not sums:
        return []
    broken = [check_sum for check_sum in sums if not check_sum["holds"]]
    lines = [f"Dòng tổng khớp · Check sums that hold: {len(sums) - len(broken)}/{len(sums)}"]
    for check_sum in broken[:_MOST_LINES]:
        lines.append(
            f"  dòng · row {check_sum['row']} {check_sum['name']}, {check_sum['header']}: "
            f"{_group(check_sum['stated_count'])} ≠ {_group(check_sum['summed_count'])}"
            f" ({check_sum['difference_count']:+d})"
        )
    return lines + _render_rest(len(broken))


def _render_rows(document: dict[str, Any]) -> list[str]:
    rows = [row for row in document["rows"] if row["outcome"] in _UNSETTLED]
    lines = ["Dòng cần xem · Rows to settle:"] if rows else []
    for row in rows[:_MOST_LINES]:
        reason = row["reason"] or {"vi": "", "en": ""}
        lines.append(f"  dòng · row {row['row']} [{_OUTCOMES[row['outcome']]}] {reason['vi']} · {reason['en']}")
    return lines + _render_rest(len(rows))


def _render_findings(title: str, findings: list[dict[str, Any]]) -> list[str]:
    lines = [f"{title}:"] if findings else []
    for finding in findings[:_MOST_LINES]:
        where = " ".join(str(finding[part]) for part in ("column", "row") if finding[part])
        message = finding["message"]
        lines.append(f"  {where + ': ' if where else ''}{message['vi']} · {message['en']} [{finding['code']}]")
    return lines + _render_rest(len(findings))


def _render_rest(count: int) -> list[str]:
    more = count - _MOST_LINES
    return [f"  … và {more} nữa, xem --report · and {more} more, see --report"] if more > 0 else []


def _group(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _render_day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
