"""The choices of a comparison: what is often compared, and scheme, indicator and date of each side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.coverage.catalogue import list_periods, list_schemes
from services.coverage.snapshot import Snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from webmap.compare_request import CompareRequest, build_compare_url, find_earlier
from webmap.map_request import MapRequest
from webmap.page.controls import Control, build_controls
from webmap.page.screen import Screen
from webmap.translations import gettext as _

SIDE_CONTROLS = ("scheme", "indicator", "as_of", "since")
# What a scheme is set beside, the first that has data.
COUNTERPARTS = {
    Scheme.BHXH_TN: (Scheme.BHXH_BB, Scheme.BHYT_HGD, Scheme.BHYT),
    Scheme.BHXH_BB: (Scheme.BHXH_TN, Scheme.BHTN, Scheme.BHYT),
    Scheme.BHXH: (Scheme.BHYT, Scheme.BHTN),
    Scheme.BHTN: (Scheme.BHXH_BB, Scheme.BHXH),
    Scheme.BHYT: (Scheme.BHXH, Scheme.BHXH_TN),
    Scheme.BHYT_HGD: (Scheme.BHXH_TN, Scheme.BHYT),
}
PLAN, ACTUAL = Indicator.TARGET_COUNT, Indicator.ENROLLED_COUNT


@dataclass(frozen=True)
class Preset:
    """One way to compare; ``is_here`` marks the one that is open."""

    key: str
    label: str
    url: str
    is_here: bool


def build_presets(request: CompareRequest, snapshot: Snapshot) -> tuple[Preset, ...]:
    """Return two dates, plan and actual, two schemes, two indicators: those for which there are data."""
    labels = {
        "dates": _("Hai ngày"),
        "plan": _("Kế hoạch và thực hiện"),
        "schemes": _("Hai loại hình"),
        "indicators": _("Hai chỉ số"),
    }
    pairs = {
        "dates": _pair_dates(request.right, snapshot),
        "plan": _pair_plan(request.right),
        "schemes": _pair_schemes(request.right, snapshot),
        "indicators": _pair_indicators(request.right),
    }
    here = find_kind(request)
    return tuple(
        Preset(key, labels[key], build_compare_url(replace(request, left=pair[0], right=pair[1])), key == here)
        for key, pair in pairs.items()
        if pair is not None
    )


def find_kind(request: CompareRequest) -> str:
    """Return which preset a comparison is like; empty where nothing is compared, or more than one thing."""
    left, right = request.left, request.right
    if (left.indicator, right.indicator) == (PLAN, ACTUAL) and left.scheme == right.scheme:
        return "plan"
    differing = [
        key
        for key, is_other in (
            ("dates", left.as_of != right.as_of),
            ("schemes", left.scheme != right.scheme),
            ("indicators", left.indicator != right.indicator),
        )
        if is_other
    ]
    return differing[0] if len(differing) == 1 else ""


def build_side_controls(request: CompareRequest, screen: Screen, prefix: str) -> tuple[Control, ...]:
    """Return the choices of one side; the names of their parameters begin with ``prefix``."""
    fixed = replace(screen.request, boundaries="fixed")
    fields = build_controls(fixed, screen.snapshot, screen.data).fields
    return tuple(replace(one, name=prefix + one.name) for one in fields if one.name in SIDE_CONTROLS)


def _pair_dates(right: MapRequest, snapshot: Snapshot) -> tuple[MapRequest, MapRequest] | None:
    asked = replace(right, indicator=ACTUAL) if right.indicator is PLAN else right
    earlier = find_earlier(asked, snapshot)
    return (earlier, asked) if earlier else None


def _pair_plan(right: MapRequest) -> tuple[MapRequest, MapRequest]:
    plain = replace(right, method=None, classes=None, since=None)
    return replace(plain, indicator=PLAN), replace(plain, indicator=ACTUAL)


def _pair_schemes(right: MapRequest, snapshot: Snapshot) -> tuple[MapRequest, MapRequest] | None:
    known = list_schemes(snapshot, right.vintage, right.within)
    for scheme in COUNTERPARTS[right.scheme]:
        days = [one.as_of for one in list_periods(snapshot, right.vintage, scheme, right.within)]
        if scheme in known and right.as_of in days:
            return replace(right, scheme=scheme), right
    return None


def _pair_indicators(right: MapRequest) -> tuple[MapRequest, MapRequest]:
    other = Indicator.PLAN_COMPLETION_RATIO
    if right.indicator is other:
        other = Indicator.PACE_GAP_COUNT
    return right, replace(right, indicator=other, method=None, classes=None, since=None)
