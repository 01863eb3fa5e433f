from pathlib import Path

import pytest

from geodata.areas import Level
from services.participants.columns import ExtractRole, find_extract_columns


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Giá trị thẻ từ", ExtractRole.START),
        ("GT_THE_DEN", ExtractRole.END),
        ("Ngày hết hạn", ExtractRole.END),
        ("Từ tháng", ExtractRole.START),
        ("Hiệu lực đến ngày", ExtractRole.END),
        ("Ngày, tháng, năm sinh", ExtractRole.BIRTH),
        ("Tình trạng đóng", ExtractRole.STATUS),
        ("Mã thẻ BHYT", None),
        ("Số CCCD", None),
        ("Họ và tên", None),
    ],
)
def test_a_column_is_known_by_its_header(header: str, role: ExtractRole | None) -> None:
    found = find_extract_columns(Path("extract.csv"), ["Tên xã", header], {}, Level.COMMUNE)
    assert found.roles == {ExtractRole.NAME: 0} | ({role: 1} if role else {})
