"""The form of a token and the line of one in the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import g

from geodata.errors import BadInput, Bilingual, Place
from services.coverage.snapshot import Snapshot
from services.embedding.tokens import EmbedToken
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from webmap.page.words import capitalise, name_vintage
from webmap.translations import gettext as _

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

PLAIN_DAYS = "365"


@dataclass(frozen=True)
class TokenForm:
    """What stands in the fields, as typed."""

    name: str
    vintage: str
    areas: str
    schemes: tuple[str, ...]
    indicators: tuple[str, ...]
    days_shown: str
    as_of: str
    days: str
    snapshot: Snapshot

    @classmethod
    def of_view(cls, fields: Mapping[str, Any], snapshot: Snapshot) -> TokenForm:
        """Return the form of what a page showed: its area, scheme and indicator, always the newest day."""
        day = fields["as_of"].isoformat() if fields["as_of"] else ""
        return cls(
            "", fields["vintage"], fields["within"], (fields["scheme"].value,), (fields["indicator"].value,),
            "newest", day, PLAIN_DAYS, snapshot,
        )  # fmt: skip

    @classmethod
    def of_form(cls, form: MultiDict[str, str], snapshot: Snapshot, *, is_checked: bool = True) -> TokenForm:
        """Return the form as it was sent; BadInput for a choice that it does not offer, unless not ``is_checked``."""
        schemes, indicators = tuple(form.getlist("schemes")), tuple(form.getlist("indicators"))
        made = cls(
            form.get("name", ""), form.get("vintage", ""), form.get("areas", ""), schemes, indicators,
            form.get("days_shown", "newest"), form.get("as_of", ""), form.get("days", PLAIN_DAYS), snapshot,
        )  # fmt: skip
        if is_checked:
            made._check()
        return made

    def _check(self) -> None:
        offered = {"schemes": {one.value for one in Scheme}, "indicators": {one.value for one in Indicator}}
        for column, given in (("schemes", self.schemes), ("indicators", self.indicators)):
            for text in set(given) - offered[column]:
                raise _refuse(column, text)
        if self.days_shown not in {"newest", "fixed", "any"}:
            raise _refuse("days_shown", self.days_shown)

    def read_days(self) -> int:
        """Return the term in days; BadInput where it is no number."""
        if not (self.days.isascii() and self.days.isdigit() and len(self.days) < 6):
            raise _refuse("days", self.days)
        return int(self.days)

    @property
    def scheme_choices(self) -> list[tuple[str, str, bool]]:
        """Value, words and whether chosen of each scheme."""
        return [(one.value, capitalise(one.label.in_language(g.lang)), one.value in self.schemes) for one in Scheme]

    @property
    def indicator_choices(self) -> list[tuple[str, str, bool]]:
        """Value, words and whether chosen of each indicator."""
        return [
            (one.value, one.definition.label.in_language(g.lang), one.value in self.indicators) for one in Indicator
        ]

    @property
    def vintage_choices(self) -> list[tuple[str, str, bool]]:
        """Value, words and whether chosen of each vintage in use."""
        return [(key, name_vintage(one, g.lang), key == self.vintage) for key, one in self.snapshot.vintages.items()]


@dataclass(frozen=True)
class TokenLine:
    """A token in the list, in words."""

    token: EmbedToken
    code_url: str
    now: datetime

    @property
    def is_open(self) -> bool:
        """Tell whether it opens anything."""
        return self.token.is_open(self.now)

    @property
    def state(self) -> str:
        """Open, expired or revoked."""
        if self.token.revoked_at:
            day = format_date(self.token.revoked_at.date(), g.lang)
            return _("%(name)s thu hồi ngày %(day)s", name=self.token.revoked_by, day=day)
        return _("đang dùng") if self.is_open else _("hết hạn")

    @property
    def scope(self) -> str:
        """What it opens."""
        scope = self.token.scope
        schemes = ", ".join(one.label.in_language(g.lang) for one in scope.schemes) or _("mọi loại hình")
        indicators = ", ".join(one.definition.label.in_language(g.lang) for one in scope.indicators) or _("mọi chỉ số")
        day = (
            format_date(scope.as_of, g.lang)
            if scope.as_of
            else _("ngày mới nhất")
            if scope.is_newest
            else _("mọi ngày")
        )
        areas = ", ".join(f"{area.name} ({area.area_code}, {area.vintage_id})" for area in scope.areas)
        return " · ".join([areas, schemes, indicators, day])

    @property
    def ends(self) -> str:
        """The last day."""
        return format_date(self.token.expires_at.date(), g.lang)

    @property
    def made(self) -> str:
        """Who made it, and when."""
        return f"{self.token.created_by}, {format_date(self.token.created_at.date(), g.lang)}"


def _refuse(column: str, text: str) -> BadInput:
    return BadInput(
        "token_malformed",
        Bilingual(f"«{text[:40]}» không dùng được", f"«{text[:40]}» cannot be used"),
        Bilingual("Chọn lại trong biểu mẫu.", "Choose again in the form."),
        Place(column=column, text=text[:40]),
    )
