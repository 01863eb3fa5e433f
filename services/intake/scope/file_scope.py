"""What all tables of a file are about, and each of them: found before any row is matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from geodata.areas import LEVEL_WORDS, Level
from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.places import IndexedArea
from geodata.vintages import Vintage
from services.intake.options import IntakeOptions
from services.intake.outcomes import Finding, Severity
from services.intake.scope.kept_vintages import KeptVintage, read_kept_vintage
from services.intake.scope.place_clues import PlaceClues, find_title_area, find_title_subject
from services.intake.scope.scope import FoundTable, find_as_of, find_level, find_province, find_scheme
from services.intake.scope.titles import find_unit
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.intake.scope.vintage_choice import find_vintage
from services.measures.schemes import Scheme
from services.store.boundaries import StoredVintage, list_vintages, read_vintage


@dataclass(frozen=True)
class TableScope:
    """What one table is about; ``within`` is the district that its title names, ``unit_count`` as the file says it.

    ``subject`` is the district or province that titles say it is about.
    """

    found: FoundTable
    as_of: Understood[date]
    level: Understood[Level]
    scheme: Understood[Scheme]
    province: Understood[str]
    within: IndexedArea | None
    unit_count: int
    unit_text: str
    subject: Understood[IndexedArea] = NOWHERE


@dataclass(frozen=True)
class FileScope:
    """What a file is about; without a vintage nothing of it can be matched, and ``findings`` say why."""

    vintage: Vintage | None
    vintage_id: Understood[str]
    as_of: Understood[date]
    province_code: Understood[str]
    areas: KeptVintage | None
    tables: tuple[TableScope, ...]
    findings: tuple[Finding, ...]


def find_file_scope(
    connection: Connection, found: Sequence[FoundTable], options: IntakeOptions, today: date
) -> FileScope:
    """Return what the tables of a file are about; NotFound where the vintage, level or province given is missing."""
    days = [find_as_of(table, options, today) for table in found]
    latest = max((day for day in days if day.value is not None), key=lambda day: day.value or today, default=NOWHERE)
    vintage_id, choices = find_vintage(connection, found, latest.value, options)
    findings = list(_check_day(found[0], latest))
    if vintage_id.value is None:
        findings += _check_vintage(connection, found[0], latest, choices)
        tables = tuple(_build_bare(table, day, options) for table, day in zip(found, days, strict=True))
        return FileScope(None, vintage_id, latest, NOWHERE, None, tables, tuple(findings))
    stored = read_vintage(connection, vintage_id.value)
    vintage, areas = stored.vintage, read_kept_vintage(connection, stored)
    findings += _check_shown(found[0], stored)
    clues = areas.clues
    check_province(vintage, [area.area_code for area in clues.provinces], options.province_code)
    tables = tuple(
        _find_table_scope(table, day, vintage, clues, options) for table, day in zip(found, days, strict=True)
    )
    return FileScope(vintage, vintage_id, latest, _join_provinces(tables), areas, tables, tuple(findings))


def _find_table_scope(
    found: FoundTable, day: Understood[date], vintage: Vintage, clues: PlaceClues, options: IntakeOptions
) -> TableScope:
    level = find_level(found, clues, vintage, options)
    _check_level(vintage, clues, level, options)
    within = find_title_area(clues, found.titles, Level.MANAGING_UNIT).value if level.value == Level.COMMUNE else None
    province = find_province(found, clues, level.value or vintage.lowest_level, options)
    return TableScope(
        found,
        day,
        level,
        find_scheme(found, options),
        province,
        within,
        *find_unit(found.titles, found.layout.headers),
        find_title_subject(clues, found.titles, province.value),
    )


def _build_bare(found: FoundTable, day: Understood[date], options: IntakeOptions) -> TableScope:
    level = Understood(options.level or Level.COMMUNE, Origin.OPTION if options.level else Origin.DEFAULT)
    unit = find_unit(found.titles, found.layout.headers)
    return TableScope(found, day, level, find_scheme(found, options), NOWHERE, None, *unit)


def _join_provinces(tables: Sequence[TableScope]) -> Understood[str]:
    """Return the province that all tables share; where one names none or another, the whole vintage is searched."""
    codes = {table.province.value for table in tables}
    return tables[0].province if len(codes) == 1 else NOWHERE


def _check_day(found: FoundTable, latest: Understood[date]) -> list[Finding]:
    if latest.value is not None:
        return []
    return [
        Finding(
            "as_of_missing",
            Severity.ERROR,
            Bilingual("Không rõ ngày chốt số liệu", "The cut-off date is not known"),
            Bilingual(
                "Thêm --as-of 31/3/2019, hoặc ghi «Tính đến hết ngày …» trong tựa đề hay tên tệp.",
                "Give --as-of 2019-03-31, or name the day in the title or the file name.",
            ),
            found.sheet.build_place(),
        )
    ]


def _check_vintage(
    connection: Connection, found: FoundTable, latest: Understood[date], choices: Sequence[Vintage]
) -> list[Finding]:
    if latest.value is None:
        return []
    day = f"{latest.value:%d/%m/%Y}"
    if choices:
        known = ", ".join(vintage.vintage_id for vintage in choices)
        message = Bilingual(
            f"Có {len(choices)} bộ ranh giới hiệu lực ngày {day}", f"{len(choices)} vintages hold on {day}"
        )
        hint = Bilingual(f"Chọn bằng --vintage: {known}.", f"Choose with --vintage: {known}.")
        return [Finding("vintage_ambiguous", Severity.ERROR, message, hint, found.sheet.build_place(text=known))]
    known = ", ".join(one.vintage.vintage_id for one in list_vintages(connection)) or "∅"
    message = Bilingual(f"Không có bộ ranh giới nào hiệu lực ngày {day}", f"No vintage holds on {day}")
    hint = Bilingual(
        f"Nạp bộ ranh giới của ngày ấy (boundaries import), hoặc sửa ngày chốt. Đang có: {known}.",
        f"Import the boundaries of that day (boundaries import), or mend the cut-off. There are: {known}.",
    )
    return [Finding("vintage_missing", Severity.ERROR, message, hint, found.sheet.build_place(text=day))]


def _check_shown(found: FoundTable, stored: StoredVintage) -> list[Finding]:
    """Warn of a vintage that was imported and not activated: whatever is published for it, nobody sees."""
    if stored.activated_at is not None:
        return []
    vintage_id = stored.vintage.vintage_id
    return [
        Finding(
            "vintage_not_shown",
            Severity.WARNING,
            Bilingual(
                f"Bộ ranh giới {vintage_id} chưa lên bản đồ: công bố rồi vẫn chưa ai thấy số này",
                f"The boundaries {vintage_id} are not on the map yet: nobody sees these figures once published",
            ),
            Bilingual(
                f"Nhờ người vận hành chạy «boundaries activate {vintage_id}», hoặc chọn bộ khác bằng --vintage.",
                f"Have the operator run «boundaries activate {vintage_id}», or choose others with --vintage.",
            ),
            found.sheet.build_place(text=vintage_id),
        )
    ]


def _check_level(vintage: Vintage, clues: PlaceClues, level: Understood[Level], options: IntakeOptions) -> None:
    if level.value is not None and (clues.areas["level"] == level.value).any():
        return
    raise build_level_missing(vintage, level.value or vintage.lowest_level, options.level or level.text or level.value)


def build_level_missing(vintage: Vintage, level: Level, text: object) -> NotFound:
    """Return the error for a level that a vintage does not have, as a person or file names it."""
    if level is Level.MANAGING_UNIT:
        return _build_unit_refusal(vintage, str(text))
    words = LEVEL_WORDS[level]
    return NotFound(
        "level_missing",
        Bilingual(f"{vintage.vintage_id} không có cấp {words.vi}", f"{vintage.vintage_id} has no level {words.en}"),
        Bilingual(
            "Chọn cấp khác bằng --level, hoặc --vintage của ngày chốt số liệu.",
            "Choose another with --level, or the --vintage of the cut-off date.",
        ),
        Place(text=str(text)),
    )


def _build_unit_refusal(vintage: Vintage, text: str) -> NotFound:
    """Return the refusal of figures of managing units where the boundaries have no districts (decision 0017)."""
    return NotFound(
        "level_missing",
        Bilingual(
            f"{vintage.vintage_id} không có cấp huyện; số của BHXH cơ sở là tổng các xã của đơn vị, không nạp riêng",
            f"{vintage.vintage_id} has no districts; figures of a managing unit are the sums of its communes, "
            "not loaded by themselves",
        ),
        Bilingual(
            "Nạp bảng theo xã: dòng BHXH cơ sở trong bảng ấy là số kiểm tra. Danh sách xã của đơn vị: --kind "
            "managing_units. Bảng theo huyện trước 1/7/2025: chọn --vintage của ngày chốt.",
            "Load the table of its communes: rows of units in it are check sums. The communes of a unit are a list of "
            "their own: --kind managing_units. A table by districts of before July 2025: --vintage of its cut-off.",
        ),
        Place(text=str(text)),
    )


def check_province(vintage: Vintage, known: Sequence[str], province_code: str | None) -> None:
    """Raise NotFound for a province that is not among those of a vintage."""
    if province_code is None or province_code in known:
        return
    raise NotFound(
        "province_missing",
        Bilingual(
            f"{vintage.vintage_id} không có tỉnh «{province_code}»",
            f"{vintage.vintage_id} has no province «{province_code}»",
        ),
        Bilingual(f"Các mã tỉnh: {', '.join(known)}.", f"The codes are {', '.join(known)}."),
        Place(text=province_code),
    )


def build_tableless(reasons: Sequence[tuple[str | None, Bilingual]], file_name: str) -> BadInput:
    """Return the refusal of a file none of whose sheets holds a table."""
    listed_vi = "; ".join(f"{name or file_name}: {reason.vi}" for name, reason in reasons)
    listed_en = "; ".join(f"{name or file_name}: {reason.en}" for name, reason in reasons)
    return BadInput(
        "table_not_found",
        Bilingual(f"Không tìm thấy bảng nào ({listed_vi})", f"No table was found ({listed_en})"),
        Bilingual(
            "Bảng cần một dòng tiêu đề có cột tên đơn vị (Xã, Huyện, Đơn vị…) và mỗi đơn vị một dòng.",
            "A table needs a header with a column of names (Xã, Huyện, Đơn vị…) and one row per area.",
        ),
        Place(file=file_name),
    )
