"""An evaluation of pilots in plain sentences: what it shows, how alike the compared are, and what it cannot show."""

from __future__ import annotations

import numpy as np

from geodata.errors import Bilingual
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_date, format_decimal, format_ratio
from services.planning.matching import Difference
from services.planning.pilot_results import PilotEvaluation

LANGUAGES = ("vi", "en")
GREATEST_GAP = 0.25  # standard deviations: beyond, matches are not alike (Stuart, Statistical Science 25 (2010) 1–21)
TRAIT_LABELS = {
    "coverage": Bilingual("tỷ lệ bao phủ", "coverage"),
    "size": Bilingual("quy mô", "size"),
    "trend": Bilingual("xu hướng trước đó", "earlier trend"),
}
LIMIT = Bilingual(
    "Xã điểm không được chọn ngẫu nhiên. So sánh này cho thấy xã điểm tăng nhiều hơn hay ít hơn các xã giống mình về "
    "tỷ lệ "
    "bao phủ, quy mô, loại xã và xu hướng trước đó; nó không loại trừ được những khác biệt không có trong số liệu, và "
    "không nói người tham gia có ở lại hay không.",
    "Pilots were not chosen by lot. The comparison shows whether they gained more or less than communes like them in "
    "coverage, size, kind and earlier trend; it cannot rule out differences that no figure holds, and does not say "
    "whether people stay.",
)


def explain_evaluation(found: PilotEvaluation) -> tuple[Bilingual, ...]:
    """Return what the evaluation shows: pilots against others, gross and net, against the like, placebos, limits."""
    parts = [
        _explain_gain(found),
        _explain_net(found),
        _explain_difference(found),
        _explain_balance(found),
        _explain_placebos(found),
        LIMIT,
    ]
    return tuple(part for part in parts if part is not None)


def _explain_gain(found: PilotEvaluation) -> Bilingual:
    texts = []
    for lang in ("vi", "en"):
        mean, other = (write_mean(one.net_mean, lang) for one in (found.pilots, found.others))
        share, total = format_ratio(found.stock_share, lang, 2), format_count(found.pilots.last_total, lang)
        ratio = None if found.net_ratio is None else format_decimal(round_decimal(found.net_ratio, 1), lang)
        count, months = format_count(found.pilots.commune_count, lang), str(found.months)
        if lang == "vi":
            times = f", {say_times(found.net_ratio)} {ratio} lần" if ratio else ""
            texts.append(
                f"{count} xã điểm tăng thuần bình quân {mean} người mỗi xã trong {months} tháng{times} (các xã khác: "
                f"{other}); "
                f"có {total} người tham gia, bằng {share} tổng số."
            )
        else:
            times = f", {ratio} times the others" if ratio else ""
            texts.append(
                f"{count} pilot communes gained {mean} people net per commune in {months} months{times} (others: "
                f"{other}); "
                f"they have {total} participants, {share} of all."
            )
    return Bilingual(*texts)


def say_times(ratio: float | None) -> str:
    """Return the Vietnamese word before «… lần»: what is less than once is no multiple."""
    return "gấp" if ratio is None or ratio >= 1 else "bằng"


def _explain_net(found: PilotEvaluation) -> Bilingual | None:
    """Return how gross and net, or the gain since the start and since the year end, differ."""
    net, gross, year = found.pilots.net_total, found.pilots.gross_total, found.year_net_total
    texts = []
    for lang in ("vi", "en"):
        start = format_date(found.baseline_date, lang)
        net_text = format_count(net, lang, is_signed=True)
        parts = []
        if gross is not None:
            new, left = format_count(gross, lang), format_count(gross - net, lang)
            parts.append(
                f"tăng mới {new}, tăng thuần {net_text}: {left} người đã dừng"
                if lang == "vi"
                else f"{new} newly enrolled, {net_text} net: {left} left"
            )
        if year is not None and year != net:
            text, before = format_count(year, lang, is_signed=True), format_count(year - net, lang, is_signed=True)
            parts.append(
                f"từ {start}: {net_text}; từ cuối năm trước: {text}, vì từ đầu năm đến {start} thay đổi {before}"
                if lang == "vi"
                else f"since {start}: {net_text}; since last year end: {text}, for up to {start} it was {before}"
            )
        texts.append("; ".join(parts))
    if not texts[0]:
        return None
    return Bilingual(f"Cả nhóm xã điểm, {texts[0]}.", f"All pilots together, {texts[1]}.")


