"""What sentences of a briefing are put together from: counts, rates, days and places in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue
from services.measures.periods import is_month_end
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_date, format_decimal, format_ratio

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# How the agency's texts name a whole place: by the first word of its name.
_KINDS = {
    "Tỉnh": Bilingual("tỉnh", "province"),
    "Thành phố": Bilingual("thành phố", "city"),
    "Huyện": Bilingual("huyện", "district"),
    "Quận": Bilingual("quận", "district"),
    "Thị xã": Bilingual("thị xã", "town"),
    "Thị trấn": Bilingual("thị trấn", "township"),
    "Xã": Bilingual("xã", "commune"),
    "Phường": Bilingual("phường", "ward"),
    "Đặc khu": Bilingual("đặc khu", "special zone"),
}


def people(count: float) -> Bilingual:
    """Return a number of people without its noun: 2.959, in English 2,959."""
    return Bilingual(format_count(count, "vi"), format_count(count, "en"))


def percent(ratio: float, decimals: int) -> Bilingual:
    """Return a ratio in per cent without a sign."""
    return Bilingual(format_ratio(abs(ratio), "vi", decimals), format_ratio(abs(ratio), "en", decimals))


def points(difference: float, decimals: int) -> Bilingual:
    """Return a difference of two rates, never as per cent: 0,30 điểm phần trăm."""
    number = round_decimal(abs(difference), decimals)
    return Bilingual(
        f"{format_decimal(number, 'vi')} điểm phần trăm", f"{format_decimal(number, 'en')} percentage points"
    )


def shown(value: AreaValue) -> Bilingual:
    """Return a value in the digits printed everywhere, without a sign; empty where there is none."""
    return Bilingual(*(value.text(lang).lstrip("+−") for lang in ("vi", "en")))


def until(day: date) -> Bilingual:
    """Return up to when: Tính đến hết tháng 3/2019."""
    if is_month_end(day):
        return Bilingual(f"hết tháng {day.month}/{day.year}", f"the end of {MONTHS[day.month - 1]} {day.year}")
    return on(day)


def on(day: date) -> Bilingual:
    """Return a day: ngày 31/03/2019."""
    return Bilingual(f"ngày {format_date(day, 'vi')}", format_date(day, "en"))


def compared_with(day: date, base: date) -> Bilingual:
    """Return what a change is measured from: cùng kỳ năm 2018, cuối năm 2018, ngày 31/12/2012."""
    if base == date(day.year - 1, 12, 31):
        return Bilingual(f"cuối năm {base.year}", f"at the end of {base.year}")
    if (base.year, base.month) == (day.year - 1, day.month):
        return Bilingual(f"cùng kỳ năm {base.year}", f"at the same time in {base.year}")
    return Bilingual(on(base).vi, f"on {on(base).en}")


def whole(level: Level, name: str) -> Bilingual:
    """Return a place as a subject: toàn tỉnh, cả nước; in English by its name."""
    if level is Level.COUNTRY:
        return Bilingual("cả nước", "the country")
    kind = find_kind(name)
    return Bilingual(f"toàn {kind.vi}" if kind else f"{name}", name)


def find_kind(name: str) -> Bilingual | None:
    """Return what a place is by the first word of its name, None where that does not say."""
    folded = name.casefold()
    return next((kind for word, kind in _KINDS.items() if folded.startswith(word.casefold() + " ")), None)


def several(count: int, noun: Bilingual) -> Bilingual:
    """Return a number of things: 3 xã, 3 communes."""
    number = people(count)
    return Bilingual(f"{number.vi} {noun.vi}", f"{number.en} {noun.en}{'' if count == 1 else 's'}")


def join_sentences(sentences: Sequence[Bilingual | None]) -> Bilingual | None:
    """Return sentences one after the other, None where there is none."""
    said = [one for one in sentences if one is not None and one.vi]
    return Bilingual(" ".join(one.vi for one in said), " ".join(one.en for one in said)) if said else None


def listed(items: Sequence[Bilingual]) -> Bilingual:
    """Return a list in words: A, B và C."""
    texts = []
    for lang, word in (("vi", " và "), ("en", " and ")):
        each = [one.in_language(lang) for one in items]
        texts.append(", ".join(each[:-1]) + word + each[-1] if len(each) > 1 else "".join(each))
    return Bilingual(*texts)


def rose(change: float) -> Bilingual:
    """Return the verb of a change: tăng, giảm."""
    return Bilingual("tăng", "more") if change >= 0 else Bilingual("giảm", "fewer")
