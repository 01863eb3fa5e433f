"""What can be asked of the page of outreach: places, schemes, organisers, numbers of months."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE, Level
from geodata.names import build_sort_key
from services.measures.schemes import Scheme
from services.planning.outreach_report import OutreachReport
from webmap.page.words import capitalise
from webmap.translations import gettext as _

MONTH_CHOICES = (1, 2, 3, 6, 9, 12, 24)


@dataclass(frozen=True)
class OutreachFilter:
    """The choices of a report, in the language of the page."""

    report: OutreachReport
    lang: str

    @property
    def places(self) -> list[tuple[str, str, bool]]:
        """Code and name of what can be chosen: the country, its provinces, and the units of the one shown."""
        hierarchy, within = self.report.hierarchy, self.report.hierarchy.find(self.report.question.within)
        path = {*hierarchy.climb(within), within}
        chosen = hierarchy.select(Level.PROVINCE, 0).tolist()
        below = [area for area in path if hierarchy.level_of(area) is Level.PROVINCE]
        units = hierarchy.select(Level.MANAGING_UNIT, below[0]).tolist() if below else []
        known = {0, *chosen, *units}
        ordered = [*sorted(chosen, key=lambda area: build_sort_key(str(hierarchy.names[area]))), *units]
        ordered += sorted(path - known)
        options = [(COUNTRY_CODE, _("Cả nước"), within == 0)]
        for area in ordered:
            dash = "– " if area in units else ""
            options.append((str(hierarchy.codes[area]), dash + str(hierarchy.names[area]), area == within))
        return options

    @property
    def schemes(self) -> list[tuple[str, str, bool]]:
        """Value and label of each scheme, and of all."""
        asked = self.report.question.scheme
        labels = [(one.value, capitalise(one.label.in_language(self.lang)), one is asked) for one in Scheme]
        return [("", _("Mọi loại hình"), asked is None), *labels]

    @property
    def organisers(self) -> list[tuple[str, bool]]:
        """The organisers that can be asked for, the one with most events first."""
        asked = self.report.question.organiser
        known = list(self.report.known_organisers)
        return [(name, name == asked) for name in (known if asked in known or not asked else [*known, asked])]

    @property
    def month_choices(self) -> list[tuple[int, bool]]:
        """The numbers of months that can be chosen."""
        asked = self.report.question.months
        return [(one, one == asked) for one in sorted({*MONTH_CHOICES, asked})]
