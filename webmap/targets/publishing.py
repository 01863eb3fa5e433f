"""A saved proposal put forward: its workbook becomes an upload, which is checked, previewed, published as any file."""

from __future__ import annotations

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.intake.kinds import IntakeKind
from services.intake.options import Covers, IntakeOptions
from services.intake.publication.uploads import create_upload
from services.measures.schemes import Scheme
from services.planning.saved_targets import SavedTargets, mark_put_forward
from services.reporting.target_workbook import build_target_workbook
from webmap.access import read_account_name
from webmap.context import services
from webmap.intake.upload_checking import read_now


def put_forward(saved: SavedTargets, *, target_source: str, target_version: str) -> str:
    """Return the id of the upload made of a proposal; BadInput where source or version is not said.

    Nothing is published by it: the officer sees the preview and decides there.
    """
    for name, text in (("target_source", target_source), ("target_version", target_version)):
        if not text:
            raise _not_said(name)
    parts = services()
    stored = create_upload(
        parts.engine,
        build_target_workbook(saved.name, saved.document, "vi"),
        f"chi_tieu_{saved.document['question']['year']}_{saved.fingerprint}.xlsx",
        build_options(saved, target_source, target_version),
        by=read_account_name(),
        now=read_now(),
        limits=parts.sheet_limits,
    )
    mark_put_forward(parts.engine, saved.proposal_id, stored.upload_id)
    return stored.upload_id


def build_options(saved: SavedTargets, target_source: str, target_version: str) -> IntakeOptions:
    """Return what is said of the workbook of a proposal; it speaks for all that was split, and nothing else."""
    document, asked = saved.document, saved.document["question"]
    is_province = asked["within"] == asked["province_code"]
    return IntakeOptions(
        kind=IntakeKind.TARGETS,
        vintage_id=asked["vintage_id"],
        province_code=asked["province_code"] or None,
        level=Level.COMMUNE,
        scheme=Scheme(asked["scheme"]),
        covers=Covers.PROVINCE if is_province else Covers.UNITS,
        source=f"Phương án chỉ tiêu «{saved.name}», {saved.created_by} lưu {saved.created_at:%d/%m/%Y}",
        target_source=target_source,
        target_version=target_version,
        is_illustrative=bool(document["is_illustrative"]),
    )


def _not_said(name: str) -> BadInput:
    return BadInput(
        "target_origin_missing",
        Bilingual("Chưa ghi cơ quan giao và lần giao", "Source and version are not said"),
        Bilingual(
            "Ghi ai giao chỉ tiêu này và lần giao, ví dụ «BHXH Việt Nam» và «lần 1».",
            "Say who assigned these targets and in which version, such as «BHXH Việt Nam» and «lần 1».",
        ),
        Place(column=name),
    )
