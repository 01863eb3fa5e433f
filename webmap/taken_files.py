"""The files of a view, for the pages and for the command line alike: picture, paper, workbook, slides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from geodata.errors import BadInput, Bilingual, Place
from services.coverage.profile import SeriesPoint, build_series, select_comparable
from services.coverage.snapshot import Snapshot
from services.coverage.view import ViewRequest
from services.reporting.figure import render_figure
from services.reporting.figure_cut import render_cut_png
from services.reporting.figure_map import plan_map
from services.reporting.figure_raster import Canvas, has_layers, render_layered_png
from services.reporting.figure_sheets import WEB, Paper, build_paper_sheet, build_screen_sheet
from services.reporting.pack import PackTask
from services.reporting.pictures import PrintFonts, render_pdf, render_png
from services.reporting.taken_sheet import TakenSheet
from services.reporting.taken_view import TakenView
from services.reporting.workbook import build_table_workbook
from webmap.geometry_index import GeometryIndex
from webmap.map_request import MapRequest, build_drawn_query, build_view_query, build_view_request
from webmap.overlays import build_figure_overlay
from webmap.page.answer import build_answer
from webmap.page.marks import build_figure_marks
from webmap.page.screen import build_screen
from webmap.vendoring import PRINT_FONTS, VENDOR

PICTURE_WIDTH, PICTURE_HEIGHT = 1600, 1200
LEAST_PIXELS, MOST_PIXELS = 320, 4000
MOST_LENGTHY = 3.0  # times as wide as high, or as high as wide: beyond there is no room for a map
PRINT = PrintFonts(VENDOR / PRINT_FONTS)


@dataclass(frozen=True)
class ViewFiles:
    """What turns a request into files: the snapshot, the outlines and the fonts."""

    snapshot: Snapshot
    geometries: GeometryIndex
    fonts: PrintFonts = PRINT

    def take(self, asked: MapRequest) -> TakenView:
        """Return the view of a request as it is taken away, with the answer of the page; within a request only."""
        screen = build_screen(asked, self.snapshot)
        view, answer = screen.view, build_answer(screen, screen.within)
        overlay = build_figure_overlay(self.geometries, self.snapshot, view, asked.over)
        query = build_drawn_query(asked)
        marks = build_figure_marks(screen)
        outlines = self.geometries.read_outlines(view)
        return TakenView(self.snapshot, view, outlines, asked.lang, query, overlay, answer, marks)

    def build_svg(self, taken: TakenView) -> bytes:
        """Return the figure as it stands within a page."""
        answer = taken.texts.answer
        return render_figure(taken.view, taken.geometry, taken.lang, answer, taken.overlay, marks=taken.marks).encode()

    def build_png(self, taken: TakenView, width: int = PICTURE_WIDTH, height: int = PICTURE_HEIGHT) -> bytes:
        """Return the figure as a picture of so many pixels."""
        check_shape(width, height)
        sheet, answer = build_screen_sheet(width, height), taken.texts.answer
        plan = plan_map(taken.view, taken.geometry, sheet.map, taken.lang, has_titles=False)
        canvas = Canvas(sheet, self.fonts, (width, height))
        if taken.overlay is None and taken.marks is None and has_layers(plan):
            return render_layered_png(plan, canvas, answer)
        return render_cut_png(plan, canvas, answer, taken.overlay, taken.marks)

    def build_pdf(self, taken: TakenView, paper: Paper) -> bytes:
        """Return the figure on one page, lying or standing as the area asks."""
        shape = plan_map(taken.view, taken.geometry, WEB.map, taken.lang).shape
        sheet = build_paper_sheet(paper, shape)
        svg = render_figure(
            taken.view,
            taken.geometry,
            taken.lang,
            taken.texts.answer,
            taken.overlay,
            sheet=sheet,
            is_picture=True,
            marks=taken.marks,
        )
        long_side, short_side = paper.millimetres
        size = (long_side, short_side) if sheet.width >= sheet.height else (short_side, long_side)
        return render_pdf(svg, self.fonts, size, f"{taken.texts.place}: {taken.texts.question}", taken.lang)

    def build_workbook(self, taken: TakenView) -> bytes:
        """Return the table with its definitions."""
        return build_table_workbook(taken)

    def build_slides(self, taken: TakenView) -> bytes:
        """Return a slide of the map and, where there are several dates, one of the series."""
        from services.reporting.slides import Slide, build_slides

        slides = [Slide(taken)]
        series = self.read_series(taken)
        if len(series) > 1:
            slides.append(Slide(taken, series=series))
        return build_slides(slides, self.fonts, f"{taken.texts.place}: {taken.texts.question}")

    def read_series(self, taken: TakenView) -> tuple[SeriesPoint, ...]:
        """Return the points of the area as a whole that can be compared with the date shown, as the page draws them."""
        asked = taken.view.request
        points = build_series(self.snapshot, asked.vintage_id, asked.within, asked.scheme)
        return select_comparable(points, asked.as_of) if asked.as_of else ()


@dataclass(frozen=True)
class SheetFiles:
    """What turns a sheet of several maps into files; its shape is that of the paper."""

    taken: TakenSheet
    fonts: PrintFonts = PRINT

    def build_png(self, width: int = PICTURE_WIDTH) -> bytes:
        """Return the sheet as a picture so many pixels wide."""
        return render_png(self.taken.render(), self.fonts, width)

    def build_pdf(self, paper: Paper) -> bytes:
        """Return the sheet on one lying page."""
        return render_pdf(self.taken.render(), self.fonts, paper.millimetres, self.taken.title, self.taken.lang)

    def build_slides(self) -> bytes:
        """Return one slide."""
        from services.reporting.slides import SheetSlide, build_slides

        return build_slides([SheetSlide(self.taken)], self.fonts, self.taken.title)


def build_pack_task(files: ViewFiles, asked: MapRequest) -> PackTask:
    """Return what the pack of a request is made of; nothing of it needs the request once it is built."""
    viewed = build_view_request(asked)
    address = partial(_write_address, asked)
    return PackTask(files.snapshot, viewed, asked.lang, files.geometries.read_outlines, address, files.fonts)


def _write_address(asked: MapRequest, viewed: ViewRequest) -> str:
    return build_view_query(asked, level=viewed.level, within=viewed.within)


def check_shape(width: int, height: int) -> None:
    """Raise BadInput for a picture too long for a map."""
    if max(width, height) <= MOST_LENGTHY * min(width, height):
        return
    raise BadInput(
        "picture_too_long",
        Bilingual(f"Hình {width} × {height} quá dài để vẽ bản đồ", f"A picture of {width} × {height} is too long"),
        Bilingual(
            f"Cạnh dài nhiều nhất gấp {MOST_LENGTHY:g} lần cạnh ngắn.",
            f"The long side is at most {MOST_LENGTHY:g} times the short one.",
        ),
        Place(column="width", text=str(width)),
    )
