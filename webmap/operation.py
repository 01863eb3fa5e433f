"""One resource of the API: its address, parameters and forms of the answer; the media types and what few ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request

from geodata.errors import Bilingual
from webmap.parameters import (
    Parameter,
    parse_parameters,
)

JSON = "application/json"
CSV = "text/csv"
GEOJSON = "application/geo+json"
GEOPACKAGE = "application/geopackage+sqlite3"
TOPOJSON = "application/topo+json"
ARCS = "application/vnd.baophu.arcs"
SVG = "image/svg+xml"
PNG = "image/png"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

CONTENT_HASH = Parameter(
    "hash",
    Bilingual("Mã nội dung", "Hash of the content, as `areas_url` gives it; with it the answer may be kept for ever"),
    pattern=r"[0-9a-f]{1,64}",
)
PUBLICATION = Parameter(
    "publication",
    Bilingual(
        "Lần công bố, và cho ai đọc",
        "Publication and its readers, as `counts_url` gives them; with it the answer may be kept for ever",
    ),
    pattern=r"[0-9]{1,18}(-[0-9]{1,3}|-staff)?",
)
UNIT_CODE = Parameter("code", Bilingual("Mã đơn vị", "Code of a unit"), pattern=r"\d{2,5}")
BY = Parameter(
    "by", Bilingual("Mỗi ô một ngày hay một địa bàn", "A panel for each date or for each area within"),
    choices=("date", "area"), default="date",
)  # fmt: skip
PANEL_PAGE = Parameter("page", Bilingual("Trang của các ô", "Page of the panels"), between=(1, 1000))
ON = Parameter("on", Bilingual("Ngày", "Day on which the code or name is to be understood"), is_date=True)


@dataclass(frozen=True)
class Sending:
    """What may be sent to a resource as JSON: the names of its schema and of that of the answer, which is 201."""

    name: str
    summary: str
    body: str
    answer: str


@dataclass(frozen=True)
class Operation:
    """One resource: ``path`` as Flask writes it, ``answers`` the media types with the name of their schema.

    ``sending`` is what else may be sent there, by those who are signed in.
    """

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    is_immutable: bool = False
    sending: Sending | None = None

    def parse(self) -> dict[str, str | int | date | None]:
        """Return the parameters of the present request, checked; raises BadInput with the allowed values."""
        return dict(parse_parameters(request.args, self.parameters))
