"""Pilots of several starts in plain sentences: how they are evaluated, what they come to, who waits, who has ended."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_date, format_decimal
from services.planning.cohorts import Pooled, Programme
from services.planning.evaluation_words import say_times, write_interval, write_mean

LANGUAGES = ("vi", "en")
METHOD = Bilingual(
    "mỗi đợt được đánh giá từ ngày bắt đầu của mình, so với các xã chưa từng là xã điểm; không xã nào được ghép hai "
    "lần, đợt sớm ghép trước. Gộp lại, mỗi xã điểm tính một lần, trong số tháng của mình.",
    "each cohort is evaluated from its own start, against communes that were never pilots; none is matched twice, the "
    "earlier cohort first. All together, each pilot counts once, over its own months.",
)


def explain_programme(found: Programme) -> tuple[Bilingual, ...]:
    """Return what holds of all cohorts; nothing where all began on one day, figures are there, and none has ended."""
    parts = [_explain_cohorts(found), *_explain_pooled(found), *_explain_waiting(found), _explain_ended(found)]
    return tuple(part for part in parts if part is not None)


def _explain_cohorts(found: Programme) -> Bilingual | None:
    if len(found.cohorts) < 2:
        return None
    count = len(found.cohorts)
    return Bilingual(
        f"Xã điểm bắt đầu vào {count} ngày khác nhau: {METHOD.vi}",
        f"Pilots began on {count} different days: {METHOD.en}",
    )


def _explain_pooled(found: Programme) -> list[Bilingual]:
    pooled = found.pooled
    if pooled is None or len(found.cohorts) < 2:
        return []
    return [Bilingual(_say_gain(pooled, "vi"), _say_gain(pooled, "en")), *_say_difference(pooled)]


def _say_gain(pooled: Pooled, lang: str) -> str:
    count, months = (format_count(one, lang) for one in (pooled.pilot_count, pooled.pilot_months))
    mean, others = (_write(one, lang) for one in (pooled.net_mean, pooled.others_net_mean))
    ratio = None if pooled.net_ratio is None else format_decimal(round_decimal(pooled.net_ratio, 1), lang)
    if lang == "vi":
        times = f", {say_times(pooled.net_ratio)} {ratio} lần các xã khác cùng thời gian" if ratio else ""
        return (
            f"Gộp các đợt: {count} xã điểm, {months} tháng cộng lại, tăng thuần bình quân {mean} người mỗi xã{times} "
            f"(các xã khác: {others})."
        )
    times = f", {ratio} times the others over the same months" if ratio else ""
    return (
        f"All cohorts: {count} pilot communes, {months} months added up, gained {mean} people net per commune{times} "
        f"(others: {others})."
    )


def _say_difference(pooled: Pooled) -> list[Bilingual]:
    if pooled.difference is None:
        return []
    vi, en = (write_interval(pooled.difference, lang) for lang in LANGUAGES)
    month_vi, month_en = (_write(pooled.month_difference, lang, is_signed=True) for lang in LANGUAGES)
    return [
        Bilingual(
            f"Gộp các đợt, chênh lệch so với xã tương tự là {vi}, tức {month_vi} người mỗi xã mỗi tháng.",
            f"All cohorts together, the difference from communes like them is {en}: {month_en} people per commune and "
            "month.",
        )
    ]


def _explain_waiting(found: Programme) -> list[Bilingual]:
    sentences = []
    for day, count in found.waiting:
        vi, en = (f"{format_count(count, lang)}|{format_date(day, lang)}".split("|") for lang in LANGUAGES)
        sentences.append(
            Bilingual(
                f"{vi[0]} xã điểm bắt đầu ngày {vi[1]} chưa có số liệu cả trước và sau ngày ấy nên chưa đánh giá được.",
                f"{en[0]} pilots that began on {en[1]} lack figures before or after that day and cannot be evaluated "
                "yet.",
            )
        )
    return sentences


def _explain_ended(found: Programme) -> Bilingual | None:
    if not found.ended_count:
        return None
    vi, en = (format_count(found.ended_count, lang) for lang in LANGUAGES)
    return Bilingual(
        f"{vi} xã điểm đã kết thúc; vẫn tính trong đợt của mình đến ngày đánh giá, và không thuộc nhóm các xã khác.",
        f"{en} pilots have ended; they stay in their cohort up to the day of the evaluation and are none of the "
        "others.",
    )


def _write(mean: float | None, lang: str, *, is_signed: bool = False) -> str:
    return "–" if mean is None else write_mean(mean, lang, is_signed=is_signed)
