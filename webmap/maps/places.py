"""Names of the sea and of the archipelagos, on every map that shows the country's outline."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.archipelagos import HOANG_SA, SEA_LABEL, SEA_NAME, TRUONG_SA, Archipelago


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


def _build_archipelago(archipelago: Archipelago, lon: float, lat: float) -> SeaPlace:
    islets = tuple((island.lon, island.lat) for island in archipelago.islands)
    return SeaPlace(archipelago.name, lon, lat, "archipelago", islets)


# Official Vietnamese names in both languages. Boundary sets from before the new codes (2016) hold no area of the two
# archipelagos: their main islands are drawn all the same, without a value.
SEA_PLACES = (
    _build_archipelago(HOANG_SA, 112.9, 15.2),  # below its islets, and clear of the coast
    _build_archipelago(TRUONG_SA, 113.6, 7.2),  # below its islets: over them it would hide their colours
    SeaPlace(SEA_NAME, *SEA_LABEL, "sea"),
)
