"""The page of an embed: light, without cookies, with what it must always say — source, date, what is illustrative."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from geodata.areas import COUNTRY_CODE
from services.coverage.snapshot import Snapshot
from services.embedding.scope import TOLD_COLUMNS, Scope
from webmap.context import services
from webmap.embed.embed_data import find_geometry
from webmap.embed.embed_request import EmbedRequest
from webmap.map_request import build_url
from webmap.page.answer import SEPARATOR, build_answer, build_question, build_short_answer, build_topic
from webmap.page.controls import Control, build_controls
from webmap.page.legend import Legend, build_legend
from webmap.page.screen import Screen, build_screen
from webmap.page.script import build_shape
from webmap.page.source import Flag, build_flags, build_source
from webmap.page.table import Table, build_table
from webmap.settings import EmbedAccess
from webmap.translations import gettext as _

PLAIN_ROWS = 20


@dataclass(frozen=True)
class EmbedPage:
    """One embed of ``kind`` (map, table or headline)."""

    kind: str
    asked: EmbedRequest
    snapshot: Snapshot

    @cached_property
    def screen(self) -> Screen:
        """The view."""
        return build_screen(self.asked.map, self.snapshot)

    @property
    def place(self) -> str:
        """The area shown as a whole."""
        return str(self.screen.hierarchy.names[self.screen.within])

    @cached_property
    def question(self) -> str:
        """Scheme, indicator and date."""
        return build_question(self.screen)

    @cached_property
    def answer(self) -> str:
        """What the indicator says of the whole; no more than the token opens."""
        build = build_short_answer if self.asked.is_limited else build_answer
        return build(self.screen, self.screen.within)

    @property
    def title(self) -> str:
        """The title of the document, and of the frame that holds it."""
        return SEPARATOR.join([self.place, self.question])

    @property
    def alt(self) -> str:
        """The map in words."""
        return _(
            "Bản đồ %(place)s: %(question)s. %(answer)s", place=self.place, question=self.question, answer=self.answer
        )

    @property
    def lasting_title(self) -> str:
        """The title where others copy it: without a day if the embed goes on to the newest one."""
        return SEPARATOR.join([self.place, build_topic(self.screen)]) if self.asked.follows_newest else self.title

    @property
    def lasting_alt(self) -> str:
        """The map in words where others copy them: without figures if these will be others."""
        return f"{_('Bản đồ')}: {self.lasting_title}" if self.asked.follows_newest else self.alt

    @property
    def has_title(self) -> bool:
        """Tell whether the title is shown; it is always there for those who cannot see."""
        return self.asked.given.get("title") != "0"

    @property
    def has_legend(self) -> bool:
        """Tell whether the legend is shown."""
        return self.asked.given.get("legend") != "0"

    @property
    def fills_frame(self) -> bool:
        """Tell whether the embed takes the height of its frame, instead of telling its own."""
        return self.asked.given.get("size") != "auto"

    @cached_property
    def legend(self) -> Legend:
        """The legend."""
        return build_legend(self.screen)

    @cached_property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        return build_flags(self.screen)

    @cached_property
    def source(self) -> list[tuple[str, str]]:
        """Where the numbers come from; never left out."""
        return build_source(self.screen)

    @cached_property
    def table(self) -> Table:
        """The areas, the best first, as many rows as asked for."""
        table = build_table(self.screen)
        rows = int(str(self.asked.given.get("rows") or PLAIN_ROWS))
        columns = tuple(column for column in table.columns if column.name in TOLD_COLUMNS)
        return replace(table, rows=table.rows[:rows], columns=columns)

    @property
    def left_out(self) -> str:
        """How many areas the table does not show."""
        count = self.table.row_count - len(self.table.rows)
        level = self.screen.name_levels(self.asked.map.level, count)
        return _("và %(count)s %(level)s khác", count=self.screen.write_count(count), level=level) if count > 0 else ""

    @property
    def svg_url(self) -> str:
        """The picture of the map, for who has no script."""
        return f"/embed/map.svg?{self.asked.build_data_query()}&lang={self.asked.map.lang}"

    @property
    def values_url(self) -> str:
        """The values that the map draws."""
        return f"/embed/values?{self.asked.build_data_query()}"

    @property
    def table_url(self) -> str:
        """The same as a table."""
        return self.asked.build_address("table", mode=None, legend=None)

    @property
    def map_url(self) -> str:
        """The same as a map."""
        return self.asked.build_address("map", rows=None, sort=None, order=None)

    @property
    def whole_url(self) -> str:
        """The page of the house that shows the same; empty where a reader may not be let in there."""
        is_open = self.asked.token is None and services().settings.embed_access is EmbedAccess.OPEN
        return build_url(self.asked.map) if is_open else ""

    @cached_property
    def up_url(self) -> str:
        """The way back to the area above; empty where readers cannot go, or the token ends."""
        if "within" not in self.asked.free or self.asked.map.within == COUNTRY_CODE:
            return ""
        hierarchy = self.screen.hierarchy
        above = str(hierarchy.codes[hierarchy.climb(self.screen.within)[-1]])
        scope = self.asked.token.scope if self.asked.token else None
        own = {area.area_code for area in scope.areas} if scope else set()
        if self.asked.map.within in own:
            return ""
        return self.asked.build_address(self.kind, within=above, level=None, area=None)

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        """The choices that readers have, of them those that the token opens."""
        scope = self.asked.token.scope if self.asked.token else None
        fields = build_controls(self.asked.map, self.snapshot, self.screen.data).fields
        chosen = (_limit(field, scope) for field in fields if field.name in self.asked.free)
        return tuple(field for field in chosen if len(field.options) > 1)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a choice leaves as it is."""
        names = {control.name for control in self.controls}
        forgotten = names | {"since", "area"}
        return [
            (name, str(text)) for name, text in self.asked.given.items() if text is not None and name not in forgotten
        ]

    @cached_property
    def geometry_url(self) -> str:
        """The outlines; empty where nothing is delivered."""
        place = find_geometry(self.asked, self.snapshot)
        return place.arcs_url if place else ""

    @property
    def config(self) -> dict[str, Any]:
        """What the script is told."""
        lowest = self.screen.data.levels[-1]
        goes_in = "within" in self.asked.free and self.asked.map.level is not lowest
        return {
            "values_url": self.values_url,
            "geometry_url": self.geometry_url,
            "publication_id": self.screen.view.publication_id,
            "shape": build_shape(self.screen),
            "sums": None,
            "area": self.asked.map.area,
            "into_url": self.asked.build_address("map", within="0", level=None, area=None) if goes_in else None,
            "up_url": self.up_url or None,
            "texts": services().catalogue.script_texts if self.asked.map.lang == "en" else {},
        }


def _limit(control: Control, scope: Scope | None) -> Control:
    """Return a choice with those lines left that a token opens."""
    if scope is None:
        return control
    opened: dict[str, set[str]] = {
        "scheme": {one.value for one in scope.schemes},
        "indicator": {one.value for one in scope.indicators},
        "as_of": {control.value} if scope.is_newest or scope.as_of else set(),
    }
    allowed = opened.get(control.name)
    if not allowed:
        return control
    return replace(control, options=tuple(option for option in control.options if option.value in allowed))
