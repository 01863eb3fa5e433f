"""The three real reports go from upload to the published map, over the real communes of their provinces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import BrowserContext, expect

from services.accounts.accounts import create_account
from services.accounts.roles import Role
from services.boundaries.activation import activate_vintage
from services.boundaries.checking import check_boundaries
from services.boundaries.importing import import_boundaries
from services.boundaries.options import BoundaryOptions, UncodedRows
from services.store.engine import migrate, open_engine
from tests.browser.intake_steps import open_map, publish, settle, sign_in, upload
from tests.browser.serving import serve_app
from tests.fixtures.officers import OFFICERS, PASSWORD
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.browser
PROVINCES = ("01", "11", "34")  # of the three reports


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[str]:
    """The application over the real communes of the three provinces that the reports are about."""
    home = tmp_path_factory.mktemp("real")
    communes = gpd.read_parquet(real_data / "boundaries" / "communes_2016.parquet")
    communes = communes[communes["province_code"].isin(PROVINCES)].reset_index(drop=True)
    communes.to_parquet(home / "communes.parquet")
    settings = Settings(home=home)
    engine = open_engine(settings.database_url)
    migrate(engine)
    options = BoundaryOptions(vintage_id="VN-2016-01-01", uncoded=UncodedRows.BY_NAME, effective_to=date(2025, 7, 1))
    now = datetime(2026, 1, 2, tzinfo=UTC)
    import_boundaries(engine, check_boundaries(home / "communes.parquet", options), now)
    activate_vintage(engine, "VN-2016-01-01", now)
    create_account(engine, OFFICERS[0], Role.OFFICER, PASSWORD, by="tests", now=now)
    engine.dispose()
    app = create_app(settings)
    with serve_app(app) as address:
        yield address
    app.extensions["baophu"].engine.dispose()


@pytest.mark.real_data
def test_the_three_real_reports_go_to_the_published_map_by_mouse(
    browser_context: BrowserContext, real_site: str, real_data: Path
) -> None:
    page = browser_context.new_page()
    sign_in(page, real_site)
    upload(page, real_site, real_data / "reports" / "dien_bien_bhxhtn_2019-03.xlsx")
    expect(page.locator("fieldset.doubt legend")).to_contain_text(["Xã Xá Nhè"])
    expect(page.locator(".sum-verdict")).to_contain_text("Cả 44 số cộng đều khớp")
    settle(page)
    publish(page)
    assert open_map(page).startswith("68,8% kế hoạch · 2.959 / 4.299 người · còn 1.340")
    upload(page, real_site, real_data / "reports" / "ha_noi_bhxhtn_2021-12.csv")
    publish(page)
    assert "63.300 / 63.167 người" in open_map(page)
    upload(page, real_site, real_data / "reports" / "thai_thuy_2017-2021.xlsx")
    publish(page)
    assert open_map(page).startswith("4.300 người")