def _explain_difference(found: PilotEvaluation) -> Bilingual:
    if found.difference is None or found.matching is None:
        return Bilingual(
            "Không đủ xã tương tự có số liệu để so sánh.", "Too few communes like them have figures to compare with."
        )
    one, count = found.difference, found.matching.matches.shape[1]
    vi, en = (write_interval(one, lang) for lang in ("vi", "en"))
    return Bilingual(
        f"So với {count} xã tương tự cho mỗi xã điểm (ghép theo tỷ lệ bao phủ, quy mô, loại xã, xu hướng), chênh "
        f"lệch là {vi}.",
        f"Against {count} communes like each pilot (by coverage, size, kind, trend) the difference is {en}.",
    )


def _explain_balance(found: PilotEvaluation) -> Bilingual | None:
    """Return in what the matches are unlike the pilots after all, None where they are like them."""
    if found.matching is None:
        return None
    traits = zip(found.matching.traits, found.matching.gaps, strict=True)
    apart = [(TRAIT_LABELS[trait], float(gap)) for trait, gap in traits if abs(gap) > GREATEST_GAP]
    if not apart:
        return None
    vi, en = (
        "; ".join(f"{label.in_language(lang)} {_write_gap(gap, lang)}" for label, gap in apart) for lang in LANGUAGES
    )
    return Bilingual(
        f"Không tìm được xã thật giống: xã điểm vẫn khác các xã ấy về {vi} (độ lệch chuẩn), nên so sánh kém chắc chắn.",
        f"No communes quite like them were found: pilots still differ in {en} (standard deviations), which weakens the "
        "comparison.",
    )


def _write_gap(gap: float, lang: str) -> str:
    return format_decimal(round_decimal(gap, 2), lang, is_signed=True)


def _explain_placebos(found: PilotEvaluation) -> Bilingual | None:
    if not found.placebos:
        return None
    count = len(found.placebos)
    apart = sum(one.difference.excludes_zero for one in found.placebos)
    greatest = max((one.difference.mean for one in found.placebos), key=abs)
    vi, en = (write_mean(greatest, lang, is_signed=True) for lang in LANGUAGES)
    return Bilingual(
        f"Thử với {count} ngày giả định trước khi bắt đầu: {apart} lần cũng thấy chênh lệch rõ rệt, lớn nhất {vi} "
        f"người "
        "mỗi xã. Càng ít, càng nhỏ thì so sánh trên càng đáng tin.",
        f"Tried on {count} pretended dates before the start: a clear difference shows {apart} times as well, at most "
        f"{en} people per commune. The fewer and smaller, the more the comparison above may be trusted.",
    )


def write_interval(one: Difference, lang: str) -> str:
    """Return a difference with its interval in words."""
    mean = write_mean(one.mean, lang, is_signed=True)
    if one.low is None or one.high is None:
        few = Bilingual("quá ít xã điểm để nêu khoảng tin cậy", "too few pilots for an interval").in_language(lang)
        people = Bilingual("người mỗi xã", "people per commune").in_language(lang)
        return f"{mean} {people} ({few})"
    low, high = (write_mean(end, lang, is_signed=True) for end in (one.low, one.high))
    if lang == "vi":
        return f"{mean} người mỗi xã (khoảng tin cậy 95%: {low} đến {high})"
    return f"{mean} people per commune (95% interval: {low} to {high})"


def write_mean(mean: float, lang: str, *, is_signed: bool = False) -> str:
    """Return people per commune with one decimal; a dash where there is no commune."""
    return format_decimal(round_decimal(mean, 1), lang, is_signed=is_signed) if np.isfinite(mean) else "–"
