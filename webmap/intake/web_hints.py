"""How to mend a finding on the page: the command line names its options, the page its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import g

from geodata.errors import Bilingual

_AT_COLUMN = Bilingual(
    "Chọn nghĩa của cột ở đầu cột trong trang tính; cột không cần thì chọn «Không dùng».",
    "Choose the meaning above the column in the sheet; «Not used» for one that is not needed.",
)
_AT_COLUMN_DATE = Bilingual(
    "Sửa ngày ở đầu cột trong trang tính, hoặc sửa «Ngày chốt».",
    "Correct the date above the column in the sheet, or the «Cut-off date».",
)
_AT_CELL = Bilingual("Chọn số đúng ở phần «Cần bạn quyết».", "Choose the right number under «For you to settle».")
_AT_SCHEME = Bilingual("Chọn «Loại hình» ở hàng trên cùng.", "Choose the «Scheme» in the row on top.")
HINTS: dict[str, Bilingual] = {
    "column_unrecognised": _AT_COLUMN,
    "column_uncertain": _AT_COLUMN,
    "columns_repeat": _AT_COLUMN,
    "column_missing": _AT_COLUMN,
    "scheme_missing": _AT_SCHEME,
    "pilot_scheme_missing": _AT_SCHEME,
    "rate_not_checked": Bilingual(
        "Không ảnh hưởng số được nạp; nếu cột là số người, chọn nghĩa ở đầu cột.",
        "No loaded count depends on it; if it counts people, choose its meaning above the column.",
    ),
    "new_enrolment_period_assumed": Bilingual(
        "Nếu là của riêng tháng, chọn «Tăng mới trong tháng» ở đầu cột.",
        "If it is of the month alone, choose «Gross new in the month» above the column.",
    ),
    "date_after_cut_off": _AT_COLUMN_DATE,
    "date_implausible": _AT_COLUMN_DATE,
    "date_before_vintage": Bilingual(
        "Nếu cơ quan lập đã quy đổi số cũ theo địa giới này, đánh dấu ở «Nguồn và ghi chú của số liệu»; nếu không, "
        "chọn «Không dùng» ở đầu cột.",
        "If the agency restated the old counts for these areas, tick it under «Sources of the data»; if not, choose "
        "«Not used» above the column.",
    ),
    "number_damaged": _AT_CELL,
    "number_perhaps_damaged": _AT_CELL,
    "unit_unsettled": Bilingual(
        "Chọn đơn vị của số ở «Nguồn và ghi chú của số liệu».", "Choose the unit under «Sources of the data»."
    ),
    "table_without_counts": Bilingual(
        "Xem kết quả ở đầu từng dòng trong trang tính.", "See the outcome beside each row of the sheet."
    ),
    "file_in_force": Bilingual(
        "Nếu vẫn muốn công bố lần nữa, mở trang xem trước và xác nhận rõ; nếu không thì bỏ tệp này.",
        "Open the preview and confirm it if it is to be published once more; else discard this file.",
    ),
    "rows_unsettled": Bilingual("Quyết từng dòng bên dưới.", "Settle each row below."),
}
_FIELDS = {
    "--as-of": Bilingual("«Ngày chốt»", "«Cut-off date»"),
    "--vintage": Bilingual("«Ranh giới»", "«Boundaries»"),
    "--province": Bilingual("«Tỉnh»", "«Province»"),
    "--level": Bilingual("«Mỗi dòng là một»", "«Each row is a»"),
    "--scheme": Bilingual("«Loại hình»", "«Scheme»"),
    "--covers units": Bilingual(
        "«Chỉ các đơn vị có trong tệp» ở «Số liệu thay cho»", "«Only the units in the file» under «Replaces»"
    ),
    "--sheet": Bilingual("«Trang tính dùng»", "«Sheets used»"),
    "--kind": Bilingual("«Tệp nói về»", "«The file is about»"),
}


def build_hint(code: str, hint: Mapping[str, Any]) -> str:
    """Return how to mend a finding of ``code`` in the language of the page; ``hint`` is that of the report."""
    if code in HINTS:
        return HINTS[code].in_language(g.lang)
    text = str(hint[g.lang])
    for flag, field in _FIELDS.items():
        text = re.sub(rf"{flag}\b", field.in_language(g.lang), text)
    return text
