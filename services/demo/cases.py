"""The published totals that the demonstration splits over communes; each with the report that printed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.measures.schemes import Scheme

BEFORE_2025 = "VN-2008-08-01-demo"
SINCE_2025 = "VN-2025-07-01-demo"


@dataclass(frozen=True)
class Stock:
    """Participants of one scheme on the cut-off dates that were published; months between are interpolated."""

    scheme: Scheme
    anchors: tuple[tuple[date, int], ...]
    monthly: bool = False


@dataclass(frozen=True)
class Case:
    """One published report: where, what, and the totals it must reproduce to the person."""

    slug: str
    title: str
    vintage_id: str
    province_code: str | None  # None: the whole country
    stocks: tuple[Stock, ...]
    targets: tuple[tuple[Scheme, date, int], ...] = ()
    labour_force: tuple[tuple[date, int], ...] = ()
    population: tuple[tuple[date, int], ...] = ()
    gross_new: tuple[tuple[Scheme, date, int], ...] = ()  # from 1 January to the date
    gross_new_month: tuple[tuple[Scheme, date, int], ...] = ()  # in the month that ends on the date
    managing_unit_code: str | None = None
    source: str = ""
    target_source: str = ""
    denominator_source: str = ""
    without_data: tuple[str, ...] = field(default=())  # communes of which nothing is reported


DIEN_BIEN = Case(
    slug="dien-bien-2019-03",
    title="Điện Biên, BHXH tự nguyện, 31/03/2019",
    vintage_id=BEFORE_2025,
    province_code="11",
    stocks=(
        Stock(
            Scheme.BHXH_TN,
            ((date(2018, 3, 31), 1_339), (date(2018, 12, 31), 2_252), (date(2019, 3, 31), 2_959)),
            monthly=True,
        ),
    ),
    targets=((Scheme.BHXH_TN, date(2019, 12, 31), 4_299),),
    gross_new_month=((Scheme.BHXH_TN, date(2019, 3, 31), 632),),
    source="Báo cáo BHXH tự nguyện tỉnh Điện Biên, tháng 3/2019",
    target_source="Kế hoạch năm 2019",
)

# 100,21 % of plan: 63,300 / 63,167; 1.3 % of the labour force: 63,300 / 4,869,231. The 30 pilot communes are
# split apart from the others (build.py), so that their published share and growth hold too.
HA_NOI = Case(
    slug="ha-noi-2021-12",
    title="Hà Nội, BHXH tự nguyện, 31/12/2021",
    vintage_id=BEFORE_2025,
    province_code="01",
    stocks=(),
    targets=((Scheme.BHXH_TN, date(2021, 12, 31), 63_167), (Scheme.BHXH_TN, date(2022, 12, 31), 100_000)),
    labour_force=((date(2021, 12, 31), 4_869_231),),
    source="Báo cáo BHXH tự nguyện thành phố Hà Nội, năm 2021",
    target_source="Kế hoạch năm 2021; khoảng 100.000 cho năm 2022",
    denominator_source="Suy từ tỷ lệ công bố 1,3% lực lượng lao động trong độ tuổi",
)
PILOT_STOCK = Stock(
    Scheme.BHXH_TN,
    ((date(2020, 12, 31), 3_380), (date(2021, 5, 31), 3_038), (date(2021, 12, 31), 6_488)),
    monthly=True,
)
PILOTS_SINCE = date(2021, 6, 1)
HA_NOI_STOCK_2020, HA_NOI_STOCK_2021 = 48_700, 63_300
# 115 new in a pilot commune in seven months, 2.9 times the other communes.
NEW_PER_OTHER_COMMUNE = 115 / 2.9

GIA_LAI = Case(
    slug="gia-lai-2019",
    title="Gia Lai, BHXH, BHTN và BHYT, 31/12/2019",
    vintage_id=BEFORE_2025,
    province_code="64",
    stocks=(
        Stock(Scheme.BHXH, ((date(2019, 12, 31), 85_700),)),
        Stock(Scheme.BHTN, ((date(2019, 12, 31), 67_300),)),
        Stock(Scheme.BHYT, ((date(2019, 12, 31), 1_340_000),)),
    ),
    # 13 %, 10.4 % and 91.05 % in 2020, of the labour force and population of 2019.
    targets=(
        (Scheme.BHXH, date(2020, 12, 31), 102_399),
        (Scheme.BHTN, date(2020, 12, 31), 81_919),
        (Scheme.BHYT, date(2020, 12, 31), 1_370_865),
    ),
    labour_force=((date(2019, 12, 31), 787_684),),
    population=((date(2019, 12, 31), 1_505_618),),
    source="Báo cáo BHXH tỉnh Gia Lai, năm 2019",
    target_source="Chỉ tiêu năm 2020: 13%, 10,4% và 91,05%",
    denominator_source="Suy từ tỷ lệ công bố 10,88%, 8,54% và 89%",
)

THAI_THUY = Case(
    slug="thai-thuy-2021-02",
    title="Huyện Thái Thụy, BHXH tự nguyện, 2017–2021",
    vintage_id=BEFORE_2025,
    province_code="34",
    managing_unit_code="341",
    stocks=(
        Stock(
            Scheme.BHXH_TN,
            ((date(2017, 12, 31), 1_800), (date(2018, 12, 31), 1_700), (date(2021, 2, 28), 4_300)),
            monthly=True,
        ),
    ),
    gross_new=((Scheme.BHXH_TN, date(2019, 12, 31), 1_500), (Scheme.BHXH_TN, date(2020, 12, 31), 1_400)),
    source="Báo cáo BHXH tự nguyện huyện Thái Thụy, 2017–2021",
)

DAK_LAK = Case(
    slug="dak-lak-2021-09",
    title="Đắk Lắk, bốn chính sách, 2012–2021",
    vintage_id=BEFORE_2025,
    province_code="66",
    stocks=(
        Stock(Scheme.BHXH, ((date(2012, 12, 31), 94_495), (date(2020, 12, 31), 115_061))),
        Stock(Scheme.BHYT, ((date(2012, 12, 31), 1_274_816), (date(2020, 12, 31), 1_673_926))),
        Stock(Scheme.BHTN, ((date(2012, 12, 31), 79_966), (date(2020, 12, 31), 89_787))),
        Stock(Scheme.BHXH_TN, ((date(2020, 12, 31), 11_136), (date(2021, 9, 30), 15_551)), monthly=True),
    ),
    targets=((Scheme.BHXH_TN, date(2021, 12, 31), 25_373),),
    labour_force=((date(2020, 12, 31), 1_085_695),),
    source="Báo cáo BHXH tỉnh Đắk Lắk, 2020 và 9 tháng năm 2021",
    target_source="Kế hoạch năm 2021",
    denominator_source="Suy từ tỷ lệ công bố 8,27% lực lượng lao động",
)

TUYEN_QUANG = Case(
    slug="tuyen-quang-2020-07",
    title="Tuyên Quang, BHXH, 31/07/2020",
    vintage_id=BEFORE_2025,
    province_code="08",
    stocks=(
        Stock(Scheme.BHXH, ((date(2019, 7, 31), 55_317), (date(2020, 7, 31), 59_177)), monthly=True),
        Stock(Scheme.BHXH_TN, ((date(2019, 7, 31), 6_481), (date(2020, 7, 31), 9_287)), monthly=True),
    ),
    targets=((Scheme.BHXH, date(2020, 12, 31), 70_544), (Scheme.BHXH_TN, date(2020, 12, 31), 8_700)),
    labour_force=((date(2020, 7, 31), 436_210),),
    source="Báo cáo BHXH tỉnh Tuyên Quang, tháng 7/2020",
    target_source="Kế hoạch năm 2020",
    denominator_source="Lực lượng lao động trong báo cáo",
)

# Rates as published: BHXH 45.1 % and BHTN 35.07 % of the labour force, BHYT 95.16 % of the population; the
# denominators and the month-by-month way to the year's end are chosen to give them.
NATION = Case(
    slug="ca-nuoc-2025-12",
    title="Cả nước, bốn chính sách, 31/12/2025",
    vintage_id=SINCE_2025,
    province_code=None,
    stocks=(
        Stock(Scheme.BHXH_BB, ((date(2025, 7, 31), 17_890_000), (date(2025, 12, 31), 18_274_000)), monthly=True),
        Stock(Scheme.BHXH_TN, ((date(2025, 7, 31), 2_610_000), (date(2025, 12, 31), 3_070_000)), monthly=True),
        Stock(Scheme.BHTN, ((date(2025, 7, 31), 16_240_000), (date(2025, 12, 31), 16_600_000)), monthly=True),
        Stock(Scheme.BHYT, ((date(2025, 7, 31), 96_400_000), (date(2025, 12, 31), 97_348_680)), monthly=True),
    ),
    # Resolution 28-NQ/TW for 2025: BHXH 45 % of the labour force, of it voluntary 2.5 %; BHTN 35 %; BHYT 95 % of
    # the population. The resolution sets none for the compulsory scheme alone.
    targets=(
        (Scheme.BHXH, date(2025, 12, 31), 21_298_500),
        (Scheme.BHXH_TN, date(2025, 12, 31), 1_183_250),
        (Scheme.BHTN, date(2025, 12, 31), 16_565_500),
        (Scheme.BHYT, date(2025, 12, 31), 97_185_000),
    ),
    labour_force=((date(2025, 12, 31), 47_330_000),),
    population=((date(2025, 12, 31), 102_300_000),),
    source="Số liệu cả nước công bố cuối năm 2025",
    target_source="Nghị quyết 28-NQ/TW, mục tiêu đến năm 2025",
    denominator_source="Suy từ tỷ lệ công bố 45,1%, 35,07% và 95,16%",
    without_data=("20333", "22736"),
)

CASES = (DIEN_BIEN, HA_NOI, GIA_LAI, THAI_THUY, DAK_LAK, TUYEN_QUANG, NATION)
