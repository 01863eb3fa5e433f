"""A demonstration that was interrupted is finished by the next start, and never mixed with an agency's own data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.demo.build import build_demo, is_demo_wanted
from services.store.boundaries import list_vintages
from services.store.crosswalks import list_crosswalks
from services.store.releases import list_releases

NOW = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


class PowerCutError(Exception):
    """Raised in place of a power cut."""


def test_an_interrupted_demonstration_is_resumed(sqlite_engine: Engine) -> None:
    def interrupt_at_the_third_release(done: int, total: int, what: Bilingual) -> None:
        if done == 6:
            raise PowerCutError

    assert is_demo_wanted(sqlite_engine)
    with pytest.raises(PowerCutError):
        build_demo(sqlite_engine, NOW, interrupt_at_the_third_release)
    assert is_demo_wanted(sqlite_engine)
    build_demo(sqlite_engine, NOW)
    assert not is_demo_wanted(sqlite_engine)
    with sqlite_engine.connect() as connection:
        assert len(list_vintages(connection)) == 2
        assert [one.in_force for one in list_crosswalks(connection)] == [True]
        titles = [release.remark for release in list_releases(connection)]
    assert len(titles) == len(set(titles)) == 9
