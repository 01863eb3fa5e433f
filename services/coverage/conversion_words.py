"""What a view says of counts that come from other boundaries: from where, over what, and how much is estimated."""

from __future__ import annotations

from datetime import date

from geodata.errors import Bilingual
from services.coverage.conversion_notes import ConversionNote
from services.coverage.view import View
from services.measures.wording import format_count, format_date

MOST_DATES = 3  # named one by one


def list_conversion_sentences(view: View, *, is_short: bool = False) -> tuple[Bilingual, ...]:
    """Return one sentence for each vintage that counts of the view were converted from; none where none were.

    ``is_short`` leaves out over which crosswalks, and by what communes were split.
    """
    return tuple(_build_sentence(view, note, is_short=is_short) for note in view.conversions)


def _build_sentence(view: View, note: ConversionNote, *, is_short: bool) -> Bilingual:
    level = view.level_label
    vintage, count = note.from_vintage, note.estimated_area_count
    bases = _join(() if is_short else note.bases)
    sources = "" if is_short else "; ".join(dict.fromkeys(filter(None, note.crosswalk_sources)))
    over = Bilingual(f" theo {sources}" if sources else "", f" by {sources}" if sources else "")
    split = Bilingual(f", xã bị chia tách tính theo {bases.vi}", f", split communes by {bases.en}")
    number = Bilingual(format_count(count, "vi"), format_count(count, "en"))
    if count:
        estimated = Bilingual(
            f"{split.vi if bases.vi else ''}; {number.vi} {level.vi} có phần ước tính",
            f"{split.en if bases.en else ''}; {number.en} {level.en}{'' if count == 1 else 's'} partly estimated",
        )
    else:
        estimated = Bilingual(f"; không {level.vi} nào phải ước tính", f"; no {level.en} had to be estimated")
    return Bilingual(
        f"Số liệu {_list_dates(note.dates, 'vi')} quy đổi từ ranh giới «{vintage.title_vi}»{over.vi}{estimated.vi}.",
        f"Figures of {_list_dates(note.dates, 'en')} are converted from the boundaries «{vintage.title_en}»"
        f"{over.en}{estimated.en}.",
    )


def _join(texts: tuple[Bilingual, ...]) -> Bilingual:
    each = tuple(dict.fromkeys(texts))
    return Bilingual(", ".join(one.vi for one in each), ", ".join(one.en for one in each))


def _list_dates(dates: tuple[date, ...], lang: str) -> str:
    """Return dates one by one, the newest ones first where there are many."""
    named = ", ".join(format_date(day, lang) for day in dates[-MOST_DATES:])
    rest = len(dates) - MOST_DATES
    if rest <= 0:
        return named
    return Bilingual(f"{named} và {rest} ngày trước đó", f"{named} and {rest} earlier dates").in_language(lang)
