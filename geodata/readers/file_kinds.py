"""What kind of file lies before us, decided from its first bytes and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from geodata.errors import BadInput, Bilingual, Place

_HEAD_BYTES = 4096
# Application ids that mark a GeoPackage (OGC 12-128r19, requirement 2); GPKG since 1.2.
_GEOPACKAGE_IDS = {b"GPKG", b"GP10", b"GP11"}
_REMOTE = re.compile(
    r"^(/vsi|[a-z][a-z0-9+.-]{1,20}:/|<OGRVRT|<VRT)|\bvsi(curl|s3|gs|az|oss|swift|hdfs|stdin)", re.IGNORECASE
)


class FileKind(StrEnum):
    """The kinds of boundary files that are read; nothing else is ever opened."""

    GEOPARQUET = "GeoParquet"
    GEOPACKAGE = "GeoPackage"
    SHAPEFILE = "Shapefile"
    GEOJSON = "GeoJSON"
    KML = "KML"
    ZIP = "ZIP"


def check_local_path(text: str) -> Path:
    """Return the path that ``text`` names; raise BadInput where it is an address, a GDAL handler or missing."""
    if _REMOTE.search(text):
        raise _refuse_reference(Place(file=text))
    path = Path(text)
    if not path.exists():
        raise BadInput(
            "file_missing",
            Bilingual(f"Không có tệp «{text}»", f"There is no file «{text}»"),
            Bilingual("Kiểm tra đường dẫn và tên tệp.", "Check the path and the file name."),
            Place(file=text),
        )
    return path


def recognise_file_kind(path: Path) -> FileKind:
    """Return the kind of the file at ``path`` by its content; raise BadInput for every other kind."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise _refuse_empty(path)
    kind = _kind_of_binary(head) or _kind_of_text(head, path)
    if kind is None:
        raise _refuse_kind(path)
    return kind


def _kind_of_binary(head: bytes) -> FileKind | None:
    if head[:4] == b"PAR1":
        return FileKind.GEOPARQUET
    if head[:16] == b"SQLite format 3\x00" and head[68:72] in _GEOPACKAGE_IDS:
        return FileKind.GEOPACKAGE
    if head[:4] == b"\x00\x00\x27\x0a":
        return FileKind.SHAPEFILE
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return FileKind.ZIP
    return None


def _kind_of_text(head: bytes, path: Path) -> FileKind | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<OGRVRTDataSource" in text or b"<VRTDataset" in text:
        raise _refuse_reference(Place(file=path.name))
    if text.startswith(b"{"):
        return FileKind.GEOJSON
    if text.startswith(b"<") and b"<kml" in text:
        return FileKind.KML
    if _REMOTE.search(text[:200].decode("latin-1")):
        raise _refuse_reference(Place(file=path.name))
    return None


def _refuse_reference(place: Place) -> BadInput:
    return BadInput(
        "reference_refused",
        Bilingual(
            "Tệp hay đường dẫn này trỏ tới một tệp khác hoặc một địa chỉ mạng (VRT, /vsi…, http…) nên không được mở",
            "This file or path points to another file or an address (VRT, /vsi…, http…) and is not opened",
        ),
        Bilingual(
            "Tải tệp ranh giới về máy rồi đưa chính tệp đó.", "Download the boundary file and give the file itself."
        ),
        place,
    )


def _refuse_empty(path: Path) -> BadInput:
    return BadInput(
        "file_empty",
        Bilingual(f"Tệp «{path.name}» rỗng", f"The file «{path.name}» is empty"),
        Bilingual("Chép hoặc tải lại tệp.", "Copy it or download it again."),
        Place(file=path.name),
    )


def _refuse_kind(path: Path) -> BadInput:
    companions = {".dbf", ".shx", ".prj", ".cpg"}
    if path.suffix.lower() in companions:
        hint = Bilingual(
            "Đưa tệp .shp (cùng .dbf, .shx, .prj) hoặc tệp .zip chứa chúng.",
            "Give the .shp file (with .dbf, .shx, .prj beside it) or the .zip that holds them.",
        )
    else:
        hint = Bilingual(
            "Nhận: Shapefile (.shp hay .zip), GeoPackage, GeoJSON, GeoParquet, KML, thư mục hay .zip các GeoJSON.",
            "Accepted: Shapefile (.shp or .zip), GeoPackage, GeoJSON, GeoParquet, KML, a folder or .zip of GeoJSON.",
        )
    return BadInput(
        "file_type_unsupported",
        Bilingual(f"Không đọc được loại tệp «{path.name}»", f"The type of «{path.name}» is not supported"),
        hint,
        Place(file=path.name),
    )
