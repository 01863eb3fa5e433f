"""The parameters of the planner's page and of its API: one table from which they are checked and described."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.planning.cost_units import CostUnit
from services.planning.criteria import Criterion
from services.planning.objectives import Objective
from services.planning.ranking import Scaling
from webmap.map_request import AREA
from webmap.parameters import AREA_CODE, AS_OF, CLUSTERS, LANG, OFFICER, SCHEME, VINTAGE, WITHIN, Parameter

MOST_WEIGHT = 10
MOST_LOCKED = 60
_CODES = rf"{AREA_CODE}(?:,{AREA_CODE}){{0,{MOST_LOCKED - 1}}}"
_BOUNDS = rf"{AREA_CODE}:\d{{0,3}}-\d{{0,3}}"


def _build_weight(criterion: Criterion) -> Parameter:
    label = criterion.definition.label
    return Parameter(
        f"w_{criterion.value}",
        Bilingual(f"Trọng số của «{label.vi}»", f"Weight of «{label.en}»; without any weight: what the data suggest"),
        between=(0, MOST_WEIGHT),
    )


def _build_number(name: str, vi: str, en: str, least: int, most: int) -> Parameter:
    return Parameter(name, Bilingual(vi, en), between=(least, most))


WEIGHTS = {criterion: _build_weight(criterion) for criterion in Criterion}
SCALING = Parameter(
    "scaling",
    Bilingual("Cách đưa tiêu chí về một thang", "How criteria are brought to one scale"),
    choices=tuple(one.value for one in Scaling),
    default=Scaling.PERCENTILE.value,
)
TARGET = Parameter(
    "target",
    Bilingual("Mục tiêu bao phủ, %", "Coverage to be reached, per cent"),
    pattern=r"\d{1,3}(?:[.,]\d{1,2})?",
)
OBJECTIVE = Parameter(
    "objective",
    Bilingual("Chọn để được nhiều nhất điều gì", "What the selection is to gain the most of"),
    choices=tuple(one.value for one in Objective),
    default=Objective.SCORE.value,
)
PICK = _build_number("pick", "Số xã được chọn", "How many communes are picked", 1, 5000)
BUDGET = _build_number("budget", "Kinh phí hay số ngày công tối đa", "Money or person-days at most", 1, 999_999)
COST_EACH = _build_number("cost_each", "Chi phí cho mỗi xã", "Cost of each commune; 1 if left out", 0, 99_999)
COST_PER = _build_number(
    "cost_per",
    "Chi phí cho mỗi 1.000 người chưa tham gia",
    "Cost of each 1,000 people not yet reached",
    0,
    99_999,
)
COST_UNIT = Parameter(
    "cost_unit",
    Bilingual("Kinh phí và chi phí tính bằng gì", "What budget and costs are counted in"),
    choices=tuple(one.value for one in CostUnit),
    default=CostUnit.DAYS.value,
)
UNIT_MIN = _build_number("unit_min", "Mỗi đơn vị ít nhất", "Communes of each managing unit at least", 0, 999)
UNIT_MAX = _build_number("unit_max", "Mỗi đơn vị nhiều nhất", "Communes of each managing unit at most", 0, 999)
UNITS = Parameter(
    "units",
    Bilingual("Riêng từng đơn vị: mã:ít nhất-nhiều nhất", "Bounds of single units: code:least-most, parted by commas"),
    pattern=rf"{_BOUNDS}(?:,{_BOUNDS}){{0,{MOST_LOCKED - 1}}}",
)
LOCK_IN = Parameter(
    "lock_in", Bilingual("Xã bắt buộc chọn", "Communes that are picked, parted by commas"), pattern=_CODES
)
LOCK_OUT = Parameter(
    "lock_out", Bilingual("Xã không được chọn", "Communes that are not picked, parted by commas"), pattern=_CODES
)
MIN_SIZE = _build_number("min_size", "Mẫu số ít nhất của xã", "Least denominator of a commune", 1, 999_999)
MIN_KM = _build_number("min_km", "Cách nhau ít nhất, km", "Least distance of picks in kilometres", 1, 500)
TOGETHER = Parameter(
    "together",
    Bilingual("Mỗi xã được chọn giáp một xã khác được chọn", "Every pick touches another pick"),
    choices=("0", "1"),
    default="0",
)
PILOTS = Parameter(
    "pilots",
    Bilingual("Xã điểm đang có: không chọn hay được chọn", "Whether existing pilots may be picked"),
    choices=("out", "in"),
    default="out",
)
GROUP = Parameter(
    "group",
    Bilingual("Nhóm tiềm năng", "Potential group of the criterion; the largest that was loaded if left out"),
    pattern=r"[^\x00-\x1f]{1,80}",
)
PLAN_SCOPE = (VINTAGE, WITHIN, SCHEME, AS_OF, LANG)
RANKING_PARAMETERS = (*PLAN_SCOPE, *WEIGHTS.values(), SCALING, TARGET, GROUP)
RULE_PARAMETERS = (
    OBJECTIVE,
    PICK,
    BUDGET,
    COST_EACH,
    COST_PER,
    COST_UNIT,
    UNIT_MIN,
    UNIT_MAX,
    UNITS,
    LOCK_IN,
    LOCK_OUT,
    MIN_SIZE,
    MIN_KM,
    TOGETHER,
    PILOTS,
)
PLAN_PAGE = _build_number("page", "Trang của danh sách", "Page of the list", 1, 1000)
BESIDE = Parameter(
    "beside",
    Bilingual("Chờ cả những gì tính lâu bên cạnh danh sách", "Wait for all that stands beside the list"),
    choices=("0", "1"),
    default="0",
)
WEIGHT_SET = Parameter(
    "weights",
    Bilingual("Bộ trọng số đã lưu", "A saved weight set, in place of weights"),
    pattern=r"[A-Za-z0-9_-]{1,24}",
)
AGAINST = Parameter("against", Bilingual("Xã để so với xã đang xem", "The commune to compare with"), pattern=AREA_CODE)
PLAN_PARAMETERS = (*RANKING_PARAMETERS, *RULE_PARAMETERS)
PLAN_PAGE_PARAMETERS = (*PLAN_PARAMETERS, AREA, PLAN_PAGE, BESIDE, AGAINST, CLUSTERS, WEIGHT_SET, OFFICER)
COMPARED = tuple(
    Parameter(name, Bilingual("Phương án để so sánh", "A saved selection to compare"), pattern=r"[A-Za-z0-9_-]{1,24}")
    for name in ("a", "b")
)
MAP_SHAPE = Parameter(
    "shape",
    Bilingual("Chú giải bên cạnh bản đồ, hay bên dưới", "The legend beside the map, or below it"),
    choices=("wide", "narrow"),
    default="wide",
)
