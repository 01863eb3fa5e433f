"""What a check of boundaries found, as lines to read and as a JSON file to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geodata.boundary_set import BoundarySet

# The greatest come first; a coverage that was drawn in pieces changes everywhere, in thousands of slivers.
_LISTED_CHANGES = 500


def render_report(boundary_set: BoundarySet) -> str:
    """Return the lines that tell what was read, decided, left out and mended; each change of size has its line."""
    report = boundary_set.report
    lines = [*_render_reading(report), *_render_codes(report), *_render_place(report), *_render_parents(report)]
    names = dict(zip(boundary_set.areas["area_code"], boundary_set.areas["name"], strict=True))
    return "\n".join([*lines, *_render_mending(report["mending"], names)])


def build_report_document(boundary_set: BoundarySet) -> dict[str, Any]:
    """Return the whole report as plain JSON values."""
    return {"vintage_id": boundary_set.vintage.vintage_id, **boundary_set.report}


def _render_reading(report: dict[str, Any]) -> list[str]:
    columns = ", ".join(f"{role} = {column}" for role, column in report["columns"].items() if column)
    return [
        f"Tệp · file: {report['file']} ({report['driver']}, {report['layer']}), {report['rows_read']} dòng · rows",
        f"Hệ tọa độ · CRS: {report['crs']}",
        f"Cột · columns: {columns}",
        *(f"{remark['vi']} · {remark['en']}" for remark in report["remarks"]),
    ]


def _render_codes(report: dict[str, Any]) -> list[str]:
    lines = []
    if report["codes_padded"]:
        lines.append(f"Thêm số 0 đã mất ở đầu {report['codes_padded']} mã · leading zeros put back")
    for key, words in (
        ("coded_by_name", "Lấy mã theo tên · coded by name"),
        ("left_out", "Để ngoài, không có mã · left out, no code"),
    ):
        rows = report.get(key, [])
        if rows:
            lines.append(f"{words}: {len(rows)}")
            lines.extend(f"  {_render_row(row)}" for row in rows)
    if report["named_by_code"]:
        lines.append(
            f"Không có tên, lấy theo danh mục · unnamed, named officially: {', '.join(report['named_by_code'])}"
        )
    return [*lines, f"Giữ lại · kept: {report['areas_kept']} / {report['rows_read']}"]


def _render_row(row: dict[str, Any]) -> str:
    parents = ", ".join(name for name in (row["managing_unit_name"], row["province_name"]) if name)
    code = f"{row['area_code']} " if row["area_code"] else ""
    return f"dòng · row {row['row']}: {code}{row['name'] or '(không tên · no name)'} ({parents})"


def _render_place(report: dict[str, Any]) -> list[str]:
    reference = report["reference"]
    lines = [
        f"Đối chiếu {reference['source']}: {reference['codes_known']} mã có trong danh mục, "
        f"{reference['names_agreeing']} đúng tên · codes known, names agreeing",
    ]
    if reference["compared_count"]:
        lines.append(
            f"Vị trí · position: lệch trung vị · median offset {reference['median_east_km']} km E, "
            f"{reference['median_north_km']} km N"
        )
    if reference["far_codes"]:
        lines.append(f"Xa vị trí tham khảo, nên xem lại · far from the reference: {', '.join(reference['far_codes'])}")
    return lines


def _render_parents(report: dict[str, Any]) -> list[str]:
    parents = report["parents"]
    lines = []
    for key, words in (
        ("from_file", "Cấp trên theo tệp · parents from the file"),
        ("from_reference", "Cấp trên theo danh mục · parents from the reference"),
        ("unknown_codes", "Không rõ cấp trên · parent unknown"),
        ("differing", "Cấp trên khác danh mục, giữ theo tệp · parent differs, the file's is kept"),
    ):
        for level, value in parents.get(key, {}).items():
            if value:
                lines.append(f"{words}, {level}: {value if isinstance(value, int) else ', '.join(value)}")
    return lines


def _render_mending(mending: dict[str, Any], names: dict[str, str]) -> list[str]:
    lines = [
        f"Vá ranh giới · mending: {mending['faulty_count']} vùng lỗi · faulty, "
        f"{mending['changed_count']} đổi diện tích · changed, {mending['moved_km2']} km²"
    ]
    for change in mending["changes"][:_LISTED_CHANGES]:
        lines.append(
            f"  {change['area_code']} {names.get(change['area_code'], '')}: {change['before_km2']} → "
            f"{change['after_km2']} km² ({change['change_km2']:+} km², {change['change_percent']:+} %)"
        )
    if len(mending["changes"]) > _LISTED_CHANGES:
        rest = len(mending["changes"]) - _LISTED_CHANGES
        lines.append(f"  … và {rest} vùng đổi ít hơn, xem --report · {rest} lesser changes, see --report")
    return lines
