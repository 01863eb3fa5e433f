"""The day of a cited paper or a signature is no cut-off."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from services.intake.scope.cited_papers import strip_cited
from tests.fixtures.checked_tables import DAY, list_facts
from tests.fixtures.group_reports import check_groups


@pytest.mark.parametrize(
    "cited",
    [
        "Ban hành theo QĐ số 1456/QĐ-BHXH ngày 06/7/2022",
        "Điện Biên, ngày 05 tháng 7 năm 2021",
        "BHXH tỉnh Điện Biên, ngày 05/7/2021",
        "(Kèm theo Công văn số 12/BHXH-QLT ngày 10/7/2021 của BHXH tỉnh)",
        "Thực hiện Nghị quyết số 05/2022/NQ-HĐND",
        "Ngày in: 05/07/2021",
    ],
)
def test_the_day_of_a_cited_paper_or_a_signature_is_no_cut_off(store: Engine, tmp_path: Path, cited: str) -> None:
    titles = [cited, "BHXH TỰ NGUYỆN THÁNG 6/2021"]
    checked = check_groups(store, tmp_path, titles, [["Thực hiện"]], [[5], [6], [7], [8]])
    assert checked.understood.as_of.value == DAY
    assert set(list_facts(checked)) == {
        (code, "BHXH_TN", "enrolled", DAY) for code in ("03158", "03160", "03217", "03226")
    }


def test_a_cut_off_beside_a_cited_paper_stays() -> None:
    assert strip_cited("Đến ngày 31/3/2019 (theo QĐ 12/QĐ-UBND ngày 4/1/2019)").startswith("den ngay 31/3/2019")
    assert "31/3/2019" in strip_cited("Theo Quyết định của UBND tỉnh, tính đến ngày 31/3/2019")
    assert "31/3/2019" in strip_cited("Quý I, ngày 31/3/2019")
