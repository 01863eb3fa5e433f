"""Boundary files of every kind are read by their content; what is no boundary file, or points elsewhere, is refused."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.areas import Level
from geodata.errors import BadInput
from geodata.readers.boundary_file import read_boundary_file
from geodata.readers.raw_boundaries import RawBoundaries
from tests.fixtures.boundary_samples import build_sample, write_geojson, write_shapefile_zip, write_zip


@pytest.fixture(scope="module")
def sample() -> gpd.GeoDataFrame:
    return build_sample()


def _refuse(path: Path | str, **options: str) -> BadInput:
    with pytest.raises(BadInput) as error:
        read_boundary_file(path, **options)  # type: ignore[arg-type]
    return error.value


def _check(raw: RawBoundaries, sample: gpd.GeoDataFrame, driver: str, epsg: int | None = 4326) -> None:
    assert (raw.driver, raw.crs_epsg, len(raw.frame)) == (driver, epsg, len(sample))
    assert raw.frame["MA_XA"].tolist() == sample["MA_XA"].tolist()
    assert raw.frame["TEN_XA"].tolist() == sample["TEN_XA"].tolist()


def test_geojson_is_read(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    _check(read_boundary_file(write_geojson(sample, tmp_path / "a.geojson")), sample, "GeoJSON")
    _check(read_boundary_file(write_geojson(sample.to_crs(9205), tmp_path / "b.json")), sample, "GeoJSON", 9205)


def test_geopackage_is_read_and_left_as_it_was(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    sample.to_crs(3405).to_file(path, driver="GPKG", engine="pyogrio")
    before = path.read_bytes()
    _check(read_boundary_file(path), sample, "GeoPackage", 3405)
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == ["a.gpkg"]


def test_one_of_several_layers_has_to_be_chosen(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    sample.to_file(path, driver="GPKG", layer="xa", engine="pyogrio")
    sample.head(2).to_file(path, driver="GPKG", layer="huyen", engine="pyogrio")
    sample.set_geometry(sample.representative_point()).to_file(path, driver="GPKG", layer="diem", engine="pyogrio")
    error = _refuse(path)
    assert (error.code, "xa" in error.message.vi, "diem" in error.message.vi) == ("layer_ambiguous", True, False)
    assert len(read_boundary_file(path, layer="huyen").frame) == 2
    assert _refuse(path, layer="diem").code == "layer_unknown"


def test_geoparquet_of_a_table_that_was_filtered_or_keyed_is_read_like_any_other(
    sample: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    kept = sample.iloc[1:]
    for name, frame in {"filtered": kept, "keyed": kept.set_index(kept.columns[0])}.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
        _check(read_boundary_file(tmp_path / f"{name}.parquet"), kept.reset_index(drop=True), "GeoParquet")


def test_geoparquet_is_read(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sample.rename_geometry("shape").to_parquet(tmp_path / "a.parquet")
    _check(read_boundary_file(tmp_path / "a.parquet"), sample, "GeoParquet")
    pd.DataFrame(sample.drop(columns="geometry")).to_parquet(tmp_path / "plain.parquet")
    assert _refuse(tmp_path / "plain.parquet").code == "file_unreadable"


def test_kml_is_read_with_its_attributes(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    sample.to_file(tmp_path / "a.kml", driver="LIBKML", engine="pyogrio")
    _check(read_boundary_file(tmp_path / "a.kml"), sample, "KML")
    zipped = write_zip(tmp_path / "a.kmz", {"doc.kml": (tmp_path / "a.kml").read_bytes()})
    _check(read_boundary_file(zipped), sample, "KML")


def test_shapefiles_are_read_zipped_or_not_whatever_the_case_of_their_names(
    sample: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = write_shapefile_zip(sample.to_crs(9205), tmp_path / "a.zip")
    _check(read_boundary_file(path), sample, "Shapefile", 9205)
    folder = tmp_path / "a-parts"
    (folder / "ranh_gioi.dbf").rename(folder / "RANH_GIOI.DBF")
    _check(read_boundary_file(folder / "ranh_gioi.shp"), sample, "Shapefile", 9205)
    _check(read_boundary_file(folder), sample, "Shapefile", 9205)


def test_a_shapefile_without_prj_has_no_system_and_one_without_dbf_is_refused(
    sample: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    write_shapefile_zip(sample, tmp_path / "a.zip")
    folder = tmp_path / "a-parts"
    (folder / "ranh_gioi.prj").unlink()
    assert read_boundary_file(folder / "ranh_gioi.shp").frame.crs is None
    assert _refuse(folder / "ranh_gioi.dbf").code == "file_type_unsupported"
    (folder / "ranh_gioi.dbf").unlink()
    error = _refuse(folder / "ranh_gioi.shp")
    assert (error.code, error.place.text) == ("shapefile_incomplete", ".dbf")


@pytest.mark.parametrize("coding", ["cp1258", "utf-8"])
def test_code_pages_without_a_cpg_are_recognised(coding: str, sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    def encode(text: str) -> str:
        # cp1258 writes tones as combining marks after the vowel.
        if coding == "utf-8":
            return text.encode().decode("latin-1")
        letters = []
        for letter in text:
            parts = unicodedata.normalize("NFD", letter)
            tone = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
            letters.append(rest + "".join(tone))
        return "".join(letters).encode("cp1258").decode("latin-1")

    coded = sample.assign(TEN_XA=[encode(name) for name in sample["TEN_XA"]])
    write_shapefile_zip(coded, tmp_path / "a.zip", encoding="ISO-8859-1")
    (tmp_path / "a-parts" / "ranh_gioi.cpg").unlink()
    _check(read_boundary_file(tmp_path / "a-parts" / "ranh_gioi.shp"), sample, "Shapefile")


def _write_area_files(folder: Path) -> Path:
    """Lay out a folder as the open national data set is: a file per province and per commune."""
    for province, name in (("11", "dien_bien"), ("12", "lai_chau")):
        wards = folder / "json" / "geojson" / f"{province}_{name}" / "wards"
        wards.mkdir(parents=True)
        communes = build_sample(province, 3).rename(columns={"MA_XA": "code", "TEN_XA": "fullName"})
        for number, code in enumerate(communes["code"]):
            row = communes.drop(columns="MA_TINH").iloc[[number]]
            write_geojson(row, wards / f"{code}_xa.geojson")
        whole = gpd.GeoDataFrame({"code": [province]}, geometry=[shapely.box(102, 21, 103, 22)], crs=4326)
        write_geojson(whole, wards.parent / f"{province}_{name}.geojson")
    (folder / "json" / "full_json_generated_data_vn_units.json").write_text("[]")
    return folder


def test_a_folder_or_archive_with_one_file_per_area_is_read_by_level(tmp_path: Path) -> None:
    folder = _write_area_files(tmp_path / "country")
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    inner = write_zip(tmp_path / "inner.zip", {name: data for name, data in files.items() if "geojson" in name})
    outer = write_zip(tmp_path / "outer.zip", {"README.md": b"", "json/inner.zip": inner.read_bytes()})
    for path in (folder, write_zip(tmp_path / "whole.zip", files), inner, outer):
        communes = read_boundary_file(path).frame
        assert communes["province_code"].tolist() == ["11"] * 3 + ["12"] * 3
        assert communes["code"].str.fullmatch(r"\d{5}").all()
        assert read_boundary_file(path, level=Level.PROVINCE).frame["code"].tolist() == ["11", "12"]
    assert _refuse(inner, level=Level.MANAGING_UNIT).code == "level_missing"  # type: ignore[arg-type]


def test_files_that_open_other_files_or_addresses_are_refused(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    target = write_geojson(sample, tmp_path / "secret.geojson")
    layer = f'<OGRVRTLayer name="a"><SrcDataSource>{target}</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    for name in ("a.vrt", "a.kml", "a.shp"):
        (tmp_path / name).write_text(vrt)
        assert _refuse(tmp_path / name).code == "reference_refused"
    (tmp_path / "link.geojson").write_text(f"/vsicurl/http://127.0.0.1/{target}")
    assert _refuse(tmp_path / "link.geojson").code == "reference_refused"
    link = "<kml><NetworkLink><Link><href>http://127.0.0.1/a.kml</href></Link></NetworkLink></kml>"
    (tmp_path / "link.kml").write_text(link)
    assert _refuse(tmp_path / "link.kml").code == "reference_refused"
    assert _refuse(write_zip(tmp_path / "vrt.zip", {"a.vrt": vrt.encode()})).code == "reference_refused"
    hidden = write_zip(tmp_path / "hidden.zip", {"a.gpkg": vrt.encode()})
    assert _refuse(hidden).code == "reference_refused"


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://127.0.0.1/a.zip", "http://127.0.0.1/a.geojson", "/vsizip//tmp/a.zip", "s3://b/a", "PG:x=/vsis3/"],
)
def test_addresses_and_handlers_are_no_paths(path: str) -> None:
    assert _refuse(path).code == "reference_refused"


@pytest.mark.parametrize("name", ["a.shp", "a.zip", "a.geojson"])
def test_an_empty_file_is_called_empty_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    assert _refuse(tmp_path / name).code == "file_empty"


def test_missing_files_and_other_kinds_are_refused(tmp_path: Path) -> None:
    assert _refuse(tmp_path / "nowhere.shp").code == "file_missing"
    for name, content in (
        ("a.csv", b"code,name\n1,2"),
        ("a.tab", b"!table"),
        ("a.dxf", b"  0\nSECTION"),
        ("a.shp", b"hello"),
    ):
        (tmp_path / name).write_bytes(content)
        assert _refuse(tmp_path / name).code == "file_type_unsupported"
    connection = sqlite3.connect(tmp_path / "a.gpkg")
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    connection.close()
    assert _refuse(tmp_path / "a.gpkg").code == "file_type_unsupported"
    assert _refuse(write_zip(tmp_path / "a.zip", {"a.csv": b"1,2"})).code == "boundaries_missing"
    (tmp_path / "empty").mkdir()
    assert _refuse(tmp_path / "empty").code == "boundaries_missing"


@pytest.mark.parametrize("content", [b"{", b'{"type":"Topology"}', b'{"type":"FeatureCollection","features":[1]}',
                                     b'{"type":"FeatureCollection","features":{}}',
                                     b'{"type":"Feature","properties":[],"geometry":null}',
                                     b'{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}}',
                                     b'{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://x"}},'
                                     b'"features":[]}'])  # fmt: skip
def test_broken_geojson_is_refused_without_a_guess(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(content)
    assert _refuse(tmp_path / "a.geojson").code == "geojson_unreadable"


def test_a_file_without_areas_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert _refuse(tmp_path / "a.geojson").code == "row_count_impossible"


def test_a_broken_shapefile_and_one_without_polygons_are_refused(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    points = sample.set_geometry(sample.representative_point())
    error = _refuse(write_shapefile_zip(points, tmp_path / "points.zip"))
    assert (error.code, "Point" in error.message.en) == ("no_polygon_layer", True)
    write_shapefile_zip(sample, tmp_path / "a.zip")
    index = tmp_path / "a-parts" / "ranh_gioi.shx"
    index.write_bytes(b"\xff" * 10)
    assert _refuse(index.with_suffix(".shp")).code == "file_unreadable"


def test_contents_that_are_not_what_their_name_says_are_refused(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    content = write_geojson(sample, tmp_path / "a.geojson").read_bytes()
    assert _refuse(write_zip(tmp_path / "a.zip", {"a.gpkg": content})).code == "file_type_unsupported"


def test_files_of_different_systems_are_not_put_together(sample: gpd.GeoDataFrame, tmp_path: Path) -> None:
    (tmp_path / "mixed").mkdir()
    write_geojson(sample.head(1), tmp_path / "mixed" / "03127_a.geojson")
    write_geojson(sample.tail(1).to_crs(9205), tmp_path / "mixed" / "03151_b.geojson")
    assert _refuse(tmp_path / "mixed").code == "crs_mixed"
