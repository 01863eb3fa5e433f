"""The pack of a province: a page and a sheet for each of its units, in one scale of colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.progress import Progress, ignore_progress
from services.coverage.shared_classes import share_classes
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.pack_pages import draw_page_figure, set_pages
from services.reporting.pictures import PrintFonts
from services.reporting.taken_view import TakenView
from services.reporting.workbook import build_workbook

MOST_UNITS = 120
DRAWING = Bilingual("vẽ từng trang", "drawing the pages")
SETTING = Bilingual("dàn trang PDF", "setting the PDF")
WRITING = Bilingual("ghi bảng tính", "writing the workbook")

ReadOutlines = Callable[[View], FigureGeometry]
WriteAddress = Callable[[ViewRequest], str]  # the query that shows the same on screen


@dataclass(frozen=True)
class Pack:
    """The two files of a pack, whole."""

    pdf: bytes
    xlsx: bytes


@dataclass(frozen=True)
class PackTask:
    """What a pack is made of: the view whose area is parted, and what draws and words it."""

    snapshot: Snapshot
    asked: ViewRequest
    lang: str
    read_outlines: ReadOutlines
    write_address: WriteAddress
    fonts: PrintFonts


def list_pack_requests(snapshot: Snapshot, asked: ViewRequest) -> list[ViewRequest]:
    """Return the view of the whole by its units, then one of each unit by its smallest areas.

    Raises BadInput where the area has no units that hold areas, or more than a pack takes.
    """
    data = snapshot.find_vintage(asked.vintage_id).on(asked.as_of)
    hierarchy, lowest = data.hierarchy, data.levels[-1]
    within = hierarchy.find(asked.within)
    children = [int(child) for child in hierarchy.list_children(within)]
    units = [child for child in children if hierarchy.level_of(child) is not lowest]
    if not units or len(units) > MOST_UNITS:
        raise _refuse(str(hierarchy.names[within]), len(units))
    level: Level = hierarchy.level_of(units[0])
    parts = [replace(asked, within=str(hierarchy.codes[unit]), level=lowest) for unit in units]
    return [replace(asked, level=level), *parts]


def build_pack(task: PackTask, progress: Progress = ignore_progress) -> Pack:
    """Return the pack of a view; ``progress`` hears of each page drawn, of the PDF and of the workbook."""
    taken = _take_views(task)
    steps = len(taken) + 2
    figures = []
    for number, one in enumerate(taken):
        progress(number, steps, DRAWING)
        figures.append(draw_page_figure(one))
    progress(len(taken), steps, SETTING)
    title = f"{taken[0].texts.place}: {taken[0].texts.question}"
    pdf = set_pages(taken, figures, task.fonts, title)
    progress(len(taken) + 1, steps, WRITING)
    xlsx = build_workbook(taken, [one.view.total.name for one in taken])
    progress(steps, steps, WRITING)
    return Pack(pdf, xlsx)


def _take_views(task: PackTask) -> list[TakenView]:
    """Return the views of a pack; those of the units share one set of classes, so that pages can be compared."""
    whole, *parts = list_pack_requests(task.snapshot, task.asked)
    views = [build_view(task.snapshot, asked) for asked in parts]
    return [
        TakenView(task.snapshot, view, task.read_outlines(view), task.lang, task.write_address(view.request))
        for view in (build_view(task.snapshot, whole), *share_classes(*views))
    ]


def _refuse(name: str, unit_count: int) -> BadInput:
    return BadInput(
        "pack_needs_units",
        Bilingual(f"{name} không chia thành bộ được", f"{name} cannot be parted into a pack"),
        Bilingual(
            f"Chọn một tỉnh có huyện hay BHXH cơ sở (ở đây có {unit_count}, nhiều nhất {MOST_UNITS}).",
            f"Choose a province with districts or managing units (here {unit_count}, at most {MOST_UNITS}).",
        ),
        Place(column="within", text=name),
    )
