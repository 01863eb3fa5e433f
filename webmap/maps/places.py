"""Names of the sea and of the archipelagos, on every map that shows the country's outline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SeaPlace:
    """A name at a place (degrees WGS 84); ``islets`` (lon, lat) are drawn where a vintage has no area there.

    ``kind`` is ``sea`` or ``archipelago``; an archipelago is always named, at the edge where it lies beyond the view.
    """

    text: str
    lon: float
    lat: float
    kind: str
    islets: tuple[tuple[float, float], ...] = ()


# Official Vietnamese names in both languages. Boundary sets from before the new codes (2016) hold no area of the two
# archipelagos: their main islands are drawn all the same, without a value.
SEA_PLACES = (
    SeaPlace(
        "Quần đảo Hoàng Sa",
        112.0,
        15.35,
        "archipelago",
        ((112.33, 16.83), (112.31, 16.96), (111.60, 16.53), (111.73, 16.45), (112.73, 16.67), (111.20, 15.78)),
    ),
    SeaPlace(
        "Quần đảo Trường Sa",
        112.0,
        10.9,
        "archipelago",
        (
            (111.92, 8.65),
            (114.33, 11.43),
            (114.37, 10.18),
            (114.33, 9.89),
            (112.91, 7.88),
            (114.37, 10.38),
            (113.70, 8.97),
            (112.92, 8.87),
        ),
    ),
    SeaPlace("Biển Đông", 112.6, 13.4, "sea"),
)
