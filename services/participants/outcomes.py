"""What came of each row of an extract: counted, or why not; the outcomes add up to the rows read."""

from __future__ import annotations

from enum import IntEnum

from geodata.errors import Bilingual
from geodata.places import MatchOutcome


class RowOutcome(IntEnum):
    """What came of a row; the first fault in this order is told."""

    COUNTED = 0
    NO_PLACE = 1
    UNKNOWN_PLACE = 2
    AMBIGUOUS_PLACE = 3
    OUTSIDE_SCOPE = 4
    NO_SCHEME = 5
    UNKNOWN_SCHEME = 6
    UNKNOWN_STATUS = 7
    NO_START = 8
    BAD_START = 9
    BAD_END = 10
    END_BEFORE_START = 11
    NO_END = 12
    ENDED = 13
    AT_NO_CUT_OFF = 14
    DUPLICATE = 15

    @property
    def label(self) -> Bilingual:
        """The outcome in words."""
        return _LABELS[self]

    @property
    def key(self) -> str:
        """The outcome as reports name it."""
        return self.name.lower()


PLACE_OUTCOMES = (RowOutcome.UNKNOWN_PLACE, RowOutcome.AMBIGUOUS_PLACE, RowOutcome.OUTSIDE_SCOPE)
WORD_OUTCOMES = (RowOutcome.UNKNOWN_SCHEME, RowOutcome.UNKNOWN_STATUS)
OF_MATCHES = {
    MatchOutcome.UNKNOWN: RowOutcome.UNKNOWN_PLACE,
    MatchOutcome.AMBIGUOUS: RowOutcome.AMBIGUOUS_PLACE,
    MatchOutcome.OUTSIDE_SCOPE: RowOutcome.OUTSIDE_SCOPE,
}
_LABELS = {
    RowOutcome.COUNTED: Bilingual("được đếm", "counted"),
    RowOutcome.NO_PLACE: Bilingual("không ghi địa bàn", "no place given"),
    RowOutcome.UNKNOWN_PLACE: Bilingual("địa bàn không có trong bộ ranh giới", "place not in the vintage"),
    RowOutcome.AMBIGUOUS_PLACE: Bilingual("địa bàn chưa rõ là nơi nào", "place may be one of several"),
    RowOutcome.OUTSIDE_SCOPE: Bilingual("địa bàn ngoài tỉnh", "place outside the province"),
    RowOutcome.NO_SCHEME: Bilingual("không ghi loại hình", "no scheme given"),
    RowOutcome.UNKNOWN_SCHEME: Bilingual("loại hình không rõ", "scheme not understood"),
    RowOutcome.UNKNOWN_STATUS: Bilingual("trạng thái không rõ", "status not understood"),
    RowOutcome.NO_START: Bilingual("thiếu ngày bắt đầu", "no start date"),
    RowOutcome.BAD_START: Bilingual("ngày bắt đầu không đọc được", "start date cannot be read"),
    RowOutcome.BAD_END: Bilingual("ngày kết thúc không đọc được", "end date cannot be read"),
    RowOutcome.END_BEFORE_START: Bilingual("kết thúc trước khi bắt đầu", "ends before it starts"),
    RowOutcome.NO_END: Bilingual("đã dừng nhưng không ghi ngày kết thúc", "stopped, but no end date given"),
    RowOutcome.ENDED: Bilingual("đã dừng tham gia", "no longer participating"),
    RowOutcome.AT_NO_CUT_OFF: Bilingual("không tham gia vào ngày chốt nào", "participates at no cut-off date"),
    RowOutcome.DUPLICATE: Bilingual("trùng dòng khác của cùng người", "repeats a row of the same person"),
}
