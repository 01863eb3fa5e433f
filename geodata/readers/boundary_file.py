"""One boundary file, folder or archive from outside becomes rows: the entrance of all boundaries."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.archives import open_archive
from geodata.areas import Level
from geodata.crs import identify_epsg
from geodata.errors import BadInput, Bilingual, Place
from geodata.progress import Progress, ignore_progress
from geodata.readers.archive_content import ArchiveChoice, choose_content
from geodata.readers.area_files import AreaFile, list_area_files
from geodata.readers.attribute_text import decode_attributes
from geodata.readers.file_kinds import FileKind, check_local_path, recognise_file_kind
from geodata.readers.gdal_process import read_with_gdal
from geodata.readers.geojson_features import FeatureCollector
from geodata.readers.raw_boundaries import RawBoundaries
from geodata.readers.shapefile_parts import find_parts, parse_code_page

MAXIMUM_BYTES = 4 << 30
MAXIMUM_ROWS = 100_000
_REFERENCES = re.compile(rb"<(?:[\w.-]+:)?NetworkLink|<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_READING = Bilingual("Đọc tệp ranh giới", "Reading the boundary file")
ReadEntry = Callable[[str], bytes]


@dataclass(frozen=True)
class _Request:
    """What to read: ``shown`` is the path that the user gave, for errors and reports."""

    shown: Path
    level: Level
    layer: str | None
    progress: Progress


def read_boundary_file(
    path: str | Path,
    *,
    level: Level = Level.COMMUNE,
    layer: str | None = None,
    progress: Progress = ignore_progress,
) -> RawBoundaries:
    """Return the rows of a boundary file, folder or zip: Shapefile, GeoPackage, GeoJSON, GeoParquet, KML.

    What it is, its content decides. ``level`` chooses among the files of a folder with one file per area, ``layer``
    among several polygon layers. Raises BadInput for everything else; opens no other file and no address.
    """
    local = check_local_path(str(path))
    request = _Request(local, level, layer, progress)
    raw = _read_folder(local, request) if local.is_dir() else _read_file(local, request)
    if not 0 < len(raw.frame) <= MAXIMUM_ROWS:
        raise _refuse_row_count(local, len(raw.frame))
    progress(1, 1, _READING)
    return raw


def _read_file(path: Path, request: _Request) -> RawBoundaries:
    if path.stat().st_size > MAXIMUM_BYTES:
        raise _refuse_size(path)
    kind = recognise_file_kind(path)
    if kind is FileKind.ZIP:
        return _read_archive(path, request, nested=False)
    if kind is FileKind.SHAPEFILE:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()]
        return _read_shapefile(find_parts(path.name, names), lambda name: (path.parent / name).read_bytes(), request)
    return _read_single(path, kind, request)


def _read_single(path: Path, kind: FileKind, request: _Request) -> RawBoundaries:
    if kind is FileKind.GEOJSON:
        collector = FeatureCollector()
        collector.add(path.read_bytes(), request.shown.name)
        return _build_from_features(collector, request)
    if kind is FileKind.GEOPARQUET:
        return _read_geoparquet(path, request)
    if kind is FileKind.KML:
        _check_kml(path, request.shown)
    with tempfile.TemporaryDirectory(prefix="baophu-read-") as folder:
        # A copy: SQLite writes beside a GeoPackage, and what was sent stays as it was.
        copy = Path(folder) / {FileKind.KML: "boundaries.kml", FileKind.GEOPACKAGE: "boundaries.gpkg"}[kind]
        copy.write_bytes(path.read_bytes())
        rows = read_with_gdal(copy, kind, layer=request.layer, encoding=None, name=request.shown.name)
    crs = "EPSG:4326" if kind is FileKind.KML else rows.crs
    return _build_raw(rows.frame, request, rows.layer, kind, crs)


def _check_kml(path: Path, shown: Path) -> None:
    if _REFERENCES.search(path.read_bytes()):
        raise BadInput(
            "reference_refused",
            Bilingual(
                "Tệp KML này trỏ tới nơi khác (NetworkLink, DTD)", "This KML points elsewhere (NetworkLink, DTD)"
            ),
            Bilingual("Lưu các vùng vào chính tệp KML.", "Save the polygons in the KML itself."),
            Place(file=shown.name),
        )


def _read_geoparquet(path: Path, request: _Request) -> RawBoundaries:
    try:
        metadata = pyarrow.parquet.ParquetFile(path).metadata
        groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
        if sum(group.total_byte_size for group in groups) > MAXIMUM_BYTES or metadata.num_rows > MAXIMUM_ROWS:
            raise _refuse_size(request.shown)
        frame = gpd.read_parquet(path)
    except (ValueError, OSError, KeyError, pyarrow.ArrowException) as error:
        raise BadInput(
            "file_unreadable",
            Bilingual(f"Không đọc được GeoParquet «{path.name}»", f"The GeoParquet «{path.name}» cannot be read"),
            Bilingual(
                "Tệp phải còn nguyên và có siêu dữ liệu «geo»; chép lại hoặc xuất lại từ QGIS.",
                "The file must be whole and have its «geo» metadata; copy it again or export it again, from QGIS.",
            ),
            Place(file=request.shown.name, text=str(error).partition("\n")[0][:200]),
        ) from error
    # A table that was filtered keeps its old row numbers; an index with a name is a column like any other.
    frame = frame.reset_index(drop=frame.index.names == [None])
    plain = gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=frame.geometry.values, crs=frame.crs)
    return _build_raw(plain, request, path.stem, FileKind.GEOPARQUET, frame.crs)


def _read_shapefile(parts: dict[str, str], read: ReadEntry, request: _Request) -> RawBoundaries:
    """Read a Shapefile from copies under names of our own; its texts stay bytes until their coding is known."""
    code_page = parse_code_page(read(parts[".cpg"]).decode("latin-1")) if ".cpg" in parts else None
    with tempfile.TemporaryDirectory(prefix="baophu-shp-") as folder:
        for suffix in (".shp", ".shx", ".dbf", ".prj"):
            if suffix in parts:
                (Path(folder) / f"boundaries{suffix}").write_bytes(read(parts[suffix]))
        path = Path(folder) / "boundaries.shp"
        rows = read_with_gdal(path, FileKind.SHAPEFILE, layer=None, encoding="ISO-8859-1", name=parts[".shp"])
    return _build_raw(rows.frame, request, Path(parts[".shp"]).stem, FileKind.SHAPEFILE, rows.crs, code_page)


def _read_folder(folder: Path, request: _Request) -> RawBoundaries:
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    choice = choose_content(names, request.layer, folder.name)
    if choice.kind is FileKind.GEOJSON:
        return _read_area_files(choice, names, lambda name: (folder / name).read_bytes(), request)
    return _read_file(folder / choice.name, request)


def _read_archive(path: Path, request: _Request, *, nested: bool) -> RawBoundaries:
    with open_archive(path) as archive, tempfile.TemporaryDirectory(prefix="baophu-zip-") as folder:
        choice = choose_content(archive.names, request.layer, request.shown.name)
        if choice.kind is FileKind.SHAPEFILE:
            return _read_shapefile(find_parts(choice.name, archive.names), archive.read, request)
        if choice.kind is FileKind.GEOJSON:
            return _read_area_files(choice, archive.names, archive.read, request)
        unpacked = archive.unpack(choice.name, Path(folder) / "content")
        kind = recognise_file_kind(unpacked)
        if kind is FileKind.ZIP and not nested:
            return _read_archive(unpacked, request, nested=True)
        if kind is not choice.kind:
            raise _refuse_content(request.shown, choice.name)
        return _read_single(unpacked, kind, request)


def _read_area_files(
    choice: ArchiveChoice, names: list[str] | tuple[str, ...], read: ReadEntry, request: _Request
) -> RawBoundaries:
    place = Place(file=request.shown.name)
    files = [AreaFile(choice.name, None)] if choice.name else list_area_files(names, request.level, place)
    collector = FeatureCollector()
    for number, file in enumerate(files, start=1):
        collector.add(read(file.name), file.name, file.extra)
        request.progress(number, len(files), _READING)
    return _build_from_features(collector, request)


def _build_from_features(collector: FeatureCollector, request: _Request) -> RawBoundaries:
    if len(collector.crs_texts) > 1:
        raise BadInput(
            "crs_mixed",
            Bilingual("Các tệp dùng hệ tọa độ khác nhau", "The files use different coordinate systems"),
            Bilingual("Chuyển tất cả về một hệ rồi nhập.", "Convert all of them to one."),
            Place(file=request.shown.name, text=", ".join(sorted(collector.crs_texts))),
        )
    crs = next(iter(collector.crs_texts), None)
    return _build_raw(collector.build_frame(), request, request.shown.stem, FileKind.GEOJSON, crs)


def _build_raw(
    frame: gpd.GeoDataFrame,
    request: _Request,
    layer: str,
    kind: FileKind,
    crs: str | CRS | None,
    code_page: str | None = None,
) -> RawBoundaries:
    decoded, remarks = decode_attributes(frame, code_page, from_bytes=kind is FileKind.SHAPEFILE)
    known = _parse_file_crs(crs)
    located = decoded.set_crs(known, allow_override=True) if known else decoded
    return RawBoundaries(located, request.shown, layer, kind.value, identify_epsg(known), tuple(remarks))


def _parse_file_crs(crs: str | CRS | None) -> CRS | None:
    try:
        parsed = CRS.from_user_input(crs) if crs is not None else None
    except CRSError:
        return None
    return None if parsed is None or parsed.is_engineering else parsed


def _refuse_size(path: Path) -> BadInput:
    return BadInput(
        "file_too_large",
        Bilingual(f"Tệp «{path.name}» quá lớn", f"«{path.name}» is too large"),
        Bilingual(f"Tối đa {MAXIMUM_BYTES >> 30} GB.", f"At most {MAXIMUM_BYTES >> 30} GB."),
        Place(file=path.name),
    )


def _refuse_row_count(path: Path, count: int) -> BadInput:
    return BadInput(
        "row_count_impossible",
        Bilingual(f"Tệp «{path.name}» có {count} vùng", f"«{path.name}» holds {count} areas"),
        Bilingual(f"Cần từ 1 đến {MAXIMUM_ROWS} vùng, mỗi đơn vị một dòng.", f"1 to {MAXIMUM_ROWS}, one row per area."),
        Place(file=path.name),
    )


def _refuse_content(path: Path, name: str) -> BadInput:
    return BadInput(
        "file_type_unsupported",
        Bilingual(f"«{name}» không đúng loại tệp như tên của nó", f"«{name}» is not what its name says"),
        Bilingual("Nén lại từ tệp gốc.", "Pack it again from the original file."),
        Place(file=path.name, text=name),
    )
