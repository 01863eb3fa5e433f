import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.archipelagos import ARCHIPELAGOS, HOANG_SA, TRUONG_SA, find_inside, find_missing_archipelagos
from geodata.sizes import measure_area_km2


def test_both_archipelagos_bear_their_official_names():
    assert [one.name for one in ARCHIPELAGOS] == ["Quần đảo Hoàng Sa", "Quần đảo Trường Sa"]


@pytest.mark.parametrize("archipelago", ARCHIPELAGOS)
def test_every_island_lies_in_the_extent_of_its_archipelago(archipelago):
    points = np.array([[island.lon, island.lat] for island in archipelago.islands])
    assert find_inside(archipelago, points).all()


def test_a_vintage_of_the_mainland_misses_both():
    assert find_missing_archipelagos(np.array([shapely.box(105, 20, 106, 21)], dtype=object)) == list(ARCHIPELAGOS)


def test_an_archipelago_with_its_islets_is_not_missing():
    islets = [shapely.Point(112 + 0.1 * i, 16.5).buffer(0.01) for i in range(6)]
    assert find_missing_archipelagos(np.array([shapely.MultiPolygon(islets)], dtype=object)) == [TRUONG_SA]


@pytest.mark.real_data
@pytest.mark.parametrize("archipelago", [HOANG_SA, TRUONG_SA])
def test_the_islands_lie_where_the_real_outlines_lie(real_data, archipelago):
    frame = gpd.read_parquet(real_data / "boundaries" / "communes_2025.parquet")
    outline = frame.loc[frame.code == archipelago.commune_code, "geometry"].iloc[0]
    assert frame.loc[frame.code == archipelago.commune_code, "province_code"].iloc[0] == archipelago.province_code
    for island in archipelago.islands:
        assert shapely.distance(shapely.Point(island.lon, island.lat), outline) < 0.12, island.name


def test_a_square_degree_at_the_equator_has_the_size_that_the_ellipsoid_gives():
    # 12,308.8 km²: the zone 0–1° of WGS 84 divided by 360.
    assert measure_area_km2(np.array([shapely.box(0, 0, 1, 1)], dtype=object))[0] == pytest.approx(12308.8, rel=1e-4)
