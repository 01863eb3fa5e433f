"""Numbers, dates and sentences in both languages: 4.299 · 68,8% · +121% · 3,4 điểm % · 31/03/2019."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.vintages import REFORM_DATE
from services.measures.indicators import Indicator, IndicatorDefinition, Unit
from services.measures.rounding import round_decimal, round_exact
from services.measures.schemes import Scheme

LANGUAGES = ("vi", "en")
MINUS = "−"
POINTS_UNIT = Bilingual("điểm %", "points")

# What the insurer calls its own middle level since July 2025; an operator may say otherwise.
UNIT_LABEL = Bilingual("BHXH cơ sở", "managing unit")
LEVEL_LABELS: dict[Level, Bilingual] = {
    Level.COUNTRY: Bilingual("cả nước", "country"),
    Level.PROVINCE: Bilingual("tỉnh", "province"),
    Level.MANAGING_UNIT: UNIT_LABEL,
    Level.COMMUNE: Bilingual("xã", "commune"),
}


def format_decimal(value: Decimal, lang: str, *, is_signed: bool = False) -> str:
    """Return ``value`` with the separators of the language and all its decimals; signed numbers carry + or −."""
    digits = f"{abs(value):,f}".translate(_find_separators(lang))
    if value < 0:
        return MINUS + digits
    return "+" + digits if is_signed and value > 0 else digits


def format_count(count: float, lang: str, *, is_signed: bool = False) -> str:
    """Return a number of people, rounded half up: 4.299, in English 4,299."""
    return format_decimal(round_decimal(float(count), 0), lang, is_signed=is_signed)


def format_ratio(ratio: float, lang: str, decimals: int, *, is_signed: bool = False) -> str:
    """Return a ratio 0–1 in per cent: 68,8%, in English 68.8%."""
    percent = Decimal(repr(float(ratio))) * 100
    return format_decimal(round_exact(percent, decimals), lang, is_signed=is_signed) + "%"


def round_share(share: float) -> int:
    """Return a share of estimation (0–1) in whole per cent as it is printed; 0 stands for less than one."""
    return int(round_decimal(share * 100, 0))


def format_share(share: float, lang: str) -> str:
    """Return a share (0–1) in whole per cent: 12%, dưới 1%."""
    percent = round_share(share)
    return f"{percent}%" if percent or not share else Bilingual("dưới 1%", "below 1%").in_language(lang)


def format_estimate(share: float, lang: str) -> str:
    """Return how much of an estimate is estimated: ước tính: 12% số người."""
    part = format_share(share, lang)
    return Bilingual(f"ước tính: {part} số người", f"estimated: {part} of the people").in_language(lang)


def format_points(points: float, lang: str, decimals: int = 1, *, is_signed: bool = True) -> str:
    """Return a difference of two rates: +3,4 điểm %."""
    number = format_decimal(round_decimal(float(points), decimals), lang, is_signed=is_signed)
    return f"{number} {POINTS_UNIT.in_language(lang)}"


def format_date(day: date, _lang: str) -> str:
    """Return a date as 31/03/2019, as the agency writes it in both languages."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_shown(definition: IndicatorDefinition, shown: int, lang: str) -> str:
    """Return the text of a value given as a whole number in the digits shown; the digits are those everywhere."""
    decimals, is_signed = definition.decimals, definition.is_signed
    number = format_decimal(Decimal(shown).scaleb(-decimals), lang, is_signed=is_signed)
    if definition.unit is Unit.RATIO:
        return number + "%"
    return f"{number} {POINTS_UNIT.in_language(lang)}" if definition.unit is Unit.POINTS else number


def format_value(definition: IndicatorDefinition, value: float, lang: str) -> str:
    """Return the text of a value, rounded half away from zero to the digits of its indicator."""
    scaled = Decimal(repr(float(value))) * definition.value_scale
    return format_shown(definition, int(round_exact(scaled, 0)), lang)


def format_plan_gap(gap: float, lang: str) -> str:
    """Return what is left to the plan in words: còn 1.340, vượt 587, vừa đủ."""
    number = format_count(abs(gap), lang)
    if gap > 0:
        return Bilingual(f"còn {number}", f"{number} to go").in_language(lang)
    if gap < 0:
        return Bilingual(f"vượt {number}", f"exceeded by {number}").in_language(lang)
    return Bilingual("vừa đủ kế hoạch", "exactly on plan").in_language(lang)


