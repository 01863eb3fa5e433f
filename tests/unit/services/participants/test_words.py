from datetime import date

import pytest

from services.participants.words import Status, read_day, read_status


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (
            Status.ACTIVE,
            ("Đang tham gia", "Đang sử dụng", "DANG SU DUNG", "Còn hiệu lực", "Tham gia đúng hạn", "valid"),
        ),
        (Status.ACTIVE, ("Đang tham gia BH thất nghiệp", "Đang làm tại doanh nghiệp", "Đang nghỉ thai sản", "Active")),
        (Status.ENDED, ("Đã dừng", "da dung", "Ngừng tham gia", "Tạm ngưng", "Nghỉ việc", "Giảm", "Đang bảo lưu")),
        (Status.ENDED, ("Chưa tham gia", "Không còn hiệu lực", "Không hoạt động", "Hết hạn", "Đã huỷ", "invalid")),
        (Status.ENDED, ("not active", "expired", "Mất hiệu lực")),
        (None, ("Đóng đúng hạn", "dong dung han", "Tạm thời", "tam thoi", "Không rõ", "X9", "Tăng")),
    ],
)
def test_a_status_is_understood_by_whole_words_and_their_accents(status: Status | None, texts: tuple[str, ...]) -> None:
    assert {text: read_status(text, {}) for text in texts} == dict.fromkeys(texts, status)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("02/2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("202112", date(2021, 12, 1), date(2021, 12, 31)),
        ("31/03/2019 00:00:00", date(2019, 3, 31), date(2019, 3, 31)),
        ("31/03/2019 12:00:00 SA", date(2019, 3, 31), date(2019, 3, 31)),
        ("2019/03/31", date(2019, 3, 31), date(2019, 3, 31)),
        ("20190331.0", date(2019, 3, 31), date(2019, 3, 31)),
        ("2019-03-31T23:59:59", date(2019, 3, 31), date(2019, 3, 31)),
        ("31/02/2019", None, None),
        ("13/2019", None, None),
        ("2019", None, None),
    ],
)
def test_a_month_begins_on_its_first_day_and_ends_on_its_last(text: str, first: date | None, last: date | None) -> None:
    assert (read_day(text, is_end=False), read_day(text, is_end=True)) == (first, last)
