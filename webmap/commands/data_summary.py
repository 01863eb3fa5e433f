"""The report of a table as lines for a terminal, Vietnamese and English beside each other."""

from __future__ import annotations

from datetime import date
from typing import Any

OUTCOMES = {
    "matched": "khớp · matched",
    "alias": "khớp theo tên khác · alias",
    "ambiguous": "chưa rõ · ambiguous",
    "unknown": "không tìm thấy · unknown",
    "duplicate": "trùng · duplicate",
    "outside_scope": "ngoài phạm vi · outside scope",
    "subtotal": "dòng tổng · subtotal",
    "ignored": "bỏ qua · ignored",
}
_UNDERSTOOD = {
    "kind": "loại tệp · kind",
    "vintage_id": "bộ ranh giới · vintage",
    "as_of": "ngày chốt · cut-off",
    "province_code": "tỉnh · province",
    "level": "cấp · level",
    "scheme": "loại hình · scheme",
    "covers": "nói thay cho · speaks for",
}
_ORIGINS = {
    "option": "người dùng chọn · option",
    "header": "tiêu đề cột · header",
    "title": "tựa đề · title",
    "sheet_name": "tên trang tính · sheet name",
    "file_name": "tên tệp · file name",
    "rows": "các dòng · rows",
    "vintage": "bộ ranh giới · vintage",
    "default": "mặc định · default",
    "nowhere": "chưa rõ · not found",
}
_UNSETTLED = ("ambiguous", "unknown", "duplicate", "outside_scope")
_MOST_LINES = 20


def render_summary(document: dict[str, Any]) -> str:
    """Return what was understood, the columns, outcomes, totals, check sums, doubts and findings of a report."""
    blocks = [
        _render_understood(document),
        _render_columns(document),
        _render_outcomes(document),
        _render_totals(document),
        _render_check_sums(document),
        _render_rows(document),
        _render_findings("Lỗi · Errors", document["errors"]),
        _render_findings("Lưu ý · Warnings", document["warnings"]),
    ]
    return "\n".join(line for block in blocks for line in block)


def _render_understood(document: dict[str, Any]) -> list[str]:
    """Say what the file was understood to be about, each part with where that was found."""
    lines = [str(document["file"]), "Hiểu tệp là · Understood:"]
    for name, label in _UNDERSTOOD.items():
        entry = document["understood"].get(name)
        if entry is None:
            continue
        if name == "scheme" and entry["value"] is None and not _lacks_scheme(document):
            continue  # each column or row names its own, or nobody insured is counted
        value = _render_day(entry["value"]) if name == "as_of" and entry["value"] else entry["value"] or "?"
        origin = _ORIGINS.get(entry["origin"], entry["origin"])
        words = f": «{entry['text']}»" if entry["text"] else ""
        if name == "covers":
            value = _render_covers(value, document["understood"].get("covered_units", []))
        lines.append(f"  {label}: {value} ({origin}{words})")
    for sheet in document["sheets"]:
        if sheet["reason"]:
            lines.append(f"  «{sheet['sheet']}»: {sheet['reason']['vi']} · {sheet['reason']['en']}")
    return lines


def _lacks_scheme(document: dict[str, Any]) -> bool:
    return any(error["code"] == "scheme_missing" for error in document["errors"])


def _render_covers(value: str, units: list[dict[str, Any]]) -> str:
    """Say whether a file speaks for its provinces, or for which of their units."""
    if value != "units":
        return {"province": "cả tỉnh · the province whole"}.get(value, value)
    names = list(dict.fromkeys(unit["name"] for unit in units))
    more = f", … (+{len(names) - 5})" if len(names) > 5 else ""
    return f"chỉ · only {', '.join(names[:5])}{more}"


def _render_columns(document: dict[str, Any]) -> list[str]:
    lines = ["Cột · Columns:"]
    sheets = {column["sheet"] for column in document["columns"]}
    for column in document["columns"]:
        shape = {"vi": " (1.234,5)", "en": " (1,234.5)"}.get(column["number_format"] or "", "")
        sheet = f"«{column['sheet']}» " if len(sheets) > 1 else ""
        meaning = column["meaning"] or (f"? {column['proposal']}" if column["proposal"] else "?")
        remembered = " · đã nhớ · remembered" if column["origin"] == "remembered" else ""
        lines.append(f"  {sheet}{column['column']:>2}  {column['header']} = {meaning}{shape}{remembered}")
    return lines


def _render_outcomes(document: dict[str, Any]) -> list[str]:
    parts = [f"{OUTCOMES[name]}: {_group(count)}" for name, count in document["outcomes"].items() if count]
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
    rows = [row for row in document["rows"] if row["outcome"] in _UNSETTLED and not row["waits_for"]]
    lines = ["Dòng cần xem · Rows to settle:"] if rows else []
    for row in rows[:_MOST_LINES]:
        reason = row["reason"] or {"vi": "", "en": ""}
        sheet = f"«{row['sheet']}» " if row["sheet"] else ""
        like = f" (+{_group(row['row_count'] - 1)} dòng giống · rows alike)" if row["row_count"] > 1 else ""
        mark = f"{sheet}dòng · row {row['row']}{like} [{OUTCOMES[row['outcome']]}]"
        lines.append(f"  {mark} {reason['vi']} · {reason['en']}")
        lines += [_render_candidate(row["row"], one) for one in row["candidates"][:3]]
    return lines + _render_rest(len(rows))


def _render_candidate(row: int, candidate: dict[str, Any]) -> str:
    note = candidate["note"]
    why = f"  ({note['vi']} · {note['en']})" if note else ""
    return f"      --decide {row}={candidate['area_code']}  {candidate['name']}{why}"


def _render_findings(title: str, findings: list[dict[str, Any]]) -> list[str]:
    lines = [f"{title}:"] if findings else []
    for finding in findings[:_MOST_LINES]:
        where = " ".join(str(finding[part]) for part in ("column", "row") if finding[part])
        message, hint = finding["message"], finding["hint"]
        lines.append(f"  {where + ': ' if where else ''}{message['vi']} · {message['en']} [{finding['code']}]")
        lines.append(f"      → {hint['vi']} · {hint['en']}")
    return lines + _render_rest(len(findings))


def _render_rest(count: int) -> list[str]:
    more = count - _MOST_LINES
    return [f"  … và {more} nữa, xem --report · and {more} more, see --report"] if more > 0 else []


def _group(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _render_day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
