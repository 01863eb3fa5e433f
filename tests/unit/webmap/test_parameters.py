"""Parameters are what the table says, and anything else is an error that names what is allowed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webmap.error_pages import BadParameter
from webmap.map_request import PAGE_PARAMETERS
from webmap.parameters import (
    AS_OF,
    CLASSES,
    LANG,
    SCHEME,
    SEARCH,
    VIEW_PARAMETERS,
    WIDTH,
    WITHIN,
    build_format,
    parse_parameters,
)


def parse(**values: str) -> dict[str, object]:
    return dict(parse_parameters(MultiDict(values), VIEW_PARAMETERS))


def test_what_is_given_is_read_by_its_kind() -> None:
    values = parse(scheme="BHXH_TN", as_of="2019-03-31", classes="5", within="11")
    assert values["scheme"] == "BHXH_TN"
    assert values["as_of"] == date(2019, 3, 31)
    assert values["classes"] == 5
    assert values["within"] == "11"


def test_what_is_left_out_or_empty_is_none_or_the_default() -> None:
    values = parse(scheme="")
    assert values["scheme"] is None
    assert values["lang"] == "vi"


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("scheme", "BHXH_XX", "BHXH_TN"),
        ("indicator", "coverage", "coverage_ratio"),
        ("level", "country", "commune"),
        ("method", "kmeans", "jenks"),
        ("lang", "fr", "en"),
        ("classes", "99", "5"),
        ("classes", "-1", "5"),
        ("classes", "٥", "5"),
        ("as_of", "31/03/2019", "YYYY-MM-DD"),
        ("as_of", "2019-02-30", "YYYY-MM-DD"),
        ("as_of", "20190331", "YYYY-MM-DD"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_those_that_are(name: str, text: str, allowed: str) -> None:
    with pytest.raises(BadParameter) as raised:
        parse(**{name: text})
    field = raised.value.fields[0]
    assert field["name"] == name
    assert field["given"] == text
    assert allowed in field["allowed"]
    assert allowed in raised.value.hint.en
    assert allowed in raised.value.hint.vi


def test_of_many_numbers_that_are_allowed_the_first_and_the_last_are_told() -> None:
    with pytest.raises(BadParameter) as raised:
        parse_parameters(MultiDict({"width": "200"}), (WIDTH,))
    assert raised.value.hint.en == "Allowed: 320–4000."


@pytest.mark.parametrize(
    ("name", "text"), [("vintage", "../etc"), ("within", "../11"), ("within", "<b>"), ("within", "11\n")]
)
def test_a_malformed_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadParameter):
        parse(**{name: text})


def test_a_misspelt_name_is_refused_with_the_names_that_exist() -> None:
    with pytest.raises(BadParameter) as raised:
        parse(schema="BHXH_TN")
    assert "scheme" in raised.value.fields[0]["allowed"]


def test_a_repeated_name_is_refused() -> None:
    with pytest.raises(BadParameter):
        parse_parameters(MultiDict([("lang", "vi"), ("lang", "en")]), (LANG,))


def test_the_first_format_is_the_default() -> None:
    assert parse_parameters(MultiDict(), (build_format("json", "csv"),)) == {"format": "json"}


def refuse(texts: dict[str, str]) -> BadParameter | None:
    try:
        values = parse_parameters(MultiDict(texts), PAGE_PARAMETERS)
    except BadParameter as error:
        return error
    assert set(values) == {parameter.name for parameter in PAGE_PARAMETERS}
    return None


@given(st.dictionaries(st.sampled_from([p.name for p in PAGE_PARAMETERS]), st.text(max_size=200)))
def test_no_text_makes_anything_but_a_value_or_a_refusal(texts: dict[str, str]) -> None:
    refusal = refuse(texts)
    if refusal:
        assert refusal.message.vi
        assert refusal.hint.en
        assert refusal.message.vi != refusal.message.en


@given(st.text(max_size=130))
def test_a_search_takes_any_text_up_to_its_length(text: str) -> None:
    try:
        parse_parameters(MultiDict({"q": text}), (SEARCH,))
    except BadParameter:
        assert len(text) > 120
    else:
        assert len(text) <= 120


def test_every_parameter_is_described_in_both_languages() -> None:
    for parameter in (*PAGE_PARAMETERS, SEARCH, AS_OF, CLASSES, SCHEME, WITHIN):
        assert parameter.description.vi
        assert parameter.description.en
