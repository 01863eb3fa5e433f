"""Read one local file with GDAL in a process of its own, where only one driver is switched on.

Started by ``gdal_process`` with ``OGR_SKIP`` naming all other drivers, so that no file can make GDAL open another
kind of file, another file or an address. Arguments: driver, path, layer ("" for any), encoding ("" for the file's
own), output. Writes an Arrow file with the attributes and ``wkb``; prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio

_CPU_SECONDS = 900
_MEMORY_BYTES = 8 << 30  # the whole country in full detail takes some two
_LARGEST_FILE = 4 << 30
_POLYGON_MARKS = ("Polygon", "Unknown", "GeometryCollection", "Surface")


def main() -> None:
    """Read as the arguments say; an answer with the key ``fault`` says what is wrong with the file."""
    driver, path, layer, encoding, output = sys.argv[1:]
    _limit_process()
    drivers = set(pyogrio.list_drivers())
    if drivers != {driver}:
        sys.exit(f"drivers switched on: {sorted(drivers)}")
    try:
        answer = _read(path, layer, encoding or None, output)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError, ValueError) as error:
        answer = {"fault": "unreadable", "detail": str(error)}
    except MemoryError:
        answer = {"fault": "unreadable", "detail": f"> {_MEMORY_BYTES >> 30} GB"}
    json.dump(answer, sys.stdout)


def _limit_process() -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _read(path: str, wanted: str, encoding: str | None, output: str) -> dict[str, Any]:
    layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path)]
    names = [name for name, kind in layers if any(mark in kind for mark in _POLYGON_MARKS)]
    if wanted and wanted not in names:
        return {"fault": "layer_unknown", "layers": names}
    if not names:
        return {"fault": "no_polygon_layer", "layers": [f"{name} ({kind})" for name, kind in layers]}
    if len(names) > 1 and not wanted:
        return {"fault": "layer_ambiguous", "layers": names}
    layer = wanted or names[0]
    meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, encoding=encoding, force_2d=True)
    fields = [str(name) for name in meta["fields"]]
    arrays = [_build_array(column) for column in columns]
    table = pa.table([*arrays, pa.array(list(geometry), pa.binary())], names=[*fields, "wkb"])
    with pa.OSFile(output, "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return {"layer": layer, "crs": meta["crs"], "encoding": meta.get("encoding")}


def _build_array(column: np.ndarray[Any, Any]) -> pa.Array:
    if column.dtype == object or column.dtype.kind in "MmUO":
        texts = [None if value is None else str(value) for value in column]
        return pa.array([None if text in ("NaT", "nan") else text for text in texts], pa.string())
    return pa.array(column, from_pandas=True)


if __name__ == "__main__":
    main()
