"""The map of a release shows the smallest area that holds all of its areas."""

from sqlalchemy import Engine

from services.coverage.snapshot import read_snapshot
from tests.fixtures.toy_store import VINTAGE_ID
from webmap.intake.common_area import find_common_area


def test_the_common_area_is_the_deepest_above_all(toy_engine: Engine) -> None:
    hierarchy = read_snapshot(toy_engine).find_vintage(VINTAGE_ID).hierarchy
    assert find_common_area(hierarchy, ["03127", "03130"]) == "094"
    assert find_common_area(hierarchy, ["03127"]) == "094"
    assert find_common_area(hierarchy, ["03127", "03136"]) == "11"
    assert find_common_area(hierarchy, ["094"]) == "11"
    assert find_common_area(hierarchy, ["03127", "03394"]) == "VN"
    assert find_common_area(hierarchy, []) == "VN"
