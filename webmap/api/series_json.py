"""All dates of a view as JSON: in full for programs, and as arrays of differences for the page."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.coverage.value_series import DateStatus, SeriesFrame, ValueSeries
from services.measures.states import STATES, State
from webmap.api.view_json import Surroundings, build_area_value, build_frame, scale_down


def build_series(series: ValueSeries, around: Surroundings) -> dict[str, Any]:
    """Return the documented answer of /api/v1/series, every value as it is shown."""
    view, scale = series.view, series.view.definition.value_scale
    dates = [
        _build_date(frame)
        | {"areas": [_build_area(frame, place, code, scale) for place, code in enumerate(view.codes)]}
        if frame.status is DateStatus.VALUES
        else _build_date(frame)
        for frame in series.frames
    ]
    return _build_heading(series, around) | {"dates": dates}


def build_series_columns(series: ValueSeries, around: Surroundings) -> dict[str, Any]:
    """Return the series as arrays by position, each value as the difference to the one known before it."""
    last = np.zeros(len(series.view.codes), dtype=np.int64)
    dates = []
    for frame in series.frames:
        date = _build_date(frame)
        if frame.status is DateStatus.VALUES:
            changes, last = _subtract(frame.shown, last)
            estimated = np.flatnonzero(frame.states == State.ESTIMATED.number).tolist()
            date |= {"class_codes": frame.class_codes, "estimated": estimated, "changes": changes}
        dates.append(date)
    return _build_heading(series, around) | {"dates": dates}


def _build_heading(series: ValueSeries, around: Surroundings) -> dict[str, Any]:
    frame = build_frame(series.view, around)
    dated = {"from": series.first, "to": series.last, "value_scale": series.view.definition.value_scale}
    return {name: frame[name] for name in ("view", "classes", "states")} | dated | {"areas_url": around.areas_url}


def _build_date(frame: SeriesFrame) -> dict[str, Any]:
    date: dict[str, Any] = {"as_of": frame.as_of, "status": frame.status}
    return date if frame.total is None else date | {"total": build_area_value(frame.total)}


def _build_area(frame: SeriesFrame, place: int, code: str, scale: int) -> dict[str, Any]:
    shown = frame.shown[place]
    return {
        "area_code": code,
        "state": STATES[int(frame.states[place])],
        "value_shown": scale_down(int(shown), scale) if np.isfinite(shown) else None,
        "class_index": int(frame.class_index[place]) if frame.class_index[place] >= 0 else None,
    }


def _subtract(shown: NDArray[np.float64], last: NDArray[np.int64]) -> tuple[list[int | None], NDArray[np.int64]]:
    """Return the differences to the last known values, None where there is none now, and the last known from now on."""
    known = np.isfinite(shown)
    values = np.where(known, np.nan_to_num(shown), last).astype(np.int64)
    changes = [change if one else None for change, one in zip((values - last).tolist(), known.tolist(), strict=True)]
    return changes, values
