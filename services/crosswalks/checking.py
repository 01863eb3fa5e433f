"""A crosswalk of two stored vintages, built and checked against list, outlines and gazetteer; nothing is stored."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from sqlalchemy.engine import Connection

from geodata.areas import LEVEL_WORDS, Level
from geodata.crosswalks.building import BuiltCrosswalk, CrosswalkTask, build_crosswalk
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.official_list import OfficialPairs, read_official_list
from geodata.crosswalks.same_codes import build_same_codes
from geodata.crosswalks.weights_list import read_sizes, read_weights
from geodata.errors import BadInput, Bilingual, Place
from geodata.progress import Progress, ignore_progress
from geodata.vintages import Vintage
from services.crosswalks.options import CrosswalkOptions
from services.store.area_fixes import apply_area_fixes, read_area_fixes
from services.store.boundaries import read_geometry, read_vintage
from services.store.unit_history import read_gazetteer


@dataclass(frozen=True, eq=False)
class CrosswalkReport:
    """What came of a check: what was asked, what was built, and the faults by kind."""

    options: CrosswalkOptions
    built: BuiltCrosswalk

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults, in the order in which they were found."""
        return self.built.faults

    @property
    def fault_counts(self) -> dict[FaultKind, int]:
        """How many faults there are of each kind met."""
        counted = Counter(fault.kind for fault in self.faults)
        return {kind: counted[kind] for kind in FaultKind if counted[kind]}

    def build_document(self) -> dict[str, Any]:
        """Return all of it as plain JSON: what --report writes and a stored crosswalk keeps."""
        options = self.options
        return {
            "from_vintage_id": options.from_vintage_id,
            "to_vintage_id": options.to_vintage_id,
            "list": options.list_path.name if options.list_path else None,
            "outlines": options.use_outlines,
            "same_codes": options.same_codes,
            "weights": options.weights_path.name if options.weights_path else None,
            "sizes": options.sizes_path.name if options.sizes_path else None,
            "summary": dict(self.built.summary),
            "filled_codes": list(self.built.filled_codes),
            "outlined_codes": list(self.built.outlined_codes),
            "faults": [_build_fault(fault) for fault in self.faults],
        }


def check_crosswalk(
    connection: Connection, options: CrosswalkOptions, *, progress: Progress = ignore_progress
) -> CrosswalkReport:
    """Return the crosswalk that the options describe and all of its faults; changes nothing.

    NotFound where a vintage is missing, BadInput where a file cannot be read or the two vintages cannot be joined.
    """
    ends = [read_vintage(connection, one).vintage for one in (options.from_vintage_id, options.to_vintage_id)]
    _check_ends(*ends)
    from_end, to_end = (read_end(connection, vintage) for vintage in ends)
    basis = options.basis or WeightBasis.GIVEN
    task = CrosswalkTask(
        from_end,
        to_end,
        pairs=_read_pairs(options, from_end, to_end),
        use_outlines=options.use_outlines,
        weights=read_weights(options.weights_path, basis, options.weights_source or None)
        if options.weights_path
        else None,
        sizes=read_sizes(options.sizes_path, basis, options.sizes_source or None, options.sizes_column)
        if options.sizes_path
        else None,
        fill_sizes=options.fill_sizes,
        gazetteer=read_gazetteer(connection) if options.list_path else None,
    )
    return CrosswalkReport(options, build_crosswalk(task, progress=progress))


def _read_pairs(options: CrosswalkOptions, from_end: VintageAreas, to_end: VintageAreas) -> OfficialPairs | None:
    if options.same_codes:
        return build_same_codes(from_end, to_end)
    return read_official_list(options.list_path, options.list_source or None) if options.list_path else None


def read_end(connection: Connection, vintage: Vintage) -> VintageAreas:
    """Return the communes of a stored vintage with their outlines, under their corrected names."""
    areas = gpd.read_parquet(io.BytesIO(read_geometry(connection, vintage.vintage_id)))
    fixes = read_area_fixes(connection, vintage.vintage_id)
    named = apply_area_fixes(areas.assign(level=vintage.lowest_level.value), fixes)[areas.columns]
    return VintageAreas(vintage.vintage_id, vintage.effective_from, vintage.effective_to, gpd.GeoDataFrame(named))


def _check_ends(from_vintage: Vintage, to_vintage: Vintage) -> None:
    for vintage in (from_vintage, to_vintage):
        if vintage.lowest_level is not Level.COMMUNE:
            word = LEVEL_WORDS[vintage.lowest_level]
            raise BadInput(
                "crosswalk_level",
                Bilingual(
                    f"{vintage.vintage_id} chỉ có đến cấp {word.vi}", f"{vintage.vintage_id} ends at the {word.en}"
                ),
                Bilingual("Bảng chuyển đổi nối các xã.", "A crosswalk joins communes."),
                Place(text=vintage.vintage_id),
            )
    if from_vintage.vintage_id == to_vintage.vintage_id or from_vintage.effective_from > to_vintage.effective_from:
        raise BadInput(
            "crosswalk_order",
            Bilingual(
                f"{from_vintage.vintage_id} không có trước {to_vintage.vintage_id}",
                f"{from_vintage.vintage_id} does not come before {to_vintage.vintage_id}",
            ),
            Bilingual(
                "Ghi bộ cũ ở --from, bộ mới ở --to; bảng dùng được cho cả hai chiều.",
                "Give the earlier vintage as --from, the later as --to; a crosswalk serves both directions.",
            ),
            Place(text=f"{from_vintage.vintage_id} → {to_vintage.vintage_id}"),
        )


def _build_fault(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind.value,
        "rows": list(fault.rows),
        "left_out": list(fault.left_out),
        "from_code": fault.from_code,
        "to_code": fault.to_code,
        "message": {"vi": fault.message.vi, "en": fault.message.en},
        "hint": {"vi": fault.hint.vi, "en": fault.hint.en},
    }
