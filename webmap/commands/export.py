"""export map|table|slides|pack: the files that the page gives, written without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.commands.context import current_settings, open_store, show_progress
from webmap.commands.day_type import DayType
from webmap.commands.report_file import write_whole

if TYPE_CHECKING:
    from webmap.map_request import MapRequest
    from webmap.taken_files import ViewFiles

OUT = click.option("--out", type=click.Path(path_type=Path), required=True, help="Tệp ghi ra. · The file to write.")
VIEW_OPTIONS = (
    click.option("--vintage", help="Bộ ranh giới. · Boundary vintage."),
    click.option("--level", type=click.Choice([one.value for one in Level][1:]), help="Cấp. · Level of the areas."),
    click.option("--within", help="Mã địa bàn bao ngoài. · Code of the area that contains them."),
    click.option("--scheme", type=click.Choice([one.value for one in Scheme]), help="Loại hình. · Scheme."),
    click.option("--indicator", type=click.Choice([one.value for one in Indicator]), help="Chỉ số. · Indicator."),
    click.option("--as-of", type=DayType(), help="Ngày chốt. · Cut-off date."),
    click.option("--since", type=DayType(), help="Ngày gốc để so sánh. · Base date."),
    click.option(
        "--method",
        type=click.Choice([one.value for one in ClassMethod]),
        help="Cách chia lớp. · Method of the classes.",
    ),
    click.option("--classes", type=int, help="Số lớp. · Number of classes."),
    click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ. · Language."),
)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which view; what is left out comes from the newest data."""
    for option in reversed(VIEW_OPTIONS):
        command = option(command)
    return OUT(command)


@click.group()
def export() -> None:
    """Ghi hình, bảng, trang chiếu ra tệp · write picture, table and slides of a view to files."""


@export.command(name="map")
@view_options
@click.option("--width", type=int, default=1600, help="Bề rộng PNG, điểm ảnh. · Width of a PNG in pixels.")
@click.option("--height", type=int, default=1200, help="Chiều cao PNG. · Its height.")
@click.option("--paper", type=click.Choice(["a4", "a3"]), default="a4", help="Khổ giấy PDF. · Paper of a PDF.")
def export_map(out: Path, width: int, height: int, paper: str, **options: Any) -> None:
    """Ghi bản đồ: .png, .pdf hay .svg · write the map; the ending of --out decides the form."""
    from services.reporting.figure_sheets import Paper

    check_ending(out, ".png", ".pdf", ".svg")
    with open_view(options) as (files, asked):
        taken = files.take(asked)
        if out.suffix == ".png":
            content = files.build_png(taken, width, height)
        else:
            content = files.build_pdf(taken, Paper(paper)) if out.suffix == ".pdf" else files.build_svg(taken)
        write_file(out, content)


@export.command()
@view_options
def table(out: Path, **options: Any) -> None:
    """Ghi bảng: .xlsx hay .csv · write the table."""
    from webmap.value_table import build_excel_csv

    check_ending(out, ".xlsx", ".csv")
    with open_view(options) as (files, asked):
        taken = files.take(asked)
        is_csv = out.suffix == ".csv"
        write_file(out, build_excel_csv(taken.view, taken.lang).body_in("") if is_csv else files.build_workbook(taken))


@export.command()
@view_options
@click.option("--story", help="Mã bài trình bày: mỗi bước một trang. · Id of a story: a slide for each step.")
def slides(out: Path, story: str | None, **options: Any) -> None:
    """Ghi trang chiếu .pptx của một màn hình hay một bài trình bày · write slides of a view or a story."""
    from services.stories.keeping import read_story
    from webmap.story_slides import build_story_slides

    check_ending(out, ".pptx")
    with open_view(options) as (files, asked):
        if story is None:
            content = files.build_slides(files.take(asked))
        else:
            with open_store().connect() as connection:
                told = read_story(connection, story)
            content = build_story_slides(files, told, asked.lang)
        write_file(out, content)


@export.command()
@view_options
def pack(out: Path, **options: Any) -> None:
    """Ghi bộ tệp của mọi đơn vị: một .pdf và một .xlsx cùng tên · write the pack of all units, a PDF and an XLSX."""
    from webmap.taken_files import build_pack_task

    check_ending(out, ".pdf", ".xlsx")
    with open_view(options) as (files, asked), show_progress() as progress:
        from services.reporting.pack import build_pack

        made = build_pack(build_pack_task(files, asked), progress)
        write_file(out.with_suffix(".pdf"), made.pdf)
        write_file(out.with_suffix(".xlsx"), made.xlsx)


@contextmanager
def open_view(options: dict[str, Any]) -> Iterator[tuple[ViewFiles, MapRequest]]:
    """Give the files of the view that the options say, in the language asked for; the store is that of the settings."""
    from werkzeug.datastructures import MultiDict

    from webmap import create_app
    from webmap.map_request import parse_map_request
    from webmap.taken_files import ViewFiles
    from webmap.translations import set_language

    app = create_app(current_settings(), open_store())
    parts = app.extensions["baophu"]
    snapshot = parts.snapshots.current()  # a file travels: it has what the public may see
    given = {name: str(value) for name, value in options.items() if value is not None}
    with app.test_request_context("/", query_string={"lang": given["lang"]}):
        set_language()
        yield ViewFiles(snapshot, parts.geometries), parse_map_request(MultiDict(given), snapshot)


def check_ending(out: Path, *endings: str) -> None:
    """Raise BadInput where the name of a file does not end in one of ``endings``."""
    if out.suffix in endings:
        return
    raise BadInput(
        "ending_unknown",
        Bilingual(f"Không ghi được dạng «{out.suffix or out.name}»", f"«{out.suffix or out.name}» cannot be written"),
        Bilingual(f"Đuôi tệp dùng được: {', '.join(endings)}.", f"The file may end in {', '.join(endings)}."),
        Place(file=str(out)),
    )


def write_file(out: Path, content: bytes) -> None:
    """Write a file whole or not at all, and say so."""
    write_whole(out, content)
    click.echo(f"Đã ghi {out} · written")
