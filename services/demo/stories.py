"""Two stories of the demonstration, ready to be presented: Điện Biên in March 2019 and Hà Nội in 2021."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.demo.cases import BEFORE_2025, SINCE_2025
from services.store.stories import has_story
from services.stories.keeping import create_story
from services.stories.story import Step, build_step

PUBLISHED_BY = "demo"
DIEN_BIEN = {"vintage": BEFORE_2025, "within": "11", "scheme": "BHXH_TN", "as_of": "2019-03-31"}
HA_NOI = {"vintage": BEFORE_2025, "within": "01", "scheme": "BHXH_TN", "as_of": "2021-12-31"}


@dataclass(frozen=True)
class DemoStory:
    """A story before it is written."""

    story_id: str
    title: Bilingual
    steps: tuple[Step, ...]


def _map(view: dict[str, str], indicator: str, level: str = "commune", **more: str) -> str:
    return f"/map?{urlencode({**view, 'level': level, 'indicator': indicator, **more})}"


def _profile(view: dict[str, str], code: str) -> str:
    query = urlencode({"scheme": view["scheme"], "as_of": view["as_of"]})
    return f"/area/{view['vintage']}/{code}?{query}"


def _leaders(view: dict[str, str], by: str) -> str:
    return f"/leaders?{urlencode({**view, 'level': 'managing_unit', 'by': by})}"


def _compare(view: dict[str, str], first: str, indicator: str, **more: str) -> str:
    """Return two dates beside each other: ``first`` on the left, that of the view on the right."""
    pair = {**view, "as_of": first, "level": "commune", "indicator": indicator, "b_as_of": view["as_of"], **more}
    return f"/compare?{urlencode(pair)}"


def _step(address: str, title_vi: str, title_en: str, note_vi: str, note_en: str) -> Step:
    return build_step(address, Bilingual(title_vi, title_en), Bilingual(note_vi, note_en))


STORIES = (
    DemoStory(
        "dien-bien-2019",
        Bilingual("Điện Biên: quý I/2019, BHXH tự nguyện", "Điện Biên: voluntary insurance, first quarter of 2019"),
        (
            _step(
                _profile(DIEN_BIEN, "11"),
                "Hết tháng 3 đã đi được hai phần ba đường",
                "Two thirds of the way by the end of March",
                "2.959 người, đạt 68,8% kế hoạch năm. Nhưng phần lớn kế hoạch là duy trì người cũ: hãy nhìn tiến độ.",
                "2,959 people, 68.8% of the year's plan. But most of the plan is retention: look at the pace.",
            ),
            _step(
                _map(DIEN_BIEN, "plan_completion_ratio"),
                "Mọi xã đều đã quá nửa kế hoạch",
                "Every commune is past half of its plan",
                "16 xã đã trên 80%. Phần chia theo xã trong bản minh họa là giả định.",
                "16 communes are above 80%. The split over communes is assumed in this demonstration.",
            ),
            _step(
                _map(DIEN_BIEN, "pace_gap_count"),
                "Cả tỉnh nhanh hơn tiến độ 195 người",
                "The province is 195 people ahead of pace",
                "Theo đường thẳng từ 2.252 cuối năm 2018 đến 4.299, hết tháng 3 cần 2.764 người.",
                "On a straight line from 2,252 at the end of 2018 to 4,299, March asks for 2,764 people.",
            ),
            _step(
                _map(DIEN_BIEN, "yoy_change_count"),
                "Gấp hơn hai lần cùng kỳ: tăng 1.620 người",
                "More than twice as many as a year before: +1,620",
                "Từ 1.339 người cuối tháng 3/2018. Riêng tháng 3/2019 tăng mới 632 người.",
                "From 1,339 people at the end of March 2018. In March 2019 alone 632 were newly enrolled.",
            ),
            _step(
                _compare(DIEN_BIEN, "2018-12-31", "enrolled_count"),
                "Ba tháng thêm 707 người, ở khắp các huyện",
                "707 more people in three months, in every district",
                "Cùng một thang màu: cuối năm 2018 bên trái, cuối tháng 3/2019 bên phải.",
                "One scale of colour: the end of 2018 on the left, the end of March 2019 on the right.",
            ),
            _step(
                _leaders(DIEN_BIEN, "completion"),
                "Huyện nào dẫn đầu, huyện nào cần giúp",
                "Which districts lead, which need help",
                "Cách nhau 7,5 điểm phần trăm: Huyện Điện Biên Đông 71,4%, Thị xã Mường Lay 63,9%.",
                "7.5 percentage points apart: Huyện Điện Biên Đông 71.4%, Thị xã Mường Lay 63.9%.",
            ),
            _step(
                _map(DIEN_BIEN, "plan_gap_count", "managing_unit"),
                "Còn 1.340 người phải phát triển: ở đâu?",
                "1,340 people still to be won: where?",
                "Chín tháng còn lại, mỗi tháng cần tăng thuần 149 người; riêng tháng 3 đã tăng thuần 244.",
                "Nine months are left, each to bring a net 149 people; March alone brought a net 244.",
            ),
            _step(
                _map({**DIEN_BIEN, "vintage": SINCE_2025}, "enrolled_count"),
                "Cùng số ấy trên địa giới từ 01/07/2025",
                "The same people on the boundaries since 1 July 2025",
                "Quy đổi theo bảng nối hai bộ ranh giới; nơi xã cũ bị chia là ước tính.",
                "Converted over the crosswalk between the two sets; where an old commune was divided, an estimate.",
            ),
        ),
    ),
    DemoStory(
        "ha-noi-2021",
        Bilingual("Hà Nội: một năm của 30 xã điểm, 2021", "Hà Nội: a year of 30 pilot communes, 2021"),
        (
            _step(
                _map(HA_NOI, "coverage_ratio"),
                "63.300 người, 1,3% lực lượng lao động",
                "63,300 people, 1.3% of the labour force",
                "Cao hơn mục tiêu của Hội đồng nhân dân 0,3 điểm phần trăm.",
                "0.3 percentage points above the target of the People's Council.",
            ),
            _step(
                _profile(HA_NOI, "01"),
                "Vượt kế hoạch năm 133 người",
                "133 people more than the year's plan",
                "63.300 trên chỉ tiêu 63.167: báo cáo công bố 100,21%.",
                "63,300 of a target of 63,167: 100.21% as the report printed it.",
            ),
            _step(
                _map(HA_NOI, "yoy_change_count"),
                "Tăng 14.600 người (30%) so với năm 2020",
                "14,600 more people (30%) than in 2020",
                "Vòng tròn trên bản đồ là xã điểm.",
                "Rings on the map mark the pilot communes.",
            ),
            _step(
                _map(HA_NOI, "net_change_count", area="00004"),
                "30 xã điểm: gần 6.500 người, 10,25% toàn thành phố",
                "30 pilot communes: nearly 6,500 people, 10.25% of the city",
                "Mỗi quận, huyện một xã điểm từ 6/2021: bảy tháng mỗi nơi thêm 115 người, gấp 2,9 lần xã khác.",
                "One per district since June 2021: 115 people each in seven months, 2.9 times as many as elsewhere.",
            ),
            _step(
                _compare(HA_NOI, "2020-12-31", "enrolled_count", mode="difference"),
                "Bảy tháng cuối năm kéo cả năm lên",
                "The last seven months carried the year",
                "Chênh lệch cuối năm 2021 so với cuối năm 2020, từng xã, phường.",
                "The end of 2021 against the end of 2020, commune by commune.",
            ),
            _step(
                _leaders(HA_NOI, "growth"),
                "Quận, huyện nào tăng nhanh nhất",
                "Which districts grew fastest",
                "Mức tăng so với cuối năm 2020; trung bình toàn thành phố 30%.",
                "Growth since the end of 2020; the city as a whole grew by 30%.",
            ),
            _step(
                _map({**HA_NOI, "vintage": SINCE_2025}, "enrolled_count"),
                "Vẫn 63.300 người, trên 126 xã, phường mới",
                "The same 63,300 people on 126 new communes",
                "Chỉ tiêu năm 2022 khoảng 100.000 người: hai, ba xã điểm mỗi quận, huyện.",
                "Some 100,000 people are planned for 2022: two or three pilot communes per district.",
            ),
        ),
    ),
)


def has_stories(engine: Engine) -> bool:
    """Tell whether all stories of the demonstration were written, those deleted since included."""
    with engine.connect() as connection:
        return all(has_story(connection, made.story_id) for made in STORIES)


def write_stories(engine: Engine, now: datetime) -> None:
    """Write the stories that are not there yet, for everybody to see."""
    for made in STORIES:
        with engine.connect() as connection:
            is_there = has_story(connection, made.story_id)
        if not is_there:
            create_story(
                engine, made.title, PUBLISHED_BY, now, steps=made.steps, is_listed=True, story_id=made.story_id
            )
