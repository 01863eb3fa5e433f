"""A briefing put together: one headline for each scheme, then what lies behind that of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.view import list_levels_within
from services.coverage.vintage_data import focus_vintage
from services.measures.schemes import Scheme
from services.reporting.briefing.honesty import write_gaps, write_sources
from services.reporting.briefing.phrases import until
from services.reporting.briefing.progress import write_progress
from services.reporting.briefing.standing import Standing, build_standing, write_coverage, write_headline
from services.reporting.briefing.within import write_events, write_leaders, write_pilots


class ParagraphKind(StrEnum):
    """What a paragraph tells."""

    HEADLINE = "headline"
    PROGRESS = "progress"
    COVERAGE = "coverage"
    LEADERS = "leaders"
    PILOTS = "pilots"
    EVENTS = "events"
    GAPS = "gaps"
    SOURCES = "sources"


@dataclass(frozen=True)
class BriefingParagraph:
    """One paragraph; ``scheme`` is None where it tells of all."""

    kind: ParagraphKind
    scheme: Scheme | None
    text: Bilingual


@dataclass(frozen=True)
class Briefing:
    """The paragraphs of one area and date, for reading out or for pasting into a report."""

    vintage_id: str
    area_code: str
    name: str
    as_of: date
    schemes: tuple[Scheme, ...]
    title: Bilingual
    parts: tuple[BriefingParagraph, ...]

    @property
    def paragraphs(self) -> tuple[Bilingual, ...]:
        """The texts in their order."""
        return tuple(part.text for part in self.parts)


def build_briefing(
    snapshot: Snapshot, vintage_id: str, area_code: str, schemes: Sequence[Scheme], as_of: date
) -> Briefing:
    """Return the briefing of an area: every scheme has its headline, the first one is told in full.

    Raises NotFound where the vintage or the area is not in force. The digits are those of page, table and API.
    """
    data = snapshot.find_vintage(vintage_id).on(as_of)
    area = data.hierarchy.find(area_code)
    focused, levels = focus_vintage(data, area), list_levels_within(data, area)
    leaf_label = snapshot.label_level(levels[-1] if levels else data.hierarchy.level_of(area), data.vintage)
    standings = [build_standing(snapshot, focused, area_code, scheme, as_of, leaf_label) for scheme in schemes]
    parts = [part for one in standings for part in _write_scheme(one)]
    if standings:
        parts += _write_rest(snapshot, standings, area_code, levels)
    return Briefing(
        vintage_id=vintage_id,
        area_code=area_code,
        name=str(data.hierarchy.names[area]),
        as_of=as_of,
        schemes=tuple(schemes),
        title=_write_title(str(data.hierarchy.names[area]), schemes, as_of),
        parts=tuple(parts),
    )


def _write_scheme(one: Standing) -> list[BriefingParagraph]:
    texts = {
        ParagraphKind.HEADLINE: write_headline(one),
        ParagraphKind.PROGRESS: write_progress(one),
        ParagraphKind.COVERAGE: write_coverage(one),
    }
    return _give(texts, one.scheme)


def _write_rest(
    snapshot: Snapshot, standings: Sequence[Standing], code: str, levels: tuple[Level, ...]
) -> list[BriefingParagraph]:
    first = standings[0]
    texts: dict[ParagraphKind, Bilingual | None] = {}
    if levels:
        label = snapshot.label_level(levels[0], first.data.vintage)
        texts[ParagraphKind.LEADERS] = write_leaders(snapshot, first, code, levels[0], label)
    texts[ParagraphKind.PILOTS] = write_pilots(snapshot, first, code)
    texts[ParagraphKind.EVENTS] = write_events(snapshot, first, code)
    if levels:
        texts[ParagraphKind.GAPS] = write_gaps(first, levels[-1])
    if len(standings) > 1:
        texts = {kind: text and _tell_scheme(text, first.scheme) for kind, text in texts.items()}
    return _give(texts, first.scheme) + _give({ParagraphKind.SOURCES: write_sources(snapshot, standings)}, None)


def _tell_scheme(text: Bilingual, scheme: Scheme) -> Bilingual:
    """Return a text that says which of several schemes it is about."""
    vi, en = (text.in_language(lang)[0].lower() + text.in_language(lang)[1:] for lang in ("vi", "en"))
    return Bilingual(f"Về {scheme.label.vi}: {vi}", f"On {scheme.label.en}: {en}")


def _give(texts: dict[ParagraphKind, Bilingual | None], scheme: Scheme | None) -> list[BriefingParagraph]:
    return [BriefingParagraph(kind, scheme, text) for kind, text in texts.items() if text is not None]


def _write_title(name: str, schemes: Sequence[Scheme], as_of: date) -> Bilingual:
    time = until(as_of)
    vi, en = (", ".join(one.label.in_language(lang) for one in schemes) for lang in ("vi", "en"))
    return Bilingual(f"{name}: {vi}, {time.vi}", f"{name}: {en}, {time.en}")
