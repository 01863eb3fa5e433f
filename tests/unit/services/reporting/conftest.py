"""Views of the toy country with their geometry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geodata.areas import Level
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.reporting.figure import read_figure_geometry
from services.reporting.figure_geometry import FigureGeometry
from services.store.engine import open_engine
from tests.fixtures.toy_store import AS_OF, VINTAGE_ID, fill_toy_store

Shown = tuple[View, FigureGeometry]


@pytest.fixture(scope="session")
def toy_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The snapshot of the toy country."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('snapshots') / 'toy.sqlite'}")
    fill_toy_store(engine)
    snapshot = read_snapshot(engine)
    engine.dispose()
    return snapshot


@pytest.fixture(scope="session")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Shown]]:
    """Give view and geometry of the toy country: ``show(level, within, indicator)``."""
    path: Path = tmp_path_factory.mktemp("figures") / "toy.sqlite"
    engine = open_engine(f"sqlite:///{path}")
    fill_toy_store(engine)
    snapshot = read_snapshot(engine)

    def build(
        level: Level = Level.COMMUNE,
        within: str = "VN",
        indicator: Indicator = Indicator.PLAN_COMPLETION_RATIO,
        scheme: Scheme = Scheme.BHXH_TN,
    ) -> Shown:
        view = build_view(snapshot, ViewRequest(VINTAGE_ID, level, within, scheme, indicator, AS_OF))
        with engine.connect() as connection:
            return view, read_figure_geometry(connection, view)

    yield build
    engine.dispose()
