"""The way between the pages of the house: each link keeps what the next page can show too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

from flask import current_app
from werkzeug.routing import Map

from geodata.areas import COUNTRY_CODE
from webmap.map_request import MapRequest, build_query
from webmap.translations import gettext as _
from webmap.translations import language

MAP, COMPARE, AREA, LEADERS, PLAN, STORIES = "/map", "/compare", "/area", "/leaders", "/plan", "/stories"
PILOTS, TARGETS = "/pilots", "/targets"
OUTREACH, OFFICERS = "/outreach", "/officers"
# Behind «Thêm», for a bar holds six names:
SECOND = frozenset({PILOTS, TARGETS, OUTREACH, OFFICERS})  # what planners turn to after the list


@dataclass(frozen=True)
class PageLink:
    """One page of the house; ``is_here`` marks the one that is open, ``is_second`` one that the bar folds away."""

    label: str
    url: str
    is_here: bool
    is_second: bool = False


def build_navigation(here: str, request: MapRequest | None = None) -> tuple[PageLink, ...]:
    """Return the pages that this application serves, with what ``request`` shows carried over into their addresses.

    ``here`` is the path of the open page, one of the constants of this module; any other marks none. Pages that read
    no data need no ``request``.
    """
    labels = {
        MAP: _("Bản đồ"),
        COMPARE: _("So sánh"),
        AREA: _("Hồ sơ"),
        LEADERS: _("Bảng xếp hạng"),
        PLAN: _("Chọn xã"),
        PILOTS: _("Xã điểm"),
        TARGETS: _("Lập chỉ tiêu"),
        OUTREACH: _("Hội nghị"),
        OFFICERS: _("Cán bộ chuyên quản"),
        STORIES: _("Bài trình bày"),
    }
    served = _list_served(current_app.url_map)
    return tuple(
        PageLink(label, _BUILDERS[path](path, request), path == here, path in SECOND)
        for path, label in labels.items()
        if path in served and (path != AREA or request is not None)
    )


@lru_cache(maxsize=8)
def _list_served(routes: Map) -> frozenset[str]:
    """Return the first parts of the paths that an application answers; all its routes are there before any request."""
    return frozenset(f"/{rule.rule.split('/')[1]}" for rule in routes.iter_rules())


def build_area_url(request: MapRequest, code: str, **changes: str | None) -> str:
    """Return the address of the profile of an area, in the vintage, scheme and day of ``request``."""
    pairs = {"scheme": request.scheme.value, "as_of": _write_day(request), "lang": _write_lang(request.lang)} | changes
    return f"{AREA}/{quote(request.vintage)}/{quote(code)}{_write_query(pairs)}"


def build_leaders_url(request: MapRequest, **changes: str | None) -> str:
    """Return the address of the leader board of what ``request`` shows as a whole."""
    pairs = {
        "vintage": request.vintage,
        "level": request.level.value,
        "within": request.within,
        "scheme": request.scheme.value,
        "as_of": _write_day(request),
        "lang": _write_lang(request.lang),
    }
    return f"{LEADERS}{_write_query(pairs | changes)}"


def _link_view(path: str, request: MapRequest | None) -> str:
    if request is None:
        return f"{path}{_write_query({'lang': _write_lang(language())})}"
    return f"{path}?{build_query(request, present='0')}"


def _link_area(path: str, request: MapRequest | None) -> str:
    return _link_plain(path, None) if request is None else build_area_url(request, request.area or request.within)


def _link_leaders(path: str, request: MapRequest | None) -> str:
    return _link_plain(path, None) if request is None else build_leaders_url(request)


def _link_plan(path: str, request: MapRequest | None) -> str:
    return _link_plain(path, None) if request is None else _build_place_url(path, request, {})


def build_pilots_url(request: MapRequest, path: str = PILOTS, **changes: str | None) -> str:
    """Return the address of the pilots of what ``request`` shows as a whole."""
    return _build_place_url(path, request, changes)


def _build_place_url(path: str, request: MapRequest, changes: dict[str, str | None]) -> str:
    pairs = {
        "vintage": request.vintage,
        "within": request.within,
        "scheme": request.scheme.value,
        "as_of": _write_day(request),
        "lang": _write_lang(request.lang),
    }
    return f"{path}{_write_query(pairs | changes)}"


def build_targets_url(request: MapRequest) -> str:
    """Return the page of targets; a country is left out, for targets are split within a province."""
    place = {"within": request.within} if request.within != COUNTRY_CODE else {}
    pairs = {
        "vintage": request.vintage,
        **place,
        "scheme": request.scheme.value,
        "as_of": _write_day(request),
        "lang": _write_lang(request.lang),
    }
    return f"{TARGETS}{_write_query(pairs)}"


def _link_targets(path: str, request: MapRequest | None) -> str:
    return _link_plain(path, None) if request is None else build_targets_url(request)


def _link_outreach(path: str, request: MapRequest | None) -> str:
    if request is None:
        return _link_plain(path, None)
    pairs = {
        "vintage": request.vintage,
        "within": request.within,
        "scheme": request.scheme.value,
        "to": _write_day(request),
        "lang": _write_lang(request.lang),
    }
    return f"{path}{_write_query(pairs)}"


def _link_plain(path: str, _request: MapRequest | None) -> str:
    return f"{path}{_write_query({'lang': _write_lang(language())})}"


def _write_day(request: MapRequest) -> str | None:
    return request.as_of.isoformat() if request.as_of else None


def _write_lang(lang: str) -> str | None:
    return lang if lang != "vi" else None


def _write_query(pairs: dict[str, str | None]) -> str:
    known = {name: value for name, value in pairs.items() if value is not None}
    return f"?{urlencode(known)}" if known else ""


_BUILDERS: dict[str, Callable[[str, MapRequest | None], str]] = {
    MAP: _link_view,
    COMPARE: _link_view,
    AREA: _link_area,
    LEADERS: _link_leaders,
    PLAN: _link_plan,
    PILOTS: _link_plan,
    TARGETS: _link_targets,
    OUTREACH: _link_outreach,
    OFFICERS: _link_plan,
    STORIES: _link_plain,
}
