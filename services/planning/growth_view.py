"""The growth that a proposal of targets asks of each commune as a view like any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Count, Indicator, IndicatorDefinition, PaletteKind, Unit
from services.measures.schemes import Scheme
from services.measures.wording import format_date
from services.planning.measured_view import build_measured_view

DEFINITION = IndicatorDefinition(
    # The indicator named is that of the counts behind; all that is shown is the growth.
    indicator=Indicator.YOY_CHANGE_RATIO,
    label=Bilingual("Mức tăng phải đạt (%)", "Required growth (%)"),
    definition=Bilingual(
        "Chỉ tiêu trừ số người tham gia, chia cho số người tham gia.",
        "The target less the stock, divided by the stock.",
    ),
    formula=Bilingual("(chỉ tiêu − người tham gia) / người tham gia", "(target − enrolled) / enrolled"),
    legend_phrase=Bilingual("mức tăng phải đạt", "the required growth"),
    unit=Unit.RATIO,
    decimals=0,
    numerator_kind=Count.ENROLLED,
    denominator_kind=None,
    palette_kind=PaletteKind.DIVERGING,
    default_method=ClassMethod.QUANTILES,  # one commune that starts from 2 people would take a class of its own
    default_class_count=8,
    behind_side=-1,
)


def build_growth_view(snapshot: Snapshot, document: Mapping[str, Any]) -> View:
    """Return the map of a proposal's document on its boundaries; NotFound without these.

    A commune without a stock has no growth to show.
    """
    asked = document["question"]
    day = date.fromisoformat(asked["as_of"])
    scheme = Scheme(asked["scheme"])
    request = ViewRequest(asked["vintage_id"], Level.COMMUNE, asked["within"], scheme, Indicator.COVERAGE_RATIO, day)
    view = build_view(snapshot, request)
    growths = {one["area_code"]: one["required_growth_ratio"] for one in document["communes"]}
    held = [int(area) for area in view.areas if growths.get(str(view.hierarchy.codes[area])) is not None]
    values = np.array([growths[str(view.hierarchy.codes[area])] for area in held], dtype=np.float64)
    shown = np.round(values * DEFINITION.value_scale)
    sentence = _build_sentence(view, document, scheme)
    return build_measured_view(view, DEFINITION, np.array(held, dtype=np.int32), shown, sentence)


def _build_sentence(view: View, document: Mapping[str, Any], scheme: Scheme) -> Bilingual:
    level, label = view.level_label, scheme.label
    first, last = date.fromisoformat(document["question"]["as_of"]), date.fromisoformat(document["target_date"])
    days = {lang: (format_date(first, lang), format_date(last, lang)) for lang in ("vi", "en")}
    return Bilingual(
        f"Mỗi {level.vi} tô theo mức tăng phải đạt từ {days['vi'][0]} đến {days['vi'][1]}. {label.vi}.",
        f"Each {level.en} is coloured by the growth required from {days['en'][0]} to {days['en'][1]}. {label.en}.",
    )
