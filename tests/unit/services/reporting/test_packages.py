import json

import geopandas as gpd
import pytest
import shapely

from geodata.areas import Level
from services.reporting.packages import build_feature_frame, render_geojson, render_geopackage


def test_geojson_has_one_feature_per_area_with_state_value_and_counts(show):
    view, geometry = show()
    collection = json.loads(render_geojson(view, geometry))
    assert collection["type"] == "FeatureCollection"
    rows = {one["id"]: one["properties"] for one in collection["features"]}
    assert list(rows) == view.codes
    assert (rows["03130"]["value"], rows["03130"]["state"]) == (1.04, "above_100")
    assert (rows["03130"]["numerator"], rows["03130"]["denominator"]) == (1040, 1000)
    assert (rows["03136"]["value"], rows["03136"]["state"]) == (None, "no_data")
    assert rows["03388"]["is_estimated"]
    assert rows["03127"]["name"] == "Phường Sáng Nhè"
    assert collection["baophu"]["sources"]


def test_geojson_outlines_are_valid_and_wind_as_the_standard_wants(show):
    view, geometry = show()
    for feature in json.loads(render_geojson(view, geometry))["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shape.is_valid
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))


@pytest.mark.parametrize("level", [Level.COMMUNE, Level.PROVINCE])
def test_a_geopackage_reads_back_as_it_was_written(show, tmp_path, level):
    view, geometry = show(level)
    path = tmp_path / "taken.gpkg"
    path.write_bytes(render_geopackage(view, geometry))
    read = gpd.read_file(path, layer="coverage", engine="pyogrio")
    expected = build_feature_frame(view, geometry)
    assert read["area_code"].tolist() == view.codes
    assert read["state"].tolist() == expected["state"].tolist()
    assert read["value"].fillna(-1).tolist() == expected["value"].astype(float).fillna(-1).tolist()
    assert read.crs.to_epsg() == 4326
    assert shapely.equals(read.geometry.to_numpy(), expected.geometry.to_numpy()).all()


def test_a_withheld_count_is_not_given_away(show):
    view, geometry = show()
    row = next(one for one in json.loads(render_geojson(view, geometry))["features"] if one["id"] == "03386")
    assert (row["properties"]["state"], row["properties"]["value"], row["properties"]["numerator"]) == (
        "withheld",
        None,
        None,
    )
