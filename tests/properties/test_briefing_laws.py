"""What holds of every briefing: it can be written of any data, says the digits of the map, and leaves no gap."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.evaluation import evaluate
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.wording import format_count, format_shown
from services.reporting.briefing import ParagraphKind, build_briefing
from tests.fixtures.memory_snapshots import VINTAGE_ID, build_memory_snapshot
from tests.properties.test_outlook_laws import monthly_cases
from tests.properties.test_view_laws import AS_OF, Case, cases

BROKEN = re.compile(r"None|nan|\binf\b|  |\(\)| ,| \.|\.\.|Bilingual")


@settings(max_examples=35, deadline=None)
@given(st.one_of(cases(), monthly_cases()), st.sampled_from(list(Scheme)))
def test_a_briefing_of_any_data_is_whole_in_both_languages(case: Case, scheme: Scheme) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    for area in case.areas:
        briefing = build_briefing(snapshot, VINTAGE_ID, area.code, (scheme, Scheme.BHXH_TN), AS_OF)
        assert briefing.parts[0].kind is ParagraphKind.HEADLINE
        for text in (briefing.title, *briefing.paragraphs):
            for said in (text.vi, text.en):
                assert said
                assert not BROKEN.search(said), said


@settings(max_examples=35, deadline=None)
@given(monthly_cases())
def test_a_headline_has_the_digits_of_the_map(case: Case) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    data = snapshot.find_vintage(VINTAGE_ID)
    wanted = (Indicator.ENROLLED_COUNT, Indicator.PLAN_COMPLETION_RATIO)
    stock, completion = (evaluate(data, Scheme.BHXH_TN, one, AS_OF) for one in wanted)
    for area, code in enumerate(data.hierarchy.codes):
        headline = build_briefing(snapshot, VINTAGE_ID, str(code), [Scheme.BHXH_TN], AS_OF).paragraphs[0]
        if np.isfinite(stock.values[area]):
            assert f"có {format_count(stock.values[area], 'vi')} người" in headline.vi
            assert f"had {format_count(stock.values[area], 'en')} people" in headline.en
            if np.isfinite(completion.shown[area]):
                rate = format_shown(completion.definition, int(completion.shown[area]), "vi")
                assert f"đạt {rate} kế hoạch" in headline.vi
        else:
            assert "chưa có số liệu" in headline.vi or "không công bố" in headline.vi
