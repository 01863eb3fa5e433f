"""Views of the demonstration that each make one point; the page offers them while a demonstration is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.errors import Bilingual
from services.demo.cases import BEFORE_2025, SINCE_2025


@dataclass(frozen=True)
class TourStop:
    """A view with what to see in it; ``parameters`` are those of the page and of the API."""

    title: Bilingual
    note: Bilingual
    parameters: Mapping[str, str]


TOUR = (
    TourStop(
        Bilingual("Cả nước, cuối năm 2025", "The whole country, end of 2025"),
        Bilingual(
            "45,1% lực lượng lao động tham gia BHXH: nơi nào còn trống?",
            "45.1% of the labour force is covered: where are the gaps?",
        ),
        {
            "vintage": SINCE_2025,
            "level": "commune",
            "within": "VN",
            "scheme": "BHXH",
            "indicator": "coverage_ratio",
            "as_of": "2025-12-31",
        },
    ),
    TourStop(
        Bilingual("Điện Biên theo BHXH cơ sở (minh họa)", "Điện Biên by managing unit (illustrative)"),
        Bilingual(
            "Các xã gộp theo đơn vị quản lý của ngày đó; một xã đổi đơn vị từ 01/10/2025.",
            "Communes by the managing unit of the day; one commune changes its unit on 1 October 2025.",
        ),
        {
            "vintage": SINCE_2025,
            "level": "managing_unit",
            "within": "11",
            "scheme": "BHYT",
            "indicator": "coverage_ratio",
            "as_of": "2025-12-31",
        },
    ),
    TourStop(
        Bilingual("Điện Biên, tháng 3/2019", "Điện Biên, March 2019"),
        Bilingual(
            "Mới đạt 68,8% kế hoạch mà vẫn nhanh hơn tiến độ 195 người.",
            "Only 68.8% of the plan, and yet 195 people ahead of pace.",
        ),
        {
            "vintage": BEFORE_2025,
            "level": "commune",
            "within": "11",
            "scheme": "BHXH_TN",
            "indicator": "pace_gap_count",
            "as_of": "2019-03-31",
        },
    ),
    TourStop(
        Bilingual("Hà Nội, 30 xã điểm năm 2021", "Hà Nội, 30 pilot communes in 2021"),
        Bilingual(
            "100,21% kế hoạch; xã điểm đóng góp một phần mười số người.",
            "100.21% of the plan; pilot communes brought a tenth of the people.",
        ),
        {
            "vintage": BEFORE_2025,
            "level": "commune",
            "within": "01",
            "scheme": "BHXH_TN",
            "indicator": "plan_completion_ratio",
            "as_of": "2021-12-31",
        },
    ),
    TourStop(
        Bilingual("Hà Nội 2021 trên địa giới 2025", "Hà Nội 2021 on the communes of 2025"),
        Bilingual(
            "Vẫn 63.300 người, trên 126 xã, phường mới; nơi xã cũ bị chia là ước tính.",
            "The same 63,300 people on 126 communes; where an old one was divided, an estimate.",
        ),
        {
            "vintage": SINCE_2025,
            "level": "commune",
            "within": "01",
            "scheme": "BHXH_TN",
            "indicator": "enrolled_count",
            "as_of": "2021-12-31",
        },
    ),
    TourStop(
        Bilingual("Tuyên Quang, tháng 7/2020", "Tuyên Quang, July 2020"),
        Bilingual("107% kế hoạch, vượt 587 người.", "107% of the plan, exceeded by 587 people."),
        {
            "vintage": BEFORE_2025,
            "level": "commune",
            "within": "08",
            "scheme": "BHXH_TN",
            "indicator": "plan_gap_count",
            "as_of": "2020-07-31",
        },
    ),
    TourStop(
        Bilingual("Huyện Thái Thụy, 2018", "Thái Thụy district, 2018"),
        Bilingual("Một năm giảm: từ 1.800 còn 1.700 người.", "A year of decline: from 1,800 to 1,700 people."),
        {
            "vintage": BEFORE_2025,
            "level": "commune",
            "within": "341",
            "scheme": "BHXH_TN",
            "indicator": "net_change_count",
            "as_of": "2018-12-31",
        },
    ),
)
