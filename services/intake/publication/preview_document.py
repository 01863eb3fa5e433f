"""A preview as plain JSON values, for programs and for the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from geodata.errors import Bilingual
from services.intake.publication.changes import AreaChange, ChangeKind, ScopeChange
from services.intake.publication.list_changes import ListChange
from services.intake.publication.oddity_words import Oddity
from services.intake.publication.preview import Preview

NAMED_AREAS = 20


def build_preview_document(preview: Preview, *, limit: int = NAMED_AREAS) -> dict[str, Any]:
    """Return the preview as JSON values; ``limit`` areas of each kind of change and strange areas are named."""
    return {
        "publication_id": preview.publication_id,
        "draft_sha256": preview.draft_sha256,
        "kind": str(preview.kind),
        "vintage_id": preview.vintage_id,
        "is_on_map": preview.is_on_map,
        "same_file_release_ids": list(preview.same_file),
        "scopes": [_build_scope(scope, limit) for scope in preview.scopes],
        "lists": [_build_list(change) for change in preview.lists],
        "oddity_count": preview.oddity_count,
        "oddities": [_build_oddity(oddity) for oddity in preview.oddities[:limit]],
    }


def _build_scope(scope: ScopeChange, limit: int) -> dict[str, Any]:
    earlier = scope.earlier
    return {
        "province_code": scope.province_code,
        "province_name": scope.province_name,
        "level": str(scope.level),
        "unit_codes": list(scope.unit_codes),
        "unit_names": list(scope.unit_names),
        "scheme": scope.scheme,
        "measure": scope.measure,
        "as_of": scope.as_of.isoformat(),
        "replaced_release_id": scope.replaced_release_id,
        "totals": [
            {
                "level": str(total.level),
                "before_count": total.before_count,
                "after_count": total.after_count,
                "before_area_count": total.before_area_count,
                "after_area_count": total.after_area_count,
            }
            for total in scope.totals
        ],
        "earlier": earlier
        and {
            "as_of": earlier.as_of.isoformat(),
            "earlier_count": earlier.earlier_count,
            "after_count": earlier.after_count,
            "area_count": earlier.area_count,
        },
        **{f"{kind.name.lower()}_count": scope.count(kind) for kind in ChangeKind},
        **{
            kind.name.lower(): [_build_area(area) for area in scope.list_changes(kind, limit)]
            for kind in (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.LOST)
        },
    }


def _build_area(area: AreaChange) -> dict[str, Any]:
    return {
        "level": str(area.level),
        "area_code": area.area_code,
        "name": area.name,
        "parent_name": area.parent_name,
        "before_count": area.before_count,
        "after_count": area.after_count,
        "difference_count": area.difference_count,
        "before_status": area.before_status.name.lower(),
        "after_status": area.after_status.name.lower(),
    }


def _build_list(change: ListChange) -> dict[str, Any]:
    return {
        "content": change.content,
        "before_count": change.before_count,
        "after_count": change.after_count,
        "added_count": change.added_count,
        "lost_count": change.lost_count,
        "lost_area_codes": list(change.lost_area_codes),
        "parts": [asdict(part) for part in change.parts],
    }


def _build_oddity(oddity: Oddity) -> dict[str, Any]:
    names = (
        *("area_code", "name", "parent_name", "scheme", "measure", "count", "base_count", "change_ratio"),
        *("neighbour_change_ratio", "own_change_ratio", "neighbour_score", "own_score", "strength"),
        *("peers_name", "yardstick", "yardstick_count"),
    )
    return {
        "level": str(oddity.level),
        **{name: getattr(oddity, name) for name in names},
        "as_of": oddity.as_of.isoformat(),
        "basis": str(oddity.basis),
        "base_date": oddity.base_date.isoformat(),
        "sentence": _build_text(oddity.sentence),
    }


def _build_text(text: Bilingual) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