def format_pace_gap(gap: float, lang: str) -> str:
    """Return where the stock stands against pace in words: nhanh hơn tiến độ 195 người."""
    number = format_count(abs(gap), lang)
    if gap > 0:
        return Bilingual(f"nhanh hơn tiến độ {number} người", f"{number} people ahead of pace").in_language(lang)
    if gap < 0:
        return Bilingual(f"chậm hơn tiến độ {number} người", f"{number} people behind pace").in_language(lang)
    return Bilingual("đúng tiến độ", "on pace").in_language(lang)


def build_class_label(definition: IndicatorDefinition, lower: int, upper: int, is_closed: bool) -> Bilingual:
    """Return a class in words: «20,00 đến dưới 35,00%»; the last says «đến», one number stands alone."""
    last = upper if is_closed else upper - 1
    if definition.indicator is Indicator.PLAN_GAP_COUNT and last <= 0:
        return _label_exceeded(last, lower)
    if lower == last:
        return Bilingual(format_shown(definition, lower, "vi"), format_shown(definition, lower, "en"))
    (low_vi, high_vi), (low_en, high_en) = (
        (_drop_unit(format_shown(definition, lower, lang), lang), format_shown(definition, upper, lang))
        for lang in LANGUAGES
    )
    if is_closed:
        return Bilingual(f"{low_vi} đến {high_vi}", f"{low_en} to {high_en}")
    return Bilingual(f"{low_vi} đến dưới {high_vi}", f"{low_en} to below {high_en}")


def _drop_unit(text: str, lang: str) -> str:
    """Return a value without its unit: «+0,1» of «+0,1 điểm %»; the upper edge of a class says it for both."""
    return text.removesuffix(f" {POINTS_UNIT.in_language(lang)}").removesuffix("%")


def _label_exceeded(nearest: int, farthest: int) -> Bilingual:
    """Return a class of plan gaps up to zero in words: the plan is met, or exceeded by so many."""
    if nearest == farthest:
        return Bilingual(format_plan_gap(nearest, "vi"), format_plan_gap(nearest, "en"))
    (near_vi, far_vi), (near_en, far_en) = (
        (format_count(-nearest, lang), format_count(-farthest, lang)) for lang in LANGUAGES
    )
    return Bilingual(f"vượt {near_vi} đến {far_vi}", f"exceeded by {near_en} to {far_en}")


def label_level(level: Level, on: date, unit_label: Bilingual = UNIT_LABEL) -> Bilingual:
    """Return a level in words; the managing unit is a district in vintages that begin before 1 July 2025.

    ``unit_label`` is what it is called since.
    """
    if level is Level.MANAGING_UNIT:
        return Bilingual("huyện", "district") if on < REFORM_DATE else unit_label
    return LEVEL_LABELS[level]


def build_legend_sentence(
    definition: IndicatorDefinition,
    scheme: Scheme,
    level_label: Bilingual,
    as_of: date | None,
    since: date | None = None,
) -> Bilingual:
    """Return what the colours say, in one sentence; ``since`` is the base date of a change."""
    share = _name_share(definition.indicator, scheme)
    on_vi, on_en = _name_days(as_of, since, "vi"), _name_days(as_of, since, "en")
    return Bilingual(
        f"Mỗi {level_label.vi} tô theo {definition.legend_phrase.vi}{share.vi}, {scheme.label.vi}{on_vi}.",
        f"Each {level_label.en} is coloured by {definition.legend_phrase.en}{share.en}, {scheme.label.en}{on_en}.",
    )


def _name_days(as_of: date | None, since: date | None, lang: str) -> str:
    if as_of is None:
        return ""
    day = format_date(as_of, lang)
    if since is None:
        return f", ngày {day}" if lang == "vi" else f", {day}"
    base = format_date(since, lang)
    return f", từ ngày {base} đến ngày {day}" if lang == "vi" else f", from {base} to {day}"


def _name_share(indicator: Indicator, scheme: Scheme) -> Bilingual:
    if indicator is not Indicator.COVERAGE_RATIO:
        return Bilingual("", "")
    kind = scheme.denominator_kind.label
    return Bilingual(f" (người tham gia trên {kind.vi})", f" (participants in the {kind.en})")


@lru_cache(maxsize=4)
def _find_locale(lang: str) -> Locale:
    return Locale("en") if lang == "en" else Locale("vi")


@lru_cache(maxsize=2)
def _find_separators(lang: str) -> dict[int, str]:
    """Return what stands for Python's separators: Babel's patterns write a number in forty times the time."""
    symbols = _find_locale(lang).number_symbols["latn"]
    return {ord(","): str(symbols["group"]), ord("."): str(symbols["decimal"])}
