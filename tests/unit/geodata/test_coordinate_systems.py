"""Coordinate systems: every VN-2000 grid is known with and without its code, the withdrawn ones are refused."""

from __future__ import annotations

import re

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from geodata.crs import DEPRECATED_EPSG, VN2000_EPSG, convert_to_wgs84, describe_crs, identify_epsg, parse_crs
from geodata.errors import BadInput


def _drop_codes(wkt: str) -> str:
    return re.sub(r',AUTHORITY\["EPSG","\d+"\]|,ID\["EPSG",\d+\]', "", wkt)


def _build_frame(crs: int | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.box(500_000, 2_300_000, 501_000, 2_301_000)], crs=crs)


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("epsg", VN2000_EPSG)
def test_grids_are_recognised_from_wkt_without_a_code(epsg: int, version: str) -> None:
    assert identify_epsg(CRS.from_wkt(_drop_codes(CRS.from_epsg(epsg).to_wkt(version)))) == epsg


def test_a_grid_under_a_name_of_its_own_is_recognised_by_its_parameters() -> None:
    wkt = CRS.from_epsg(9213).to_wkt("WKT1_ESRI").replace("VN-2000_TM-3_106-30", "VN2000_HCM_106d30")
    assert "VN2000_HCM" in wkt
    assert identify_epsg(CRS.from_wkt(wkt)) == 9213


@pytest.mark.parametrize("epsg", sorted(DEPRECATED_EPSG))
def test_withdrawn_systems_are_refused_by_code_and_by_wkt(epsg: int) -> None:
    with pytest.raises(BadInput) as by_code:
        convert_to_wgs84(_build_frame(None), f"EPSG:{epsg}")
    frame = gpd.GeoDataFrame(
        geometry=_build_frame(None).geometry.values,
        crs=CRS.from_wkt(_drop_codes(CRS.from_epsg(epsg).to_wkt("WKT1_ESRI"))),
    )
    with pytest.raises(BadInput) as by_wkt:
        convert_to_wgs84(frame)
    assert by_code.value.code == by_wkt.value.code == "crs_deprecated"


def test_a_missing_system_is_asked_for() -> None:
    with pytest.raises(BadInput) as error:
        convert_to_wgs84(_build_frame(None))
    assert error.value.code == "crs_missing"
    assert "--crs" in error.value.hint.vi


@pytest.mark.parametrize("text", ["EPSG:9205", "epsg:9205", "9205", " EPSG::9205 "])
def test_codes_are_read_as_people_write_them(text: str) -> None:
    assert parse_crs(text).to_epsg() == 9205


@pytest.mark.parametrize(
    "text", ["VN2000", "EPSG:1", "EPSG:99999", "+proj=utm +zone=48", "/vsicurl/http://x/y.prj", ""]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_crs(text)
    assert error.value.code == "crs_unknown"


def test_the_datum_is_shifted_and_not_skipped() -> None:
    shifted = convert_to_wgs84(_build_frame(9205)).geometry.iloc[0].centroid
    skipped = _build_frame(None).set_crs("+proj=tmerc +lon_0=103 +k=0.9999 +x_0=500000 +ellps=WGS84").to_crs(4326)
    distance_m = shifted.distance(skipped.geometry.iloc[0].centroid) * 111_320
    assert 150 < distance_m < 300


def test_zones_are_described_by_their_meridian() -> None:
    assert describe_crs(9208).vi == "VN-2000 múi 3°, 104°45′ (EPSG:9208)"
    assert describe_crs(3405).en == "VN-2000 UTM zone 48N (EPSG:3405)"
