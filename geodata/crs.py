"""Coordinate systems of Vietnamese boundary files: VN-2000 in all its zones, and the way to WGS 84."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.errors import BadInput, Bilingual, Place

WGS84_EPSG = 4326
VN2000_GEOGRAPHIC_EPSG = 4756
# VN-2000 / UTM: zone number by EPSG code. Scale on the central meridian 0.9996.
UTM_ZONES: dict[int, int] = {3405: 48, 3406: 49}
# VN-2000 / TM-3: central meridian in degrees by EPSG code. Scale 0.9999, false easting 500 km (circular 973/2001).
TM3_MERIDIANS: dict[int, float] = {
    5896: 102.0,
    9205: 103.0,
    9206: 104.0,
    9207: 104.5,
    9208: 104.75,
    5897: 105.0,
    9209: 105.5,
    9210: 105.75,
    9211: 106.0,
    9212: 106.25,
    9213: 106.5,
    9214: 107.0,
    9215: 107.25,
    9216: 107.5,
    5899: 107.75,
    5898: 108.0,
    9217: 108.25,
    9218: 108.5,
}
# Withdrawn by EPSG: false easting and northing were exchanged. A file that names one cannot be trusted.
_DEPRECATED_MERIDIANS: dict[int, float] = {6956: 102.0, 6957: 105.0, 6958: 108.0, 6959: 107.75}
DEPRECATED_EPSG = frozenset(_DEPRECATED_MERIDIANS)
VN2000_EPSG = (VN2000_GEOGRAPHIC_EPSG, *UTM_ZONES, *TM3_MERIDIANS)
_WITH_CODE = re.compile(r"(?:EPSG:{1,2}[\d.]*:?)?(\d{4,6})", re.IGNORECASE)


@dataclass(frozen=True)
class _Grid:
    """What tells one transverse Mercator grid from another."""

    meridian: float
    scale: float
    easting: float = 500_000.0
    northing: float = 0.0


def parse_crs(text: str) -> CRS:
    """Return the coordinate system that ``text`` (``EPSG:9205`` or ``9205``) names; raise BadInput otherwise."""
    match = _WITH_CODE.fullmatch(text.strip())
    try:
        return CRS.from_epsg(int(match[1])) if match else _refuse_text(text)
    except CRSError:
        return _refuse_text(text)


def _refuse_text(text: str) -> CRS:
    raise BadInput(
        "crs_unknown",
        Bilingual(f"Không rõ hệ tọa độ «{text}»", f"The coordinate system «{text}» is not known"),
        Bilingual(
            f"Ghi mã EPSG, ví dụ --crs EPSG:9205 (VN-2000 múi 3°, 103°). {_zones('vi')}",
            f"Give an EPSG code, such as --crs EPSG:9205 (VN-2000 TM-3 103°). {_zones('en')}",
        ),
        Place(text=text),
    )


def identify_epsg(crs: CRS | None) -> int | None:
    """Return the EPSG code of ``crs``, also where it comes as WKT without a code; None where there is none.

    Codes given by their makers win; then pyproj's own comparison (confidence 70 % at least); then, for a VN-2000
    datum under a name of its own, the parameters of the grid.
    """
    if crs is None:
        return None
    epsg = crs.to_epsg() or crs.to_epsg(min_confidence=70)
    return epsg if epsg is not None else _identify_vn2000(crs)


def _identify_vn2000(crs: CRS) -> int | None:
    whole = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    names = f"{whole.name} {whole.datum.name if whole.datum else ''}".upper()
    if not re.search(r"VN[-_ ]?2000|VIETNAM[-_ ]?2000", names):
        return None
    if whole.is_geographic:
        return VN2000_GEOGRAPHIC_EPSG
    grid = _read_grid(whole)
    return next((epsg for epsg, known in _list_grids().items() if grid and _same_grid(known, grid)), None)


def _list_grids() -> dict[int, _Grid]:
    grids = {epsg: _Grid(meridian, 0.9999) for epsg, meridian in TM3_MERIDIANS.items()}
    grids |= {epsg: _Grid(6.0 * zone - 183.0, 0.9996) for epsg, zone in UTM_ZONES.items()}
    # The withdrawn ones had easting and northing of the origin the wrong way round.
    return grids | {epsg: _Grid(meridian, 0.9999, 0.0, 500_000.0) for epsg, meridian in _DEPRECATED_MERIDIANS.items()}


def _read_grid(crs: CRS) -> _Grid | None:
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    values = {parameter.name: float(parameter.value) for parameter in operation.params}
    if abs(values.get("Latitude of natural origin", 1.0)) > 1e-9:
        return None
    names = ("Longitude of natural origin", "Scale factor at natural origin", "False easting", "False northing")
    return _Grid(*(values[name] for name in names)) if all(name in values for name in names) else None


def _same_grid(one: _Grid, other: _Grid) -> bool:
    return (
        abs(one.meridian - other.meridian) < 1e-4
        and abs(one.scale - other.scale) < 1e-6
        and abs(one.easting - other.easting) < 1
        and abs(one.northing - other.northing) < 1
    )


def decide_crs(frame: gpd.GeoDataFrame, given_crs: str | None) -> CRS:
    """Return the coordinate system to read ``frame`` in: the given one, else the file's own.

    Raises BadInput where there is neither, and for a deprecated one.
    """
    if given_crs:
        crs = parse_crs(given_crs)
    elif frame.crs is None:
        raise _ask_for_crs()
    else:
        crs = frame.crs
    epsg = identify_epsg(crs)
    if epsg in DEPRECATED_EPSG or crs.is_deprecated:
        raise _refuse_deprecated(epsg, crs)
    return CRS.from_epsg(epsg) if epsg is not None else crs


def convert_to_wgs84(frame: gpd.GeoDataFrame, given_crs: str | None = None) -> gpd.GeoDataFrame:
    """Return ``frame`` in WGS 84 (EPSG:4326); refuses a missing and a deprecated coordinate system.

    VN-2000 is shifted by the seven parameters that EPSG publishes; skipping them would move everything by some 220 m.
    """
    crs = decide_crs(frame, given_crs)
    return frame.set_crs(crs, allow_override=True).to_crs(WGS84_EPSG)


def describe_crs(epsg: int) -> Bilingual:
    """Return a coordinate system in words, with its EPSG code."""
    if epsg in TM3_MERIDIANS:
        degrees, minutes = divmod(round(TM3_MERIDIANS[epsg] * 60), 60)
        meridian = f"{degrees}°{minutes:02d}′"
        return Bilingual(f"VN-2000 múi 3°, {meridian} (EPSG:{epsg})", f"VN-2000 TM-3 {meridian} (EPSG:{epsg})")
    if epsg in UTM_ZONES:
        zone = f"{UTM_ZONES[epsg]}N (EPSG:{epsg})"
        return Bilingual(f"VN-2000 UTM múi {zone}", f"VN-2000 UTM zone {zone}")
    names = {WGS84_EPSG: "WGS 84", VN2000_GEOGRAPHIC_EPSG: "VN-2000"}
    label = f"{names[epsg]} (EPSG:{epsg})" if epsg in names else f"EPSG:{epsg}"
    return Bilingual(label, label)


def _zones(lang: str) -> str:
    text = ", ".join(f"{epsg}: {meridian:g}°" for epsg, meridian in TM3_MERIDIANS.items())
    lead = "Múi 3° theo kinh tuyến trục" if lang == "vi" else "TM-3 by central meridian"
    return f"{lead}: {text}; UTM 48N/49N: 3405/3406; VN-2000 (°): 4756; WGS 84: 4326."


def _ask_for_crs() -> BadInput:
    return BadInput(
        "crs_missing",
        Bilingual(
            "Tệp không ghi hệ tọa độ nào nhận ra được (như khi thiếu .prj)",
            "The file names no coordinate system that is known (as where the .prj is missing)",
        ),
        Bilingual(
            f"Hỏi nơi đo vẽ rồi thêm --crs EPSG:…. {_zones('vi')}",
            f"Ask the surveyor, then add --crs EPSG:…. {_zones('en')}",
        ),
    )


def _refuse_deprecated(epsg: int | None, crs: CRS) -> BadInput:
    name = f"EPSG:{epsg}" if epsg else crs.name
    return BadInput(
        "crs_deprecated",
        Bilingual(f"Hệ tọa độ {name} đã bị EPSG bãi bỏ", f"The coordinate system {name} was withdrawn by EPSG"),
        Bilingual(f"Ghi hệ tọa độ đúng bằng --crs. {_zones('vi')}", f"Name the right one with --crs. {_zones('en')}"),
        Place(text=name),
    )
