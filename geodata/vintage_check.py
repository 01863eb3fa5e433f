"""Is this the vintage that it is said to be? Codes were reused in July 2025; names tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual
from geodata.location import match_reference
from geodata.reference import ReferenceGazetteer

# Between 2016 and 2025, 88 % of the known codes kept their name; across July 2025, 42 %.
_AGREEING_RATIO = 0.6
# The list of June 2025 knows 91 of 100 codes of 2016; a list that knows fewer than half is of another time.
_KNOWN_RATIO = 0.5
_FEW = 10


def check_names_agree(
    codes: Sequence[str | None], names: Sequence[str | None], level: Level, reference: ReferenceGazetteer
) -> dict[str, Any]:
    """Return how many codes the official list of that time knows, and how many of them under the same name.

    Raises BadInput where, of ten or more areas, too many bear another name or are unknown: the codes are those of
    another time. A level that the list does not have (units since July 2025) is not compared.
    """
    official = reference.list_areas(level)["name"].to_dict()
    known = [(code, name) for code, name in zip(codes, names, strict=True) if code in official]
    agreeing = int(match_reference(codes, names, level, reference).sum())
    is_listed = bool(official) and len(codes) >= _FEW
    if is_listed and (agreeing < _AGREEING_RATIO * len(known) or len(known) < _KNOWN_RATIO * len(codes)):
        examples = [f"{code}: {name} / {official[code]}" for code, name in known if name != official[code]]
        raise _refuse(len(codes), agreeing, "; ".join(examples[:3]), reference.source)
    return {"codes_known": len(known), "names_agreeing": agreeing}


def _refuse(count: int, agreeing: int, examples: str, source: str) -> BadInput:
    return BadInput(
        "vintage_mismatch",
        Bilingual(
            f"Chỉ {agreeing} trong {count} mã mang đúng tên vào thời điểm đó ({examples})",
            f"Only {agreeing} of {count} codes bear their name of that time ({examples})",
        ),
        Bilingual(
            f"Kiểm tra ngày trong --vintage và cột mã, cột tên (đối chiếu: {source}).",
            f"Check the date in --vintage, and the columns of code and name (compared with {source}).",
        ),
    )
