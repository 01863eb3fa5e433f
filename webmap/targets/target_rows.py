"""The rows of a proposal as pages show them: units, communes, months and collection organisations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.measures.wording import format_count, format_date, format_ratio
from webmap.translations import gettext as _
from webmap.translations import language

Document = Mapping[str, Any]
Links = Callable[[str], str]


@dataclass(frozen=True)
class TargetRow:
    """One unit or commune; ``field`` names the field of its cell, ``free_url`` frees it where it was set by hand."""

    code: str
    name: str
    stock: str
    target: str
    target_count: int
    rise: str
    growth: str
    is_fixed: bool
    marks: tuple[str, ...] = ()
    url: str = ""
    field: str = ""
    free_url: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class CountTable:
    """Counts by month or by organisation: the sum of all first, then the rows below it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def build_row(one: Document, code: str, marks: Sequence[str] = (), **links: Any) -> TargetRow:
    """Return the row of a unit or commune of a document."""
    growth, stock = one["required_growth_ratio"], one["enrolled_count"]
    return TargetRow(
        code=code,
        name=one["name"],
        stock="–" if stock is None else write(stock),
        target=write(one["target_count"]),
        target_count=one["target_count"],
        rise=format_count(one["rise_count"], language(), is_signed=True),
        growth="–" if growth is None else format_ratio(growth, language(), 0, is_signed=True),
        is_fixed=one["is_fixed"],
        marks=tuple(marks),
        **links,
    )


def list_marks(one: Document) -> list[str]:
    """Return what must be known of a commune's cell."""
    marks = []
    if one["is_beyond_denominator"]:
        marks.append(_("nhiều hơn mẫu số %(count)s", count=write(one["denominator_count"])))
    if one["enrolled_count"] is None:
        marks.append(_("chưa có số người tham gia"))
    return marks


def build_months(document: Document, rows: Sequence[Document]) -> CountTable:
    """Return the cumulative targets of the months, of all and of some rows."""
    heads = tuple(format_date(date.fromisoformat(one), language())[:5] for one in document["month_dates"])
    return _build_table(document, rows, heads, "month_counts")


def build_organisations(document: Document, rows: Sequence[Document]) -> CountTable | None:
    """Return the targets of the collection organisations; None where the proposal names none."""
    if not document["organisations"]:
        return None
    return _build_table(document, rows, tuple(document["organisations"]), "organisation_counts")


def _build_table(document: Document, rows: Sequence[Document], heads: tuple[str, ...], name: str) -> CountTable:
    whole = (document["within_name"], tuple(map(write, document[name])))
    parts = [(one["name"], tuple(map(write, one[name]))) for one in rows]
    return CountTable(heads, (whole, *parts) if parts != [whole] else (whole,))


def write(count: float) -> str:
    """Return a number of people in the language of the page."""
    return format_count(count, language())


def say_sums(document: Document) -> str:
    """Return the total with what it is made of: 4.299 người = 2.252 + 2.047 (+91%)."""
    stock, rise = document["enrolled_count"], document["rise_count"]
    growth = f" ({format_ratio(rise / stock, language(), 0, is_signed=True)})" if stock else ""
    sign = "+" if rise >= 0 else "−"
    return _(
        "%(total)s người = %(stock)s %(sign)s %(rise)s%(growth)s",
        total=write(document["target_count"]),
        stock=write(stock),
        sign=sign,
        rise=write(abs(rise)),
        growth=growth,
    )


def say_question(document: Document) -> str:
    """Return place, scheme, and the two days: of the stocks and of the targets."""
    lang = language()
    first = format_date(date.fromisoformat(document["question"]["as_of"]), lang)
    last = format_date(date.fromisoformat(document["target_date"]), lang)
    scheme = str(document[f"scheme_label_{lang}"])
    days = _("chỉ tiêu %(last)s, từ số ngày %(first)s", first=first, last=last)
    return " · ".join([document["within_name"], scheme[:1].upper() + scheme[1:], days])


def say_uniform(document: Document) -> tuple[str, ...]:
    """Return what the same rise in each commune comes to; nothing for another rule."""
    found, lang = document["uniform"], language()
    if found is None:
        return ()
    said = [
        _(
            "Mỗi xã thêm %(each)s người: cả thảy thêm %(rise)s, thành %(stock)s.",
            each=write(found["each_count"]),
            rise=write(found["rise_count"]),
            stock=write(found["stock_count"]),
        )
    ]
    if found["coverage_ratio"] is not None:
        said.append(_("Tỷ lệ bao phủ lên %(ratio)s.", ratio=format_ratio(found["coverage_ratio"], lang, 1)))
    if found["beyond_codes"]:
        codes = set(found["beyond_codes"])
        names = [one["name"] for one in document["communes"] if one["area_code"] in codes]
        shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
        said.append(
            _("%(count)s xã không còn đủ người chưa tham gia: %(names)s.", count=write(len(names)), names=shown)
        )
    if found["unknown_count"]:
        said.append(_("%(count)s xã chưa rõ mẫu số hay số tham gia.", count=write(found["unknown_count"])))
    return tuple(said)
