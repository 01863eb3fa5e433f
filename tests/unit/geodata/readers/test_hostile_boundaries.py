"""Boundary files made to do harm: entities, addresses, databases with a mind of their own, archives of links."""

from __future__ import annotations

import os
import socket
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest

from geodata.errors import BadInput
from geodata.readers import gdal_process
from geodata.readers.boundary_file import read_boundary_file
from tests.fixtures.boundary_samples import build_sample, write_shapefile_zip

RING = "105,21 105.1,21 105.1,21.1 105,21.1 105,21"
PLACEMARK = (
    "<Placemark><name>{name}</name>{more}<Polygon><outerBoundaryIs><LinearRing>"
    f"<coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
)
LAUGHS = (
    '<!ENTITY a "'
    + "x" * 50
    + '">'
    + "".join(f'<!ENTITY {"bcdefghi"[n]} "{("&" + "abcdefgh"[n] + ";") * 20}">' for n in range(8))
)
PASSWD = '<!ENTITY i SYSTEM "file:///etc/passwd">'


def build_kml(head: str = "", name: str = "Xã A", more: str = "") -> str:
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2">{PLACEMARK.format(name=name, more=more)}</kml>'


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine at which nobody should ever knock."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        opened.setblocking(False)
        yield opened
        with pytest.raises(BlockingIOError):
            opened.accept()


def refuse(path: Path) -> str:
    with pytest.raises(BadInput) as error:
        read_boundary_file(path)
    assert error.value.exit_code == 3
    assert "root:" not in str(vars(error.value))
    return error.value.code


@pytest.mark.parametrize(
    "content",
    [
        build_kml(f"<!DOCTYPE k [{LAUGHS}]>", "&i;").encode(),
        build_kml(f"<!DOCTYPE k [{PASSWD}]>", "&i;").encode(),
        build_kml(f"<!doctype k [{PASSWD}]>", "&i;").encode(),
        build_kml(f'<?xml version="1.0"?><!--{" " * 9000}--><!DOCTYPE k [{PASSWD}]>', "&i;").encode(),
        build_kml(f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE k [{PASSWD}]>', "&i;").encode("utf-16"),
        b"<kml><!--" + build_kml(f"--><!DOCTYPE k [{PASSWD}]>", "&i;").encode("utf-16"),
        build_kml('<?xml version="1.0" encoding="utf-16"?><!-- <kml -->').encode(),
        build_kml('<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE k+AD4-').encode(),
        b"<kml>" + b"<Folder>" * 200_000,
    ],
    ids=["laughs", "file", "lower case", "late", "utf-16", "utf-16 in a comment", "false utf-16", "utf-7", "deep"],
)
def test_a_kml_of_entities_or_of_another_coding_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    path.write_bytes(content)
    assert refuse(path) in ("reference_refused", "file_unreadable", "file_type_unsupported")
    packed = tmp_path / "a.kmz"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", content)
    assert refuse(packed) in ("reference_refused", "file_unreadable", "file_type_unsupported")


def test_no_address_in_a_kml_is_asked(listener: socket.socket, tmp_path: Path) -> None:
    home = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for prefix in ("", "k:"):
        link = f"<{prefix}NetworkLink><Link><href>{home}/x.kml</href></Link></{prefix}NetworkLink>"
        path = tmp_path / "link.kml"
        path.write_text(build_kml(more=link).replace("<kml ", '<kml xmlns:k="http://www.opengis.net/kml/2.2" '))
        assert refuse(path) == "reference_refused"
    more = f'<styleUrl>{home}/s#a</styleUrl><ExtendedData><SchemaData schemaUrl="{home}/#s"/></ExtendedData>'
    path = tmp_path / "style.kml"
    path.write_text(build_kml(more=more))
    assert len(read_boundary_file(path).frame) == 1


def test_a_geopackage_cannot_make_gdal_open_another_file_or_address(listener: socket.socket, tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    build_sample().to_file(other, layer="secret", engine="pyogrio")
    home = f"/vsicurl/http://127.0.0.1:{listener.getsockname()[1]}/x.gpkg"
    for target in (str(other), home):
        path = tmp_path / "a.gpkg"
        path.unlink(missing_ok=True)
        build_sample().to_file(path, layer="areas", engine="pyogrio")
        with sqlite3.connect(path) as database:
            sql = f"CREATE VIRTUAL TABLE stolen USING VirtualOGR('{target}')"
            database.execute("PRAGMA writable_schema = 1")
            database.execute("INSERT INTO sqlite_master VALUES ('table', 'stolen', 'stolen', 0, ?)", (sql,))
            named = "(table_name, data_type, identifier, srs_id) VALUES ('stolen', 'features', 's', 4326)"
            database.execute(f"INSERT INTO gpkg_contents {named}")
            database.execute("INSERT INTO gpkg_geometry_columns VALUES ('stolen', 'geom', 'POLYGON', 4326, 0, 0)")
        with pytest.raises(BadInput) as error:
            read_boundary_file(path, layer="stolen")
        assert error.value.code in ("file_unreadable", "layer_unknown", "no_polygon_layer")


def test_a_view_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gdal_process, "_TIMEOUT_SECONDS", 2)
    path = tmp_path / "a.gpkg"
    build_sample().to_file(path, layer="areas", engine="pyogrio")
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE areas RENAME TO kept")
        columns = [row[1] for row in database.execute("PRAGMA table_info(kept)")]
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        database.execute(f"CREATE VIEW areas AS SELECT {', '.join(columns)} FROM kept WHERE ({endless}) > 0")
        database.execute("DELETE FROM gpkg_ogr_contents")
        database.execute("UPDATE gpkg_contents SET table_name = 'areas'")
    assert refuse(path) == "file_unreadable"


def test_a_shapefile_in_an_archive_brings_nothing_but_its_four_parts(tmp_path: Path) -> None:
    path = write_shapefile_zip(build_sample(), tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "boundaries.vrt", "<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>"
        )
        archive.writestr("boundaries.shp.aux.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><x>&a;</x>')
    assert len(read_boundary_file(path).frame) == len(build_sample())
    linked = zipfile.ZipInfo("areas2.shp")
    linked.external_attr = 0o120777 << 16  # a symbolic link, were it unpacked as one
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(linked, "/etc/passwd")
        archive.writestr("areas2.dbf", b"")
        archive.writestr("areas2.shx", b"")
    assert refuse(tmp_path / "b.zip") == "file_unreadable"


def test_gdal_knows_one_driver_no_address_and_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    for driver in gdal_process.DRIVERS.values():
        environment = gdal_process._build_environment(driver)
        assert set(environment["OGR_SKIP"].split(",")) == set(pyogrio.list_drivers()) - {driver}
        assert "secret" not in str(environment)
        assert {name for name in environment if name in os.environ} <= {"PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH"}
