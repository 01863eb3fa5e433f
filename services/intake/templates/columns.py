"""The columns that a template offers beside its areas, by kind of file."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.errors import Bilingual
from services.intake.kinds import IntakeKind
from services.measures.schemes import Scheme

# BHXH is the sum of its two parts, so nobody is asked for it.
_REPORTED = tuple(scheme for scheme in Scheme if not scheme.parts)


class CellKind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    COUNT = "count"
    DATE = "date"
    SCHEME = "scheme"


@dataclass(frozen=True)
class TemplateColumn:
    """One column: its header, the header merged over it and its neighbours, and what every area's cell holds."""

    header: Bilingual
    cell_kind: CellKind
    upper: Bilingual | None = None
    given: str = ""
    width: float = 16


def build_template_columns(
    kind: IntakeKind, as_of: date, scheme: Scheme, monthly: bool, organisations: Sequence[str]
) -> list[TemplateColumn]:
    """Return the columns of a kind, dated by ``as_of``; the last three matter where the kind has use for them."""
    if kind == IntakeKind.TARGETS and monthly:
        return _list_months(as_of.year, scheme)
    if kind == IntakeKind.TARGETS and organisations:
        return _list_organisations(as_of.year, scheme, organisations)
    if kind == IntakeKind.PILOTS:
        started = Bilingual("Ngày bắt đầu làm xã điểm", "Pilot commune since")
        return [
            TemplateColumn(Bilingual("Loại hình", "Scheme"), CellKind.SCHEME, given=str(scheme)),
            TemplateColumn(started, CellKind.DATE),
            TemplateColumn(Bilingual("Ngày kết thúc làm xã điểm", "Pilot commune until"), CellKind.DATE),
            _REMARK,
        ]
    if kind in (IntakeKind.COUNTS, IntakeKind.TARGETS):
        upper = _name_counts(kind, as_of)
        return [TemplateColumn(one.label, CellKind.COUNT, upper) for one in _REPORTED]
    if kind == IntakeKind.GROUPS:
        return _list_groups(as_of)
    return list(_FIXED[kind]) if kind in _FIXED else _list_denominators(as_of)


def _name_counts(kind: IntakeKind, as_of: date) -> Bilingual:
    day = f"{as_of:%d/%m/%Y}"
    if kind == IntakeKind.COUNTS:
        return Bilingual(f"Số người tham gia đến {day}", f"Participants on {day}")
    return Bilingual(f"Chỉ tiêu đến 31/12/{as_of.year}", f"Target for 31/12/{as_of.year}")


def _list_months(year: int, scheme: Scheme) -> list[TemplateColumn]:
    """Return a column for each month end; the stock to be reached by then."""
    label = scheme.label
    upper = Bilingual(f"Chỉ tiêu {label.vi}, lũy kế đến", f"Target of {label.en}, to be reached by")
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
    headers = [Bilingual(f"{end:%d/%m/%Y}", f"{end:%d/%m/%Y}") for end in ends]
    return [TemplateColumn(header, CellKind.COUNT, upper, width=12) for header in headers]


def _list_organisations(year: int, scheme: Scheme, organisations: Sequence[str]) -> list[TemplateColumn]:
    day = f"31/12/{year}"
    total = Bilingual(f"Chỉ tiêu {scheme.label.vi} đến {day}", f"Target of {scheme.label.en} for {day}")
    upper = Bilingual(
        f"Chỉ tiêu {scheme.label.vi} đến {day} theo tổ chức dịch vụ thu",
        f"Target of {scheme.label.en} for {day} by collection organisation",
    )
    return [
        TemplateColumn(total, CellKind.COUNT),
        *(TemplateColumn(Bilingual(name, name), CellKind.COUNT, upper) for name in organisations),
    ]


def _list_denominators(as_of: date) -> list[TemplateColumn]:
    day = f"{as_of:%d/%m/%Y}"
    labour = Bilingual(f"Lực lượng lao động trong độ tuổi tại {day}", f"Working-age labour force on {day}")
    return [
        TemplateColumn(labour, CellKind.COUNT, width=22),
        TemplateColumn(Bilingual(f"Dân số tại {day}", f"Population on {day}"), CellKind.COUNT, width=22),
    ]


_REMARK = TemplateColumn(Bilingual("Ghi chú", "Remark"), CellKind.TEXT, width=30)
_FIXED = {
    IntakeKind.OUTREACH_EVENTS: (
        TemplateColumn(Bilingual("Ngày tổ chức", "Held on"), CellKind.DATE),
        TemplateColumn(Bilingual("Đơn vị tổ chức", "Organisers"), CellKind.TEXT, width=34),
        TemplateColumn(Bilingual("Loại hình", "Scheme"), CellKind.SCHEME),
        TemplateColumn(Bilingual("Địa điểm", "Venue"), CellKind.TEXT, width=30),
        TemplateColumn(Bilingual("Số người tham dự", "Attendees"), CellKind.COUNT),
        TemplateColumn(Bilingual("Số người vận động được", "People won"), CellKind.COUNT),
        _REMARK,
    ),
    IntakeKind.MANAGING_UNITS: (
        TemplateColumn(Bilingual("Mã đơn vị quản lý", "Managing unit code"), CellKind.TEXT),
        TemplateColumn(Bilingual("Tên đơn vị quản lý", "Managing unit name"), CellKind.TEXT, width=34),
        TemplateColumn(Bilingual("Từ ngày", "From"), CellKind.DATE),
        TemplateColumn(Bilingual("Đến ngày", "To"), CellKind.DATE),
    ),
    IntakeKind.OFFICERS: (
        TemplateColumn(Bilingual("Mã cán bộ chuyên quản", "Officer code"), CellKind.TEXT),
        TemplateColumn(Bilingual("Cán bộ chuyên quản", "Officer in charge"), CellKind.TEXT, width=30),
        TemplateColumn(Bilingual("Từ ngày", "From"), CellKind.DATE),
        TemplateColumn(Bilingual("Đến ngày", "To"), CellKind.DATE),
    ),
}
_GROUPS = (
    Bilingual("Lao động phi chính thức", "Informal workers"),
    Bilingual("Nữ 35–54 tuổi", "Women aged 35–54"),
    Bilingual("Hộ kinh doanh, tiểu thương", "Household businesses, income from trade"),
)


def _list_groups(as_of: date) -> list[TemplateColumn]:
    """Return a column for each of some potential groups; others take their place or stand beside them."""
    day = f"{as_of:%d/%m/%Y}"
    upper = Bilingual(f"Nhóm tiềm năng, số người tại {day}", f"Potential groups, people on {day}")
    return [TemplateColumn(name, CellKind.COUNT, upper, width=22) for name in _GROUPS]
