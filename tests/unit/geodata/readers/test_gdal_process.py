"""GDAL reads in a process of its own, where one driver is switched on and no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest

from geodata.errors import BadInput
from geodata.readers import gdal_process
from geodata.readers.file_kinds import FileKind
from geodata.readers.gdal_process import DRIVERS, read_with_gdal
from tests.fixtures.boundary_samples import build_sample, write_geojson


def test_the_worker_does_not_read_where_another_driver_is_on(tmp_path: Path) -> None:
    path = write_geojson(build_sample(), tmp_path / "a.geojson")
    worker = Path(gdal_process.__file__).with_name("gdal_worker.py")
    command = [sys.executable, "-I", str(worker), "GeoJSON", str(path), "", "", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode != 0
    assert b"drivers switched on" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_file_of_another_kind_is_not_opened(kind: FileKind, tmp_path: Path) -> None:
    # GDAL would open all of these by itself, each by a driver of its own.
    path = write_geojson(build_sample(), tmp_path / "boundaries.shp")
    with pytest.raises(BadInput) as error:
        read_with_gdal(path, kind, layer=None, encoding=None, name="boundaries.shp")
    assert error.value.code == "file_unreadable"


def test_every_driver_that_is_named_exists_in_this_gdal() -> None:
    assert set(DRIVERS.values()) <= set(pyogrio.list_drivers())
