"""What a user may say about a file on the command line; all of it is optional."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from services.intake.kinds import IntakeKind
from services.measures.schemes import Scheme
from webmap.commands.day_type import DayType
from webmap.commands.level_type import LevelType

if TYPE_CHECKING:
    from services.intake.options import CellCorrection, IntakeOptions

_CELL = re.compile(r"(?:(?P<sheet>.+)!)?(?P<column>[A-Za-z]{1,3})(?P<row>\d{1,7})=(?P<text>.*)")
_KINDS = [str(kind) for kind in IntakeKind]  # a choice of an enumeration would be one of its upper case names

TABLE_OPTIONS: Sequence[Callable[..., Any]] = (
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--kind", type=click.Choice(_KINDS), help="Loại tệp; bỏ trống: tự nhận. · Kind of file."),
    click.option("--vintage", help="Bộ ranh giới; bỏ trống: theo ngày chốt. · The vintage; else by the cut-off."),
    click.option("--as-of", type=DayType(), help="Ngày chốt; bỏ trống: theo tựa đề, tên tệp. · Cut-off date."),
    click.option("--province", help="Mã tỉnh; bỏ trống: theo tựa đề hay các dòng. · Province code."),
    click.option("--level", type=LevelType(), help="Cấp của các dòng; bỏ trống: tự nhận. · What a row is."),
    click.option("--scheme", type=click.Choice([*Scheme]), help="Loại hình bảo hiểm. · The scheme of the counts."),
    click.option(
        "--covers",
        type=click.Choice(["province", "units"]),
        help="Tệp thay số của cả tỉnh, hay chỉ các huyện, đơn vị có trong tệp. · What the file speaks for.",
    ),
    click.option("--sheet", "sheets", multiple=True, help="Trang tính; bỏ trống: mọi trang có bảng. · The sheets."),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="'HEADER=MEANING'",
        help="Nghĩa của một cột: 'Kế hoạch năm 2019=target:2019-12-31', 'E=ignore'. · What a column means.",
    ),
    click.option(
        "--decide",
        multiple=True,
        metavar="'ROW|NAME=CODE|NAME'",
        help="Dòng hay tên là đơn vị nào: 'Xã Xá Nhè=Xã Sáng Nhè', 58=03244, 58=- (bỏ). · What a row or name means.",
    ),
    click.option(
        "--correct",
        multiple=True,
        metavar="'CELL=TEXT'",
        help="Sửa ô bị hỏng: E12=4299, 'Biểu 01!E12=4299'. · What a damaged cell should hold.",
    ),
    click.option("--unit", type=int, help="Một đơn vị là bao nhiêu người (1, 1000). · People per unit of a count."),
    click.option("--source", default="", help="Nguồn số liệu. · Who states the counts."),
    click.option("--target-source", default="", help="Nguồn chỉ tiêu. · Who assigned the targets."),
    click.option("--target-version", default="", help="Lần giao chỉ tiêu. · Which version of the targets."),
    click.option("--denominator-source", default="", help="Nguồn mẫu số. · Who states the denominators."),
    click.option("--remark", default="", help="Ghi chú. · A remark kept with the release."),
    click.option("--illustrative", is_flag=True, help="Số minh họa. · The data are illustrative, and called so."),
    click.option(
        "--allow-other-date",
        is_flag=True,
        help="Nhận cột trước ngày hiệu lực do tệp tính lại. · Take columns from before the vintage as restated.",
    ),
    click.option(
        "--leave-out-unmatched",
        is_flag=True,
        help="Bỏ các dòng chưa chắc chắn (vẫn báo cáo). · Leave unsettled rows out; they are reported.",
    ),
    click.option(
        "--report", type=click.Path(path_type=Path), help="Ghi báo cáo JSON từng dòng. · Write each row's outcome."
    ),
)


def build_options(given: dict[str, Any]) -> IntakeOptions:
    """Return what the user said about a file; decisions by name wait until its rows are known."""
    from services.intake.options import Covers, IntakeOptions

    return IntakeOptions(
        kind=IntakeKind(given["kind"]) if given["kind"] else None,
        vintage_id=given["vintage"],
        as_of=given["as_of"],
        province_code=given["province"],
        level=given["level"],
        scheme=Scheme(given["scheme"]) if given["scheme"] else None,
        covers=Covers(given["covers"]) if given["covers"] else None,
        sheet_names=tuple(given["sheets"]),
        mapping=dict(_split(text, "--map", "'HEADER=MEANING'") for text in given["mapping"]),
        source=given["source"],
        target_source=given["target_source"],
        target_version=given["target_version"],
        denominator_source=given["denominator_source"],
        remark=given["remark"],
        is_illustrative=given["illustrative"],
        allow_earlier=given["allow_other_date"],
        leave_out_unmatched=given["leave_out_unmatched"],
        unit_count=given["unit"],
        corrections=tuple(_parse_correction(text) for text in given["correct"]),
    )


def _parse_correction(text: str) -> CellCorrection:
    from services.intake.options import CellCorrection

    match = _CELL.fullmatch(text.strip())
    if match is None:
        raise click.BadParameter(f"«{text}»: E12=4299", param_hint="--correct")
    return CellCorrection(match["sheet"], int(match["row"]), match["column"].upper(), match["text"].strip())


def _split(text: str, hint: str, example: str) -> tuple[str, str]:
    key, sign, value = text.rpartition("=")
    if not sign or not key.strip():
        raise click.BadParameter(f"«{text}»: {example}", param_hint=hint)
    return key.strip(), value.strip()
