"""A check of boundaries tells all it decided, and refuses what cannot be used, one fault after the other."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import shapely.affinity

from geodata.areas import Level
from geodata.crs import TM3_MERIDIANS
from geodata.errors import BadInput
from geodata.vintages import OutlineKind
from services.boundaries.checking import check_boundaries
from services.boundaries.options import UncodedRows
from tests.fixtures.boundary_samples import BEFORE_REFORM, build_options, build_sample, write_geojson

OLD = {"vintage_id": "VN-2016-01-01-test"}


@pytest.fixture(scope="module")
def sample() -> gpd.GeoDataFrame:
    return build_sample()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ranh_gioi.geojson"


def _refuse(frame: gpd.GeoDataFrame, path: Path, **changes: object) -> BadInput:
    write_geojson(frame, path)
    with pytest.raises(BadInput) as error:
        check_boundaries(path, build_options(**changes))
    return error.value


def _change(frame: gpd.GeoDataFrame, row: int, **values: object) -> gpd.GeoDataFrame:
    changed = frame.copy()
    for column, value in values.items():
        changed.loc[row, column] = value
    return changed


def test_a_good_file_becomes_a_boundary_set_with_its_report(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(sample.to_crs(9205), path)
    found = check_boundaries(path, build_options(outline_kind=OutlineKind.APPROXIMATE, licence="MIT"))
    assert found.areas["area_code"].tolist() == sorted(sample["MA_XA"])
    assert found.areas.crs.to_epsg() == 4326
    assert set(found.areas["province_name"]) == {"Tỉnh Điện Biên"}
    assert found.areas["managing_unit_code"].tolist() == [None] * len(sample)
    assert found.vintage.title_vi == "Địa giới cấp xã, Tỉnh Điện Biên, từ 01/07/2025"
    assert (found.vintage.outline_kind, found.vintage.licence) == (OutlineKind.APPROXIMATE, "MIT")
    assert found.report["rows_read"] == found.report["areas_kept"] == len(sample)
    assert found.report["columns"]["code"] == "MA_XA"
    assert abs(found.report["reference"]["median_east_km"]) < 0.1


def test_parents_come_from_the_official_list_where_the_file_has_none(path: Path) -> None:
    frame = build_sample("11", 12, BEFORE_REFORM).drop(columns="MA_TINH")
    write_geojson(frame, path)
    found = check_boundaries(path, build_options(**OLD))
    assert set(found.areas["province_code"]) == {"11"}
    assert found.areas["managing_unit_name"].str.match("Thành phố|Thị xã|Huyện").all()
    assert found.report["parents"]["from_reference"] == {"province": 12, "managing_unit": 12}


def test_lost_zeros_are_put_back_and_reported(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(sample.assign(MA_XA=sample["MA_XA"].astype(int)), path)
    found = check_boundaries(path, build_options())
    assert found.areas["area_code"].tolist() == sorted(sample["MA_XA"])
    assert found.report["codes_padded"] == len(sample)


@pytest.mark.parametrize("code", ["3127", "0312A", "031270"])
def test_malformed_codes_are_refused(code: str, sample: gpd.GeoDataFrame, path: Path) -> None:
    error = _refuse(_change(sample, 3, MA_XA=code), path)
    assert (error.code, error.place.row, error.place.column) == ("area_code_malformed", 4, "MA_XA")


def test_what_is_found_after_reading_names_the_file_too(sample: gpd.GeoDataFrame, path: Path) -> None:
    moved = sample.set_geometry(sample.translate(xoff=20))
    for frame in (sample.drop(columns="MA_XA"), _change(sample, 3, MA_XA="x"), moved):
        assert _refuse(frame, path).place.file == path.name


def test_areas_that_lack_a_name_get_the_official_one_and_are_listed(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(_change(sample, 3, TEN_XA=None), path)
    found = check_boundaries(path, build_options())
    assert found.report["named_by_code"] == [sample["MA_XA"][3]]
    assert found.areas.set_index("area_code")["name"][sample["MA_XA"][3]] == sample["TEN_XA"][3]


def test_a_geojson_in_an_unknown_system_asks_for_one_and_takes_it(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(sample.to_crs(9205), path)
    named = json.loads(path.read_text("utf-8")) | {"crs": {"type": "name", "properties": {"name": "he dia phuong"}}}
    path.write_text(json.dumps(named), "utf-8")
    with pytest.raises(BadInput) as error:
        check_boundaries(path, build_options())
    assert error.value.code == "crs_missing"
    assert len(check_boundaries(path, build_options(crs="EPSG:9205")).areas) == len(sample)


def test_doubled_codes_are_refused(sample: gpd.GeoDataFrame, path: Path) -> None:
    error = _refuse(_change(sample, 3, MA_XA=sample["MA_XA"][0]), path)
    assert (error.code, error.place.row) == ("area_code_duplicate", 4)


def test_missing_and_ambiguous_code_columns_are_refused(sample: gpd.GeoDataFrame, path: Path) -> None:
    assert _refuse(sample.drop(columns="MA_XA"), path).code == "code_column_missing"
    other = sample.assign(WARD_CODE=sample["MA_XA"].to_numpy()[::-1])
    assert _refuse(other, path).code == "code_column_ambiguous"


@pytest.mark.parametrize("outline", [None, shapely.Polygon()])
def test_empty_geometries_are_refused(outline: shapely.Polygon | None, sample: gpd.GeoDataFrame, path: Path) -> None:
    error = _refuse(_change(sample, 5, geometry=outline), path)
    assert (error.code, error.place.row) == ("geometry_empty", 6)


def test_points_are_refused_among_polygons_and_alone(sample: gpd.GeoDataFrame, path: Path) -> None:
    points = sample.set_geometry(sample.representative_point())
    assert _refuse(points, path).code == "no_polygon_layer"
    assert _refuse(gpd.GeoDataFrame(pd.concat([sample.head(5), points.tail(5)])), path).code == "geometry_not_polygon"


def test_an_area_abroad_is_named_with_its_row_in_the_file(sample: gpd.GeoDataFrame, path: Path) -> None:
    abroad = shapely.affinity.translate(sample.geometry[5], yoff=30)
    frame = _change(_change(sample, 5, geometry=abroad), 2, MA_XA=None)
    error = _refuse(frame, path, uncoded=UncodedRows.LEAVE_OUT)
    assert (error.code, error.place.row) == ("outside_vietnam", 6)
    assert error.place.text == f"{sample['MA_XA'][5]} {sample['TEN_XA'][5]}"


def test_swapped_axes_are_refused(sample: gpd.GeoDataFrame, path: Path) -> None:
    swapped = shapely.transform(sample.geometry.to_numpy(), lambda points: points[:, ::-1])
    assert _refuse(sample.set_geometry(swapped, crs=4326), path).code == "axes_swapped"
    projected = sample.to_crs(9205)
    swapped = shapely.transform(projected.geometry.to_numpy(), lambda points: points[:, ::-1])
    assert _refuse(projected.set_geometry(swapped, crs=9205), path).code == "axes_swapped"


def test_coordinates_outside_the_country_are_refused_with_the_system_that_fits(
    sample: gpd.GeoDataFrame, path: Path
) -> None:
    assert _refuse(sample.set_geometry(sample.translate(xoff=20)), path).code == "outside_vietnam"
    metres = sample.to_crs(9205).set_crs(4326, allow_override=True)
    error = _refuse(metres, path)
    assert (error.code, "--crs EPSG:9205" in error.hint.vi) == ("outside_vietnam", True)


@pytest.mark.parametrize("epsg", sorted(set(TM3_MERIDIANS) - {9208}))
def test_every_wrong_zone_is_refused_and_the_right_one_named(epsg: int, path: Path) -> None:
    # Thanh Hóa lies in zone 105°; its surveyor sent 104°45′, the least difference there is.
    frame = build_sample("38").to_crs(9208).set_crs(epsg, allow_override=True)
    error = _refuse(frame, path)
    assert error.code in ("zone_wrong", "outside_vietnam")
    assert "--crs EPSG:9208" in error.hint.en


def test_a_single_area_in_a_wrong_zone_is_refused_too(path: Path) -> None:
    frame = build_sample("38", 1).to_crs(9208).set_crs(5897, allow_override=True)
    assert _refuse(frame, path).code == "zone_wrong"


def test_the_given_system_wins_over_that_of_the_file(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(sample.to_crs(9205).set_crs(9206, allow_override=True), path)
    found = check_boundaries(path, build_options(crs="EPSG:9205"))
    assert (found.report["crs_from"], len(found.areas)) == ("option", len(sample))


def test_codes_of_another_time_are_refused(path: Path) -> None:
    assert _refuse(build_sample("01", 60, BEFORE_REFORM), path).code == "vintage_mismatch"
    renamed = build_sample(count=40)
    renamed["TEN_XA"] = renamed["TEN_XA"].to_numpy()[::-1]
    assert _refuse(renamed, path).code == "vintage_mismatch"


def test_rows_without_a_code_are_refused_named_or_left_out_but_never_dropped(path: Path) -> None:
    frame = build_sample("11", 12, BEFORE_REFORM)
    frame = _change(_change(frame, 2, MA_XA=None), 7, MA_XA=None, TEN_XA="Xã Không Ai Biết")
    error = _refuse(frame, path, **OLD)
    assert (error.code, error.place.row) == ("area_code_missing", 3)
    assert "--codes-by-name" in error.hint.vi
    assert "--leave-out-uncoded" in error.hint.vi
    by_name = check_boundaries(path, build_options(**OLD, uncoded=UncodedRows.BY_NAME))
    assert [(row["row"], row["area_code"]) for row in by_name.report["coded_by_name"]] == [
        (3, build_sample("11", 12, BEFORE_REFORM)["MA_XA"][2])
    ]
    assert [row["row"] for row in by_name.report["left_out"]] == [8]
    assert len(by_name.areas) == 11
    left_out = check_boundaries(path, build_options(**OLD, uncoded=UncodedRows.LEAVE_OUT))
    assert [row["row"] for row in left_out.report["left_out"]] == [3, 8]
    assert len(left_out.areas) == 10


def test_a_name_that_two_rows_claim_gives_no_code(path: Path) -> None:
    frame = build_sample("11", 12, BEFORE_REFORM)
    frame = _change(_change(frame, 2, MA_XA=None), 3, MA_XA=None, TEN_XA=frame["TEN_XA"][2])
    write_geojson(frame, path)
    found = check_boundaries(path, build_options(**OLD, uncoded=UncodedRows.BY_NAME))
    assert found.report["coded_by_name"] == []
    assert [row["row"] for row in found.report["left_out"]] == [3, 4]


def test_a_district_in_two_provinces_is_refused(path: Path) -> None:
    frame = build_sample("11", 12, BEFORE_REFORM).assign(MA_HUYEN="094")
    assert _refuse(_change(frame, 4, MA_TINH="12"), path, **OLD).code == "parent_in_two_provinces"


def test_missing_names_come_from_the_official_list_by_their_code(sample: gpd.GeoDataFrame, path: Path) -> None:
    write_geojson(_change(sample, 1, TEN_XA=None), path)
    found = check_boundaries(path, build_options())
    assert sorted(found.areas["name"]) == sorted(sample["TEN_XA"])
    assert _refuse(_change(sample, 1, TEN_XA=None, MA_XA="99999"), path).code == "name_missing"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vintage_id": "2025"}, "vintage_id_malformed"),
        ({"crs": "EPSG:6956"}, "crs_deprecated"),
        ({"effective_to": BEFORE_REFORM}, "effective_to_too_early"),
        ({"level": Level.PROVINCE}, "code_column_missing"),
    ],
)
def test_options_that_cannot_be_are_refused(
    changes: dict[str, object], code: str, sample: gpd.GeoDataFrame, path: Path
) -> None:
    assert _refuse(sample.drop(columns="MA_TINH"), path, **changes).code == code
