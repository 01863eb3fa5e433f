"""Build the demonstration in an empty store: two vintages of the country, joined, and published reports, split."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.boundary_set import BoundarySet, build_areas
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import Bilingual
from geodata.mending import mend_coverage
from geodata.progress import Progress, ignore_progress
from geodata.vintages import OutlineKind, Vintage
from services.boundaries.activation import activate_vintage
from services.boundaries.importing import import_boundaries
from services.demo.cases import BEFORE_2025, CASES, HA_NOI, SINCE_2025, Case
from services.demo.conferences import build_conference_draft
from services.demo.facts import build_case_facts, build_pilots
from services.demo.officers import build_group_draft, build_officer_draft
from services.demo.outlines import build_outlines_2025, build_outlines_before_2025
from services.demo.outreach import build_event_draft
from services.demo.places import read_places_2025, read_places_before_2025
from services.demo.splitting import Terrain, build_terrain
from services.demo.stories import PUBLISHED_BY, has_stories, write_stories
from services.demo.succession import build_demo_crosswalk
from services.demo.unit_list import build_unit_draft
from services.store.boundaries import list_vintages
from services.store.crosswalks import list_crosswalks, write_crosswalk
from services.store.engine import begin_write
from services.store.releases import ReleaseDraft, list_releases, publish_release

PACKAGE = "vietnamadminunits 1.0.4"
ILLUSTRATIVE = Bilingual(
    "Minh họa: tổng số là số đã công bố; phần chia về từng xã là giả định theo quy tắc cố định.",
    "Illustrative: totals are the published ones; the split over communes is assumed by a fixed rule.",
)


def is_demo_wanted(engine: Engine) -> bool:
    """Tell whether the store is empty, or holds a demonstration that was interrupted while it was built."""
    with engine.connect() as connection:
        vintages, releases = list_vintages(connection), list_releases(connection)
    if any(not stored.vintage.is_demo for stored in vintages):
        return False
    active = sum(stored.activated_at is not None for stored in vintages)
    return (
        active < len(_VINTAGES)
        or len(releases) < _RELEASE_COUNT
        or not (_has_crosswalk(engine) and has_stories(engine))
    )


def build_demo(engine: Engine, now: datetime, progress: Progress = ignore_progress) -> None:
    """Import and activate both vintages, join them by a crosswalk, publish every case; what is there is kept."""
    steps = _RELEASE_COUNT + 5
    places_2025, places_before = read_places_2025(), read_places_before_2025()
    progress(0, steps, Bilingual("Dựng ranh giới minh họa", "Drawing the demonstration outlines"))
    cells_2025 = build_outlines_2025(places_2025)
    cells_before = build_outlines_before_2025(places_before, places_2025, cells_2025)
    grounds = ((_VINTAGE_2025, places_2025, cells_2025), (_VINTAGE_BEFORE, places_before, cells_before))
    for step, (vintage, places, cells) in enumerate(grounds):
        progress(1 + step, steps, Bilingual(f"Nạp {vintage.title_vi}", f"Importing {vintage.title_en}"))
        _show_vintage(engine, vintage, places, cells, now)
    progress(3, steps, Bilingual("Nối hai bộ ranh giới", "Joining the two vintages"))
    if not _has_crosswalk(engine):
        _join_vintages(engine, build_demo_crosswalk(places_before, places_2025, cells_before, cells_2025), now)
    published = _list_published(engine)
    drafts = build_demo_drafts(places_2025, cells_2025, places_before, cells_before)
    lists = [
        build_unit_draft(places_2025, places_before),
        build_event_draft(places_before),
        build_conference_draft(places_2025),
        build_officer_draft(places_2025),
        build_group_draft(places_2025, drafts[-1].facts),
    ]
    for step, draft in enumerate([*drafts, *lists]):
        progress(4 + step, steps, Bilingual(f"Công bố {draft.remark}", f"Publishing {draft.remark}"))
        if draft.file_sha256 not in published:
            publish_release(engine, draft, by=PUBLISHED_BY, now=now)
    write_stories(engine, now)
    progress(steps, steps, Bilingual("Xong bản minh họa", "The demonstration is ready"))


def _show_vintage(
    engine: Engine, vintage: Vintage, places: pd.DataFrame, cells: NDArray[np.object_], now: datetime
) -> None:
    with engine.connect() as connection:
        stored = {one.vintage.vintage_id: one for one in list_vintages(connection)}.get(vintage.vintage_id)
    if stored is None:
        import_boundaries(engine, _build_boundary_set(vintage, places, cells), now)
    if stored is None or stored.activated_at is None:
        activate_vintage(engine, vintage.vintage_id, now, by=PUBLISHED_BY)


def _has_crosswalk(engine: Engine) -> bool:
    with engine.connect() as connection:
        return any(one.in_force for one in list_crosswalks(connection))


def _join_vintages(engine: Engine, built: tuple[Crosswalk, pd.DataFrame], now: datetime) -> None:
    crosswalk, apart = built
    left_out = apart[["from_code", "to_code"]].to_dict("records")
    report = {"made_by": "services.demo", "from": PACKAGE, "pairs": len(crosswalk.pairs), "pairs_apart": left_out}
    with begin_write(engine) as connection:
        write_crosswalk(connection, crosswalk, report, by=PUBLISHED_BY, now=now)


def _list_published(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return {release.file_sha256 for release in list_releases(connection)}


def build_demo_drafts(
    places_2025: pd.DataFrame,
    cells_2025: NDArray[np.object_],
    places_before: pd.DataFrame,
    cells_before: NDArray[np.object_],
) -> list[ReleaseDraft]:
    """Return one release draft per case; the same input gives the same drafts, to the person."""
    ground = {
        SINCE_2025: (places_2025, build_terrain(places_2025, _measure_area(cells_2025))),
        BEFORE_2025: (places_before, build_terrain(places_before, _measure_area(cells_before))),
    }
    return [_build_draft(case, *ground[case.vintage_id]) for case in CASES]


def _build_draft(case: Case, places: pd.DataFrame, terrain: Terrain) -> ReleaseDraft:
    facts = build_case_facts(case, places, terrain)
    content = facts.to_csv(index=False).encode()
    draft = ReleaseDraft(
        vintage_id=case.vintage_id,
        file_name=f"{case.slug}.csv",
        file_sha256=hashlib.sha256(content).hexdigest(),
        source=case.source,
        target_source=case.target_source,
        denominator_source=case.denominator_source,
        is_illustrative=True,
        illustrative_note=ILLUSTRATIVE,
        remark=case.title,
        report={"made_by": "services.demo", "facts": len(facts)},
        facts=facts,
    )
    return replace(draft, pilots=build_pilots(places)) if case is HA_NOI else draft


def _measure_area(cells: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return rough areas in km², enough to tell a remote commune from a ward."""
    latitude = shapely.get_y(shapely.centroid(cells))
    return np.asarray(shapely.area(cells) * 111.32**2 * np.cos(np.radians(latitude)))


