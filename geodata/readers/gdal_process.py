"""Reading with GDAL behind a wall: another process, one driver, no network, a limit of time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyogrio
import shapely

from geodata.errors import BadInput, Bilingual, Place
from geodata.readers.file_kinds import FileKind

_WORKER = Path(__file__).with_name("gdal_worker.py")
_TIMEOUT_SECONDS = 1200
_NOWHERE = "127.0.0.1:9"  # nothing listens there: whatever else should ask an address gets no answer
# Which GDAL driver reads which kind. LIBKML, not KML: it alone reads the attributes of ExtendedData.
DRIVERS = {FileKind.SHAPEFILE: "ESRI Shapefile", FileKind.GEOPACKAGE: "GPKG", FileKind.KML: "LIBKML"}


@dataclass(frozen=True)
class GdalRows:
    """What GDAL read: attributes and geometry without CRS, the layer's name, and the CRS as text or None."""

    frame: gpd.GeoDataFrame
    layer: str
    crs: str | None


@cache
def _list_all_drivers() -> tuple[str, ...]:
    return tuple(pyogrio.list_drivers())


def _build_environment(driver: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    skipped = ",".join(name for name in _list_all_drivers() if name != driver)
    # OGR_SKIP switches drivers off; the others keep GDAL from addresses and from looking beside the file.
    return kept | {
        "OGR_SKIP": skipped,
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_DEBUG": "OFF",
        "PROJ_NETWORK": "OFF",
        # A GeoPackage is a database, with views and triggers of whoever made it.
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OGR_SQLITE_LIST_ALL_TABLES": "NO",
        "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
        "GDAL_HTTP_PROXY": _NOWHERE,
        "GDAL_HTTPS_PROXY": _NOWHERE,
    }


def read_with_gdal(path: Path, kind: FileKind, *, layer: str | None, encoding: str | None, name: str) -> GdalRows:
    """Return the rows of the polygon layer in the file at ``path``; ``name`` is how errors call the file.

    Raises BadInput where the file cannot be read, holds no polygon layer, or several and none was chosen.
    """
    with tempfile.TemporaryDirectory(prefix="baophu-gdal-") as folder:
        output = Path(folder) / "rows.arrow"
        answer = _run_worker([DRIVERS[kind], str(path.resolve()), layer or "", encoding or "", str(output)], name)
        if "fault" in answer:
            raise _refuse(answer, name, kind)
        table = pa.ipc.open_file(pa.BufferReader(output.read_bytes())).read_all()
    frame = table.drop_columns(["wkb"]).to_pandas()
    geometry = shapely.from_wkb(table["wkb"].to_numpy(zero_copy_only=False), on_invalid="ignore")
    return GdalRows(gpd.GeoDataFrame(frame, geometry=geometry), answer["layer"], answer["crs"])


def _run_worker(arguments: list[str], name: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_WORKER), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 (our own script, arguments are paths we chose)
            command, env=_build_environment(arguments[0]), capture_output=True, timeout=_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"fault": "unreadable", "detail": f"> {_TIMEOUT_SECONDS} s"}
    if done.returncode < 0:  # killed by a signal: GDAL crashed on the file, or it asked for too much
        return {"fault": "unreadable", "detail": f"signal {-done.returncode}"}
    if done.returncode > 0:
        raise RuntimeError(f"reading {name}: {done.stderr.decode(errors='replace')[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _refuse(answer: dict[str, Any], name: str, kind: FileKind) -> BadInput:
    layers = ", ".join(answer.get("layers", [])) or "—"
    place = Place(file=name, text=answer.get("detail"))
    if answer["fault"] == "no_polygon_layer":
        return refuse_no_polygons(name, layers)
    if answer["fault"] in ("layer_ambiguous", "layer_unknown"):
        return refuse_layers(str(answer["fault"]), name, layers)
    return BadInput(
        "file_unreadable",
        Bilingual(f"Không đọc được tệp {kind.value} «{name}»", f"The {kind.value} file «{name}» cannot be read"),
        Bilingual(
            "Tệp hỏng hoặc thiếu phần: xuất lại từ QGIS.", "It is broken or lacks parts: export it again, from QGIS."
        ),
        place,
    )


def refuse_no_polygons(name: str, found: str) -> BadInput:
    """Return the error for a file without polygons; ``found`` tells what it holds instead."""
    return BadInput(
        "no_polygon_layer",
        Bilingual(f"Tệp «{name}» không có lớp vùng (có: {found})", f"«{name}» has no polygon layer (it has: {found})"),
        Bilingual("Đưa tệp có ranh giới dạng vùng (polygon).", "Give the file whose boundaries are polygons."),
        Place(file=name),
    )


def refuse_layers(code: str, name: str, layers: str) -> BadInput:
    """Return the error for several layers where none, or one that is not there, was chosen."""
    return BadInput(
        code,
        Bilingual(f"Tệp «{name}» có các lớp vùng: {layers}", f"«{name}» holds these polygon layers: {layers}"),
        Bilingual("Chọn một lớp bằng --layer.", "Choose one with --layer."),
        Place(file=name),
    )
