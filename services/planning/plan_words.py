"""Numbers and rules of planning in words, the same on the page, in the API and in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geodata.errors import Bilingual
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal, format_ratio
from services.planning.alternatives import Stability
from services.planning.cost_units import CostUnit
from services.planning.objectives import Objective
from services.planning.rules import LockIn, LockOut, PerUnit, Rule
from services.planning.solving import SolvedSelection

LANGUAGES = ("vi", "en")
RATE_DECIMALS = 2
SAME = 1e-9  # what sums of scores lose


def write_score(score: float, lang: str) -> str:
    """Return a score 0–1 as it is printed, 0–100 with one decimal."""
    return format_decimal(round_decimal(score * 100, 1), lang)


def write_gain(gain: float, objective: Objective, lang: str) -> str:
    """Return a gain with its unit: people, or points of the score."""
    return f"{write_amount(gain, objective, lang)} {name_unit(objective).in_language(lang)}"


def write_amount(gain: float, objective: Objective, lang: str) -> str:
    """Return a gain without its unit."""
    return write_score(gain, lang) if objective is Objective.SCORE else format_count(gain, lang)


def name_unit(objective: Objective) -> Bilingual:
    """Return what gains of an objective are counted in."""
    return Bilingual("điểm", "points") if objective is Objective.SCORE else Bilingual("người", "people")


def write_difference(gain: float, objective: Objective, lang: str) -> str:
    """Return a difference of gains with its unit; one that the digits do not show is said to be less than they are."""
    is_tiny = 0 < gain * (100 if objective is Objective.SCORE else 1) < (0.05 if objective is Objective.SCORE else 0.5)
    if not is_tiny:
        return write_gain(gain, objective, lang)
    least = write_gain(0.001 if objective is Objective.SCORE else 1.0, objective, lang)
    return f"{Bilingual('chưa đến', 'less than').in_language(lang)} {least}"


def write_cost(cost: float, lang: str, unit: CostUnit | None = None) -> str:
    """Return a cost with the digits that it has, one decimal at most, and its unit."""
    number = format_decimal(round_decimal(cost, 1), lang).removesuffix(",0" if lang == "vi" else ".0")
    return number if unit is None else f"{number} {unit.label.in_language(lang)}"


def has_costs(document: Mapping[str, Any]) -> bool:
    """Tell whether a kept selection has costs to print; one kept before costs had units has."""
    return document.get("cost_unit", "") is not None


def find_cost_unit(document: Mapping[str, Any]) -> CostUnit | None:
    """Return what the costs of a kept selection are in; None where it does not say."""
    return CostUnit(document["cost_unit"]) if document.get("cost_unit") else None


def write_rate(rate: float, lang: str) -> str:
    """Return a rate 0–1 in per cent."""
    return format_ratio(rate, lang, RATE_DECIMALS)


def name_rule(rule: Rule, names: Mapping[str, str]) -> Bilingual:
    """Return a rule in words with the name of its commune or unit in place of the code."""
    label = rule.label
    code = rule.code if isinstance(rule, LockIn | LockOut) else rule.unit_code if isinstance(rule, PerUnit) else None
    if code is None or code not in names:
        return label
    vi, en = label.vi.replace(f"xã {code}", names[code]), label.en.replace(f"commune {code}", names[code])
    return Bilingual(
        vi.replace(f"đơn vị {code}", names[code]),
        en.replace(f"unit {code}", names[code]),
    )


def say_other(solved: SolvedSelection, names: Mapping[str, str]) -> Bilingual:
    """Return what the next best list loses and by which communes it differs."""
    best, other = solved.selection, solved.other
    if best is None or not solved.has_other:
        return Bilingual(
            "Chưa kịp tìm danh sách tốt thứ nhì trong thời gian cho phép.",
            "The next best list was not found in the time given.",
        )
    if other is None:
        return Bilingual("Theo các quy tắc này chỉ có một danh sách.", "Under these rules there is only one list.")
    left, came = (
        ", ".join(names.get(code, code) for code in sorted(set(one) - set(two))) or "–"
        for one, two in ((best.codes, other.codes), (other.codes, best.codes))
    )
    if best.gain - other.gain <= SAME:
        return Bilingual(
            f"Một danh sách khác cũng được như vậy: bỏ {left}, thêm {came}.",
            f"Another list is as good: without {left}, with {came}.",
        )
    gap = {lang: write_difference(best.gain - other.gain, solved.asked.objective, lang) for lang in LANGUAGES}
    return Bilingual(
        f"Danh sách tốt thứ nhì kém {gap['vi']}: bỏ {left}, thêm {came}.",
        f"The next best list loses {gap['en']}: without {left}, with {came}.",
    )


def say_ways(solved: SolvedSelection, names: Mapping[str, str]) -> list[list[Bilingual]]:
    """Return what to loosen, one sentence for each rule of each way."""
    return [[one.name(lambda rule: name_rule(rule, names)) for one in way] for way in solved.ways or ()]


def say_stability(stability: Stability | None, places: Sequence[int]) -> Bilingual:
    """Return how sure the picks are: in how many tries each was chosen again."""
    if stability is None:
        return Bilingual("Chưa kịp thử lại trong thời gian cho phép.", "There was no time to try again.")
    tries, counts = stability.tries, [int(stability.picked_counts[place]) for place in places]
    always, least, said = sum(count == tries for count in counts), min(counts, default=0), _say_tries(tries)
    return Bilingual(
        f"{said.vi} {always} / {len(counts)} xã được chọn trong mọi lần; xã ít chắc nhất {least} / {tries} lần.",
        f"{said.en} {always} / {len(counts)} communes are chosen every time; the least sure {least} / {tries} times.",
    )


def _say_tries(tries: int) -> Bilingual:
    return Bilingual(
        f"Thử lại {format_count(tries, 'vi')} lần, mỗi lần đổi trọng số trong khoảng ±20% và tỷ lệ bao phủ trong mức "
        "ngẫu nhiên.",
        f"Asked again {format_count(tries, 'en')} times, each time with weights moved within ±20% and coverage within "
        "what chance leaves open.",
    )


def say_proof(solved: SolvedSelection) -> Bilingual:
    """Return in a few words what is proven of the list."""
    best = solved.selection
    if best is None:
        return Bilingual("không có danh sách nào", "no list")
    if best.is_proven:
        return Bilingual("tối ưu, đã chứng minh", "optimal, proven")
    vi, en = (format_ratio(best.gap, lang, 2) for lang in LANGUAGES)
    return Bilingual(f"chưa chứng minh xong, có thể kém nhiều nhất {vi}", f"not proven, at most {en} below the best")