def _build_boundary_set(vintage: Vintage, places: pd.DataFrame, cells: NDArray[np.object_]) -> BoundarySet:
    frame = gpd.GeoDataFrame(places.copy(), geometry=cells, crs=4326)
    for column in ("managing_unit_code", "managing_unit_name"):
        if column not in frame:
            frame[column] = None
    mended = mend_coverage(frame.geometry.to_numpy(), frame.area_code.tolist())
    frame["geometry"] = gpd.GeoSeries(mended.geometry, index=frame.index, crs=4326)
    report = {"made_by": "services.demo", "from": PACKAGE, "areas": len(frame)}
    return BoundarySet(vintage, build_areas(frame), report)


def _build_vintage(vintage_id: str, title: Bilingual, first: date, end: date | None, source: str) -> Vintage:
    return Vintage(
        vintage_id=vintage_id,
        title_vi=title.vi,
        title_en=title.en,
        effective_from=first,
        effective_to=end,
        lowest_level=Level.COMMUNE,
        outline_kind=OutlineKind.APPROXIMATE,
        source=source,
        licence="MIT",
        is_demo=True,
    )


_VINTAGE_2025 = _build_vintage(
    SINCE_2025,
    Bilingual(
        "34 tỉnh, 3.321 xã từ 01/07/2025 (gần đúng)", "34 provinces, 3,321 communes since 1 July 2025 (approximate)"
    ),
    date(2025, 7, 1),
    None,
    f"Tên và mã chính thức theo {PACKAGE}; ranh giới phỏng dựng (ô Voronoi)",
)
_VINTAGE_BEFORE = _build_vintage(
    BEFORE_2025,
    Bilingual(
        "63 tỉnh, 10.035 xã trước 01/07/2025 (gần đúng)",
        "63 provinces, 10,035 communes before 1 July 2025 (approximate)",
    ),
    date(2008, 8, 1),
    date(2025, 7, 1),
    f"Danh mục xã đầu năm 2025 theo {PACKAGE}, dùng cho mọi ngày từ 2008; ranh giới phỏng dựng (ô Voronoi)",
)
_VINTAGES = (_VINTAGE_2025, _VINTAGE_BEFORE)
_RELEASE_COUNT = len(CASES) + 5  # and the lists of managing units, conferences, officers and groups
