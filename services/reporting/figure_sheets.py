"""The sheets a figure is set on: where head, map, legend and foot stand on screen, paper and slide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import sqrt

from services.reporting.figure_frame import Box

MARGIN = 24.0
HEAD_HEIGHT = 112.0  # place, question and answer
FOOT_HEIGHT = 88.0  # source, cut-off date, unit, boundaries: three or four lines
LEGEND_WIDTH = 268.0
PORTRAIT_LEGEND_HEIGHT = 244.0  # in the first column the sentence, in the others up to nine rows each
PORTRAIT_COLUMNS = 3
COLUMN_GAP = 28.0
# Letters keep their size in sheet units, so this many square units decide how large they look.
USUAL_AREA = 1200.0 * 900.0
LARGEST_PAPER_GAIN = 1.2  # an A3 shows more names, and its letters are still somewhat larger


class Paper(StrEnum):
    """A size of paper."""

    A4 = "a4"
    A3 = "a3"

    @property
    def millimetres(self) -> tuple[float, float]:
        """The long and the short side."""
        return {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}[self.value]


@dataclass(frozen=True)
class Sheet:
    """A sheet in its own units: letters have the same size on each. Without ``has_texts`` it is map and legend alone.

    ``legend`` is the box that the legend may fill, in ``columns`` beside each other. ``pixels`` are those of a picture.
    """

    width: float
    height: float
    map: Box
    legend: Box
    columns: int = 1
    has_texts: bool = True
    pixels: tuple[int, int] | None = None

    @property
    def box(self) -> Box:
        """The sheet whole."""
        return Box(0, 0, self.width, self.height)


def build_sheet(width: float, height: float, *, has_texts: bool = True) -> Sheet:
    """Return the sheet of this size in its units: the legend beside the map where it is wider than high, else below."""
    head, foot = (HEAD_HEIGHT, FOOT_HEIGHT) if has_texts else (MARGIN / 2, MARGIN / 2)
    edge = MARGIN if has_texts else MARGIN / 2
    inner = height - head - foot
    if width >= height:
        map_width = width - LEGEND_WIDTH - 2 * edge - MARGIN
        legend = Box(edge + map_width + MARGIN, head, LEGEND_WIDTH, inner)
        return Sheet(width, height, Box(edge, head, map_width, inner), legend, has_texts=has_texts)
    map_height = inner - PORTRAIT_LEGEND_HEIGHT - MARGIN
    legend = Box(edge, head + map_height + MARGIN, width - 2 * edge, PORTRAIT_LEGEND_HEIGHT)
    return Sheet(width, height, Box(edge, head, width - 2 * edge, map_height), legend, PORTRAIT_COLUMNS, has_texts)


# The drawing within a page: as it has been since the first map.
WEB = Sheet(1200, 860, Box(24, 112, 860, 660), Box(908, 112, LEGEND_WIDTH, 660))

# Map and legend alone on a phone held upright.
NARROW = Sheet(420, 800, Box(8, 8, 404, 440), Box(8, 466, 404, 326), has_texts=False)


def build_screen_sheet(pixel_width: int, pixel_height: int) -> Sheet:
    """Return the sheet of a picture of this shape; the larger the picture, the larger its letters."""
    gain = sqrt(USUAL_AREA / (pixel_width * pixel_height))
    sheet = build_sheet(pixel_width * gain, pixel_height * gain)
    return replace(sheet, pixels=(pixel_width, pixel_height))


def build_paper_sheet(paper: Paper, shape: float) -> Sheet:
    """Return the sheet of a paper, lying or standing as a map that is ``shape`` times as wide as high is larger."""
    long_side, short_side = paper.millimetres
    gain = sqrt(USUAL_AREA / (long_side * short_side)) * (LARGEST_PAPER_GAIN if paper is Paper.A3 else 1.0)
    sheets = (build_sheet(long_side * gain, short_side * gain), build_sheet(short_side * gain, long_side * gain))
    return max(sheets, key=lambda sheet: _measure_map(sheet.map, shape))


def _measure_map(box: Box, shape: float) -> float:
    """Return how wide a map of this shape is when it fits into a box."""
    return min(box.width, box.height * shape)
