"""Everything that the services may say has a word on the page."""

from flask import Flask

from services.intake.headers.meanings import Role
from services.intake.outcomes import RowOutcome
from services.measures.schemes import Measure
from webmap.intake.meaning_controls import ROLE_LABELS
from webmap.intake.web_hints import build_hint
from webmap.intake.words import MEASURE_LABELS, build_mark


def test_every_role_and_measure_of_a_column_has_its_words() -> None:
    assert set(ROLE_LABELS) == set(Role)
    assert set(MEASURE_LABELS) == set(Measure)


def test_every_outcome_has_a_sign_and_a_word_of_its_own(app: Flask) -> None:
    with app.test_request_context("/intake"):
        app.preprocess_request()
        marks = [build_mark(outcome) for outcome in RowOutcome]
    assert len({mark.icon for mark in marks}) == len({mark.word for mark in marks}) == len(RowOutcome)


def test_a_hint_names_the_field_of_the_page_instead_of_an_option(app: Flask) -> None:
    with app.test_request_context("/intake?lang=en"):
        app.preprocess_request()
        assert build_hint("x", {"vi": "-", "en": "Check --as-of and --level."}) == (
            "Check «Cut-off date» and «Each row is a»."
        )
        assert "--map" not in build_hint("column_unrecognised", {"vi": "--map", "en": "--map"})
