"""Strange counts told to people: what the count is, what it was, how others moved, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.hierarchy import Hierarchy
from services.intake.publication.oddities import STRANGE, Basis, Scores
from services.intake.publication.scope_words import join_scheme, label_measure
from services.measures.wording import format_count, format_date, format_ratio


@dataclass(frozen=True)
class Oddity:
    """A count that jumps or falls strangely.

    ``base_count`` and ``base_date`` are what it is compared with: the count in force of the same day, the last one
    before, or on the basis LIKE what the areas around let expect. Of that basis are ``peers_name``, where these lie,
    ``yardstick`` and ``yardstick_count``, what counts were divided by ("" and None: by nothing), of ``base_date``, and
    ``usual_ratio``, what comes of that around it. Ratios are those of a change: 0.03 is 3 % more. A score is how many
    times the usual spread it lies away; None where there is too little to compare with. ``strength`` ranks.
    """

    level: Level
    area_code: str
    name: str
    parent_name: str
    scheme: str
    measure: str
    as_of: date
    count: int
    basis: Basis
    base_count: int
    base_date: date
    change_ratio: float | None
    neighbour_change_ratio: float | None
    own_change_ratio: float | None
    neighbour_score: float | None
    own_score: float | None
    strength: float
    peers_name: str = ""
    yardstick: str = ""
    yardstick_count: int | None = None
    usual_ratio: float | None = None

    @property
    def sentence(self) -> Bilingual:
        """What is strange, in words."""
        return Bilingual(_tell(self, "vi"), _tell(self, "en"))


def list_oddities(hierarchy: Hierarchy, scores: Iterable[Scores], limit: int) -> tuple[tuple[Oddity, ...], int]:
    """Return the strange counts of all columns, strangest first and at most ``limit``, and how many there are.

    A count is named once, on the basis on which it is stranger.
    """
    found: dict[tuple[object, int], tuple[float, Scores]] = {}
    for score in scores:
        strength = score.strength
        for area in np.flatnonzero(strength >= STRANGE):
            key = (score.key, int(area))
            if key not in found or found[key][0] < strength[area]:
                found[key] = (float(strength[area]), score)
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0][1]))
    return tuple(_build_oddity(hierarchy, score, area) for (_, area), (_, score) in ranked[:limit]), len(ranked)


def _build_oddity(hierarchy: Hierarchy, scores: Scores, area: int) -> Oddity:
    base, count = float(scores.base[area]), float(scores.counts[area])
    parent = int(hierarchy.parents[area])
    scheme, measure, as_of = scores.key
    neighbours, own = float(scores.median_ratio[area]), float(scores.own_ratio[area])
    change = count / base - 1 if base else None
    base_date = date.fromordinal(int(scores.base_days[area]))
    parent_name = str(hierarchy.names[parent]) if parent >= 0 else ""
    is_like = scores.basis is Basis.LIKE
    sizes = scores.sizes if scores.yardstick else None
    return Oddity(
        level=hierarchy.level_of(area),
        area_code=str(hierarchy.codes[area]),
        name=str(hierarchy.names[area]),
        parent_name=parent_name,
        scheme=scheme,
        measure=measure,
        as_of=as_of,
        count=int(count),
        basis=scores.basis,
        base_count=round(base),
        base_date=base_date,
        change_ratio=change,
        neighbour_change_ratio=None if is_like else _read(neighbours - 1),
        own_change_ratio=_read(own - 1),
        neighbour_score=_read(float(scores.neighbour_scores[area])),
        own_score=_read(float(scores.own_scores[area])),
        strength=float(scores.strength[area]),
        peers_name=str(hierarchy.names[scores.peers[area]]),
        yardstick=scores.yardstick,
        yardstick_count=None if sizes is None else int(sizes[area]),
        usual_ratio=None if sizes is None else neighbours,
    )


def _tell(oddity: Oddity, lang: str) -> str:
    """Return one sentence: «4 người tham gia … ngày 31/03/2019, ngày 31/12/2018 là 4.299: giảm 99,9%; …»."""
    if oddity.basis is Basis.LIKE:
        return _tell_like(oddity, lang)
    what = join_scheme(label_measure(oddity.measure), oddity.scheme).in_language(lang)
    moved, usual = _tell_change(oddity, lang), _tell_usual(oddity, lang)
    number, former = format_count(oddity.count, lang), format_count(oddity.base_count, lang)
    on, before = format_date(oddity.as_of, lang), format_date(oddity.base_date, lang)
    if oddity.basis is Basis.IN_FORCE:
        return Bilingual(
            f"{number} {what} ngày {on}, số đang có hiệu lực là {former}: {moved}; {usual}",
            f"{number} {what} on {on}, in force is {former}: {moved}; {usual}",
        ).in_language(lang)
    return Bilingual(
        f"{number} {what} ngày {on}, ngày {before} là {former}: {moved}; {usual}",
        f"{number} {what} on {on}, on {before} it was {former}: {moved}; {usual}",
    ).in_language(lang)


def _tell_like(oddity: Oddity, lang: str) -> str:
    """Tell a count that had none before: what share of its size it is, and what share is usual around it."""
    what = join_scheme(label_measure(oddity.measure), oddity.scheme).in_language(lang)
    number, expected = format_count(oddity.count, lang), format_count(oddity.base_count, lang)
    on, day = format_date(oddity.as_of, lang), format_date(oddity.base_date, lang)
    where = Bilingual(f"các đơn vị cùng cấp ở {oddity.peers_name}", f"areas of its level in {oddity.peers_name}")
    first = Bilingual(f"{number} {what} ngày {on}, chưa có số kỳ trước", f"{number} {what} on {on}, nothing earlier")
    if not oddity.yardstick_count or oddity.usual_ratio is None:
        return Bilingual(
            f"{first.vi}: {where.vi} thường khoảng {expected} (so số đếm: chưa có dân số, lao động, chỉ tiêu)",
            f"{first.en}: {where.en} have about {expected} (plain counts: no population, labour force or target known)",
        ).in_language(lang)
    size, of = label_measure(oddity.yardstick), format_count(oddity.yardstick_count, lang)
    share = format_ratio(oddity.count / oddity.yardstick_count, lang, 1)
    usual = format_ratio(oddity.usual_ratio, lang, 1)
    return Bilingual(
        f"{first.vi}: bằng {share} {size.vi} ({of}, {day}); {where.vi} thường {usual}, tức khoảng {expected}",
        f"{first.en}: {share} of {size.en} ({of}, {day}); {where.en} usually {usual}, that is about {expected}",
    ).in_language(lang)


def _tell_change(oddity: Oddity, lang: str) -> str:
    rise = oddity.count - oddity.base_count
    size = format_count(abs(rise), lang)
    if oddity.change_ratio is not None:
        size = format_ratio(abs(oddity.change_ratio), lang, 1)
    if rise > 0:
        return Bilingual(f"tăng {size}", f"up {size}").in_language(lang)
    if rise < 0:
        return Bilingual(f"giảm {size}", f"down {size}").in_language(lang)
    return Bilingual("không đổi", "no change").in_language(lang)


def _tell_usual(oddity: Oddity, lang: str) -> str:
    """Tell what the stronger of the two comparisons lets expect."""
    if abs(oddity.own_score or 0) > abs(oddity.neighbour_score or 0):
        size = format_ratio(oddity.own_change_ratio or 0, lang, 1, is_signed=True)
        past = Bilingual(f"theo các kỳ trước chỉ khoảng {size}", f"its own past suggests about {size}")
        return past.in_language(lang)
    size = format_ratio(oddity.neighbour_change_ratio or 0, lang, 1, is_signed=True)
    where = Bilingual(f"các đơn vị lân cận ở {oddity.peers_name}", f"its neighbours in {oddity.peers_name}")
    return Bilingual(f"{where.vi} thường {size}", f"{where.en} moved by {size}").in_language(lang)


def _read(value: float) -> float | None:
    return value if np.isfinite(value) else None
