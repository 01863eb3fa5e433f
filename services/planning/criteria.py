"""What a commune may be picked for: each criterion in plain words, and its value in every commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.coverage.columns import Counts
from services.planning.candidates import Candidates
from services.planning.distances import measure_nearest

LEAST_PEERS = 5  # communes with known coverage that a median of the like stands on
SIZE_CLASSES = 3


class Criterion(StrEnum):
    """What speaks for working in a commune; ``definition`` holds all that is known of it."""

    UNREACHED = "unreached"
    BELOW_TARGET = "below_target"
    BELOW_PEERS = "below_peers"
    PLAN_GAP = "plan_gap"
    BEHIND_PACE = "behind_pace"
    SLOW_GROWTH = "slow_growth"
    POTENTIAL_SHARE = "potential_share"
    PILOT_DISTANCE = "pilot_distance"
    FEW_EVENTS = "few_events"
    OFFICER_LOAD = "officer_load"

    @property
    def definition(self) -> CriterionDefinition:
        """All that is known of this criterion."""
        return DEFINITIONS[self]


class Measured(StrEnum):
    """How the value of a criterion is written."""

    PEOPLE = "people"
    POINTS = "points"
    RATIO = "ratio"
    KILOMETRES = "kilometres"
    TIMES = "times"


@dataclass(frozen=True)
class CriterionDefinition:
    """What a criterion says.

    ``more_is_need`` tells whether the greater value speaks for a commune. ``reason`` is the phrase of a commune's
    "why", with ``{value}``; ``reason_of_none`` stands for it where the value is 0. ``is_gap`` tells that a value of 0
    or below is no reason at all, however many others stand better still.
    """

    label: Bilingual
    definition: Bilingual
    measured: Measured
    more_is_need: bool
    reason: Bilingual
    is_gap: bool = False
    reason_of_none: Bilingual | None = None


@dataclass(frozen=True)
class CriterionInputs:
    """What criteria need besides the candidates; None where it was not loaded, arrays with an entry per candidate.

    ``target_ratio`` is the coverage (0–1) to be reached, ``potential_shares`` the share (0–1) of the potential group
    in question (informal workers, an age group …), ``event_counts`` the outreach conferences of the last twelve
    months, ``officer_loads`` how many communes the officer in charge looks after.
    """

    target_ratio: float | None = None
    potential_shares: Counts | None = None
    event_counts: Counts | None = None
    officer_loads: Counts | None = None


DEFINITIONS: Mapping[Criterion, CriterionDefinition] = {
    Criterion.UNREACHED: CriterionDefinition(
        Bilingual("Người chưa tham gia", "People not yet reached"),
        Bilingual(
            "Mẫu số của loại hình trừ số người tham gia. Càng nhiều càng ưu tiên.",
            "The denominator of the scheme minus participants. More speaks for the commune.",
        ),
        Measured.PEOPLE,
        True,
        Bilingual("còn {value} người chưa tham gia", "{value} people not yet reached"),
        is_gap=True,
    ),
    Criterion.BELOW_TARGET: CriterionDefinition(
        Bilingual("Dưới mục tiêu bao phủ", "Below the coverage target"),
        Bilingual(
            "Mục tiêu bao phủ đã chọn trừ tỷ lệ bao phủ của xã, điểm phần trăm. Càng thấp hơn càng ưu tiên.",
            "The chosen coverage target minus the commune's coverage, in points. Further below speaks for it.",
        ),
        Measured.POINTS,
        True,
        Bilingual("bao phủ thấp hơn mục tiêu {value}", "coverage {value} below the target"),
        is_gap=True,
    ),
    Criterion.BELOW_PEERS: CriterionDefinition(
        Bilingual("Thấp hơn các xã tương tự", "Below the like of it"),
        Bilingual(
            "Trung vị tỷ lệ bao phủ của các xã tương tự (cùng là phường, thị trấn hay cùng là xã; cùng một phần ba "
            "theo mẫu số) trừ tỷ lệ của xã, điểm phần trăm. Nhóm có dưới 5 xã thì so với trung vị của tất cả.",
            "The median coverage of communes like it (both urban or both rural; the same third by denominator) minus "
            "its own, in points. Groups of fewer than 5 are compared with the median of all.",
        ),
        Measured.POINTS,
        True,
        Bilingual("bao phủ thấp hơn các xã tương tự {value}", "coverage {value} below the like of it"),
        is_gap=True,
    ),
    Criterion.PLAN_GAP: CriterionDefinition(
        Bilingual("Còn phải phát triển", "Gap to the plan"),
        Bilingual(
            "Chỉ tiêu năm trừ số người tham gia. Càng nhiều càng ưu tiên.",
            "The year's target minus participants. More speaks for the commune.",
        ),
        Measured.PEOPLE,
        True,
        Bilingual("còn thiếu {value} người so với kế hoạch năm", "{value} people short of the year's plan"),
        is_gap=True,
    ),
    Criterion.BEHIND_PACE: CriterionDefinition(
        Bilingual("Chậm tiến độ", "Behind pace"),
        Bilingual(
            "Số người lẽ ra phải có vào ngày chốt trừ số người tham gia. Càng nhiều càng ưu tiên.",
            "The stock expected on the cut-off minus participants. More speaks for the commune.",
        ),
        Measured.PEOPLE,
        True,
        Bilingual("chậm tiến độ {value} người", "{value} people behind pace"),
        is_gap=True,
    ),
    Criterion.SLOW_GROWTH: CriterionDefinition(
        Bilingual("Tăng chậm", "Slow growth"),
        Bilingual(
            "Mức tăng so với cùng kỳ, phần trăm. Tăng càng chậm (hay giảm càng nhiều) càng ưu tiên.",
            "The change on the year before, in per cent. Slower growth (or a steeper fall) speaks for the commune.",
        ),
        Measured.RATIO,
        False,
        Bilingual("tăng chậm: {value} so với cùng kỳ", "slow growth: {value} on the year before"),
    ),
    Criterion.POTENTIAL_SHARE: CriterionDefinition(
        Bilingual("Nhóm tiềm năng", "Potential group"),
        Bilingual(
            "Tỷ lệ người thuộc nhóm tiềm năng đã chọn (như lao động phi chính thức). Càng cao càng ưu tiên.",
            "The share of people of the chosen potential group (such as informal workers). More speaks for it.",
        ),
        Measured.RATIO,
        True,
        Bilingual("{value} thuộc nhóm tiềm năng", "{value} belong to the potential group"),
        is_gap=True,
    ),
    Criterion.PILOT_DISTANCE: CriterionDefinition(
        Bilingual("Xa xã điểm đang có", "Far from existing pilots"),
        Bilingual(
            "Khoảng cách đường chim bay đến xã điểm gần nhất, ki-lô-mét. Càng xa càng ưu tiên.",
            "The distance to the nearest pilot commune as the crow flies, in kilometres. Farther speaks for it.",
        ),
        Measured.KILOMETRES,
        True,
        Bilingual("cách xã điểm gần nhất {value}", "{value} from the nearest pilot commune"),
    ),
    Criterion.FEW_EVENTS: CriterionDefinition(
        Bilingual("Ít hội nghị", "Few conferences"),
        Bilingual(
            "Số hội nghị tuyên truyền trong 12 tháng qua. Càng ít càng ưu tiên.",
            "Outreach conferences of the last twelve months. Fewer speaks for the commune.",
        ),
        Measured.TIMES,
        False,
        Bilingual("mới có {value} hội nghị trong 12 tháng qua", "conferences in the last twelve months: {value}"),
        reason_of_none=Bilingual("chưa có hội nghị nào trong 12 tháng qua", "no conference in the last twelve months"),
    ),
    Criterion.OFFICER_LOAD: CriterionDefinition(
        Bilingual("Cán bộ còn sức", "Officer with room"),
        Bilingual(
            "Số xã mà cán bộ chuyên quản của xã phụ trách. Càng ít càng ưu tiên: cán bộ còn thời gian.",
            "How many communes the officer in charge looks after. Fewer speaks for the commune: there is time for it.",
        ),
        Measured.TIMES,
        False,
        Bilingual("cán bộ chuyên quản chỉ phụ trách {value} xã", "communes its officer looks after: {value}"),
    ),
}


def measure_criteria(candidates: Candidates, inputs: CriterionInputs) -> dict[Criterion, Counts]:
    """Return the value of each criterion in every commune, in its own unit; NaN where it is not known.

    Candidates whose stocks are drawn many times (draws × m) have values of as many draws.
    """
    blank = np.full(candidates.size, np.nan)
    target = np.nan if inputs.target_ratio is None else inputs.target_ratio
    return {
        Criterion.UNREACHED: candidates.unreached,
        Criterion.BELOW_TARGET: (target - candidates.coverages) * 100,
        Criterion.BELOW_PEERS: (measure_peers(candidates) - candidates.coverages) * 100,
        Criterion.PLAN_GAP: candidates.plan_gaps,
        Criterion.BEHIND_PACE: 0.0 - candidates.pace_gaps,
        Criterion.SLOW_GROWTH: candidates.growths,
        Criterion.POTENTIAL_SHARE: blank if inputs.potential_shares is None else inputs.potential_shares,
        Criterion.PILOT_DISTANCE: measure_nearest(candidates.longitudes, candidates.latitudes, candidates.is_pilot),
        Criterion.FEW_EVENTS: blank if inputs.event_counts is None else inputs.event_counts,
        Criterion.OFFICER_LOAD: blank if inputs.officer_loads is None else inputs.officer_loads,
    }


def measure_peers(candidates: Candidates) -> Counts:
    """Return for each commune the median coverage (0–1) of those like it, itself among them; NaN without a size.

    Where stocks are drawn many times (draws × m), the communes known are the same in each draw.
    """
    coverages, groups = candidates.coverages, group_peers(candidates)
    known = np.isfinite(coverages.reshape(-1, candidates.size)).all(axis=0)
    found = np.full(coverages.shape, np.nan)
    for group in np.unique(groups[groups >= 0]):
        members = groups == group
        enough = np.count_nonzero(members & known) >= LEAST_PEERS
        compared = members & known if enough else known
        if compared.any():
            found[..., members] = np.median(coverages[..., compared], axis=-1, keepdims=True)
    return found


def group_peers(candidates: Candidates) -> NDArray[np.int64]:
    """Return the group of each commune: urban or rural, and its third by denominator; −1 without a denominator."""
    sizes = candidates.denominators
    known = np.isfinite(sizes)
    if not known.any():
        return np.full(candidates.size, -1, dtype=np.int64)
    bounds = np.quantile(sizes[known], [1 / SIZE_CLASSES, 2 / SIZE_CLASSES])
    thirds = np.searchsorted(bounds, np.where(known, sizes, 0.0), side="left")
    return np.where(known, thirds + SIZE_CLASSES * candidates.is_urban, -1).astype(np.int64)
