"""What is asked for in a page of others, and whether whoever asks may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.embedding.scope import BeyondScope, Shown, check_scope
from services.embedding.tokens import EmbedToken, open_token
from webmap.context import services
from webmap.embed.embed_parameters import DATA, PAGE
from webmap.map_request import MapRequest, build_map_request, build_view_query
from webmap.parameters import LANG
from webmap.settings import EmbedAccess
from webmap.suggestions import complete

Given = Mapping[str, str | int | date | None]
_GOES_WITHOUT_SAYING = {parameter.name: parameter.default for parameter in PAGE}


@dataclass(frozen=True)
class EmbedRequest:
    """A view and how it stands in its frame.

    ``given`` is what the address says, so that what it leaves to the newest data stays so in every link; ``token`` is
    None where none was given, and then nothing is closed.
    """

    map: MapRequest
    given: Given
    token: EmbedToken | None

    @property
    def free(self) -> tuple[str, ...]:
        """What readers may change."""
        return tuple(str(self.given.get("free") or "").split(",")) if self.given.get("free") else ()

    @property
    def is_still(self) -> bool:
        """Tell whether a picture without script is wanted."""
        return self.given.get("mode") == "still"

    @property
    def is_limited(self) -> bool:
        """Tell whether only the one indicator may be told, with the two counts that it is made of."""
        return self.token is not None and bool(self.token.scope.indicators)

    def build_address(self, kind: str, **changes: Any) -> str:
        """Return the address of this or another kind of embed, with changes made; None leaves a parameter out."""
        return f"/embed/{kind}?{write_query({**self.given, **changes})}"

    @property
    def follows_newest(self) -> bool:
        """Tell whether the day is left to the newest data."""
        return self.given.get("as_of") is None

    def build_picture_query(self) -> str:
        """Return the query of a picture that is copied: what the address leaves to the newest data is left to them."""
        return write_query({one.name: self.given.get(one.name) for one in DATA if one is not LANG})

    def build_data_query(self) -> str:
        """Return the query of values and pictures: the view in full, and the token."""
        query = build_view_query(self.map, span=None)
        token = self.given.get("token")
        return f"{query}&{urlencode({'token': token})}" if token else query


def write_query(given: Given) -> str:
    """Return the query of parameters, in the order of the table; what goes without saying is left out."""
    known = {name: given[name] for name in given if given[name] not in (None, _GOES_WITHOUT_SAYING.get(name))}
    return urlencode({name: str(value) for name, value in known.items()})


def build_embed_request(given: Given, snapshot: Snapshot) -> EmbedRequest:
    """Return the request of checked parameters; raises BeyondScope for what the token (or its absence) closes."""
    token = read_token(given)
    asked = replace(build_map_request(given, snapshot), span=None, over=None, present="0")
    if token is not None:
        check_scope(token.scope, _describe(asked, snapshot), snapshot)
    return EmbedRequest(asked, given, token)


def read_token(given: Given) -> EmbedToken | None:
    """Return the token of an address; None where none is given and none is needed."""
    if given.get("token"):
        return open_token(services().engine, str(given["token"]), datetime.now(UTC))
    if services().settings.embed_access is EmbedAccess.OPEN:
        return None
    raise BeyondScope(
        "token_needed",
        Bilingual("Trang nhúng này cần mã", "This embed needs a token"),
        Bilingual("Xin mã ở nơi cấp số liệu.", "Ask for one where the figures come from."),
    )


def _describe(asked: MapRequest, snapshot: Snapshot) -> Shown:
    known = {"vintage": asked.vintage, "scheme": asked.scheme, "within": asked.within}
    newest = complete(known, snapshot)["as_of"]
    usual = (
        complete(known | {"indicator": asked.indicator, "as_of": asked.as_of}, snapshot)["since"]
        if asked.since
        else None
    )
    return Shown(
        asked.vintage,
        asked.within,
        asked.scheme,
        asked.indicator,
        asked.as_of,
        newest,
        since=asked.since,
        usual_since=usual,
        sort=asked.sort,
    )
