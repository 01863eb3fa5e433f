"""The real boundary files, checked as they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.areas import Level
from geodata.errors import BadInput
from services.boundaries.checking import check_boundaries
from services.boundaries.options import UncodedRows
from tests.fixtures.boundary_samples import build_options

pytestmark = pytest.mark.real_data
OLD = "VN-2016-01-01-test"


def test_the_surveyors_zip_is_read(real_data: Path) -> None:
    found = check_boundaries(real_data / "boundaries/ranh_gioi_xa_dien_bien_vn2000.zip", build_options())
    assert (len(found.areas), found.report["crs"][-11:]) == (45, "(EPSG:9205)")
    assert found.report["reference"]["names_agreeing"] == 45


def test_the_tcvn3_zip_is_read(real_data: Path) -> None:
    options = build_options(vintage_id="VN-2016-01-01-dienbien", level=Level.MANAGING_UNIT)
    found = check_boundaries(real_data / "boundaries/ranh_gioi_huyen_dien_bien_tcvn3.zip", options)
    names = dict(zip(found.areas["area_code"], found.areas["name"], strict=True))
    assert (len(names), names["096"], names["102"]) == (10, "Huyện Mường Nhé", "Huyện Mường Ảng")
    assert set(found.areas["province_name"]) == {"Tỉnh Điện Biên"}


def test_the_zip_of_one_file_per_commune_is_read(real_data: Path) -> None:
    path = real_data / "boundaries/geojson_per_commune_lai_chau.zip"
    communes = check_boundaries(path, build_options())
    assert (len(communes.areas), set(communes.areas["province_code"])) == (38, {"12"})
    provinces = check_boundaries(path, build_options(level=Level.PROVINCE))
    assert provinces.areas["name"].tolist() == ["Tỉnh Lai Châu"]


def test_all_communes_and_provinces_of_2025_are_read(real_data: Path) -> None:
    communes = check_boundaries(real_data / "boundaries/communes_2025.parquet", build_options())
    assert (len(communes.areas), communes.areas["province_name"].nunique()) == (3321, 34)
    assert {"20333", "22736"} <= set(communes.areas["area_code"])
    assert communes.report["mending"]["faulty_count"] > 300
    provinces = check_boundaries(real_data / "boundaries/provinces_2025.parquet", build_options(level=Level.PROVINCE))
    assert len(provinces.areas) == 34


def test_the_communes_of_2016_account_for_each_row_without_a_code(
    real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = real_data / "boundaries/communes_2016.parquet"
    with pytest.raises(BadInput, match="143 rows have no code"):
        check_boundaries(path, build_options(vintage_id=OLD))
    # Mending all of them takes half a minute and has tests of its own.
    monkeypatch.setattr("services.boundaries.checking.mend_coverage", _leave_as_it_is)
    found = check_boundaries(path, build_options(vintage_id=OLD, uncoded=UncodedRows.BY_NAME))
    coded, left_out = found.report["coded_by_name"], found.report["left_out"]
    assert len(coded) + len(left_out) == 143
    assert len(found.areas) + len(left_out) == 11_163
    assert ("00532", "Xã Yên Viên") in {(row["area_code"], row["name"]) for row in coded}
    assert found.areas["managing_unit_code"].notna().all()


class _Unmended:
    def __init__(self, geometry: object) -> None:
        self.geometry = geometry

    def build_report(self) -> dict[str, object]:
        return {}


def _leave_as_it_is(geometry: object, codes: list[str], progress: object) -> _Unmended:
    return _Unmended(geometry)
