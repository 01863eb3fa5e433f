"""The table: the same areas as the map, one row each, sorted and cut into pages by the server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.measures.indicators import Indicator, Unit
from services.measures.palettes import ABOVE_100_COLOR
from services.measures.states import STATES, State
from services.measures.wording import format_estimate, format_shown
from webmap.map_request import build_url
from webmap.page.columns import list_places, read_column, sort_places
from webmap.page.screen import Screen
from webmap.page.words import capitalise
from webmap.translations import gettext as _

PAGE_ROWS = 50
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class TableColumn:
    """One column: ``order`` is the value of aria-sort, empty where the table is not sorted by it."""

    name: str
    label: str
    title: str
    order: str
    url: str

    @property
    def sort(self) -> str:
        """The value of the parameter ``sort``."""
        return self.name


@dataclass(frozen=True)
class TableRow:
    """One area in words and digits; the bar in per cent of its column."""

    code: str
    rank: str
    name: str
    parent: str
    url: str
    selected: bool
    words: str
    value: str
    estimate: str
    numerator: str
    denominator: str
    gap: str
    change: str
    color: str = "#ffffff"
    bar_x: str = "0"
    bar_width: str = "0"
    mark_x: str | None = None


@dataclass(frozen=True)
class Table:
    """One page of the table with its head, its total and its neighbours."""

    title: str
    subtitle: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    total: TableRow
    note: str
    row_count: int
    page: int
    pages: int
    previous_url: str | None
    next_url: str | None


def build_table(screen: Screen, page: int = 1, *, rows_wanted: bool = True) -> Table:
    """Return a page of the table; a page beyond the last one is the last. The script fills in the rows itself."""
    order = sort_places(screen) if rows_wanted else list_places(screen)
    pages = max(1, -(-len(order) // PAGE_ROWS))
    page = min(page, pages)
    build = _RowBuilder(screen)
    level = screen.name_levels(screen.view.request.level, len(order))
    name = str(screen.hierarchy.names[screen.within])
    return Table(
        title=_("Các %(level)s", level=level),
        subtitle=_("%(count)s %(level)s · %(name)s", count=screen.write_count(len(order)), level=level, name=name),
        columns=_build_columns(screen),
        rows=tuple(
            build.row(place) for place in order[(page - 1) * PAGE_ROWS : page * PAGE_ROWS if rows_wanted else 0]
        ),
        total=build.total(),
        note=build_sum_note(screen),
        row_count=len(order),
        page=page,
        pages=pages,
        previous_url=_link_page(screen, page - 1) if page > 1 else None,
        next_url=_link_page(screen, page + 1) if page < pages else None,
    )


def build_sum_note(screen: Screen) -> str:
    """Return how complete the total is, and how it differs from what was reported; empty where all is plain."""
    total = screen.view.total
    notes = []
    if total.value is not None and total.reporting_count < total.area_count:
        notes.append(
            _(
                "%(reporting)s / %(count)s nơi có đủ số liệu; tổng chỉ gồm các nơi đó.",
                reporting=screen.write_count(total.reporting_count),
                count=screen.write_count(total.area_count),
            )
        )
    if total.difference_count:
        notes.append(
            _(
                "Số %(name)s báo cáo khác tổng các nơi bên trong: %(difference)s người.",
                name=total.name,
                difference=screen.write_count(total.difference_count, is_signed=True),
            )
        )
    if total.denominator_difference_count:
        notes.append(
            _(
                "%(count)s báo cáo cho %(name)s khác tổng các nơi bên trong: %(difference)s.",
                count=name_denominator(screen),
                name=total.name,
                difference=screen.write_count(total.denominator_difference_count, is_signed=True),
            )
        )
    if screen.view.undistributed_count:
        count = screen.write_count(screen.view.undistributed_count)
        if screen.view.state_counts[State.WITHHELD]:
            notes.append(_("%(count)s người chỉ có ở số tổng: ở những nơi không công bố.", count=count))
        else:
            notes.append(_("%(count)s người chỉ có ở số tổng, chưa phân về từng nơi.", count=count))
    return " ".join(notes)


def name_denominator(screen: Screen) -> str:
    """Return what the second count of the indicator is called, empty where it has none."""
    kind = screen.view.definition.denominator_kind
    return screen.name_count(kind) if kind else ""


def _build_columns(screen: Screen) -> tuple[TableColumn, ...]:
    definition = screen.view.definition
    level = capitalise(screen.name_level(screen.view.request.level))
    people = _("người")
    labels = {
        "rank": (_("Hạng"), _("Hạng trong các nơi đang xem")),
        "name": (level, level),
        "value": (definition.label.in_language(screen.lang), definition.definition.in_language(screen.lang)),
        "numerator": (screen.name_count(definition.numerator_kind), people),
        "denominator": (name_denominator(screen), people),
        "gap": (_("Còn phải phát triển"), _("Chỉ tiêu trừ người tham gia; dưới 0 là vượt")),
        "change": (_("So với cùng kỳ"), _("Người tham gia trừ số của cùng ngày chốt một năm trước")),
    }
    return tuple(_build_column(screen, name, label, title) for name, (label, title) in labels.items())


def _build_column(screen: Screen, name: str, label: str, title: str) -> TableColumn:
    natural = "asc" if name in ("rank", "name") else "desc"
    is_sorted = screen.request.sort == name
    other = {"asc": "desc", "desc": "asc"}[natural]
    order = other if is_sorted and screen.request.order == natural else natural
    words = {"asc": "ascending", "desc": "descending"}[screen.request.order] if is_sorted else ""
    return TableColumn(name, label, title, words, build_url(screen.request, sort=name, order=order))


def _link_page(screen: Screen, page: int) -> str:
    return f"{build_url(screen.request)}&page={page}#table"


class _RowBuilder:
    """Writes rows; the columns are read once."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.gaps, self.changes = read_column(screen, "gap"), read_column(screen, "change")
        self.numerators, self.denominators = read_column(screen, "numerator"), read_column(screen, "denominator")
        shown = screen.view.shown[np.isfinite(screen.view.shown)]
        self.low = float(min(0, shown.min(initial=0)))
        self.high = float(max(0, shown.max(initial=0), find_whole(screen)))

    def row(self, place: int) -> TableRow:
        screen, view = self.screen, self.screen.view
        state = STATES[int(view.states[place])]
        shown = view.shown[place]
        code = view.codes[place]
        written = "" if np.isnan(shown) else format_shown(view.definition, int(shown), screen.lang)
        return TableRow(
            code=code,
            rank=screen.write_count(int(view.ranks[place])) if view.ranks[place] else "",
            name=view.names[place],
            parent=name_parent(screen, place),
            url=build_url(screen.request, area=code),
            selected=code == screen.request.area,
            words="" if written else state.label.in_language(screen.lang),
            value=written,
            estimate=self._say_estimate(place),
            numerator=self._write(self.numerators[place]),
            denominator=self._write(self.denominators[place]),
            gap=self._write(self.gaps[place]),
            change=self._write(self.changes[place], is_signed=True),
            **(self._bar(place, float(shown)) if written else {}),
        )

    def total(self) -> TableRow:
        screen, total = self.screen, self.screen.view.total
        gap = screen.find_value(Indicator.PLAN_GAP_COUNT, screen.within).value
        change = screen.find_value(Indicator.YOY_CHANGE_COUNT, screen.within).value
        return TableRow(
            code=total.area_code,
            rank="",
            name=total.name,
            parent="",
            url="",
            selected=False,
            words="",
            value=total.text(screen.lang),
            estimate=format_estimate(total.estimated_share, screen.lang) if total.estimated_share else "",
            numerator=screen.write_count(total.numerator),
            denominator=screen.write_count(total.denominator),
            gap=screen.write_count(gap),
            change=screen.write_count(change, is_signed=True),
        )

    def _write(self, number: float, *, is_signed: bool = False) -> str:
        return "" if np.isnan(number) else self.screen.write_count(float(number), is_signed=is_signed)

    def _say_estimate(self, place: int) -> str:
        share = float(self.screen.view.estimated_shares[place])
        return format_estimate(share, self.screen.lang) if self.screen.view.estimated[place] else ""

    def _bar(self, place: int, shown: float) -> dict[str, str]:
        zero, here = self._place(0.0), self._place(shown)
        return {
            "color": find_color(self.screen, place),
            "bar_x": f"{min(zero, here):.2f}",
            "bar_width": f"{max(0.4, abs(here - zero)):.2f}",
            "mark_x": f"{self._place(find_whole(self.screen) or 0.0):.2f}",
        }

    def _place(self, shown: float) -> float:
        """Return where a number lies in the column, in per cent of its width."""
        return (shown - self.low) / ((self.high - self.low) or 1.0) * 100


def find_whole(screen: Screen) -> int:
    """Return 100 % in the digits shown where the plan is the measure, so that bars can be read against it; else 0."""
    is_plan = screen.view.request.indicator is Indicator.PLAN_COMPLETION_RATIO
    return screen.view.definition.value_scale if is_plan and screen.view.definition.unit is Unit.RATIO else 0


def find_color(screen: Screen, place: int) -> str:
    """Return the colour of the class of an area, that of its state where a state paints it."""
    index = int(screen.view.class_index[place])
    if index >= 0:
        return screen.view.classes.classes[index].color
    return ABOVE_100_COLOR if screen.view.class_codes[place] == "a" else "#ffffff"


def name_parent(screen: Screen, place: int) -> str:
    """Return the name of the parent of an area, empty where it is the area shown as a whole."""
    parent = int(screen.hierarchy.parents[screen.view.areas[place]])
    return "" if parent == screen.within else str(screen.hierarchy.names[parent])
