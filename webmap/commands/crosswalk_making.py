"""crosswalk check · import · build: from an official list, from the outlines of two vintages, or from both."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.crosswalks.crosswalk import WeightBasis
from webmap.commands.committing import COMMIT_ELSE_CHECK, tell_nothing_changed
from webmap.commands.context import open_store, show_progress
from webmap.commands.crosswalk_report import render_report
from webmap.commands.report_file import write_report_file

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services.crosswalks.checking import CrosswalkReport
    from services.crosswalks.options import CrosswalkOptions

_PATH = click.Path(path_type=Path)
_MAKING_OPTIONS = (
    click.option("--from", "from_vintage_id", required=True, help="Bộ ranh giới trước. · The earlier vintage."),
    click.option("--to", "to_vintage_id", required=True, help="Bộ ranh giới sau. · The later vintage."),
    click.option("--source", "list_source", default="", help="Nguồn của danh sách. · Source of the list."),
    click.option("--weights", "weights_path", type=_PATH,
                 help="Tỷ trọng của từng phần: from_code, to_code, weight. · Weights of the parts of divided units."),
    click.option("--weights-source", default="", help="Nguồn của tỷ trọng. · Source of the weights."),
    click.option("--sizes", "sizes_path", type=_PATH,
                 help="Quy mô từng đơn vị cũ: mã, số người. · What each earlier unit counts for: code, people."),
    click.option("--sizes-column", help="Cột quy mô trong tệp đó. · The column of that file."),
    click.option("--sizes-source", default="", help="Nguồn của quy mô. · Source of the sizes."),
    click.option("--fill-sizes", is_flag=True,
                 help="Đơn vị mà tệp quy mô thiếu: diện tích nhân mật độ của tỉnh. · "
                      "Units that the sizes lack: area times the density of the province."),
    click.option("--basis", type=click.Choice([basis.value for basis in WeightBasis if basis is not WeightBasis.GIVEN]),
                 help="Tỷ trọng và quy mô theo gì. · What weights and sizes are of."),
    click.option("--report", "report_path", type=click.Path(dir_okay=False, path_type=Path),
                 help="Ghi báo cáo đầy đủ (JSON). · Write the full report."),
)  # fmt: skip
_LIST_ALONE = click.option("--list-alone", is_flag=True,
                           help="Không chồng ranh giới để đối chiếu. · Do not compare with the outlines.")  # fmt: skip
_STORING_OPTIONS = (
    click.option("--leave-out-faulty", is_flag=True,
                 help="Bỏ những dòng có lỗi; ranh giới thay vào. · Carry on without the rows at fault."),
    COMMIT_ELSE_CHECK,
)  # fmt: skip


def _options(*groups: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(groups):
            command = option(command)
        return command

    return decorate


@click.command()
@click.argument("file", type=_PATH)
@_options(*_MAKING_OPTIONS, _LIST_ALONE)
def check(file: Path, report_path: Path | None, list_alone: bool, **given: Any) -> None:
    """Kiểm tra một danh sách chính thức, không thay đổi gì · check an official list; changes nothing."""
    _check(open_store(), _build_options(given, file, use_outlines=not list_alone), report_path)
    click.echo("Không thay đổi gì · nothing changed")


@click.command("import")
@click.argument("file", type=_PATH)
@_options(*_MAKING_OPTIONS, _LIST_ALONE, *_STORING_OPTIONS)
def import_(
    file: Path, report_path: Path | None, list_alone: bool, leave_out_faulty: bool, commit: bool, **given: Any
) -> None:
    """Nạp bảng chuyển đổi từ danh sách chính thức · make a crosswalk from an official list and store it."""
    _make(_build_options(given, file, use_outlines=not list_alone), report_path, leave_out_faulty, commit)


@click.command()
@click.option("--list", "file", type=_PATH, help="Danh sách chính thức để đối chiếu. · Official list to compare.")
@click.option(
    "--same-codes",
    is_flag=True,
    help="Đính chính ranh giới: mỗi xã vẫn là xã cùng mã, cùng tên. · "
    "Outlines corrected: each commune is the one of its code and name.",
)
@_options(*_MAKING_OPTIONS, *_STORING_OPTIONS)
def build(
    file: Path | None, same_codes: bool, report_path: Path | None, leave_out_faulty: bool, commit: bool, **given: Any
) -> None:
    """Dựng bảng chuyển đổi từ ranh giới đã nạp · build a crosswalk from the stored outlines."""
    if same_codes and file is not None:
        raise click.UsageError("--same-codes | --list: chọn một · choose one")
    options = _build_options(given, file, use_outlines=not same_codes)
    _make(replace(options, same_codes=same_codes), report_path, leave_out_faulty, commit)


def _make(options: CrosswalkOptions, report_path: Path | None, leave_out_faulty: bool, commit: bool) -> None:
    from services.crosswalks.importing import import_crosswalk, require_crosswalk

    engine = open_store()
    report = _check(engine, options, report_path)
    require_crosswalk(report, leave_out_faulty=leave_out_faulty)
    if not commit:
        tell_nothing_changed("nạp", "store it")
        return
    crosswalk_id = import_crosswalk(
        engine, report, leave_out_faulty=leave_out_faulty, by=getpass.getuser(), now=datetime.now(UTC)
    )
    click.echo(f"Đã nạp bảng chuyển đổi {crosswalk_id} · crosswalk {crosswalk_id} is in force")


def _check(engine: Engine, options: CrosswalkOptions, report_path: Path | None) -> CrosswalkReport:
    from services.crosswalks.checking import check_crosswalk

    with show_progress() as progress, engine.connect() as connection:
        report = check_crosswalk(connection, options, progress=progress)
    click.echo(render_report(report))
    if report_path is not None:
        write_report_file(report_path, report.build_document())
    return report


def _build_options(given: dict[str, Any], file: Path | None, *, use_outlines: bool) -> CrosswalkOptions:
    from services.crosswalks.options import CrosswalkOptions

    basis = given.pop("basis")
    if basis is None and (given["weights_path"] or given["sizes_path"]):
        raise click.UsageError("--weights, --sizes: nêu --basis · give --basis as well")
    if given["fill_sizes"] and not given["sizes_path"]:
        raise click.UsageError("--fill-sizes: nêu --sizes · give --sizes as well")
    chosen = WeightBasis(basis) if basis else None
    return CrosswalkOptions(**given, list_path=file, use_outlines=use_outlines, basis=chosen)
