"""A demonstration that was interrupted is finished by the next start, and never mixed with an agency's own data."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy.engine import Engine

from services.demo.build import build_demo, is_demo_wanted
from services.store.boundaries import list_vintages
from services.store.crosswalks import list_crosswalks
from services.store.engine import open_engine
from services.store.releases import list_releases
from tests.fixtures.demo_store import INTERRUPTED, NOW


def test_an_interrupted_demonstration_is_resumed(demo_home: Path, tmp_path: Path) -> None:
    store = shutil.copyfile(demo_home / INTERRUPTED, tmp_path / "store.sqlite")
    engine = open_engine(f"sqlite:///{store}")
    try:
        with engine.connect() as connection:
            assert 0 < len(list_releases(connection)) < 12
        assert is_demo_wanted(engine)
        build_demo(engine, NOW)
        assert not is_demo_wanted(engine)
        with engine.connect() as connection:
            assert len(list_vintages(connection)) == 2
            assert [one.in_force for one in list_crosswalks(connection)] == [True]
            titles = [release.remark for release in list_releases(connection)]
    finally:
        engine.dispose()
    assert len(titles) == len(set(titles)) == 12


def test_a_new_store_wants_the_demonstration(sqlite_engine: Engine) -> None:
    assert is_demo_wanted(sqlite_engine)
