"""A boundary file becomes a checked boundary set; nothing is stored, and nothing is dropped without a word."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.areas import Level
from geodata.boundary_set import BoundarySet, build_areas
from geodata.codes import check_codes_unique, clean_codes, parse_codes
from geodata.columns import BoundaryColumns, find_boundary_columns
from geodata.crs import convert_to_wgs84, decide_crs, describe_crs, identify_epsg
from geodata.errors import BadInput, Bilingual, Place
from geodata.location import LocatedAreas, check_location
from geodata.mending import mend_coverage
from geodata.names import clean_text
from geodata.outline_checks import check_outlines
from geodata.parents import PARENT_LEVELS, complete_parents
from geodata.progress import Progress, ignore_progress
from geodata.readers.boundary_file import read_boundary_file
from geodata.readers.raw_boundaries import RawBoundaries
from geodata.reference import ReferenceGazetteer, load_reference
from geodata.vintage_check import check_names_agree
from services.boundaries.options import BoundaryOptions
from services.boundaries.uncoded_rows import settle_uncoded_rows


def check_boundaries(
    path: str | Path, options: BoundaryOptions, *, progress: Progress = ignore_progress
) -> BoundarySet:
    """Return the boundary set of a file: read, converted, coded, located, named and mended, with its report.

    Raises BadInput where the file cannot be used; changes nothing.
    """
    options.check()
    try:
        return _check_file(path, options, progress)
    except BadInput as error:
        error.place = replace(error.place, file=error.place.file or Path(path).name)
        raise


def _check_file(path: str | Path, options: BoundaryOptions, progress: Progress) -> BoundarySet:
    reference = load_reference(options.effective_from)
    raw = read_boundary_file(path, level=options.level, layer=options.layer, progress=progress)
    report: dict[str, Any] = _describe_raw(raw, options)
    located = _locate(raw, options)
    columns = find_boundary_columns(pd.DataFrame(raw.frame.drop(columns="geometry")), options.level, options.columns)
    areas, padded = _build_rows(located, columns, options.level, reference)
    report |= {"columns": asdict(columns), "codes_padded": padded}
    areas = settle_uncoded_rows(areas, options, reference, report)
    check_codes_unique(areas["area_code"], areas["name"], columns.code)
    report["named_by_code"] = areas.loc[areas["name"].isna(), "area_code"].tolist()
    areas = _name_unnamed(areas, options.level, reference)
    report["reference"] = _check_against_reference(areas, raw, options, reference)
    areas, parents = complete_parents(areas, options.level, reference)
    report["parents"] = parents.build_report()
    mended = mend_coverage(areas.geometry.to_numpy(), areas["area_code"].tolist(), progress=progress)
    report |= {"areas_kept": len(areas), "mending": mended.build_report()}
    vintage = options.build_vintage(raw.path.name, _list_provinces(areas, options.level))
    return BoundarySet(vintage, build_areas(_finish(areas, mended.geometry)), report)


def _describe_raw(raw: RawBoundaries, options: BoundaryOptions) -> dict[str, Any]:
    epsg = identify_epsg(decide_crs(raw.frame, options.crs))
    return {
        "file": raw.path.name,
        "driver": raw.driver,
        "layer": raw.layer,
        "crs": describe_crs(epsg).vi if epsg else "WKT",
        "crs_from": "option" if options.crs else "file",
        "rows_read": len(raw.frame),
        "remarks": [asdict(remark) for remark in raw.remarks],
    }


def _locate(raw: RawBoundaries, options: BoundaryOptions) -> gpd.GeoDataFrame:
    checked = check_outlines(raw.frame, raw.path.name)
    return convert_to_wgs84(checked, options.crs)


def _build_rows(
    frame: gpd.GeoDataFrame, columns: BoundaryColumns, level: Level, reference: ReferenceGazetteer
) -> tuple[gpd.GeoDataFrame, int]:
    """Return area_code, name and parents of each row, cleaned, and how many codes got leading zeros back."""
    known = reference.list_areas(level).index
    codes = parse_codes(frame[columns.code], level, known, columns.code)
    rows: dict[str, Any] = {"area_code": codes.codes, "name": _clean_names(frame[columns.name])}
    for parent in PARENT_LEVELS:
        code, name = (getattr(columns, f"{parent.value}_{part}") for part in ("code", "name"))
        rows[f"{parent.value}_code"] = _parse_parent(frame, code, parent, reference)
        rows[f"{parent.value}_name"] = _clean_names(frame[name]) if name else pd.Series(pd.NA, frame.index, "string")
    return gpd.GeoDataFrame(rows, geometry=frame.geometry.values, crs=frame.crs), codes.padded_count


def _parse_parent(frame: pd.DataFrame, column: str | None, level: Level, reference: ReferenceGazetteer) -> pd.Series:
    if column is None or clean_codes(frame[column]).isna().all():
        return pd.Series(pd.NA, frame.index, "string")
    return parse_codes(frame[column], level, reference.list_areas(level).index, column).codes


def _clean_names(values: pd.Series) -> pd.Series:
    texts = values.astype("string").map(clean_text, na_action="ignore").astype("string")
    return texts.where(texts.str.len() > 0)


def _name_unnamed(areas: gpd.GeoDataFrame, level: Level, reference: ReferenceGazetteer) -> gpd.GeoDataFrame:
    """Return the areas with official names where the file has a code only; BadInput where that code is unknown."""
    official = reference.list_areas(level)["name"].reindex(areas["area_code"]).set_axis(areas.index)
    named = areas.assign(name=areas["name"].fillna(official))
    nameless = named.index[named["name"].isna()]
    if len(nameless):
        raise BadInput(
            "name_missing",
            Bilingual(f"{len(nameless)} vùng không có tên", f"{len(nameless)} areas have no name"),
            Bilingual("Điền tên vào tệp hoặc chọn cột tên bằng --name.", "Fill in the names, or choose with --name."),
            Place(row=int(nameless[0]) + 1, text=str(named.at[nameless[0], "area_code"])),
        )
    return named


def _check_against_reference(
    areas: gpd.GeoDataFrame, raw: RawBoundaries, options: BoundaryOptions, reference: ReferenceGazetteer
) -> dict[str, Any]:
    codes, names = areas["area_code"].tolist(), areas["name"].tolist()
    before = shapely.force_2d(raw.frame.geometry.to_numpy()[areas.index])
    rows = [int(row) + 1 for row in areas.index]
    located = LocatedAreas(before, areas.geometry.to_numpy(), codes, names, rows)
    location = check_location(located, options.level, reference)
    agreement = check_names_agree(codes, names, options.level, reference)
    return {"source": reference.source, **agreement, **location.build_report()}


def _list_provinces(areas: pd.DataFrame, level: Level) -> list[str]:
    names = areas["name" if level is Level.PROVINCE else "province_name"]
    return sorted(names.dropna().unique())


def _finish(areas: gpd.GeoDataFrame, geometry: np.ndarray[Any, Any]) -> gpd.GeoDataFrame:
    finished = areas.set_geometry(gpd.GeoSeries(geometry, index=areas.index, crs=areas.crs))
    texts = [column for column in finished.columns if column != "geometry"]
    # None, not <NA>: what reads these columns next takes plain Python.
    plain = {column: finished[column].astype(object).where(finished[column].notna(), None) for column in texts}
    return finished.assign(**plain)
