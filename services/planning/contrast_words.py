"""«Why this one and not that one?» in a sentence that can be read out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from geodata.errors import Bilingual
from services.planning.contrasts import ContrastPoint, Exchange, list_points
from services.planning.objectives import Objective
from services.planning.plan import Plan
from services.planning.plan_words import LANGUAGES, name_rule, write_difference, write_score
from services.planning.reasons import write_value

MOST_POINTS = 2
MISSING = Bilingual("chưa có số liệu", "not known")


def say_exchange(found: Exchange, objective: Objective, names: Mapping[str, str], pair: tuple[str, str]) -> Bilingual:
    """Return why ``pair`` has the one inside and not the one outside, by their names."""
    inside, outside = pair
    lead = Bilingual(f"Chọn {inside} mà không chọn {outside}: ", f"{inside} and not {outside}: ")
    if found.loss is None:
        rest = Bilingual(f"{outside} thiếu số liệu để tính được gì.", f"what {outside} would gain is not known.")
    elif found.broken:
        rest = _say_broken(found, objective, names, outside)
    elif round(found.loss, 9) > 0:
        vi, en = (write_difference(found.loss, objective, lang) for lang in LANGUAGES)
        rest = Bilingual(f"đổi lấy {outside} thì danh sách kém {vi}.", f"with {outside} instead the list loses {en}.")
    else:
        rest = Bilingual(
            "hai xã được như nhau; đổi cho nhau danh sách không kém đi.",
            "they gain the same; with either the list is as good.",
        )
    return Bilingual(lead.vi + rest.vi, lead.en + rest.en)


def _say_broken(found: Exchange, objective: Objective, names: Mapping[str, str], outside: str) -> Bilingual:
    loss = round(found.loss or 0.0, 9)
    more = [write_difference(abs(loss), objective, lang) for lang in LANGUAGES]
    if loss == 0:
        how = Bilingual("được như nhau", "as much is gained")
    elif loss < 0:
        how = Bilingual(f"tuy được hơn {more[0]}", f"{more[1]} more")
    else:
        how = Bilingual(f"và được kém {more[0]}", f"{more[1]} less")
    rules = [name_rule(rule, names) for rule in found.broken]
    vi, en = ("; ".join(rule.in_language(lang) for rule in rules) for lang in LANGUAGES)
    return Bilingual(
        f"đổi lấy {outside} ({how.vi}) thì không giữ được quy tắc «{vi}».",
        f"with {outside} instead ({how.en}) the rule «{en}» is not kept.",
    )


def say_ranks(plan: Plan, place: int, other: int) -> Bilingual:
    """Return how far apart two communes stand where nothing is picked."""
    name, rival = (str(plan.candidates.names[one]) for one in (place, other))
    scores = plan.ranking.scores
    if not np.isfinite(scores[[place, other]]).all():
        return Bilingual(
            f"Một trong hai xã {name}, {rival} thiếu số liệu để xếp hạng.", f"{name} or {rival} has no score."
        )
    lead = float(scores[place] - scores[other])
    vi, en = (write_score(abs(lead), lang) for lang in LANGUAGES)
    is_ahead = Bilingual("hơn", "is ahead of") if lead >= 0 else Bilingual("kém", "is behind")
    return Bilingual(f"{name} {is_ahead.vi} {rival} {vi} điểm.", f"{name} {is_ahead.en} {rival} by {en} points.")


def say_points(plan: Plan, place: int, other: int) -> list[Bilingual]:
    """Return by what each of two communes leads: at most two criteria for either."""
    points = list_points(plan.ranking, place, other)
    ahead, behind = [one for one in points if one.lead > 0], [one for one in points if one.lead < 0][::-1]
    named = ((place, ahead), (other, behind))
    return [_say_lead(plan, who, those[:MOST_POINTS], place) for who, those in named if those]


def _say_lead(plan: Plan, who: int, points: list[ContrastPoint], first: int) -> Bilingual:
    name = str(plan.candidates.names[who])
    vi, en = ("; ".join(_say_point(one, lang, is_first=who == first) for one in points) for lang in LANGUAGES)
    return Bilingual(f"{name} hơn ở: {vi}.", f"{name} leads by: {en}.")


def _say_point(point: ContrastPoint, lang: str, *, is_first: bool) -> str:
    values = (point.value, point.other_value) if is_first else (point.other_value, point.value)
    own, other = (
        write_value(point.criterion, one, lang) if np.isfinite(one) else MISSING.in_language(lang) for one in values
    )
    label = point.criterion.definition.label.in_language(lang).lower()
    against = Bilingual("so với", "against").in_language(lang)
    added = write_score(abs(point.lead), lang)
    return f"{label} {own} {against} {other} (+{added})"


def say_coverage(plan: Plan, place: int, other: int) -> Bilingual | None:
    """Return that two coverages cannot be told apart, None where they can."""
    if plan.rates is None or not plan.find_indistinct(place)[other]:
        return None
    return Bilingual(
        "Riêng tỷ lệ bao phủ của hai xã thì chưa phân biệt được, có thể chỉ khác nhau do ngẫu nhiên.",
        "Their coverage alone cannot be told apart: it may differ by chance only.",
    )
