"""What maps of the country cost on their way: no part may grow by more than a fifth of what was measured.

Both vintages of the demonstration have the communes of the country; what of a page is the same for any country, with
its requests and calls of the canvas, is held by ``tests/browser/test_map_budget.py``.
"""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from services.demo.cases import BEFORE_2025, SINCE_2025

MARGIN = 1.2
BROTLI = {"Accept-Encoding": "br"}
VIEWS = {
    SINCE_2025: f"vintage={SINCE_2025}&level=commune&within=VN&scheme=BHXH&as_of=2025-12-31",
    BEFORE_2025: f"vintage={BEFORE_2025}&level=commune&within=VN&scheme=BHXH_TN&as_of=2021-12-31",
}
# The page, its outlines, the classes of a view, and those of another indicator with the words around it.
MEASURED = {
    SINCE_2025: (12_406, 40_021, 1_400, 7_138),
    BEFORE_2025: (13_073, 104_147, 757, 7_176),
}


def weigh(client: FlaskClient, address: str) -> int:
    """Return the bytes of an answer as they are sent."""
    answer = client.get(address, headers=BROTLI)
    assert answer.status_code == 200, address
    return len(answer.data)


@pytest.mark.parametrize("vintage", VIEWS)
def test_a_map_of_the_country_and_a_change_cost_no_more_bytes_than_measured(
    demo_client: FlaskClient, vintage: str
) -> None:
    view, changed = (f"{VIEWS[vintage]}&indicator={name}" for name in ("coverage_ratio", "enrolled_count"))
    page = demo_client.get(f"/map?{view}").text
    (outlines,) = set(re.findall(r"/api/v1/geometry/\w+\.arcs", page))
    found = (
        weigh(demo_client, f"/map?{view}"),
        weigh(demo_client, outlines),
        weigh(demo_client, f"/api/v1/values?{view}&format=classes"),
        weigh(demo_client, f"/api/v1/values?{changed}&format=classes") + weigh(demo_client, f"/map/parts?{changed}"),
    )
    assert [pair for pair in zip(found, MEASURED[vintage], strict=True) if pair[0] > MARGIN * pair[1]] == []
