"""Distances between places on the globe, and which lie near each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts, Mask

EARTH_RADIUS_KM = 6371.0088  # mean radius of the IUGG


def measure_nearest(longitudes: Counts, latitudes: Counts, targets: Mask) -> Counts:
    """Return the kilometres from each of m places to the nearest other place that is marked; NaN where none is."""
    places = project_to_sphere(longitudes, latitudes)
    marked = np.flatnonzero(targets & np.isfinite(longitudes))
    if marked.size == 0:
        return np.full(len(longitudes), np.nan)
    chords = np.linalg.norm(places[:, None, :] - places[None, marked, :], axis=2)
    chords[marked, np.arange(marked.size)] = np.inf  # itself
    nearest = chords.min(axis=1)
    return np.where(np.isfinite(nearest), convert_chords(np.minimum(nearest, 2.0)), np.nan)


def find_close_pairs(longitudes: Counts, latitudes: Counts, kilometres: float) -> NDArray[np.int64]:
    """Return the pairs of places nearer than ``kilometres`` to each other, n × 2 with the lower number first.

    Places without a position are near nothing.
    """
    from scipy.spatial import cKDTree

    known = np.flatnonzero(np.isfinite(longitudes) & np.isfinite(latitudes))
    if known.size < 2:
        return np.zeros((0, 2), dtype=np.int64)
    places = project_to_sphere(longitudes, latitudes)[known]
    chord = 2 * np.sin(min(kilometres / (2 * EARTH_RADIUS_KM), np.pi / 2))
    pairs = known[cKDTree(places).query_pairs(chord, output_type="ndarray")].reshape(-1, 2)
    apart = convert_chords(np.linalg.norm(_measure_chords(longitudes, latitudes, pairs), axis=1))
    near = pairs[apart < kilometres]
    return np.asarray(near[np.lexsort((near[:, 1], near[:, 0]))], dtype=np.int64)


def _measure_chords(longitudes: Counts, latitudes: Counts, pairs: NDArray[np.int64]) -> Counts:
    """Return the chord vectors between the places of each pair."""
    places = project_to_sphere(longitudes, latitudes)
    return places[pairs[:, 0]] - places[pairs[:, 1]]


def project_to_sphere(longitudes: Counts, latitudes: Counts) -> Counts:
    """Return places in degrees as points on the unit sphere, m × 3."""
    lon, lat = np.radians(longitudes), np.radians(latitudes)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def convert_chords(chords: Counts) -> Counts:
    """Return the great-circle kilometres of chords of the unit sphere: 2 R asin(c / 2)."""
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chords / 2, 0.0, 1.0)), dtype=np.float64)
