"""The answer line: where an area stands, in one sentence in both languages."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.measures.indicators import Indicator
from services.measures.wording import LANGUAGES, format_count, format_pace_gap, format_plan_gap, format_shown

SEPARATOR = " · "
Share = tuple[int | None, float | None, float | None]  # shown value, numerator, denominator


def build_answer(
    *,
    completion: Share,
    plan_gap: float | None,
    pace_gap: float | None,
    coverage: Share,
    enrolled: float | None,
    denominator_label: Bilingual,
) -> Bilingual:
    """Return what can be said, the plan first: «68,8% kế hoạch · 2.959 / 4.299 người · còn 1.340 · nhanh hơn …».

    Without a target it is the coverage that is said, without a denominator the stock, without that, that there are
    no data.
    """
    texts = []
    for lang in LANGUAGES:
        if completion[0] is not None:
            parts = _say_plan(completion, plan_gap, pace_gap, lang)
        elif coverage[0] is not None:
            parts = _say_coverage(coverage, denominator_label, lang)
        else:
            parts = [_say_stock(enrolled, lang)]
        texts.append(SEPARATOR.join(parts))
    return Bilingual(*texts)


def _say_plan(completion: Share, plan_gap: float | None, pace_gap: float | None, lang: str) -> list[str]:
    shown = format_shown(Indicator.PLAN_COMPLETION_RATIO.definition, completion[0] or 0, lang)
    parts = [Bilingual(f"{shown} kế hoạch", f"{shown} of plan").in_language(lang), _say_pair(completion, lang)]
    if plan_gap is not None:
        parts.append(format_plan_gap(plan_gap, lang))
    if pace_gap is not None:
        parts.append(format_pace_gap(pace_gap, lang))
    return parts


def _say_coverage(coverage: Share, label: Bilingual, lang: str) -> list[str]:
    shown = format_shown(Indicator.COVERAGE_RATIO.definition, coverage[0] or 0, lang)
    covered = Bilingual(f"bao phủ {shown} {label.vi}", f"covers {shown} of the {label.en}")
    return [covered.in_language(lang), _say_pair(coverage, lang)]


def _say_pair(share: Share, lang: str) -> str:
    numerator, denominator = (format_count(count or 0, lang) for count in share[1:])
    return Bilingual(f"{numerator} / {denominator} người", f"{numerator} / {denominator} people").in_language(lang)


def _say_stock(enrolled: float | None, lang: str) -> str:
    if enrolled is None:
        return Bilingual("chưa có số liệu", "no data").in_language(lang)
    count = format_count(enrolled, lang)
    return Bilingual(f"{count} người tham gia", f"{count} people enrolled").in_language(lang)
