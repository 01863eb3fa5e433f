import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.errors import BadInput
from geodata.mending import find_failures, find_faulty_areas, mend_coverage
from geodata.sizes import measure_area_km2
from tests.fixtures.coverages import build_cells, shake

SQUARE = shapely.box(105.0, 21.0, 105.1, 21.1)


def pack(*geometries):
    packed = np.empty(len(geometries), dtype=object)
    packed[:] = geometries
    return packed


def test_a_clean_coverage_comes_back_untouched():
    cells = build_cells(20, seed=1)
    mended = mend_coverage(cells, [str(i) for i in range(20)])
    assert mended.attempt is None
    assert mended.changes == []
    assert shapely.equals_exact(mended.geometry, cells).all()


def test_an_overlap_is_given_to_one_and_reported_with_its_size():
    overlapping = shapely.box(105.095, 21.0, 105.2, 21.1)
    mended = mend_coverage(pack(SQUARE, overlapping), ["00001", "00002"])
    assert not find_faulty_areas(mended.geometry).any()
    assert mended.faulty_count == 2
    lost = shapely.box(105.095, 21.0, 105.1, 21.1)
    assert len(mended.changes) == 1
    assert mended.changes[0].change_km2 == pytest.approx(-measure_area_km2(pack(lost))[0], rel=1e-3)


def test_a_sliver_between_two_areas_is_closed():
    beside = shapely.box(105.1005, 21.0, 105.2, 21.1)
    around = shapely.box(104.9, 20.9, 105.3, 21.2).difference(shapely.box(105.0, 21.0, 105.2, 21.1))
    mended = mend_coverage(pack(SQUARE, beside, around), ["1", "2", "3"])
    assert shapely.coverage_union_all(mended.geometry).area == pytest.approx(0.4 * 0.3)
    assert shapely.get_num_interior_rings(shapely.coverage_union_all(mended.geometry)) == 0


def test_a_lake_stays_a_hole():
    lake = shapely.box(105.03, 21.03, 105.07, 21.07)
    shore = SQUARE.difference(lake)
    mended = mend_coverage(pack(shore, shapely.box(105.099, 21.0, 105.2, 21.1)), ["1", "2"])
    assert sum(shapely.get_num_interior_rings(shapely.get_parts(mended.geometry))) == 1


def test_a_town_within_a_commune_that_lacks_its_hole_is_not_swallowed():
    town = shapely.box(105.04, 21.04, 105.05, 21.05)
    mended = mend_coverage(pack(SQUARE, town), ["1", "2"])
    assert mended.geometry[1].area == pytest.approx(town.area)
    assert shapely.union_all(mended.geometry).area == pytest.approx(SQUARE.area)


def test_an_outline_that_crosses_itself_is_made_valid_first():
    bow = shapely.Polygon([(105.0, 21.0), (105.1, 21.1), (105.1, 21.0), (105.0, 21.1)])
    mended = mend_coverage(pack(bow, shapely.box(106, 21, 106.1, 21.1)), ["1", "2"])
    assert mended.invalid_count == 1
    assert shapely.is_valid(mended.geometry).all()


def test_two_equal_outlines_are_refused_with_both_languages_and_the_codes():
    with pytest.raises(BadInput) as raised:
        mend_coverage(pack(SQUARE, SQUARE), ["00001", "00002"])
    assert raised.value.code == "coverage_not_mendable"
    assert raised.value.message.vi
    assert raised.value.hint.en
    assert "0000" in raised.value.place.text


@pytest.mark.parametrize("nothing", [shapely.Polygon(), None])
def test_an_area_without_outline_is_refused(nothing):
    with pytest.raises(BadInput) as raised:
        mend_coverage(pack(SQUARE, nothing), ["00001", "00002"])
    assert raised.value.code == "geometry_empty"
    assert raised.value.place.text == "00002"


def test_a_line_is_refused():
    with pytest.raises(BadInput, match="not polygons"):
        mend_coverage(pack(SQUARE, shapely.LineString([(0, 0), (1, 1)])), ["00001", "00002"])


def test_the_report_is_plain_json_and_adds_up():
    cells = build_cells(30, seed=2)
    mended = mend_coverage(shake(cells, seed=3, by=0.0005), [f"{i:05d}" for i in range(30)])
    report = json.loads(json.dumps(mended.build_report()))
    assert report["changed_count"] == len(report["changes"]) > 0
    assert report["net_km2"] == pytest.approx(sum(one["change_km2"] for one in report["changes"]), abs=0.01)
    sizes = [abs(one["change_km2"]) for one in report["changes"]]
    assert sizes == sorted(sizes, reverse=True)


def test_the_gates_see_an_area_that_was_emptied_halved_or_doubled():
    after = pack(shapely.Polygon(), shapely.box(1, 1, 1.4, 2), shapely.box(3, 1, 6, 2), shapely.box(8, 1, 9, 2))
    before = measure_area_km2(pack(*(shapely.box(x, 1, x + 1, 2) for x in (0, 1, 3, 8))))
    assert find_failures(after, before).tolist() == [True, True, True, False]


@pytest.mark.real_data
def test_the_real_communes_of_2025_pass_the_gates(real_communes_2025):
    given, mended = real_communes_2025.frame.geometry.to_numpy(), real_communes_2025.mended
    assert mended.faulty_count > 330
    check_gates(given, mended, largest_km2=4.0)


@pytest.mark.real_data
def test_the_separately_simplified_outlines_of_2016_pass_the_gates_and_close_their_slivers(real_data):
    # Cao Bằng has a ward of 3,000 m² within another, Hà Nội and Hồ Chí Minh City wards as wide as their slivers.
    frame = gpd.read_parquet(real_data / "boundaries" / "communes_2016.parquet")
    frame = frame[frame.province_code.isin(["01", "04", "79"])]
    given = frame.geometry.to_numpy()
    mended = mend_coverage(given, [str(i) for i in range(len(frame))])
    check_gates(given, mended, largest_km2=1.5)
    holes = shapely.get_num_interior_rings(shapely.get_parts(shapely.coverage_union_all(mended.geometry)))
    assert holes.sum() < 10
    assert mended.faulty_count > 0.9 * len(frame)


def check_gates(given, mended, largest_km2):
    """Nothing faulty, nothing emptied, no area moved by more than ``largest_km2``, the whole as large as before."""
    assert not find_faulty_areas(mended.geometry).any()
    assert not shapely.is_empty(mended.geometry).any()
    assert not find_failures(mended.geometry, measure_area_km2(given)).any()
    assert abs(mended.changes[0].change_km2) < largest_km2
    assert measure_area_km2(mended.geometry).sum() == pytest.approx(measure_area_km2(given).sum(), rel=2e-3)
