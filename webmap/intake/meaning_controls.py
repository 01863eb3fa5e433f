"""What stands above each column: its meaning as a control to correct, and how it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g

from geodata.errors import Bilingual
from services.intake.headers.columns import Column, ColumnOrigin
from services.intake.headers.meanings import DENOMINATORS, Meaning, Role
from services.intake.scope.understanding import SheetUnderstanding
from services.intake.values.cells import build_column_letter
from services.measures.schemes import Measure, Scheme
from webmap.intake.choices import Choice, ChoiceGroup, build_choices
from webmap.intake.words import MEASURE_LABELS, label_scheme, write_date
from webmap.translations import gettext as _

ROLE_LABELS: dict[Role, Bilingual] = {
    Role.NAME: Bilingual("Tên nơi", "Name of the place"),
    Role.CODE: Bilingual("Mã nơi", "Code of the place"),
    Role.MANAGING_UNIT: Bilingual("Huyện, BHXH cơ sở", "Parent: district or unit"),
    Role.MANAGING_UNIT_CODE: Bilingual("Mã huyện, BHXH cơ sở", "Code of the parent"),
    Role.PROVINCE: Bilingual("Tỉnh", "Province"),
    Role.PROVINCE_CODE: Bilingual("Mã tỉnh", "Code of the province"),
    Role.SCHEME: Bilingual("Loại hình", "Scheme"),
    Role.PILOT_START: Bilingual("Xã điểm từ ngày", "Pilot since"),
    Role.PILOT_END: Bilingual("Xã điểm đến ngày", "Pilot until"),
    Role.ORGANISATION: Bilingual("Đại lý, tổ chức thu", "Collection organisation"),
    Role.ROW_DATE: Bilingual("Ngày chốt của dòng", "Cut-off of the row"),
    Role.HELD_ON: Bilingual("Ngày tổ chức", "Held on"),
    Role.ORGANISER: Bilingual("Đơn vị tổ chức", "Organiser"),
    Role.VENUE: Bilingual("Địa điểm", "Venue"),
    Role.ATTENDEES: Bilingual("Số người dự", "Attendees"),
    Role.WON: Bilingual("Số người tham gia mới", "People won"),
    Role.UNIT_CODE: Bilingual("Mã đơn vị quản lý", "Code of the managing unit"),
    Role.UNIT_NAME: Bilingual("Tên đơn vị quản lý", "Name of the managing unit"),
    Role.OFFICER_CODE: Bilingual("Mã cán bộ phụ trách", "Code of the officer in charge"),
    Role.OFFICER_NAME: Bilingual("Cán bộ phụ trách", "Officer in charge"),
    Role.GROUP: Bilingual("Nhóm tiềm năng", "Potential group"),
    Role.GROUP_COUNT: Bilingual("Số người của nhóm", "People of the group"),
    Role.VALID_FROM: Bilingual("Quản lý từ ngày", "Managed from"),
    Role.VALID_TO: Bilingual("Quản lý đến ngày", "Managed until"),
    Role.REMARK: Bilingual("Ghi chú", "Remark"),
    Role.RECOMPUTED: Bilingual("Tỷ lệ, tăng giảm: tính lại", "Rate or change: recomputed"),
    Role.IGNORE: Bilingual("Không dùng", "Not used"),
}
_PLACES = (
    *(Role.NAME, Role.CODE, Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE, Role.PROVINCE, Role.PROVINCE_CODE),
    *(Role.ORGANISATION,),
)
_ASIDE = (Role.RECOMPUTED, Role.REMARK, Role.IGNORE)


@dataclass(frozen=True)
class MeaningControl:
    """The control of one column; ``written`` is the meaning as shown, in the syntax of the command line."""

    name: str
    label: str
    date_label: str
    scheme_label: str
    plain_choices: tuple[Choice, ...]
    groups: tuple[ChoiceGroup, ...]
    date: str
    schemes: tuple[Choice, ...]
    scheme: str
    origin: str
    is_unclear: bool
    written: str
    header: str
    organisation: str


@dataclass(frozen=True)
class ColumnHead:
    """One column of the grid; without control where the sheet holds no table."""

    letter: str
    control: MeaningControl | None
    is_wide: bool = False


def build_column_heads(number: int, sheet: SheetUnderstanding, columns: Sequence[int]) -> tuple[ColumnHead, ...]:
    """Return what stands above the columns of these indexes; ``number`` is that of the sheet in the workbook."""
    layout = sheet.layout
    if layout is None or not layout.is_table:
        return tuple(ColumnHead(build_column_letter(index), None) for index in columns)
    known = {column.index: column for column in (sheet.table.columns if sheet.table else ())}
    heads = []
    with_scheme = _differ_in_scheme(sheet)
    for index in columns:
        header = layout.headers[index] if index < len(layout.headers) else ""
        column = known.get(index)
        if column is None and not header:
            heads.append(ColumnHead(build_column_letter(index), None))
            continue
        heads.append(
            ColumnHead(
                build_column_letter(index), _build_control(number, index, header, column, with_scheme=with_scheme)
            )
        )
    return tuple(heads)


def _differ_in_scheme(sheet: SheetUnderstanding) -> bool:
    """Return whether the columns of a sheet tell of several schemes, or of none: then each has its own control."""
    table = sheet.table
    if table is None or not table.count_columns:
        return True
    return (
        len({column.meaning.scheme for column in table.count_columns if has_scheme(str(column.meaning.measure))}) != 1
    )


def _build_control(number: int, index: int, header: str, column: Column | None, *, with_scheme: bool) -> MeaningControl:
    letter = build_column_letter(index)
    meaning = column.meaning if column is not None else None
    proposal = column.proposal if column is not None else None
    value = str(meaning.role or meaning.measure) if meaning and (meaning.role or meaning.measure) else ""
    named = f"{letter} «{header}»" if header else letter
    return MeaningControl(
        name=f"meaning-{number}-{letter}",
        label=_("Nghĩa của cột %(column)s", column=named),
        date_label=_("Ngày của cột %(column)s", column=letter),
        scheme_label=_("Loại hình của cột %(column)s", column=letter),
        plain_choices=() if value else (Choice("", _("– chưa hiểu, chọn –"), True),),
        groups=_build_groups(value),
        date=write_date(meaning.as_of) if meaning and meaning.as_of else "",
        schemes=_build_schemes(str(meaning.scheme or "") if meaning else "") if with_scheme else (),
        scheme=str(meaning.scheme or "") if meaning else "",
        origin=_tell_origin(column)
        + (_(", có lẽ là %(meaning)s", meaning=describe_meaning(proposal)) if proposal else ""),
        is_unclear=not value,
        written=str(meaning) if value else "",
        header=header,
        organisation=meaning.organisation if meaning else "",
    )


def _build_groups(chosen: str) -> tuple[ChoiceGroup, ...]:
    places = build_choices(((role, ROLE_LABELS[role].in_language(g.lang)) for role in _PLACES), chosen)
    counts = tuple(
        Choice(measure, label.in_language(g.lang), measure == chosen, is_dated=True)
        for measure, label in MEASURE_LABELS.items()
    )
    others = tuple(role for role in Role if role not in (*_PLACES, *_ASIDE))
    more = build_choices(((role, ROLE_LABELS[role].in_language(g.lang)) for role in others), chosen)
    aside = build_choices(((role, ROLE_LABELS[role].in_language(g.lang)) for role in _ASIDE), chosen)
    return (
        ChoiceGroup(_("Số đếm"), counts),
        ChoiceGroup(_("Nơi"), places),
        ChoiceGroup(_("Khác"), more),
        ChoiceGroup(_("Không nạp"), aside),
    )


def _build_schemes(chosen: str) -> tuple[Choice, ...]:
    pairs = [("", _("theo cả bảng")), *((scheme.value, label_scheme(scheme)) for scheme in Scheme)]
    return build_choices(pairs, chosen)


def _tell_origin(column: Column | None) -> str:
    if column is None:
        return _("không đọc được từ tiêu đề")
    texts: Mapping[ColumnOrigin, str] = {
        ColumnOrigin.HEADER: _("theo tiêu đề"),
        ColumnOrigin.REMEMBERED: _("đã nhớ từ tệp trước"),
        ColumnOrigin.GIVEN: _("bạn chọn"),
        ColumnOrigin.CONTENT: _("theo nội dung cột"),
        ColumnOrigin.NOWHERE: _("không đọc được từ tiêu đề"),
    }
    return texts[column.origin]


def describe_meaning(meaning: Meaning) -> str:
    """Return a meaning in words: «Chỉ tiêu 31/12/2019»."""
    if meaning.measure is None:
        return ROLE_LABELS[meaning.role].in_language(g.lang) if meaning.role else ""
    day = f" {write_date(meaning.as_of)}" if meaning.as_of else ""
    return MEASURE_LABELS[meaning.measure].in_language(g.lang) + day


def is_dated(value: str) -> bool:
    """Tell whether a meaning goes with a date: counts do."""
    return value in set(Measure)


def has_scheme(value: str) -> bool:
    """Tell whether a meaning goes with a scheme: counts other than denominators."""
    return is_dated(value) and Measure(value) not in DENOMINATORS
