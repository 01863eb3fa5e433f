"""What a drawing shows does not depend on what was drawn before it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from services.demo.cases import SINCE_2025
from webmap import create_app
from webmap.settings import Settings

WITHOUT_UNITS, WITH_UNITS = "2020-06-30", "2025-12-31"  # a list names units since July 2025 only


def _draw(app: Flask, day: str) -> bytes:
    view = f"vintage={SINCE_2025}&level=commune&within=11&scheme=BHXH_TN&indicator=enrolled_count"
    answer = app.test_client().get(f"/map.svg?{view}&as_of={day}")
    assert answer.status_code == 200
    return answer.data


def test_units_of_another_day_are_not_drawn(demo_home: Path) -> None:
    first, second = (create_app(Settings(home=demo_home)) for _ in range(2))
    plain = _draw(first, WITHOUT_UNITS)
    assert _draw(second, WITH_UNITS) != plain
    assert _draw(second, WITHOUT_UNITS) == plain
    for app in (first, second):
        app.extensions["baophu"].engine.dispose()
