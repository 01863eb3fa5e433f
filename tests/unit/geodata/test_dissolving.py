from datetime import date

import numpy as np
import pytest
import shapely

from geodata.areas import Level
from geodata.boundary_set import BoundarySet
from geodata.dissolving import build_area_table, build_label_points
from geodata.vintages import OutlineKind, Vintage
from tests.fixtures.coverages import build_areas, build_cells


def build_set(areas, level=Level.COMMUNE):
    vintage = Vintage("VN-2016-01-01", "x", "x", date(2016, 1, 1), None, level, OutlineKind.SURVEYED, "", "")
    return BoundarySet(vintage, areas)


@pytest.fixture(scope="module")
def table():
    return build_area_table(build_set(build_areas(build_cells(40, seed=5))))


def test_all_levels_stand_in_the_table_the_country_first(table):
    assert table.groupby("level", sort=False).size().to_dict() == {
        "country": 1,
        "province": 2,
        "managing_unit": 4,
        "commune": 40,
    }


def test_parents_are_as_large_as_their_children(table):
    for parent in table.itertuples():
        children = table[(table.parent_level == parent.level) & (table.parent_code == parent.area_code)]
        if len(children):
            assert parent.area_km2 == pytest.approx(children.area_km2.sum(), rel=1e-6)
            assert parent.west == pytest.approx(children.west.min())
            assert parent.north == pytest.approx(children.north.max())


def test_children_of_one_parent_are_contiguous_at_every_level(table):
    for _, rows in table.groupby("level"):
        ordered = rows.sort_values("position")
        assert ordered.position.tolist() == list(range(len(rows)))
        parents = [
            code for i, code in enumerate(ordered.parent_code) if i == 0 or code != ordered.parent_code.iloc[i - 1]
        ]
        assert len(parents) == len(set(parents))


def test_label_points_lie_inside_even_of_a_ring_and_of_a_snake():
    ring = shapely.Point(105, 21).buffer(1).difference(shapely.Point(105, 21).buffer(0.9))
    snake = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 1), (0, 2)]).buffer(0.01)
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 5.1, 5.1)])
    geometry = np.array([ring, snake, islands], dtype=object)
    points = shapely.points(build_label_points(geometry))
    assert shapely.contains_properly(geometry, points).all()
    assert shapely.contains_properly(shapely.box(0, 0, 1, 1), points[2])


def test_a_vintage_without_units_hangs_its_communes_on_provinces():
    areas = build_areas(build_cells(10, seed=6)).assign(managing_unit_code=None, managing_unit_name=None)
    table = build_area_table(build_set(areas))
    assert "managing_unit" not in set(table.level)
    assert set(table[table.level == "commune"].parent_level) == {"province"}


def test_a_vintage_of_districts_alone_hangs_them_on_provinces():
    areas = build_areas(build_cells(10, seed=7)).assign(managing_unit_code=None, managing_unit_name=None)
    table = build_area_table(build_set(areas, Level.MANAGING_UNIT))
    assert list(dict.fromkeys(table.level)) == ["country", "province", "managing_unit"]
