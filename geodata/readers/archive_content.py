"""Which file of a folder or archive holds the boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from geodata.errors import BadInput, Bilingual, Place
from geodata.readers.file_kinds import FileKind
from geodata.readers.gdal_process import refuse_layers

_KINDS = {
    ".shp": FileKind.SHAPEFILE,
    ".gpkg": FileKind.GEOPACKAGE,
    ".parquet": FileKind.GEOPARQUET,
    ".geoparquet": FileKind.GEOPARQUET,
    ".kml": FileKind.KML,
}


@dataclass(frozen=True)
class ArchiveChoice:
    """The chosen content: one file, or (``name`` empty) all GeoJSON files together."""

    kind: FileKind
    name: str


def choose_content(names: Sequence[str], layer: str | None, place_name: str) -> ArchiveChoice:
    """Return what to read among ``names``; ``layer`` (the name of a file without its suffix) decides between several.

    Raises BadInput where nothing is a boundary file, or several are and none was chosen.
    """
    found = {name: _KINDS[suffix] for name in names if (suffix := PurePosixPath(name).suffix.lower()) in _KINDS}
    geojson = _list_geojson(names)
    if len(found) > 1 or (found and geojson):
        return _choose_by_layer(found | dict.fromkeys(geojson, FileKind.GEOJSON), layer, place_name)
    if found:
        name, kind = next(iter(found.items()))
        return ArchiveChoice(kind, name)
    if geojson:
        return ArchiveChoice(FileKind.GEOJSON, geojson[0] if len(geojson) == 1 else "")
    inner = [name for name in names if name.lower().endswith((".zip", ".kmz"))]
    if len(inner) == 1:
        return ArchiveChoice(FileKind.ZIP, inner[0])
    raise _refuse_nothing(names, place_name)


def _list_geojson(names: Sequence[str]) -> list[str]:
    """Return the GeoJSON files; files named .json count only where there is just one and no .geojson."""
    named = [name for name in names if name.lower().endswith(".geojson")]
    plain = [name for name in names if name.lower().endswith(".json")]
    return named or (plain if len(plain) == 1 else [])


def _choose_by_layer(found: dict[str, FileKind], layer: str | None, place_name: str) -> ArchiveChoice:
    stems = {PurePosixPath(name).stem: name for name in found}
    if layer is not None and layer in stems:
        return ArchiveChoice(found[stems[layer]], stems[layer])
    raise refuse_layers("layer_unknown" if layer else "layer_ambiguous", place_name, ", ".join(sorted(stems)[:20]))


def _refuse_nothing(names: Sequence[str], place_name: str) -> BadInput:
    if any(name.lower().endswith((".vrt", ".ovf")) for name in names):
        return BadInput(
            "reference_refused",
            Bilingual("Tệp VRT chỉ trỏ tới tệp khác nên không được mở", "A VRT only points to other files; not opened"),
            Bilingual("Đưa chính tệp ranh giới.", "Give the boundary file itself."),
            Place(file=place_name),
        )
    listed = ", ".join(sorted(names)[:10]) or "—"
    return BadInput(
        "boundaries_missing",
        Bilingual(f"«{place_name}» không chứa tệp ranh giới nào", f"«{place_name}» holds no boundary file"),
        Bilingual(
            "Cần .shp (cùng .shx, .dbf, .prj), .gpkg, .geojson, .parquet hoặc .kml.",
            "Needed: .shp (with .shx, .dbf, .prj), .gpkg, .geojson, .parquet or .kml.",
        ),
        Place(file=place_name, text=listed),
    )
