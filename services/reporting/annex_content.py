"""What an annex says, part by part: result, criteria, rules, list, map, how sure it is, where the numbers come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.errors import Bilingual
from services.measures.wording import format_count, format_ratio
from services.planning.objectives import Objective
from services.planning.plan_words import find_cost_unit, has_costs, name_unit, write_cost, write_score
from services.reporting.annex import Annex

PEOPLE_FORMAT, ONE_DECIMAL = "#,##0", "#,##0.0"
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")
MISSING = "–"
NO = Bilingual("STT", "No.")
RESULT, MAP = Bilingual("Kết quả", "Result"), Bilingual("Bản đồ", "Map")
CRITERIA = Bilingual("Tiêu chí và trọng số", "Criteria and weights")
RULES = Bilingual("Quy tắc lựa chọn", "Rules")
LIST = Bilingual("Danh sách và lý do", "List and reasons")
CERTAINTY = Bilingual("Mức chắc chắn", "How sure it is")
SOURCES = Bilingual("Nguồn số liệu và xác thực", "Sources and verification")


@dataclass(frozen=True)
class Cell:
    """A cell as it is printed; where it is a number, also that number and the format in which it shows as printed."""

    text: str
    number: float | None = None
    number_format: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and its share of the width."""

    head: str
    width: float


@dataclass(frozen=True)
class AnnexTable:
    """A table; ``has_total`` tells that the last row adds up the others."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False


@dataclass(frozen=True)
class Section:
    """One part: its heading with its number and without, lines, a table, the map."""

    name: str
    head: str
    title: str
    lines: tuple[str, ...] = ()
    table: AnnexTable | None = None
    has_map: bool = False


def build_sections(annex: Annex, *, is_wide: bool) -> tuple[Section, ...]:
    """Return the parts of an annex in their order, numbered; ``is_wide`` where units have room for a column."""
    parts = (
        ("result", RESULT, _list_results(annex), None),
        ("criteria", CRITERIA, _list_scales(annex), _tabulate_criteria(annex)),
        ("rules", RULES, (), _tabulate_rules(annex)),
        ("list", LIST, (), tabulate_picks(annex, is_wide=is_wide)),
        ("map", MAP, (), None),
        ("certainty", CERTAINTY, _list_certainties(annex), None),
        ("sources", SOURCES, _list_sources(annex), None),
    )
    found = []
    for numeral, (name, head, lines, table) in zip(NUMERALS, parts, strict=True):
        title = head.in_language(annex.lang)
        found.append(Section(name, f"{numeral}. {title}", title, tuple(filter(None, lines)), table, name == "map"))
    return tuple(found)


def tabulate_picks(annex: Annex, *, is_wide: bool) -> AnnexTable:
    """Return the list with its reasons and, last, its totals; units in a column of their own where it is wide."""
    document, lang = annex.document, annex.lang
    unit = name_unit(annex.objective)
    heads = (
        (NO, 5.5),
        (Bilingual("Xã", "Commune"), 18 if is_wide else 23),
        *([(Bilingual("Đơn vị", "Unit"), 15)] if is_wide else []),
        (Bilingual("Điểm", "Score"), 7.5),
        (Bilingual(f"Được, {unit.vi}", f"Gain, {unit.en}"), 10),
        *([(_name_cost(document), 8)] if has_costs(document) else []),
        (Bilingual("Được chọn, lần", "Chosen, times"), 11),
        (Bilingual("Lý do", "Reasons"), 35 if has_costs(document) else 43),
    )
    rows = [_build_row(annex, number, pick, is_wide) for number, pick in enumerate(document["picks"], start=1)]
    blank = Cell("")
    total = Cell(Bilingual("Cộng", "Total").in_language(lang))
    sums = (_write_gain(annex, document["gain"]), *_list_costs(annex, document["cost"]))
    last = (blank, total, *([blank] if is_wide else []), blank, *sums, blank, blank)
    return AnnexTable(tuple(Column(head.in_language(lang), width) for head, width in heads), (*rows, last), True)


def find_rule_cost(document: Mapping[str, Any], rule: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a rule costs as the document has it; None where nothing can be said: it alone says how many."""
    return next((one for one in document["rule_costs"] if one["label_vi"] == rule["label_vi"]), None)


