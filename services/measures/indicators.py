"""The indicators: what each says, what it is made of, how it is shown and which side is behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import Bilingual
from services.measures.class_methods import ClassMethod
from services.measures.indicator_kinds import Count as Count
from services.measures.indicator_kinds import PaletteKind as PaletteKind
from services.measures.indicator_kinds import Unit as Unit


class Indicator(StrEnum):
    """What is shown of an area; ``definition`` holds all that is known of it."""

    COVERAGE_RATIO = "coverage_ratio"
    PLAN_COMPLETION_RATIO = "plan_completion_ratio"
    PLAN_GAP_COUNT = "plan_gap_count"
    PACE_GAP_COUNT = "pace_gap_count"
    PACE_GAP_POINTS = "pace_gap_points"
    REQUIRED_PER_MONTH_COUNT = "required_per_month_count"
    YOY_CHANGE_COUNT = "yoy_change_count"
    YOY_CHANGE_RATIO = "yoy_change_ratio"
    NET_CHANGE_COUNT = "net_change_count"
    CHANGE_COUNT = "change_count"
    CHANGE_RATIO = "change_ratio"
    UNREACHED_COUNT = "unreached_count"
    ENROLLED_COUNT = "enrolled_count"
    TARGET_COUNT = "target_count"
    GROSS_NEW_COUNT = "gross_new_count"
    GROSS_NEW_MONTH_COUNT = "gross_new_month_count"

    @property
    def definition(self) -> IndicatorDefinition:
        """All that is known of this indicator."""
        return DEFINITIONS[self]


@dataclass(frozen=True)
class IndicatorDefinition:
    """What an indicator says and how it is shown.

    A ratio or points value is numerator / denominator (× 100 for points); a difference is made of the two counts
    as ``formula`` says. ``decimals`` are those shown, of the percentage for a ratio. ``behind_side`` is the sign
    (+1 or −1) of a value that is behind. ``ahead_is_high`` tells whether rank 1 is the greatest value.
    """

    indicator: Indicator
    label: Bilingual
    definition: Bilingual
    formula: Bilingual
    legend_phrase: Bilingual  # follows "Mỗi xã tô theo" / "Each commune is coloured by"
    unit: Unit
    decimals: int
    numerator_kind: Count
    denominator_kind: Count | None
    palette_kind: PaletteKind
    default_method: ClassMethod
    default_class_count: int
    behind_side: int
    thresholds: tuple[float, ...] = ()

    @property
    def value_scale(self) -> int:
        """What a value is multiplied by to be a whole number in the digits shown."""
        return int(10**self.decimals) * (100 if self.unit is Unit.RATIO else 1)

    @property
    def ahead_is_high(self) -> bool:
        """Tell whether the area ranked first is the one with the greatest value."""
        return self.behind_side < 0

    @property
    def can_exceed_100(self) -> bool:
        """Tell whether a value above 1 is a state of its own: the share of a whole, not a growth."""
        return self.unit is Unit.RATIO and self.palette_kind is PaletteKind.SEQUENTIAL

    @property
    def needs_since(self) -> bool:
        """Tell whether a base date must be chosen: nothing is compared with a date that nobody named."""
        return self.denominator_kind is Count.BASE

    @property
    def is_signed(self) -> bool:
        """Tell whether a positive value is written with its plus sign."""
        return self.palette_kind is PaletteKind.DIVERGING and self.indicator is not Indicator.PLAN_GAP_COUNT


def _build_definitions() -> dict[Indicator, IndicatorDefinition]:
    sequential, diverging = PaletteKind.SEQUENTIAL, PaletteKind.DIVERGING
    jenks = ClassMethod.JENKS
    listed = (
        IndicatorDefinition(
            Indicator.COVERAGE_RATIO,
            Bilingual("Tỷ lệ bao phủ", "Coverage"),
            Bilingual(
                "Số người tham gia chia cho mẫu số của loại hình: lực lượng lao động trong độ tuổi (BHXH, BHTN) "
                "hay dân số (BHYT), lấy số mới nhất đến ngày chốt, nếu chưa có thì số sớm nhất sau đó.",
                "Participants divided by the denominator of the scheme: working-age labour force (social and "
                "unemployment insurance) or population (health insurance), the newest up to the cut-off, else the "
                "earliest after it.",
            ),
            Bilingual("người tham gia / mẫu số", "enrolled / denominator"),
            Bilingual("tỷ lệ bao phủ", "coverage"),
            Unit.RATIO, 2, Count.ENROLLED, Count.DENOMINATOR, sequential, jenks, 5, -1,
        ),
        IndicatorDefinition(
            Indicator.PLAN_COMPLETION_RATIO,
            Bilingual("Đạt kế hoạch", "Plan completion"),
            Bilingual(
                "Số người tham gia chia cho chỉ tiêu phải đạt vào ngày 31/12 của năm, kể cả duy trì.",
                "Participants divided by the stock to be reached on 31 December of the year, retention included.",
            ),
            Bilingual("người tham gia / chỉ tiêu", "enrolled / target"),
            Bilingual("tỷ lệ đạt kế hoạch năm", "completion of the year's plan"),
            Unit.RATIO, 1, Count.ENROLLED, Count.TARGET, sequential, ClassMethod.FIXED, 5, -1, (0.5, 0.8, 1.0),
        ),
        IndicatorDefinition(
            Indicator.PLAN_GAP_COUNT,
            Bilingual("Còn phải phát triển", "Gap to the plan"),
            Bilingual(
                "Chỉ tiêu năm trừ số người tham gia; dưới 0 là vượt kế hoạch.",
                "The year's target minus participants; below zero the plan is exceeded.",
            ),
            Bilingual("chỉ tiêu − người tham gia", "target − enrolled"),
            Bilingual("số người còn phải phát triển so với kế hoạch năm", "people still missing to the year's plan"),
            Unit.COUNT, 0, Count.ENROLLED, Count.TARGET, diverging, jenks, 6, 1,
        ),
        IndicatorDefinition(
            Indicator.PACE_GAP_COUNT,
            Bilingual("So với tiến độ (người)", "Against pace (people)"),
            Bilingual(
                "Số người tham gia trừ số lẽ ra phải có vào ngày chốt theo tiến độ: theo chỉ tiêu tháng nếu được "
                "giao, nếu không thì theo đường thẳng từ số cuối năm trước đến chỉ tiêu năm. Dương là nhanh hơn.",
                "Participants minus those expected on the cut-off: by the monthly schedule where one was assigned, "
                "else on a straight line from last year end's stock to the year's target. Positive is ahead.",
            ),
            Bilingual("người tham gia − tiến độ", "enrolled − pace"),
            Bilingual("số người nhanh hơn (+) hay chậm hơn (−) tiến độ", "people ahead of (+) or behind (−) pace"),
            Unit.COUNT, 0, Count.ENROLLED, Count.PACE, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.PACE_GAP_POINTS,
            Bilingual("So với tiến độ (điểm %)", "Against pace (points)"),
            Bilingual(
                "Tỷ lệ đạt kế hoạch trừ tỷ lệ lẽ ra phải đạt vào ngày chốt, tính bằng điểm phần trăm.",
                "Plan completion minus the completion expected on the cut-off, in percentage points.",
            ),
            Bilingual("(người tham gia − tiến độ) / chỉ tiêu × 100", "(enrolled − pace) / target × 100"),
            Bilingual(
                "số điểm phần trăm nhanh hơn (+) hay chậm hơn (−) tiến độ", "points ahead of (+) or behind (−) pace"
            ),
            Unit.POINTS, 1, Count.PACE_GAP, Count.TARGET, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.REQUIRED_PER_MONTH_COUNT,
            Bilingual("Cần tăng mỗi tháng", "Required per month"),
            Bilingual(
                "Mức tăng thuần mỗi tháng cần có đến 31/12 để đạt chỉ tiêu năm, làm tròn lên; đã đạt thì là 0. Từ "
                "tháng 12 trở đi là toàn bộ số còn thiếu.",
                "The net rise that each month left must bring to reach the year's target on 31 December, rounded up; 0 "
                "where it is met. From December on it is all that is missing.",
            ),
            Bilingual("(chỉ tiêu − người tham gia) / số tháng còn lại", "(target − enrolled) / months left"),
            Bilingual("số người cần tăng thuần mỗi tháng đến cuối năm", "people to be gained per month until year end"),
            Unit.COUNT, 0, Count.ENROLLED, Count.TARGET, sequential, jenks, 5, 1,
        ),
        IndicatorDefinition(
            Indicator.YOY_CHANGE_COUNT,
            Bilingual("So với cùng kỳ (người)", "Against a year before (people)"),
            Bilingual(
                "Số người tham gia trừ số của cùng ngày chốt một năm trước.",
                "Participants minus those of the same cut-off a year earlier.",
            ),
            Bilingual("người tham gia − người tham gia cùng kỳ", "enrolled − enrolled a year before"),
            Bilingual("mức tăng (+) hay giảm (−) số người so với cùng kỳ", "people gained (+) or lost (−) in a year"),
            Unit.COUNT, 0, Count.ENROLLED, Count.YEAR_BEFORE, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.YOY_CHANGE_RATIO,
            Bilingual("So với cùng kỳ (%)", "Against a year before (%)"),
            Bilingual(
                "Mức tăng so với cùng kỳ chia cho số người tham gia cùng kỳ.",
                "The change since the same cut-off a year earlier, divided by the stock of then.",
            ),
            Bilingual("(người tham gia − cùng kỳ) / cùng kỳ", "(enrolled − year before) / year before"),
            Bilingual("tốc độ tăng (+) hay giảm (−) so với cùng kỳ", "growth (+) or decline (−) in a year"),
            Unit.RATIO, 0, Count.YEAR_CHANGE, Count.YEAR_BEFORE, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.NET_CHANGE_COUNT,
            Bilingual("Tăng thuần từ đầu năm", "Net change since year end"),
            Bilingual(
                "Số người tham gia trừ số của ngày 31/12 trước đó: đã trừ người dừng đóng.",
                "Participants minus those of the last 31 December: lapses are taken off.",
            ),
            Bilingual("người tham gia − người tham gia cuối năm trước", "enrolled − enrolled at last year end"),
            Bilingual("mức tăng (+) hay giảm (−) thuần từ đầu năm", "net gain (+) or loss (−) since year end"),
            Unit.COUNT, 0, Count.ENROLLED, Count.YEAR_END, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.CHANGE_COUNT,
            Bilingual("Tăng, giảm từ ngày gốc (người)", "Change since a base date (people)"),
            Bilingual(
                "Số người tham gia trừ số của ngày gốc được chọn, cả hai trên cùng một bộ ranh giới.",
                "Participants minus those of the base date chosen, both on one boundary vintage.",
            ),
            Bilingual("người tham gia − người tham gia ngày gốc", "enrolled − enrolled on the base date"),
            Bilingual("mức tăng (+) hay giảm (−) số người", "people gained (+) or lost (−)"),
            Unit.COUNT, 0, Count.ENROLLED, Count.BASE, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.CHANGE_RATIO,
            Bilingual("Tăng, giảm từ ngày gốc (%)", "Change since a base date (%)"),
            Bilingual(
                "Mức tăng từ ngày gốc được chọn chia cho số người tham gia của ngày ấy.",
                "The change since the base date chosen, divided by the stock of that day.",
            ),
            Bilingual("(người tham gia − ngày gốc) / ngày gốc", "(enrolled − base date) / base date"),
            Bilingual("tốc độ tăng (+) hay giảm (−)", "growth (+) or decline (−)"),
            Unit.RATIO, 0, Count.BASE_CHANGE, Count.BASE, diverging, jenks, 6, -1,
        ),
        IndicatorDefinition(
            Indicator.UNREACHED_COUNT,
            Bilingual("Chưa tham gia", "Not yet reached"),
            Bilingual(
                "Mẫu số của loại hình trừ số người tham gia: những người chưa được bao phủ.",
                "The denominator of the scheme minus participants: people not yet covered.",
            ),
            Bilingual("mẫu số − người tham gia", "denominator − enrolled"),
            Bilingual("số người chưa tham gia", "people not yet reached"),
            Unit.COUNT, 0, Count.ENROLLED, Count.DENOMINATOR, sequential, jenks, 5, 1,
        ),
        IndicatorDefinition(
            Indicator.ENROLLED_COUNT,
            Bilingual("Số người tham gia", "Participants"),
            Bilingual(
                "Số người đang tham gia vào ngày chốt số liệu.",
                "People enrolled on the cut-off date.",
            ),
            Bilingual("người tham gia", "enrolled"),
            Bilingual("số người tham gia", "number of participants"),
            Unit.COUNT, 0, Count.ENROLLED, None, sequential, jenks, 5, -1,
        ),
        IndicatorDefinition(
            Indicator.TARGET_COUNT,
            Bilingual("Chỉ tiêu năm", "Year's target"),
            Bilingual(
                "Số người tham gia phải đạt vào ngày 31/12 của năm có ngày chốt, kể cả duy trì.",
                "The stock to be reached on 31 December of the year of the cut-off, retention included.",
            ),
            Bilingual("chỉ tiêu", "target"),
            Bilingual("chỉ tiêu năm", "the year's target"),
            Unit.COUNT, 0, Count.TARGET, None, sequential, jenks, 5, -1,
        ),
        IndicatorDefinition(
            Indicator.GROSS_NEW_COUNT,
            Bilingual("Tăng mới từ đầu năm", "New enrolments in the year"),
            Bilingual(
                "Số người mới tham gia từ 01/01 đến ngày chốt, theo báo cáo lũy kế. Không trừ người dừng đóng, nên "
                "không phải là tăng thuần.",
                "New enrolments from 1 January to the cut-off, as reported for the year so far. Lapses are not taken "
                "off: this is not the net rise.",
            ),
            Bilingual("số người tăng mới từ 01/01 đến ngày chốt", "new enrolments from 1 January to the cut-off"),
            Bilingual("số người tăng mới từ đầu năm, chưa trừ người dừng đóng", "new enrolments in the year, gross"),
            Unit.COUNT, 0, Count.GROSS_NEW, None, sequential, jenks, 5, -1,
        ),
        IndicatorDefinition(
            Indicator.GROSS_NEW_MONTH_COUNT,
            Bilingual("Tăng mới trong tháng", "New enrolments in the month"),
            Bilingual(
                "Số người mới tham gia trong tháng kết thúc vào ngày chốt. Không trừ người dừng đóng, nên không phải "
                "là tăng thuần.",
                "New enrolments in the month that ends on the cut-off. Lapses are not taken off: this is not the net "
                "rise.",
            ),
            Bilingual("số người tăng mới trong tháng", "new enrolments in the month"),
            Bilingual("số người tăng mới trong tháng, chưa trừ người dừng đóng", "new enrolments in the month, gross"),
            Unit.COUNT, 0, Count.GROSS_NEW_MONTH, None, sequential, jenks, 5, -1,
        ),
    )  # fmt: skip
    return {definition.indicator: definition for definition in listed}


DEFINITIONS: dict[Indicator, IndicatorDefinition] = _build_definitions()
