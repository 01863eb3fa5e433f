"""The areas that a publication would change, as a table that can be sorted; the strange ones first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g

from geodata.names import build_sort_key
from services.intake.publication.changes import AreaChange, AreaStatus, ChangeKind, ScopeChange
from services.intake.publication.oddity_words import Oddity
from services.intake.publication.preview import Preview
from webmap.intake.filters import Filter
from webmap.intake.paging import Pages, build_pages
from webmap.intake.words import label_scope, write_count
from webmap.translations import gettext as _

CHANGES_AT_ONCE = 50
SHOWS = ("strange", "changed", "added", "lost", "all")
SORTS = ("strange", "name", "scope", "before", "after", "change")
_KINDS = {"changed": ChangeKind.CHANGED, "added": ChangeKind.ADDED, "lost": ChangeKind.LOST}


@dataclass(frozen=True)
class ChangeLine:
    """One area and one count of it, as printed."""

    name: str
    parent: str
    scope: str
    before: str
    after: str
    change: str
    is_strange: bool
    reason: str


@dataclass(frozen=True)
class FoundChange:
    """One area and one count of it; ``rank`` orders the strange ones, the strangest lowest."""

    area: AreaChange
    scope: str
    rank: int
    oddity: Oddity | None

    @property
    def difference_count(self) -> int:
        """After minus before, as far as known; for sorting."""
        return (self.area.after_count or 0) - (self.area.before_count or 0)


@dataclass(frozen=True)
class ChangeColumn:
    """A heading of the table that sorts it."""

    label: str
    url: str
    is_number: bool = False
    order: str = ""


@dataclass(frozen=True)
class ChangeWindow:
    """Which changes are shown, by what they are sorted, and which page; ``show`` empty: what there is to see first."""

    show: str = ""
    sort: str = "strange"
    order: str = "asc"
    page: int = 1


class ChangeTable:
    """The table of one preview; ``link`` gives the address with other parameters."""

    def __init__(self, preview: Preview, window: ChangeWindow, link: Callable[..., str]) -> None:
        self.preview = preview
        self.window = window
        self.link = link

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many lines each choice has."""
        found = {name: sum(scope.count(kind) for scope in self.preview.scopes) for name, kind in _KINDS.items()}
        found["strange"] = len(self.strange)
        return found | {"all": sum(found[name] for name in _KINDS)}

    @cached_property
    def show(self) -> str:
        """What is shown: as asked, else the first choice that has anything."""
        if self.window.show in SHOWS:
            return self.window.show
        return next((name for name in SHOWS if self.counts[name]), "all")

    @cached_property
    def strange(self) -> dict[tuple[str, str, str], Oddity]:
        """The oddities by scope and area, strangest first; one area of one scope is told once."""
        found: dict[tuple[str, str, str], Oddity] = {}
        for oddity in self.preview.oddities:
            key = (_name_scope(oddity), str(oddity.level), oddity.area_code)
            found.setdefault(key, oddity)
        return found

    @property
    def title(self) -> str:
        """How many areas change."""
        if self.show == "strange":
            return _("Nơi tăng giảm lạ")
        return _("Nơi thay đổi")

    @property
    def empty(self) -> str:
        """What is said where there is nothing."""
        return _("Không có nơi nào. Mọi số trong tệp bằng số đang công bố.") if self.show == "all" else _("Không có.")

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The choices."""
        labels = {
            "strange": _("Lạ"),
            "changed": _("Đổi số"),
            "added": _("Thêm mới"),
            "lost": _("Mất số"),
            "all": _("Tất cả"),
        }
        return tuple(
            Filter(name, labels[name], write_count(self.counts[name]), self.link(show=name), name == self.show)
            for name in SHOWS
        )

    @property
    def columns(self) -> tuple[ChangeColumn, ...]:
        """The headings."""
        return (
            self._build_column("name", _("Nơi")),
            self._build_column("scope", _("Số liệu")),
            self._build_column("before", _("Đang có"), is_number=True),
            self._build_column("after", _("Sẽ là"), is_number=True),
            self._build_column("change", _("Thay đổi"), is_number=True),
            self._build_column("strange", _("Vì sao đáng xem")),
        )

    def _build_column(self, name: str, label: str, *, is_number: bool = False) -> ChangeColumn:
        here = self.window.sort == name
        first = "desc" if is_number else "asc"
        order = ("asc" if self.window.order == "desc" else "desc") if here else first
        shown = {"asc": "ascending", "desc": "descending"}[self.window.order] if here else ""
        return ChangeColumn(label, self.link(show=self.show, sort=name, order=order), is_number, shown)

    @cached_property
    def _pages(self) -> Pages[FoundChange]:
        lines = list(self._list_found())
        lines.sort(key=_SORT_KEYS[self.window.sort])
        if self.window.order == "desc":
            lines.reverse()
        window = self.window
        return build_pages(
            lines,
            window.page,
            CHANGES_AT_ONCE,
            lambda page: self.link(show=self.show, sort=window.sort, order=window.order, page=page),
        )

    @property
    def rows(self) -> tuple[ChangeLine, ...]:
        """The lines of the page."""
        return tuple(_build_line(one) for one in self._pages.shown)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._pages.page_count

    @property
    def range(self) -> str:
        """Which lines of how many."""
        return self._pages.range

    @property
    def previous_url(self) -> str | None:
        """The page before."""
        return self._pages.previous_url

    @property
    def next_url(self) -> str | None:
        """The page after."""
        return self._pages.next_url

    def _list_found(self) -> Iterator[FoundChange]:
        ranks = {key: number for number, key in enumerate(self.strange)}
        kinds = [_KINDS[self.show]] if self.show in _KINDS else [ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.LOST]
        if self.show == "strange":
            kinds = list(ChangeKind)
        for scope in self.preview.scopes:
            label, name = label_scope(scope.scheme, scope.measure, scope.as_of), _name_scope(scope)
            for kind in kinds:
                for change in scope.list_changes(kind):
                    key = (name, str(change.level), change.area_code)
                    if self.show != "strange" or key in ranks:
                        yield FoundChange(change, label, ranks.get(key, len(ranks)), self.strange.get(key))


def _build_line(found: FoundChange) -> ChangeLine:
    area, oddity = found.area, found.oddity
    return ChangeLine(
        name=area.name,
        parent=area.parent_name,
        scope=found.scope,
        before=write_status(area.before_count, area.before_status),
        after=write_status(area.after_count, area.after_status),
        change=_write_change(area),
        is_strange=oddity is not None,
        reason=oddity.sentence.in_language(g.lang) if oddity is not None else "",
    )


def _name_scope(one: ScopeChange | Oddity) -> str:
    return f"{one.scheme}:{one.measure}:{one.as_of}"


def write_status(count: int | None, status: AreaStatus) -> str:
    """Return a count, or in words why there is none."""
    if status == AreaStatus.WITHHELD:
        return _("không công bố")
    if count is None:
        return _("chưa có")
    return write_count(count) + (_(" (ước tính)") if status == AreaStatus.ESTIMATED else "")


def _write_change(change: AreaChange) -> str:
    difference = change.difference_count
    if difference is None:
        return {ChangeKind.ADDED: _("thêm mới"), ChangeKind.LOST: _("mất số")}.get(change.kind, _("đổi"))
    text = write_count(difference, is_signed=True)
    if change.before_count and difference:
        percent = round(100 * difference / change.before_count)
        text += f" ({write_count(percent, is_signed=True)}%)"
    return text


_SORT_KEYS: dict[str, Callable[[FoundChange], Any]] = {
    "strange": lambda one: (one.rank, -abs(one.difference_count)),
    "name": lambda one: build_sort_key(one.area.name),
    "scope": lambda one: (one.scope, build_sort_key(one.area.name)),
    "before": lambda one: -1 if one.area.before_count is None else one.area.before_count,
    "after": lambda one: -1 if one.area.after_count is None else one.area.after_count,
    "change": lambda one: one.difference_count,
}
