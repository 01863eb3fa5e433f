"""The schemes of social insurance, the measures stored for them, and what each is divided by."""

from __future__ import annotations

from enum import StrEnum

from geodata.errors import Bilingual

# Denominators belong to a place, not to a scheme; their facts carry this instead of one.
ANY_SCHEME = "ANY"


class Measure(StrEnum):
    """What a stored fact counts."""

    ENROLLED = "enrolled"  # stock of participants at a cut-off date
    TARGET = "target"  # stock to be reached on a day, retention included
    GROSS_NEW = "gross_new"  # new enrolments from 1 January to the date; lapses are not taken off
    GROSS_NEW_MONTH = "gross_new_month"  # the same, in the month that ends on the date
    LABOUR_FORCE = "labour_force"
    POPULATION = "population"


class DenominatorKind(StrEnum):
    """What a coverage is a share of."""

    LABOUR_FORCE = "labour_force"
    POPULATION = "population"

    @property
    def label(self) -> Bilingual:
        """The denominator in words."""
        return _DENOMINATOR_LABELS[self]


class Scheme(StrEnum):
    """A scheme of social insurance; ``BHXH`` is compulsory plus voluntary, derived where both are known."""

    BHXH_TN = "BHXH_TN"
    BHXH_BB = "BHXH_BB"
    BHXH = "BHXH"
    BHTN = "BHTN"
    BHYT = "BHYT"
    BHYT_HGD = "BHYT_HGD"

    @property
    def label(self) -> Bilingual:
        """The scheme in words."""
        return _SCHEME_LABELS[self]

    @property
    def denominator_kind(self) -> DenominatorKind:
        """Labour force for social and unemployment insurance, population for health insurance."""
        return DenominatorKind.POPULATION if self.value.startswith("BHYT") else DenominatorKind.LABOUR_FORCE

    @property
    def parts(self) -> tuple[Scheme, ...]:
        """The schemes that add up to this one; empty for a scheme that is reported itself."""
        return (Scheme.BHXH_BB, Scheme.BHXH_TN) if self is Scheme.BHXH else ()

    @property
    def whole(self) -> Scheme | None:
        """The scheme of which this one is a part, the rest of it being reported nowhere; None for most."""
        return Scheme.BHYT if self is Scheme.BHYT_HGD else None

    @property
    def coverage_thresholds(self) -> tuple[float, ...]:
        """The steps of Resolution 28-NQ/TW for 2021, 2025 and 2030 as ratios; empty where it names none."""
        return tuple(ratio for _year, ratio in self.coverage_steps)

    @property
    def coverage_steps(self) -> tuple[tuple[int, float], ...]:
        """The same with the years that they are set for."""
        return _COVERAGE_STEPS.get(self, ())

    def find_coverage_step(self, year: int) -> tuple[int, float] | None:
        """Return the step that a year is on the way to: the first one not before it, after the last one the last."""
        last = self.coverage_steps[-1] if self.coverage_steps else None
        return next((step for step in self.coverage_steps if step[0] >= year), last)


_DENOMINATOR_LABELS = {
    DenominatorKind.LABOUR_FORCE: Bilingual("lực lượng lao động trong độ tuổi", "working-age labour force"),
    DenominatorKind.POPULATION: Bilingual("dân số", "population"),
}
_SCHEME_LABELS = {
    Scheme.BHXH_TN: Bilingual("BHXH tự nguyện", "voluntary social insurance"),
    Scheme.BHXH_BB: Bilingual("BHXH bắt buộc", "compulsory social insurance"),
    Scheme.BHXH: Bilingual("BHXH (bắt buộc và tự nguyện)", "social insurance (compulsory and voluntary)"),
    Scheme.BHTN: Bilingual("bảo hiểm thất nghiệp", "unemployment insurance"),
    Scheme.BHYT: Bilingual("bảo hiểm y tế", "health insurance"),
    Scheme.BHYT_HGD: Bilingual("BHYT hộ gia đình", "household health insurance"),
}
_COVERAGE_STEPS = {
    Scheme.BHXH: ((2021, 0.35), (2025, 0.45), (2030, 0.60)),
    Scheme.BHXH_TN: ((2021, 0.01), (2025, 0.025), (2030, 0.05)),
    Scheme.BHTN: ((2021, 0.28), (2025, 0.35), (2030, 0.45)),
    Scheme.BHYT: ((2025, 0.95),),  # the resolution names one step
}
