import gzip
import itertools
import json

import brotli
import numpy as np
import pytest
import shapely

from geodata.areas import Level
from geodata.dissolving import sort_areas
from geodata.layers.deliveries import build_deliveries, count_deliveries
from geodata.layers.encodings import build_content_hash, build_encodings
from geodata.layers.scales import DETAIL, OUTLINE, simplify_coverage
from geodata.layers.topology import Scope, build_topology, decode_topology
from tests.fixtures.coverages import build_areas, build_cells

SCOPE = Scope("VN-2016-01-01", "VN")


def build(geometry, scale=OUTLINE):
    return json.loads(build_topology(build_areas(np.array(geometry, dtype=object)), SCOPE, scale))


def walk_arcs(geometry):
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [arc for rings in polygons for ring in rings for arc in ring]


def test_two_neighbours_share_one_arc_walked_both_ways():
    topology = build([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    left, right = (walk_arcs(one) for one in topology["objects"]["areas"]["geometries"])
    assert len(topology["arcs"]) == 3
    assert {~arc for arc in left} & set(right)
    assert sum(map(len, topology["arcs"])) == 2 + 4 + 4


def test_an_enclave_shares_its_ring_with_the_hole_around_it():
    inner = shapely.box(1, 1, 2, 2)
    topology = build([shapely.box(0, 0, 3, 3).difference(inner), inner])
    assert len(topology["arcs"]) == 2
    around, within = topology["objects"]["areas"]["geometries"]
    assert {abs(a) if a >= 0 else ~a for a in walk_arcs(within)} < {a if a >= 0 else ~a for a in walk_arcs(around)}


def test_the_file_follows_the_specification_and_the_contract():
    topology = build(build_cells(30, seed=1))
    assert topology["type"] == "Topology"
    assert set(topology["transform"]) == {"scale", "translate"}
    geometries = topology["objects"]["areas"]["geometries"]
    assert topology["objects"]["areas"]["type"] == "GeometryCollection"
    assert [one["id"] for one in geometries] == [f"{i:05d}" for i in range(30)]
    assert all("properties" not in one for one in geometries)
    used = [arc if arc >= 0 else ~arc for one in geometries for arc in walk_arcs(one)]
    assert sorted(set(used)) == list(range(len(topology["arcs"])))
    assert all(len(arc) >= 2 and all(isinstance(n, int) for point in arc for n in point) for arc in topology["arcs"])
    extra = topology["baophu"]
    assert (extra["area_count"], extra["scope_code"], extra["scale"]) == (30, "VN", "outline")
    assert sum(extra["levels"]["managing_unit"]["sizes"]) == 30


def test_no_border_is_sent_twice():
    topology = build(build_cells(60, seed=2))
    edges = []
    for arc in topology["arcs"]:
        points = np.cumsum(np.array(arc), axis=0).tolist()
        edges += [tuple(sorted(map(tuple, pair))) for pair in itertools.pairwise(points)]
    assert len(edges) == len(set(edges))


def test_an_islet_that_collapses_becomes_a_mark_at_its_place():
    cells = build_cells(10, seed=3, islets=3)
    topology = build(cells)
    marks = topology["baophu"]["marks"]
    assert [mark[0] for mark in marks] == [0, 0, 0]
    for (_, lon, lat), number in zip(marks, range(3), strict=True):
        assert (lon, lat) == pytest.approx((108.0 + 0.3 * number, 15.0 + 0.1 * number), abs=1e-4)


def test_an_area_that_collapses_whole_stays_in_its_position_with_a_mark():
    speck = shapely.box(106, 16, 106 + 1e-7, 16 + 1e-7)
    topology = build([shapely.box(105, 15, 105.5, 15.5), speck, shapely.box(107, 17, 108, 18)])
    geometries = topology["objects"]["areas"]["geometries"]
    assert (geometries[1]["type"], geometries[1]["arcs"], geometries[1]["id"]) == ("MultiPolygon", [], "00001")
    assert [mark[0] for mark in topology["baophu"]["marks"]] == [1]


def test_small_areas_amid_others_need_no_mark():
    inner = shapely.box(105.5, 15.5, 105.501, 15.501)
    assert build([shapely.box(105, 15, 107, 17).difference(inner), inner])["baophu"]["marks"] == []


def test_provinces_get_detail_and_their_first_position_and_the_country_an_outline():
    areas = build_areas(build_cells(40, seed=4))
    files = list(build_deliveries(areas, "VN-2016-01-01", Level.COMMUNE))
    assert len(files) == count_deliveries(areas, Level.COMMUNE) == 3
    headers = [json.loads(file.encodings[""])["baophu"] for file in files]
    assert [(one["scope_code"], one["scale"], one["first_position"], one["area_count"]) for one in headers] == [
        ("VN", "outline", 0, 40),
        ("00", "detail", 0, 20),
        ("01", "detail", 20, 20),
    ]
    codes = [one["id"] for one in json.loads(files[2].encodings[""])["objects"]["areas"]["geometries"]]
    assert codes == sort_areas(areas)["area_code"].tolist()[20:]


def test_a_vintage_without_provinces_gets_the_country_in_detail():
    areas = build_areas(build_cells(8, seed=4)).assign(province_code=None, managing_unit_code=None)
    (file,) = build_deliveries(areas, "VN-2016-01-01", Level.COMMUNE)
    assert (file.scope_code, file.scale) == ("VN", DETAIL.name)
    assert json.loads(file.encodings[""])["baophu"]["levels"] == {}


def test_all_encodings_hold_the_same_bytes_and_equal_content_has_an_equal_name():
    content = build_topology(build_areas(build_cells(8, seed=4)), SCOPE, OUTLINE)
    encodings = build_encodings(content)
    assert gzip.decompress(encodings["gzip"]) == brotli.decompress(encodings["br"]) == encodings[""] == content
    assert build_encodings(content) == encodings
    assert build_content_hash(content) == build_content_hash(bytes(content))


@pytest.mark.real_data
def test_the_real_communes_survive_the_way_there_and_back(real_communes_2025):
    frame = real_communes_2025.frame
    simplified = simplify_coverage(real_communes_2025.mended.geometry, OUTLINE)
    content = build_topology(build_areas(simplified).assign(area_code=frame["code"]), SCOPE, OUTLINE)
    decoded = decode_topology(content)
    topology = json.loads(content)
    assert decoded["codes"].tolist() == frame["code"].tolist()
    marked = {mark[0] for mark in topology["baophu"]["marks"]}
    drawn = ~shapely.is_empty(decoded["geometry"])
    assert all(drawn[i] or i in marked for i in range(len(frame)))
    step = max(topology["transform"]["scale"])
    assert shapely.hausdorff_distance(simplified[drawn][:300], decoded["geometry"][drawn][:300]).max() < 1.5 * step
    assert {"20333", "22736"} <= {frame["code"].iloc[i] for i in marked}
    assert (~shapely.is_valid(decoded["geometry"])).sum() < 20  # on a grid of 20,000; narrow necks touch
    assert len(build_encodings(content)["br"]) < 320_000
