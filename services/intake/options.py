"""What the user says about a file besides its cells: all of it optional, all of it kept with the upload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.intake.kinds import IntakeKind
from services.measures.schemes import Scheme


class Covers(StrEnum):
    """What a file speaks for: all of its provinces, or only the managing units that it is about."""

    PROVINCE = "province"
    UNITS = "units"


@dataclass(frozen=True)
class RowDecision:
    """What a person decided about one row: the area it means, or None to leave it out.

    ``row`` is the row as the spreadsheet shows it; ``sheet`` None is the only sheet with a table.
    """

    sheet: str | None
    row: int
    area_code: str | None


@dataclass(frozen=True)
class CellCorrection:
    """What a cell should have held, as text: «4299» for a 4.299 that Excel made of 4,299."""

    sheet: str | None
    row: int
    column_letter: str
    text: str


@dataclass(frozen=True)
class IntakeOptions:
    """What the user says about a file besides its cells; what is None is found in the file.

    ``level`` of the rows. ``covers``: what it speaks for, and replaces whole. ``mapping``: header or column letter
    → meaning, «sheet!letter» where sheets differ.
    ``allow_earlier`` takes comparative counts of days before the vintage began as restated by the file.
    ``unit_count``: how many people one unit of a count is, where the file says thousands (1 or 1000).
    """

    kind: IntakeKind | None = None
    vintage_id: str | None = None
    as_of: date | None = None
    province_code: str | None = None
    level: Level | None = None
    scheme: Scheme | None = None
    covers: Covers | None = None
    sheet_names: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    target_source: str = ""
    target_version: str = ""
    denominator_source: str = ""
    remark: str = ""
    is_illustrative: bool = False
    allow_earlier: bool = False
    leave_out_unmatched: bool = False
    unit_count: int | None = None
    decisions: tuple[RowDecision, ...] = ()
    corrections: tuple[CellCorrection, ...] = ()


_TEXTS = ("source", "target_source", "target_version", "denominator_source", "remark")
_FLAGS = ("is_illustrative", "allow_earlier", "leave_out_unmatched")


def build_options_document(options: IntakeOptions) -> dict[str, Any]:
    """Return the options as plain JSON values, as an upload keeps them."""
    return {
        "kind": options.kind,
        "vintage_id": options.vintage_id,
        "as_of": options.as_of.isoformat() if options.as_of else None,
        "province_code": options.province_code,
        "level": options.level,
        "scheme": options.scheme,
        "covers": options.covers,
        "sheet_names": list(options.sheet_names),
        "mapping": dict(options.mapping),
        **{name: getattr(options, name) for name in (*_TEXTS, *_FLAGS)},
        "unit_count": options.unit_count,
        "decisions": [asdict(decision) for decision in options.decisions],
        "corrections": [asdict(correction) for correction in options.corrections],
    }


def parse_options_document(document: Mapping[str, Any]) -> IntakeOptions:
    """Return the options that a document holds; what it lacks is None. BadInput where a value is none of the kind."""
    try:
        return _parse(document)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
        raise BadInput(
            "options_malformed",
            Bilingual(f"Tùy chọn của tệp không đọc được: {fault}", f"The options of the file cannot be read: {fault}"),
            Bilingual("Chọn lại các tùy chọn của tệp.", "Choose the options of the file again."),
            Place(text=str(fault)),
        ) from None


def _parse(document: Mapping[str, Any]) -> IntakeOptions:
    def read(name: str) -> Any:
        return document.get(name) or None

    texts = {name: str(read(name) or "") for name in _TEXTS}
    flags = {name: bool(read(name)) for name in _FLAGS}
    options = IntakeOptions(
        kind=IntakeKind(read("kind")) if read("kind") else None,
        vintage_id=read("vintage_id"),
        as_of=date.fromisoformat(read("as_of")) if read("as_of") else None,
        province_code=read("province_code"),
        level=Level(read("level")) if read("level") else None,
        scheme=Scheme(read("scheme")) if read("scheme") else None,
        covers=Covers(read("covers")) if read("covers") else None,
        sheet_names=tuple(read("sheet_names") or ()),
        mapping={str(key): str(value) for key, value in (read("mapping") or {}).items()},
        unit_count=int(read("unit_count")) if read("unit_count") else None,
        decisions=tuple(_parse_decision(entry) for entry in read("decisions") or ()),
        corrections=tuple(_parse_correction(entry) for entry in read("corrections") or ()),
    )
    return replace(options, **texts, **flags)  # type: ignore[arg-type]  # names of texts and flags


def _parse_decision(entry: Mapping[str, Any]) -> RowDecision:
    return RowDecision(entry["sheet"], int(entry["row"]), entry["area_code"])


def _parse_correction(entry: Mapping[str, Any]) -> CellCorrection:
    return CellCorrection(entry["sheet"], int(entry["row"]), str(entry["column_letter"]), str(entry["text"]))
