"""uploads list · show · discard: files on their way to a release, wherever they were left."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from webmap.commands.committing import COMMIT_ELSE_TELL, tell_nothing_changed
from webmap.commands.context import current_settings, open_store
from webmap.commands.moments import VIETNAM, format_moment

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from services.intake.publication.stored_uploads import StoredUpload

_HEADINGS = (
    *("ID", "Đổi lần cuối (giờ Việt Nam) · Changed (Việt Nam time)", "Bởi · By", "Loại · Kind", "Byte · Bytes"),
    *("Tệp · File", "Tình trạng · State", "Nơi · Place"),
)
_STATES = {"open": "đang dở · open", "published": "đã công bố · published", "discarded": "đã hủy · discarded"}


@click.group()
def uploads() -> None:
    """Các tệp đang chờ công bố · files on their way to a release."""


@uploads.command("list")
@click.option("--all", "with_closed", is_flag=True, help="Cả tệp đã công bố, đã hủy. · Published and discarded, too.")
def list_(with_closed: bool) -> None:
    """Liệt kê, thay đổi gần nhất trước · list them, the one changed last first."""
    from services.intake.publication.stored_uploads import list_uploads

    with open_store().connect() as connection:
        found = list_uploads(connection, with_closed=with_closed)
        places = [_read_place(connection, stored) for stored in found]
    if not found:
        click.echo("Không có tệp nào đang dở · no upload is under way")
        return
    click.echo("\t".join(_HEADINGS))
    for stored, place in zip(found, places, strict=True):
        click.echo(f"{_render_line(stored)}\t{place}")


@uploads.command()
@click.argument("upload_id")
def show(upload_id: str) -> None:
    """Đọc lại tệp và cho biết còn vướng gì, sẽ thay đổi gì · read it anew: what is open, what it would change."""
    from services.coverage.snapshot import read_snapshot
    from services.intake.publication.preview import build_preview
    from services.intake.publication.stored_uploads import read_upload
    from services.intake.publication.uploads import check_upload
    from services.intake.report import build_report_document
    from webmap.commands.data_summary import render_summary
    from webmap.commands.preview_summary import render_preview

    engine = open_store()
    with engine.connect() as connection:
        stored = read_upload(connection, upload_id)
        click.echo(_render_line(stored))
        if not stored.is_open:
            return
        checked = check_upload(connection, stored, datetime.now(VIETNAM).date(), current_settings().sheet_limits)
        click.echo(render_summary(build_report_document(checked.report)))
        if checked.refusal is not None:
            raise checked.refusal
        click.echo(render_preview(build_preview(connection, checked, read_snapshot(engine))))


@uploads.command()
@click.argument("upload_id")
@COMMIT_ELSE_TELL
def discard(upload_id: str, commit: bool) -> None:
    """Hủy một tệp và xóa nội dung của nó · discard an upload and delete its bytes."""
    from services.intake.publication.stored_uploads import read_upload
    from services.intake.publication.uploads import discard_upload

    engine = open_store()
    with engine.connect() as connection:
        stored = read_upload(connection, upload_id)
    if commit:
        discard_upload(engine, upload_id, stored.version, by=getpass.getuser(), now=datetime.now(UTC))
        click.echo(f"Đã hủy «{stored.file_name}» · «{stored.file_name}» is discarded")
        return
    click.echo(_render_line(stored))
    tell_nothing_changed("hủy", "discard")


def _read_place(connection: Connection, stored: StoredUpload) -> str:
    """Return the province that an officer chose or the release is about, with its code; «–» while it is not known."""
    from services.intake.publication.scope_words import name_place
    from services.store.footprints import COUNTS, Footprint, read_footprints
    from services.store.place_names import read_place_names

    vintage_id, province = stored.options.vintage_id, stored.options.province_code
    keys = [Footprint(COUNTS, vintage_id, province)] if vintage_id and province else []
    if stored.release_id is not None:
        keys = sorted(read_footprints(connection, [stored.release_id]).get(stored.release_id, set()), key=repr)
    names = read_place_names(connection, keys)
    places = sorted({name_place(key.whole, names) for key in keys})
    more = f" … (+{len(places) - 3})" if len(places) > 3 else ""
    return ", ".join(places[:3]) + more or "–"


def _render_line(stored: StoredUpload) -> str:
    state = _STATES[stored.status]
    if stored.release_id is not None:
        state += f" {stored.release_id}"
    columns = (
        stored.upload_id,
        format_moment(stored.changed_at),
        stored.changed_by,
        str(stored.kind),
        str(stored.byte_count),
        stored.file_name,
        state,
    )
    return "\t".join(columns)
