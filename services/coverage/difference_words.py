"""What a difference of two views says: its definition, and the sentence of its legend."""

from __future__ import annotations

from dataclasses import replace

from geodata.errors import Bilingual
from services.coverage.view import ViewRequest
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator, IndicatorDefinition, PaletteKind, Unit
from services.measures.wording import format_date


def build_definition(a: ViewRequest, b: ViewRequest) -> IndicatorDefinition:
    """Return the definition of b − a: people where both are counts, else percentage points."""
    first, second = a.indicator.definition, b.indicator.definition
    is_count = second.unit is Unit.COUNT
    # The indicator named is the one of the same unit and look; label, formula and side are the difference's own.
    model = (Indicator.CHANGE_COUNT if is_count else Indicator.PACE_GAP_POINTS).definition
    label = Bilingual(
        "Chênh lệch (người)" if is_count else "Chênh lệch (điểm %)",
        "Difference (people)" if is_count else "Difference (points)",
    )
    sides = describe_sides(a, b)
    return replace(
        model,
        label=label,
        definition=Bilingual(
            f"{sides[1].vi} trừ {sides[0].vi}, theo các chữ số đang hiện của hai bên.",
            f"{sides[1].en} minus {sides[0].en}, by the digits shown on either side.",
        ),
        formula=Bilingual("b − a", "b − a"),
        legend_phrase=Bilingual("mức chênh lệch", "the difference"),
        unit=Unit.COUNT if is_count else Unit.POINTS,
        decimals=0 if is_count else max(first.decimals, second.decimals),
        numerator_kind=second.numerator_kind,
        denominator_kind=None,
        palette_kind=PaletteKind.DIVERGING,
        default_method=ClassMethod.JENKS,
        behind_side=second.behind_side if first.indicator is second.indicator else -1,
    )


def describe_sides(a: ViewRequest, b: ViewRequest) -> tuple[Bilingual, Bilingual]:
    """Return what tells each side from the other; all of it where nothing does."""
    parts = [_list_parts(one) for one in (a, b)]
    differing = [n for n, (one, other) in enumerate(zip(*parts, strict=True)) if one != other]
    wanted = differing or list(range(len(parts[0])))
    first, second = (_join([own[n] for n in wanted]) for own in parts)
    return first, second


def build_comparison_question(a: ViewRequest, b: ViewRequest) -> Bilingual:
    """Return what is compared, in a line: what both sides share, then b against a."""
    parts = [_list_parts(one) for one in (a, b)]
    common = _join([one for one, other in zip(*parts, strict=True) if one == other])
    first, second = describe_sides(a, b)
    shared = Bilingual(f"{common.vi}: ", f"{common.en}: ") if common.vi and first != second else Bilingual("", "")
    said = Bilingual(f"{shared.vi}{second.vi} so với {first.vi}", f"{shared.en}{second.en} against {first.en}")
    return Bilingual(*(one[:1].upper() + one[1:] for one in (said.vi, said.en)))


def build_difference_sentence(a: ViewRequest, b: ViewRequest, level_label: Bilingual) -> Bilingual:
    """Return what the colours say: what both sides share, then b minus a."""
    parts = [_list_parts(one) for one in (a, b)]
    common = _join([one for one, other in zip(*parts, strict=True) if one == other])
    first, second = describe_sides(a, b)
    is_count = b.indicator.definition.unit is Unit.COUNT
    unit = Bilingual("người", "people") if is_count else Bilingual("điểm phần trăm", "percentage points")
    shared = Bilingual(f" {common.vi}:" if common.vi else ":", f" in {common.en}:" if common.en else ":")
    return Bilingual(
        f"Mỗi {level_label.vi} tô theo chênh lệch{shared.vi} {second.vi} trừ {first.vi} ({unit.vi}).",
        f"Each {level_label.en} is coloured by the difference{shared.en} {second.en} minus {first.en} ({unit.en}).",
    )


def _list_parts(request: ViewRequest) -> list[Bilingual]:
    """Return indicator, scheme and days of a side."""
    days = [day for day in (request.since, request.as_of) if day is not None]
    written = " – ".join(format_date(day, "vi") for day in days)
    return [request.indicator.definition.label, request.scheme.label, Bilingual(written, written)]


def _join(parts: list[Bilingual]) -> Bilingual:
    said = [part for part in parts if part.vi]
    return Bilingual(", ".join(part.vi for part in said), ", ".join(part.en for part in said))
