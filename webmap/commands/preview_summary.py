"""A preview as the command line tells it: totals before and after, what comes, changes and goes, what looks strange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.measures.wording import format_count, format_date

if TYPE_CHECKING:
    from services.intake.publication.changes import ScopeChange
    from services.intake.publication.list_changes import ListChange
    from services.intake.publication.preview import Preview

_NAMED_SCOPES = 12
_NAMED_ODDITIES = 10
_NAMED_LOST = 5


def render_preview(preview: Preview) -> str:
    """Return the lines of a preview, Vietnamese and English beside each other."""
    lines = ["Xem trước · preview:"]
    lines += [line for scope in preview.scopes[:_NAMED_SCOPES] for line in _render_scope(scope)]
    more = len(preview.scopes) - _NAMED_SCOPES
    lines += [f"  … {more} phạm vi khác · more scopes"] if more > 0 else []
    lines += [line for change in preview.lists for line in _render_list(change)]
    lines += _render_oddities(preview)
    if preview.same_file:
        ids = ", ".join(str(release_id) for release_id in preview.same_file)
        lines.append(f"⚠ Chính tệp này đang có hiệu lực: bản {ids} · this very file is in force: release {ids}")
    return "\n".join(lines)


def _render_scope(scope: ScopeChange) -> Iterator[str]:
    from services.intake.publication.changes import ChangeKind
    from services.intake.publication.scope_words import join_scheme, label_measure

    what = join_scheme(label_measure(scope.measure), scope.scheme)
    total = scope.total
    before, after = format_count(total.before_count, "vi"), format_count(total.after_count, "vi")
    counts = {kind: scope.count(kind) for kind in ChangeKind}
    yield (
        f"  {_name_place(scope)}, {what.vi} {format_date(scope.as_of, 'vi')}: {before} → {after}; "
        f"thêm · added {counts[ChangeKind.ADDED]}, đổi · changed {counts[ChangeKind.CHANGED]}, "
        f"mất · lost {counts[ChangeKind.LOST]}, như cũ · unchanged {counts[ChangeKind.UNCHANGED]}"
    )
    if scope.earlier is not None:
        earlier = scope.earlier
        yield (
            f"    {format_date(earlier.as_of, 'vi')}: {format_count(earlier.earlier_count, 'vi')} → "
            f"{format_count(earlier.after_count, 'vi')} ({earlier.area_count} đơn vị có cả hai · areas with both)"
        )
    if counts[ChangeKind.LOST]:
        named = ", ".join(area.name for area in scope.list_changes(ChangeKind.LOST, _NAMED_LOST))
        yield f"    ⚠ không có trong tệp, sẽ mất số · not in the file, will lose their counts: {named}"


def _render_list(change: ListChange) -> Iterator[str]:
    from services.intake.publication.scope_words import label_content

    what = label_content(change.content)
    yield (
        f"  {what.vi} · {what.en}: {change.before_count} → {change.after_count} "
        f"(+{change.added_count} −{change.lost_count})"
    )
    for part in change.parts:
        province = f"{part.province_name} ({part.province_code})"
        if part.unit_names:
            more = f", … (+{len(part.unit_names) - 3})" if len(part.unit_names) > 3 else ""
            units = ", ".join(part.unit_names[:3]) + more
            yield f"    chỉ {units}; nơi khác của {province} giữ nguyên · these units only, the rest stays"
        else:
            yield f"    cả {province} · the whole province"


def _name_place(scope: ScopeChange) -> str:
    """Name the province, with its units where the release speaks for these alone, and levels above communes."""
    from services.intake.publication.scope_words import label_level

    names = scope.unit_names
    more = f", … (+{len(names) - 3})" if len(names) > 3 else ""
    province = f"{scope.province_name} ({scope.province_code})"
    place = f"{', '.join(names[:3])}{more}, {province}" if names else province
    return place + label_level(str(scope.level)).vi


def _render_oddities(preview: Preview) -> list[str]:
    if not preview.oddity_count:
        return []
    shown = preview.oddities[:_NAMED_ODDITIES]
    lines = [f"⚠ Tăng giảm bất thường · strange jumps and falls: {preview.oddity_count}"]
    return lines + [f"  {one.name} ({one.area_code}): {one.sentence.vi} · {one.sentence.en}" for one in shown]