def _build_row(annex: Annex, number: int, pick: Mapping[str, Any], is_wide: bool) -> tuple[Cell, ...]:
    lang, score, tries = annex.lang, pick["score_shown"], annex.document["tries"]
    count, name = pick["chosen_count"], f"{pick['name']} ({pick['area_code']})"
    return (
        Cell(str(number), number, "0"),
        *([Cell(name), Cell(pick["unit_name"])] if is_wide else [Cell(f"{name}, {pick['unit_name']}")]),
        Cell(MISSING) if score is None else Cell(write_score(score / 1000, lang), score / 10, ONE_DECIMAL),
        _write_gain(annex, pick["gain"]),
        *_list_costs(annex, pick["cost"]),
        Cell(MISSING) if count is None else Cell(f"{count} / {tries}", count, f'0" / {tries}"'),
        Cell("; ".join(annex.say("text", one) for one in pick["reasons"])),
    )


def _write_gain(annex: Annex, gain: float | None) -> Cell:
    if gain is None:
        return Cell(MISSING)
    return Cell(annex.write_amount(gain), gain, _find_gain_format(annex))


def _find_gain_format(annex: Annex) -> str:
    return ONE_DECIMAL if annex.objective is Objective.SCORE else PEOPLE_FORMAT


def _name_cost(document: Mapping[str, Any]) -> Bilingual:
    unit = find_cost_unit(document)
    if unit is None:
        return Bilingual("Chi phí", "Cost")
    return Bilingual(f"Chi phí, {unit.label.vi}", f"Cost, {unit.label.en}")


def _list_costs(annex: Annex, cost: float | None) -> tuple[Cell, ...]:
    return (_write_cost(annex, cost),) if has_costs(annex.document) else ()


def _write_cost(annex: Annex, cost: float | None) -> Cell:
    if cost is None:
        return Cell(MISSING)
    text = write_cost(cost, annex.lang)
    has_decimal = (",", ".")[annex.lang == "en"] in text[-2:]
    return Cell(text, cost, ONE_DECIMAL if has_decimal else PEOPLE_FORMAT)


def _list_results(annex: Annex) -> tuple[str, ...]:
    document, lang = annex.document, annex.lang
    gain = annex.write_gain(document["gain"])
    cost = write_cost(document["cost"], lang, find_cost_unit(document))
    vi, en = (f"; chi phí {cost}", f"; cost {cost}") if has_costs(document) else ("", "")
    objective = annex.say("objective_label")
    totals = "; ".join(
        f"{annex.say('label', one)}: {annex.write_gain(one['total'], Objective(one['objective']))}"
        for one in document["totals"]
        if one["total"] is not None and one["objective"] != annex.objective.value
    )
    besides = Bilingual("Danh sách này còn có", "The list also holds").in_language(lang)
    return (
        _say_count(annex),
        Bilingual(
            f"Được nhiều nhất theo «{objective}»: {gain}{vi}.",
            f"It gains the most by “{objective}”: {gain}{en}.",
        ).in_language(lang),
        f"{besides}: {totals}." if totals else "",
    )


def _say_count(annex: Annex) -> str:
    document, lang = annex.document, annex.lang
    picked = format_count(len(document["picks"]), lang)
    if document["candidate_count"] is None:
        return Bilingual(f"Chọn {picked} xã.", f"{picked} communes are picked.").in_language(lang)
    size, ranked = (format_count(document[name], lang) for name in ("candidate_count", "ranked_count"))
    return Bilingual(
        f"Chọn {picked} trong {size} xã; {ranked} xã đủ số liệu để xếp hạng.",
        f"{picked} of {size} communes are picked; {ranked} have enough data to be ranked.",
    ).in_language(lang)


def _list_scales(annex: Annex) -> tuple[str, ...]:
    target = annex.document["question"]["target_ratio"]
    said = ""
    if target is not None:
        ratio = format_ratio(target, annex.lang, 0)
        said = Bilingual(f"Mục tiêu bao phủ: {ratio}.", f"Coverage target: {ratio}.").in_language(annex.lang)
    return (annex.say("scaling_definition"), annex.say("missing_rule"), said)


