"""A report that goes to Excel holds no formula of a stranger."""

from webmap.intake.report_csv import BOM, build_report_csv


def test_cells_that_excel_would_take_for_formulas_are_texts() -> None:
    row = {"sheet": "Biểu", "row": 9, "outcome": "unknown", "name": "=HYPERLINK(1)", "reason": {"vi": "-x", "en": "y"}}
    lines = build_report_csv({"rows": [row]}, "vi").decode().removeprefix(BOM).split("\r\n")
    assert lines[0].startswith("sheet;row;outcome;name")
    assert lines[1] == "Biểu;9;unknown;'=HYPERLINK(1);;;;;;'-x"


def test_every_sign_that_begins_a_formula_is_made_text() -> None:
    for sign in "=+-@＝＋－＠":
        line = build_report_csv({"rows": [{"name": f" {sign}1+1"}]}, "en").decode().split("\r\n")[1]
        assert line == f";;;'{sign}1+1;;;;;;"
