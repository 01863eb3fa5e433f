"""aggregate participants: extracts of persons to counts that can be loaded; no person is written anywhere."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.errors import BadInput, Bilingual, Place
from services.measures.schemes import Scheme
from webmap.commands.context import open_store, show_progress
from webmap.commands.day_type import DayType
from webmap.commands.level_type import LevelType
from webmap.commands.report_file import write_report_file, write_whole

if TYPE_CHECKING:
    from services.participants.aggregation import Aggregated
    from services.participants.engines import Engine
    from services.participants.request import AggregateRequest

_DIMENSIONS = ("sex", "age", "work", "income")
_MOST_TOLD = 10
_OPTIONS = (
    click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option("--out", required=True, type=click.Path(path_type=Path), help="Tệp số đếm. · Counts: .csv, .parquet."),
    click.option("--vintage", required=True, help="Bộ ranh giới của các địa bàn. · The vintage of the places."),
    click.option(
        "--as-of", "days", required=True, multiple=True, type=DayType(), help="Ngày chốt, một hay nhiều. · Cut-offs."
    ),
    click.option("--since", type=DayType(), help="Thêm mọi cuối tháng từ ngày này. · And all month ends since."),
    click.option("--province", help="Chỉ đếm một tỉnh (mã). · Count one province only."),
    click.option("--level", type=LevelType(), default="commune", help="Đếm theo cấp. · What is counted by."),
    click.option("--scheme", type=click.Choice([*Scheme]), help="Loại hình của mọi dòng. · The scheme of all rows."),
    click.option("--map", "mapping", multiple=True, metavar="'HEADER=MEANING'", help="Nghĩa của cột. · Of a column."),
    click.option("--decide", multiple=True, metavar="'NAME=CODE|NAME'", help="Địa bàn là đơn vị nào. · Of a place."),
    click.option(
        "--word", multiple=True, metavar="'WORD=MEANING'", help="Nghĩa của một từ: 'Giảm=ended'. · Of a word."
    ),
    click.option("--by", multiple=True, type=click.Choice(_DIMENSIONS), help="Chia nhóm theo. · Groups by."),
    click.option("--groups-out", type=click.Path(path_type=Path), help="Tệp số đếm của nhóm. · Counts of groups."),
    click.option("--age-bands", default="15,25,35,45,55,65", help="Tuổi đầu của mỗi nhóm. · First ages of bands."),
    click.option("--codes-of", help="Mã là của bộ ranh giới này, không cần tên. · Codes are of this vintage."),
    click.option("--withhold-below", type=click.IntRange(0), default=0, help="Che số nhỏ hơn. · Withhold below."),
    click.option("--engine", default="duckdb", show_default=True, help="duckdb, spark, spark://HOST:PORT, Ibis URL."),
    click.option(
        *("--memory", "memory"),
        default="2GB",
        show_default=True,
        callback=lambda context, option, text: _parse_memory(text),
        help="Bộ nhớ của công cụ tính. · Of the engine.",
    ),
    click.option("--threads", type=click.IntRange(1), help="Số luồng; bỏ trống: mọi nhân. · Else all cores."),
    click.option(
        "--work", type=click.Path(path_type=Path), help="Nơi giữ tệp đã xong. · Where finished files are kept."
    ),
    click.option("--report", type=click.Path(path_type=Path), help="Ghi báo cáo JSON. · Write the report as JSON."),
)


@click.group()
def aggregate() -> None:
    """Từ dữ liệu từng người ra số đếm · extracts of persons to counts."""


def _take_options(command: Any) -> Any:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@aggregate.command()
@_take_options
def participants(out: Path, groups_out: Path | None, work: Path | None, report: Path | None, **given: Any) -> None:
    """Đếm người tham gia từ tệp Parquet hay CSV; không ghi người nào · count participants, write no person."""
    from services.participants.aggregation import aggregate_participants
    from services.participants.partitions import WorkFolder
    from services.participants.report import build_aggregate_document

    request = _build_request(given, tuple(path for path in (out, groups_out, report) if path is not None))
    _check_outputs(out, groups_out, request)
    folder = work or out.with_name(f".{out.name}.work")
    below = given["withhold_below"]
    with open_store().connect() as connection, show_progress() as show:
        aggregated = aggregate_participants(connection, request, _choose_engine(given, request), folder, show, below)
    _tell(aggregated)
    if report is not None:
        write_report_file(report, build_aggregate_document(aggregated, request, given["engine"].partition("://")[0]))
    _write(aggregated, request, out, groups_out, below)
    if work is None:
        WorkFolder(folder, "").remove()


def _build_request(given: dict[str, Any], outputs: tuple[Path, ...]) -> AggregateRequest:
    from services.participants.request import AggregateRequest, Dimension, list_cut_offs

    if given["codes_of"] not in (None, given["vintage"]):
        raise _build_other_codes(given["codes_of"], given["vintage"])
    return AggregateRequest(
        files=given["files"],
        vintage_id=given["vintage"],
        cut_offs=list_cut_offs(given["days"], given["since"]),
        level=given["level"],
        province_code=given["province"],
        scheme=Scheme(given["scheme"]) if given["scheme"] else None,
        mapping=_split_all(given["mapping"], "--map"),
        decisions=_split_all(given["decide"], "--decide"),
        words=_split_all(given["word"], "--word"),
        dimensions=tuple(Dimension(one) for one in dict.fromkeys(given["by"])),
        age_bounds=_parse_bands(given["age_bands"]),
        are_codes_of_vintage=given["codes_of"] is not None,
        outputs=outputs,
    )


def _split_all(texts: Sequence[str], hint: str) -> dict[str, str]:
    pairs = [text.rpartition("=") for text in texts]
    wrong = next((text for text, (key, sign, _) in zip(texts, pairs, strict=True) if not sign or not key.strip()), None)
    if wrong is not None:
        raise click.BadParameter(f"«{wrong}»: 'A=B'", param_hint=hint)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _parse_bands(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    ages = tuple(int(part) for part in parts if part.isdecimal())
    if len(ages) != len(parts) or not all(low < high for low, high in zip((0, *ages), ages, strict=False)):
        raise click.BadParameter(f"«{text}»: 15,25,35,45,55,65", param_hint="--age-bands")
    return ages


def _parse_memory(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*(MB|GB|TB)", text.strip().upper()):
        raise click.BadParameter(f"«{text}»: 500MB, 2GB", param_hint="--memory")
    return text.strip().upper()


def _check_outputs(out: Path, groups_out: Path | None, request: AggregateRequest) -> None:
    from services.participants.tables import check_ending

    for path in (out, *([groups_out] if groups_out else [])):
        check_ending(path.name, path.suffix.lower())
    if bool(request.dimensions) != (groups_out is not None):
        raise click.UsageError("--by … --groups-out FILE")


def _choose_engine(given: dict[str, Any], request: AggregateRequest) -> Any:
    def open_chosen() -> AbstractContextManager[Engine]:
        from services.participants.columns import ExtractRole
        from services.participants.engines import open_engine

        threads = given["threads"] or os.cpu_count() or 1
        keeps_keys = ExtractRole.PERSON in request.mapping.values()  # of persons: these stay in memory
        return open_engine(given["engine"], memory=given["memory"], threads=threads, may_spill=not keeps_keys)

    return open_chosen


def _write(aggregated: Aggregated, request: AggregateRequest, out: Path, groups_out: Path | None, below: int) -> None:
    from services.participants.tables import build_count_table, build_group_table, encode_table

    index, counts = aggregated.finder.index, aggregated.counts
    table = build_count_table(counts.totals, index, request.level, below)
    write_whole(out, encode_table(table, out.suffix.lower()))
    click.echo(f"Số đếm · counts: {out} ({len(table)})")
    if groups_out is not None and counts.groups is not None:
        table = build_group_table(counts.groups, index, request.level, request.dimensions)
        write_whole(groups_out, encode_table(table, groups_out.suffix.lower()))
        click.echo(f"Nhóm · groups: {groups_out} ({len(table)})")


def _tell(aggregated: Aggregated) -> None:
    """Say what came of the rows, and which texts nobody understood; the reasons add up to the rows read."""
    for columns in dict.fromkeys(_write_columns(one.columns, one.unread) for one in aggregated.partitions):
        click.echo(columns)
    click.echo(f"Dòng đã đọc · rows read: {_number(aggregated.row_count)}")
    if aggregated.kept_count:
        click.echo(f"Tệp đã đếm từ trước · files finished before: {aggregated.kept_count}")
    for outcome, count in aggregated.outcomes.items():
        click.echo(f"  {_number(count):>15}  {outcome.label.vi} · {outcome.label.en}")
    for one in aggregated.unsettled[:_MOST_TOLD]:
        reason = f": {one.reason.vi} · {one.reason.en}" if one.reason else ""
        click.echo(f"  ? «{one.written}» ({_number(one.row_count)}){reason}")


def _write_columns(columns: dict[str, str], unread: Sequence[str]) -> str:
    """Return which column is read as what: an end date that is not found makes participants of all who have left.

    By letters: where the headers are missing the first line is a person.
    """
    read = " ".join(f"{letter}={meaning}" for letter, meaning in columns.items())
    return f"Cột · columns: {read}; không đọc · not read: {' '.join(unread) or '–'}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _build_other_codes(codes_of: str, vintage: str) -> BadInput:
    return BadInput(
        "codes_of_other_vintage",
        Bilingual(
            f"Mã của {codes_of} không chỉ địa bàn của {vintage}", f"Codes of {codes_of} name no area of {vintage}"
        ),
        Bilingual(
            f"Đếm theo {codes_of} rồi quy đổi bằng bảng chuyển đổi, hoặc thêm cột tên.",
            f"Count by {codes_of} and convert with a crosswalk, or add a column of names.",
        ),
        Place(text=codes_of),
    )
