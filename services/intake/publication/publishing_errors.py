"""Why an upload may not be published as it stands, in both languages: what has happened, by whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy.engine import Connection

from geodata.errors import Bilingual, Place
from services.intake.publication.scope_words import describe_footprints
from services.store.footprints import Change
from services.store.place_names import PlaceNames
from services.store.releases import read_release

_VIETNAM = timezone(timedelta(hours=7))
_NAMED_CHANGES = 3
Described = tuple[str, Bilingual, Bilingual, Place]
_PREVIEW_AGAIN = Bilingual(
    "Mở lại trang xem trước: nó so với số liệu đang có hiệu lực, rồi hãy công bố.",
    "Open the preview again: it compares with what is in force now; then publish.",
)


def format_moment(at: datetime) -> str:
    """Return a moment in the time of Việt Nam: 31/03/2026 14:05."""
    return f"{at.astimezone(_VIETNAM):%d/%m/%Y %H:%M}"


def describe_not_previewed(file_name: str) -> Described:
    """Return why a file that nobody has previewed is not published."""
    return (
        "upload_not_previewed",
        Bilingual(
            f"Chưa ai xem trước «{file_name}» sẽ thay đổi gì", f"Nobody has seen yet what «{file_name}» would change"
        ),
        Bilingual("Mở trang xem trước rồi công bố.", "Open the preview, then publish."),
        Place(file=file_name),
    )


def describe_draft_changed(file_name: str) -> Described:
    """Return why a file that now comes to other numbers than were previewed is not published."""
    return (
        "draft_changed",
        Bilingual(
            f"Từ lần xem trước, «{file_name}» cho ra số liệu khác (tên địa danh hoặc nghĩa cột đã được chỉnh)",
            f"Since its preview «{file_name}» comes to other numbers (a place name or a column was told otherwise)",
        ),
        _PREVIEW_AGAIN,
        Place(file=file_name),
    )


def describe_overtaken(file_name: str, changes: Sequence[Change], names: PlaceNames) -> Described:
    """Return what others have changed under an upload since its preview."""
    told = [_describe_change(change, names) for change in changes[:_NAMED_CHANGES]]
    more = len(changes) - len(told)
    tail = Bilingual(f"; và {more} thay đổi khác", f"; and {more} more") if more else Bilingual("", "")
    return (
        "upload_overtaken",
        Bilingual(
            "Từ lần xem trước, số liệu mà tệp này thay thế đã đổi: " + "; ".join(one.vi for one in told) + tail.vi,
            "What this file replaces was changed since its preview: " + "; ".join(one.en for one in told) + tail.en,
        ),
        _PREVIEW_AGAIN,
        Place(file=file_name),
    )


def describe_same_file(connection: Connection, file_name: str, release_ids: Sequence[int]) -> Described:
    """Return which release was made of this very file and is in force."""
    found = read_release(connection, release_ids[0])
    at = format_moment(found.published_at)
    return (
        "file_in_force",
        Bilingual(
            f"Chính tệp này (SHA-256 {found.file_sha256[:12]}…) đang có hiệu lực: bản {found.release_id}, "
            f"{found.published_by} công bố lúc {at}",
            f"This very file (SHA-256 {found.file_sha256[:12]}…) is in force already: release {found.release_id}, "
            f"published by {found.published_by} at {at}",
        ),
        Bilingual(
            "Nếu vẫn muốn công bố lần nữa, thêm --again; nếu không thì không cần làm gì.",
            "Add --again if it is to be published once more; else nothing is to be done.",
        ),
        Place(file=file_name),
    )


def _describe_change(change: Change, names: PlaceNames) -> Bilingual:
    what, at = describe_footprints(change.footprints, names), format_moment(change.at)
    by = change.by or "?"
    if change.is_rollback:
        return Bilingual(
            f"{by} thu hồi bản {change.release_id} lúc {at} ({what.vi})",
            f"{by} rolled release {change.release_id} back at {at} ({what.en})",
        )
    return Bilingual(
        f"{by} công bố bản {change.release_id} lúc {at} ({what.vi})",
        f"{by} published release {change.release_id} at {at} ({what.en})",
    )
