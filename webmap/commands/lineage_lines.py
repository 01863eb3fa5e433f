"""What became of a unit, as lines to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.crosswalks.lineage import Lineage, LineagePiece


def render_lineage(lineage: Lineage) -> list[str]:
    """Return where a unit lies in another vintage: a line for the two vintages, then one per piece."""
    basis = lineage.basis.label
    head = (
        f"{lineage.name} ({lineage.area_code}), {lineage.vintage_id} → {lineage.other_vintage_id} "
        f"({basis.vi} · {basis.en}; {lineage.source})"
    )
    if not lineage.pieces:
        return [head, "  không có phần nào · nothing of it is there"]
    return [head, *(_render_piece(piece, is_whole=lineage.is_whole) for piece in lineage.pieces)]


def _render_piece(piece: LineagePiece, *, is_whole: bool) -> str:
    part = "trọn · whole" if is_whole else f"{_percent(piece.share_of_unit)} của nó · of it"
    alone = piece.share_of_other == 1
    other = "là toàn bộ · all of that" if alone else f"là {_percent(piece.share_of_other)} nơi đó · of that"
    return f"  → {piece.name} ({piece.area_code}): {part}, {other}"


def _percent(share: float) -> str:
    """Return a share in percent with one decimal; what is not all never reads 100, and what is something never 0."""
    shown = min(max(round(share * 100, 1), 0.1), 99.9)
    return f"{shown:.1f}".replace(".", ",") + "%"
