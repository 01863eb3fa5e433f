"""Rows without a code: refused, named by their name, or left out, as the option says; each one in the report."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.errors import BadInput, Bilingual, Place
from geodata.reference import ReferenceGazetteer
from geodata.uncoded import find_codes_by_name
from services.boundaries.options import BoundaryOptions, UncodedRows

_NAMED, _LISTED = 8, 300


def settle_uncoded_rows(
    areas: gpd.GeoDataFrame, options: BoundaryOptions, reference: ReferenceGazetteer, report: dict[str, Any]
) -> gpd.GeoDataFrame:
    """Return the rows that have a code, and write into ``report`` what became of those without one.

    Raises BadInput where there are such rows and no option says what to do, or where no row has a code.
    """
    uncoded = areas[areas["area_code"].isna()]
    if uncoded.empty:
        return areas
    if options.uncoded is UncodedRows.REFUSE:
        raise _refuse_uncoded(uncoded)
    settled = areas
    if options.uncoded is UncodedRows.BY_NAME:
        settled = areas.assign(area_code=areas["area_code"].fillna(_find_codes(areas, options, reference)))
    found = settled.loc[uncoded.index]
    report["coded_by_name"] = _list_rows(found[found["area_code"].notna()])
    report["left_out"] = _list_rows(found[found["area_code"].isna()])
    kept = settled[settled["area_code"].notna()]
    if kept.empty:
        raise _refuse_uncoded(uncoded)
    return kept


def _find_codes(areas: gpd.GeoDataFrame, options: BoundaryOptions, reference: ReferenceGazetteer) -> pd.Series:
    bounds = areas.geometry.bounds
    lon, lat = (bounds["minx"] + bounds["maxx"]) / 2, (bounds["miny"] + bounds["maxy"]) / 2
    rows = pd.DataFrame(areas.drop(columns="geometry")).assign(lon=lon, lat=lat)
    return find_codes_by_name(rows, options.level, reference)


def _list_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    columns = ["area_code", "name", "managing_unit_code", "managing_unit_name", "province_code", "province_name"]
    plain = rows[columns].astype(object).where(rows[columns].notna(), None)
    return [
        {"row": int(str(row.Index)) + 1} | {name: getattr(row, name) for name in columns} for row in plain.itertuples()
    ]


def _refuse_uncoded(uncoded: pd.DataFrame) -> BadInput:
    rows = [int(str(index)) + 1 for index in uncoded.index]
    named = [f"{row} ({name})" for row, name in zip(rows, uncoded["name"].fillna("—"), strict=True)]
    listed = ", ".join([*named[:_NAMED], *map(str, rows[_NAMED:_LISTED])]) + (", …" if len(rows) > _LISTED else "")
    return BadInput(
        "area_code_missing",
        Bilingual(f"{len(uncoded)} dòng không có mã: {listed}", f"{len(uncoded)} rows have no code: {listed}"),
        Bilingual(
            "Điền mã vào tệp; hoặc --codes-by-name để lấy mã theo tên khi tên không nhầm được (số còn lại để ngoài); "
            "hoặc --leave-out-uncoded để bỏ các dòng này ra ngoài. Tất cả đều ghi trong báo cáo.",
            "Fill in the codes; or --codes-by-name to take codes by names that leave no doubt (the rest stays out); "
            "or --leave-out-uncoded to keep these rows out. The report lists each of them.",
        ),
        Place(row=rows[0]),
    )
