"""The pixel index: which area lies under which pixel."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import StaticServer
from tests.browser.topologies import SOUTH, STEP_DEGREES, WEST, build_grid, build_square, build_topology

pytestmark = pytest.mark.browser

# Rasterises a topology so that one grid step is `pixels` wide, the canvas' corner `margin` pixels north-west of it.
RASTERISE = """
async ([topology, step, pixels, columns, rows, margin]) => {
  const base = "/static/js/layer/";
  const { decodeTopology } = await import(base + "topology.js");
  const { Drawing } = await import(base + "drawing.js");
  const { worldX, worldY } = await import(base + "projection.js");
  const drawing = new Drawing(decodeTopology(topology));
  const [west, south] = topology.transform.translate;
  const scale = pixels / (worldX(west + step) - worldX(west));
  const width = columns * pixels + 2 * margin;
  const height = rows * pixels + 2 * margin;
  const top = worldY(south + rows * step) * scale - margin;
  drawing.setView({ zoom: 8, density: 1, width, height, left: worldX(west) * scale - margin, top, scale });
  const found = [];
  for (let y = 0; y < height; y++) {
    const row = [];
    for (let x = 0; x < width; x++) row.push(drawing.areaAt(x, y));
    found.push(row);
  }
  return found;
}
"""


@pytest.fixture
def blank(page: Page, static_server: StaticServer) -> Page:
    page.goto(f"{static_server.url}/blank")
    return page


def rasterise(
    blank: Page,
    topology: dict[str, Any],
    pixels: int,
    columns: int,
    rows: int,
    margin: int = 2,
    step: float = STEP_DEGREES,
) -> Any:
    """Rows of area positions, -1 for none."""
    return blank.evaluate(RASTERISE, [topology, step, pixels, columns, rows, margin])


def test_each_square_of_a_grid_has_its_own_index_and_the_sea_has_none(blank: Page) -> None:
    index = rasterise(blank, build_grid(3, 2), 10, 3, 2)
    assert index[0][0] == -1
    assert index[2 + 15][2 + 5] == 0  # south-west
    assert index[2 + 15][2 + 25] == 2
    assert index[2 + 5][2 + 5] == 3
    assert index[2 + 5][2 + 25] == 5


def test_neighbours_leave_no_gap_and_do_not_overlap(blank: Page) -> None:
    index = rasterise(blank, build_grid(4, 3), 9, 4, 3)
    counts = {area: sum(row.count(area) for row in index) for area in range(12)}
    # The parallels are not exactly nine pixels apart in Mercator: a row may change hands, none is lost.
    assert all(72 <= count <= 90 for count in counts.values())
    covered = [[area >= 0 for area in row[2 : 2 + 36]] for row in index[4:-4]]
    assert all(all(row) for row in covered)


def test_a_hole_is_not_filled_and_an_area_within_it_has_its_own_index(blank: Page) -> None:
    ring = build_square(0, 0, 3)
    hole = build_square(1, 1)[::-1]
    empty = rasterise(blank, build_topology({"00001": [[ring, hole]]}), 12, 3, 3)
    assert empty[2 + 18][2 + 18] == -1
    assert empty[2 + 6][2 + 18] == 0
    filled = rasterise(blank, build_topology({"00001": [[ring, hole]], "00002": [[build_square(1, 1)]]}), 12, 3, 3)
    assert filled[2 + 18][2 + 18] == 1


def test_all_parts_of_a_multipolygon_have_one_index(blank: Page) -> None:
    index = rasterise(blank, build_topology({"00001": [[build_square(0, 0)], [build_square(2, 0)]]}), 10, 3, 1)
    assert index[2 + 5][2 + 5] == 0
    assert index[2 + 5][2 + 15] == -1
    assert index[2 + 5][2 + 25] == 0


def test_an_area_with_hundreds_of_crossings_in_one_row_is_whole(blank: Page) -> None:
    teeth = 300  # 600 crossings in each row of the comb
    comb: list[tuple[int, int]] = [(0, 0), (2 * teeth, 0), (2 * teeth, 1)]
    for tooth in reversed(range(teeth)):
        comb += [(2 * tooth + 1, 1), (2 * tooth + 1, 6), (2 * tooth, 6), (2 * tooth, 1)]
    comb = list(dict.fromkeys(comb))
    index = rasterise(blank, build_topology({"00001": [[comb]]}, step=0.002), 2, 2 * teeth, 6, 0, 0.002)
    row = index[4]
    assert [row[4 * tooth] for tooth in range(teeth)] == [0] * teeth
    assert [row[4 * tooth + 2] for tooth in range(teeth)] == [-1] * teeth


def test_an_area_smaller_than_a_pixel_keeps_one_among_larger_neighbours(blank: Page) -> None:
    # Grid points a tenth of a pixel apart: the second area covers no pixel's centre.
    areas = {"00001": [[build_square(0, 0, 300)]], "00002": [[build_square(151, 151)]]}
    index = rasterise(blank, build_topology(areas, step=0.001), 1, 30, 30, 0, 0.01)
    assert sum(row.count(1) for row in index) == 1
    assert any(row[15] == 1 for row in index)


def test_an_islet_without_an_outline_keeps_its_mark(blank: Page) -> None:
    islet = [1, WEST + 3.5 * STEP_DEGREES, SOUTH + 0.5 * STEP_DEGREES]
    topology = build_topology({"00001": [[build_square(0, 0)]], "20333": []}, marks=[islet])
    index = rasterise(blank, topology, 10, 5, 1)
    assert index[2 + 5][2 + 35] == 1
    assert 4 <= sum(row.count(1) for row in index) <= 40


def test_a_mark_takes_no_pixel_from_another_area(blank: Page) -> None:
    on_the_border = [1, WEST + STEP_DEGREES, SOUTH + 0.5 * STEP_DEGREES]
    bare = rasterise(
        blank, build_topology({"00001": [[build_square(0, 0)]], "00002": [[build_square(1, 0)]]}), 10, 3, 1
    )
    marked = rasterise(
        blank,
        build_topology({"00001": [[build_square(0, 0)]], "00002": [[build_square(1, 0)]]}, marks=[on_the_border]),
        10,
        3,
        1,
    )
    assert marked == bare