def _tabulate_criteria(annex: Annex) -> AnnexTable:
    heads = ((NO, 6), (Bilingual("Tiêu chí", "Criterion"), 26), (Bilingual("Trọng số", "Weight"), 10),
             (Bilingual("Cách hiểu", "What it means"), 58))  # fmt: skip
    rows = tuple(
        (
            Cell(str(number), number, "0"),
            Cell(annex.say("label", one)),
            Cell(str(one["weight"]), one["weight"], "0"),
            Cell(annex.say("definition", one)),
        )
        for number, one in enumerate(annex.document["criteria"], start=1)
    )
    return AnnexTable(tuple(Column(head.in_language(annex.lang), width) for head, width in heads), rows)


def _tabulate_rules(annex: Annex) -> AnnexTable:
    without = Bilingual("Bỏ quy tắc này thì được thêm", "More to be gained without it")
    heads = ((NO, 6), (Bilingual("Quy tắc", "Rule"), 64), (without, 30))
    rows = []
    for number, rule in enumerate(annex.document["rules"], start=1):
        label = annex.say("label", rule)
        rows.append(
            (Cell(str(number), number, "0"), Cell(label[:1].upper() + label[1:]), _write_rule_cost(annex, rule))
        )
    return AnnexTable(tuple(Column(head.in_language(annex.lang), width) for head, width in heads), tuple(rows))


def _write_rule_cost(annex: Annex, rule: Mapping[str, Any]) -> Cell:
    found = find_rule_cost(annex.document, rule)
    if found is None:
        return Cell(Bilingual("quy tắc này định số xã", "it alone says how many").in_language(annex.lang))
    if found["cost"] is None:
        return Cell(Bilingual("chưa kịp tính", "no time to find out").in_language(annex.lang))
    digits, unit = _find_gain_format(annex), name_unit(annex.objective).in_language(annex.lang)
    return Cell(annex.write_gain(found["cost"]), found["cost"], f'{digits}" {unit}"')


def _list_certainties(annex: Annex) -> tuple[str, ...]:
    document, lang = annex.document, annex.lang
    proof, bound = annex.say("proof"), annex.write_gain(document["bound"])
    proven = Bilingual(
        f"{proof}: không danh sách nào theo các quy tắc trên được nhiều hơn {bound}.",
        f"{proof}: no list under these rules gains more than {bound}.",
    ).in_language(lang)
    return (proven[:1].upper() + proven[1:], annex.say("next_best"), annex.say("stability"))


def _list_sources(annex: Annex) -> tuple[str, ...]:
    document, lang = annex.document, annex.lang
    terms = (
        (Bilingual("Nguồn", "Source"), "; ".join(document["sources"])),
        (Bilingual("Ngày chốt số liệu", "Date of the numbers"), annex.day),
        (Bilingual("Ranh giới", "Boundaries"), name_boundaries(annex)),
        (Bilingual("Số liệu", "Data"), " ".join(list_warnings(annex))),
        (Bilingual("Trên Bao Phủ", "On Bao Phủ"), f"{annex.created}; {annex.approved}"),
        (Bilingual("Dấu vân tay", "Fingerprint"), document["fingerprint"]),
        (Bilingual("Liên kết", "Link"), annex.address),
    )
    return tuple(f"{term.in_language(lang)}: {text}" for term, text in terms if text)


def name_boundaries(annex: Annex) -> str:
    """Return the boundaries, and that they are approximate where they are."""
    title = annex.say("boundaries")
    approximate = Bilingual("gần đúng", "approximate").in_language(annex.lang)
    return f"{title} ({approximate})" if annex.document["is_approximate"] and approximate not in title else title


def list_warnings(annex: Annex) -> list[str]:
    """Return what must be known before the numbers are believed: illustrative, converted."""
    return [annex.say("text", one) for name in ("illustrative_notes", "conversions") for one in annex.document[name]]
