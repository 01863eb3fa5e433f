"""The rows of the page of pilots, digits as they are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.coverage.catalogue import PilotArea
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_date, format_decimal, format_ratio
from services.planning.cohorts import Cohort, Programme
from services.planning.evaluation_words import TRAIT_LABELS, write_mean
from services.planning.matching import Difference
from services.planning.pilot_details import PilotRow
from services.planning.pilot_results import GroupGain, PilotEvaluation
from webmap.translations import gettext as _

DASH = "–"


@dataclass(frozen=True)
class Tile:
    """One number in large digits."""

    term: str
    text: str
    aside: str = ""


@dataclass(frozen=True)
class GroupLine:
    """A group of communes: how many, stock before and after, net and gross in all and per commune."""

    kind: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CohortLine:
    """A cohort, or all together (without address)."""

    label: str
    url: str
    is_here: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PilotLine:
    """One pilot."""

    name: str
    unit: str
    url: str
    started_on: str
    ended_on: str
    cells: tuple[str, ...]
    matches: str


def say_finding(found: PilotEvaluation, lang: str) -> str:
    """Return what the evaluation finds, in one line."""
    said = _(
        "Xã điểm tăng thuần %(mean)s người mỗi xã trong %(months)s tháng",
        mean=write_or_dash(found.pilots.net_mean, lang),
        months=found.months,
    )
    ratio = write_ratio(found.net_ratio, lang)
    if found.net_ratio is None:
        return said
    if found.net_ratio < 1:
        return said + _(", bằng %(ratio)s lần các xã khác", ratio=ratio)
    return said + _(", gấp %(ratio)s lần các xã khác", ratio=ratio)


def build_tiles(cohort: Cohort, lang: str) -> list[Tile]:
    """Return pilots and others per commune, their ratio, the difference from the like, the share, net and gross."""
    found = cohort.evaluation
    tiles = [
        Tile(
            _("Xã điểm, tăng thuần mỗi xã"),
            write_or_dash(found.pilots.net_mean, lang, is_signed=True),
            _(
                "%(count)s xã, cả nhóm %(total)s",
                count=format_count(found.pilots.commune_count, lang),
                total=format_count(found.pilots.net_total, lang, is_signed=True),
            ),
        ),
        Tile(
            _("Các xã khác, tăng thuần mỗi xã"),
            write_or_dash(found.others.net_mean, lang, is_signed=True),
            _("%(count)s xã, cùng số tháng", count=format_count(found.others.commune_count, lang)),
        ),
        Tile(_("Xã điểm so với các xã khác"), _say_times(found.net_ratio, lang), _("chưa ghép xã giống nhau")),
    ]
    if found.difference is not None:
        tiles.append(
            Tile(
                _("Chênh lệch so với xã tương tự"),
                write_or_dash(found.difference.mean, lang, is_signed=True),
                _("khoảng 95%%: %(interval)s", interval=say_interval(found.difference, lang)),
            )
        )
    total = format_count(found.pilots.last_total, lang)
    tiles.append(
        Tile(_("Phần của xã điểm"), format_ratio(found.stock_share, lang, 2), _("%(count)s người", count=total))
    )
    if found.year_net_total is not None:
        tiles.append(
            Tile(
                _("Từ cuối năm trước"),
                format_count(found.year_net_total, lang, is_signed=True),
                _(
                    "từ %(day)s: %(net)s",
                    day=format_date(found.baseline_date, lang),
                    net=format_count(found.pilots.net_total, lang, is_signed=True),
                ),
            )
        )
    return tiles


def build_group_lines(cohort: Cohort, lang: str) -> list[GroupLine]:
    """Return pilots, matched communes and others, then what pilots gained against the others."""
    found = cohort.evaluation
    lines = [GroupLine("pilots", _("Xã điểm"), _write_group(found.pilots, lang))]
    if cohort.matched is not None:
        lines.append(GroupLine("matches", _("Xã tương tự"), _write_group(cohort.matched, lang)))
    lines.append(GroupLine("others", _("Các xã khác"), _write_group(found.others, lang)))
    ratios = ("", "", "", "", _say_times(found.net_ratio, lang), "", _say_times(found.gross_ratio, lang))
    lines.append(GroupLine("ratio", _("Xã điểm so với các xã khác"), ratios))
    return lines


def _write_group(group: GroupGain, lang: str) -> tuple[str, ...]:
    return (
        format_count(group.commune_count, lang),
        format_count(group.baseline_total, lang),
        format_count(group.last_total, lang),
        format_count(group.net_total, lang, is_signed=True),
        write_or_dash(group.net_mean, lang, is_signed=True),
        DASH if group.gross_total is None else format_count(group.gross_total, lang),
        write_or_dash(group.gross_mean, lang),
    )


def build_balance(cohort: Cohort, lang: str) -> list[tuple[str, str, str]]:
    """Return trait, gap to all others, gap to the matched communes, in standard deviations."""
    matching = cohort.evaluation.matching
    if matching is None:
        return []
    traits = zip(matching.traits, matching.gaps_before, matching.gaps, strict=True)
    return [
        (TRAIT_LABELS[name].in_language(lang), _write_gap(float(before), lang), _write_gap(float(after), lang))
        for name, before, after in traits
    ]


def build_placebos(cohort: Cohort, lang: str) -> list[tuple[str, str, str, str]]:
    """Return first day, last day, difference and interval of each pretended start, the newest first."""
    return [
        (
            format_date(one.first, lang),
            format_date(one.last, lang),
            write_or_dash(one.difference.mean, lang, is_signed=True),
            say_interval(one.difference, lang),
        )
        for one in cohort.evaluation.placebos[::-1]
    ]


def build_cohort_lines(
    programme: Programme, shown: Cohort | None, link: Callable[[date], str], lang: str
) -> list[CohortLine]:
    """Return a line for each cohort and one for all together; nothing where there are fewer than two."""
    pooled = programme.pooled
    if pooled is None or len(programme.cohorts) < 2:
        return []
    lines = []
    for cohort in programme.cohorts:
        found = cohort.evaluation
        cells = (
            format_count(found.pilots.commune_count, lang),
            format_date(found.baseline_date, lang),
            str(found.months),
            write_or_dash(found.pilots.net_mean, lang, is_signed=True),
            write_or_dash(found.others.net_mean, lang, is_signed=True),
            _say_times(found.net_ratio, lang),
            *_write_difference(found.difference, lang),
        )
        label = _("Từ %(day)s", day=format_date(cohort.started_on, lang))
        lines.append(CohortLine(label, link(cohort.started_on), cohort is shown, cells))
    months = pooled.pilot_months / pooled.pilot_count if pooled.pilot_count else None
    cells = (
        format_count(pooled.pilot_count, lang),
        DASH,
        write_or_dash(months, lang),
        write_or_dash(pooled.net_mean, lang, is_signed=True),
        write_or_dash(pooled.others_net_mean, lang, is_signed=True),
        _say_times(pooled.net_ratio, lang),
        *_write_difference(pooled.difference, lang),
    )
    return [*lines, CohortLine(_("Gộp các đợt"), "", False, cells)]


def build_pilot_lines(
    listed: Sequence[PilotArea],
    shown: Cohort | None,
    link: Callable[[str], str],
    name_unit: Callable[[str], str],
    lang: str,
) -> list[PilotLine]:
    """Return a line for each pilot: those of the cohort shown first, those of other starts with their days alone."""
    rows = {row.code: row for row in shown.rows} if shown else {}
    ordered = sorted(listed, key=lambda one: (one.area_code not in rows, one.started_on, one.area_code))
    return [
        PilotLine(
            name=one.name,
            unit=name_unit(one.area_code),
            url=link(one.area_code),
            started_on=format_date(one.started_on, lang),
            ended_on=format_date(one.ended_on, lang) if one.ended_on else "",
            cells=_write_pilot(rows.get(one.area_code), lang),
            matches=", ".join(rows[one.area_code].match_names) if one.area_code in rows else "",
        )
        for one in ordered
    ]


def _write_pilot(row: PilotRow | None, lang: str) -> tuple[str, ...]:
    if row is None:
        return (DASH,) * 6
    return (
        _write_count(row.baseline_count, lang),
        _write_count(row.last_count, lang),
        _write_count(row.net_count, lang, is_signed=True),
        _write_count(row.gross_count, lang),
        write_or_dash(row.match_mean, lang, is_signed=True),
        write_or_dash(row.difference, lang, is_signed=True),
    )


def say_interval(difference: Difference, lang: str) -> str:
    """Return the interval in words."""
    if difference.low is None or difference.high is None:
        return _("quá ít xã điểm để nêu khoảng tin cậy")
    return _(
        "%(low)s đến %(high)s",
        low=write_or_dash(difference.low, lang, is_signed=True),
        high=write_or_dash(difference.high, lang, is_signed=True),
    )


def write_ratio(ratio: float | None, lang: str) -> str:
    """Return how many times, with one decimal."""
    return DASH if ratio is None else format_decimal(round_decimal(ratio, 1), lang)


def write_or_dash(mean: float | None, lang: str, *, is_signed: bool = False) -> str:
    """Return people per commune with one decimal; a dash where nothing is known."""
    return DASH if mean is None else write_mean(mean, lang, is_signed=is_signed)


def _write_difference(difference: Difference | None, lang: str) -> tuple[str, str]:
    if difference is None:
        return DASH, DASH
    return write_or_dash(difference.mean, lang, is_signed=True), say_interval(difference, lang)


def _say_times(ratio: float | None, lang: str) -> str:
    return DASH if ratio is None else _("%(ratio)s lần", ratio=write_ratio(ratio, lang))


def _write_count(count: int | None, lang: str, *, is_signed: bool = False) -> str:
    return DASH if count is None else format_count(count, lang, is_signed=is_signed)


def _write_gap(gap: float, lang: str) -> str:
    return format_decimal(round_decimal(gap, 2), lang, is_signed=True)
