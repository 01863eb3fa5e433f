"""What a check of a crosswalk found, as lines to read: counts, and the faults by kind with the first of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.crosswalks.crosswalk import WeightBasis

if TYPE_CHECKING:
    from geodata.crosswalks.faults import FaultKind
    from services.crosswalks.checking import CrosswalkReport

SHOWN_FAULTS = 3


def render_report(report: CrosswalkReport) -> str:
    """Return what was built and the faults, grouped by kind, with their number and the first of each."""
    lines = _render_summary(report)
    if not report.faults:
        return "\n".join([*lines, "Không có lỗi nào · no faults"])
    lines.append(f"Lỗi · faults: {len(report.faults)}")
    for kind, count in report.fault_counts.items():
        lines += _render_kind(report, kind, count)
    return "\n".join(lines)


def _render_summary(report: CrosswalkReport) -> list[str]:
    summary = report.built.summary
    basis = WeightBasis(str(summary["basis"])).label
    lines = [
        f"{summary['from_vintage_id']} ({summary['from_count']} xã · communes) → "
        f"{summary['to_vintage_id']} ({summary['to_count']})",
        f"Cặp · pairs: {summary['pair_count']}; nguyên vẹn · whole: {summary['whole_count']}; "
        f"bị chia · divided: {summary['split_count']} (theo · by {basis.vi} · {basis.en})",
    ]
    if summary["filled_count"]:
        lines.append(
            f"Thiếu quy mô, tính theo diện tích và mật độ của tỉnh · without a size, by area and the density of "
            f"the province: {summary['filled_count']}"
        )
    if report.options.list_path is not None:
        lines.append(
            f"Danh sách · list: {summary['listed_row_count']} dòng · rows; quyết định cho · decides for "
            f"{summary['listed_count']} xã · communes, ranh giới cho · the outlines for {summary['outlined_count']}"
        )
    if report.options.list_path is not None and report.options.use_outlines:
        lines.append(
            f"Danh sách và ranh giới khớp · list and outlines agree: "
            f"{summary['agreeing_count']}/{summary['compared_count']}"
        )
    return lines


def _render_kind(report: CrosswalkReport, kind: FaultKind, count: int) -> list[str]:
    found = [fault for fault in report.faults if fault.kind is kind]
    lines = [f"✗ {kind.label.vi} · {kind.label.en}: {count}"]
    for fault in found[:SHOWN_FAULTS]:
        lines += [f"    {fault.message.vi}", f"    {fault.message.en}", f"      ✎ {fault.hint.vi} · {fault.hint.en}"]
    if count > SHOWN_FAULTS:
        lines.append(f"    … và {count - SHOWN_FAULTS} lỗi nữa: xem --report · and more: see --report")
    return lines
