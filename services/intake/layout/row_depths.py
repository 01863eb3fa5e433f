"""How deep each row of a table stands: by its number, its type of unit, its indent, or as a heading without counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geodata.areas import Level
from geodata.names import bears_kind, clean_text
from services.intake.layout.body_columns import BodyColumns
from services.intake.layout.laid_rows import BodyRow, RowKind
from services.intake.values.cells import build_text, is_blank

# «I. Huyện Tủa Chùa», «A/ Khối huyện», «1) Xã Sín Thầu»; «I» alone needs its sign: «Ia Grai» is a name.
_PREFIX = re.compile(r"^\s*(\(?(?:[IVXL]+|[A-OĐ]|\d{1,3}(?:\.\d{1,3})*)\s*[.)/:]|[-+*•–])\s*(?=\S)")
_ROMAN = re.compile(r"[IVXL]+")
_NUMERALS = tuple(
    tens + ones
    for tens in ("", "X", "XX", "XXX", "XL", "L")
    for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
)[1:]
_LETTERS = (tuple("ABCDEFGHIJKLMNO"), tuple("ABCDEFGHIKLMNO"), tuple("ABCDĐEGHIKLMNO"))
_STYLES = ("letter", "roman", "number", "dotted", "dash", "blank")
_COMMUNE_CODE = re.compile(r"\s*'?\d{4,5}\s*")  # a zero in front may be lost; codes above have three digits at most


@dataclass(frozen=True)
class RowDepth:
    """How deep a row stands, 0 outermost; ``is_group`` where others stand under it.

    ``is_alone``: it stands where groups do, and none stands under it: «Huyện Lý Sơn» with the code of its one commune.
    """

    depth: float = 0.0
    is_group: bool = False
    is_alone: bool = False


@dataclass(frozen=True)
class Depths:
    """The depth of each row; ``closing`` where a subtotal stands below its group."""

    rows: tuple[RowDepth, ...]
    closing: bool = False


_NO_DEPTH = RowDepth()
_IsCommune = Callable[[int], bool]  # by the code of a row


def find_prefixes(labels: Iterable[str]) -> frozenset[str]:
    """Return the numbers that stand before the names of a table: a numeral or letter only after the one before it.

    «X. Mường Nhé» is a commune and «H. Mường Nhé» a district, unless the table counts «IX.» or «G.» as well.
    """
    written = {_clean_ordinal(match[1]) for label in labels if (match := _PREFIX.match(label))}
    plain = {text for text in written if not text.isalpha()}
    for order in (_NUMERALS, *_LETTERS):
        for text in order:
            if text not in written:
                break
            plain.add(text)
    return frozenset(plain)


def strip_ordinals(texts: Sequence[str], prefixes: frozenset[str]) -> list[str]:
    """Return names without the numbers written before them: «Xã Sín Thầu» for «1. Xã Sín Thầu»."""
    firsts = {"(", *(prefix[0] for prefix in prefixes)}
    return [_strip_ordinal(text, prefixes) if text.lstrip()[:1] in firsts else text for text in texts]


def _strip_ordinal(text: str, prefixes: frozenset[str]) -> str:
    match = _PREFIX.match(text)
    return text[match.end() :] if match and _clean_ordinal(match[1]) in prefixes else text


def _clean_ordinal(text: str) -> str:
    return re.sub(r"[\s().:/]", "", text) if len(text) > 1 else text


def find_depths(
    body: Sequence[BodyRow],
    kinds: Sequence[RowKind],
    columns: BodyColumns,
    prefixes: frozenset[str],
    labels: Sequence[str],
) -> Depths:
    """Return how deep each row stands, by the first sign of groups that the table shows.

    ``labels`` are those of the rows without their ordinals.
    """
    known = [index for index, kind in enumerate(kinds) if kind is RowKind.DATA]
    ordinals = _read_ordinals(body, known, columns, prefixes)

    def is_commune(index: int) -> bool:
        return _has_commune_code(body[index], columns)

    closing = False
    found = _find_by_ordinals(body, known, ordinals)
    if found is None and not _is_one_list(body, known, ordinals):
        found = _find_by_kinds(known, labels, is_commune)
        closing = found is not None and _closes(body, known, found, is_commune)
    if found is None:
        found = _find_by_columns(body, known, columns)
    if found is None:
        found = _find_by_indents(known, {index: body[index].label for index in known})
    depths = found or dict.fromkeys(known, 1.0)
    deepest = max((depths[index] for index in known if body[index].is_counted), default=1.0)
    headings = _find_headings(body, known, labels, depths, deepest, columns)
    rows = [_NO_DEPTH] * len(body)
    plain = {depth: RowDepth(depth) for depth in {0.0, *depths.values()}}
    for index in known:
        depth = depths[index] if found is not None or index not in headings else 0.0
        is_above = depth < deepest
        is_alone = is_above and is_commune(index)
        is_group = index in headings or (is_above and not is_alone)
        rows[index] = RowDepth(depth, is_group, is_alone) if is_group or is_alone else plain[depth]
    return Depths(tuple(rows), closing)


def _find_by_ordinals(body: Sequence[BodyRow], known: Sequence[int], texts: dict[int, str]) -> dict[int, float] | None:
    """Return the depth of each row by the style of its number: A, I, 1, 1.1, a dash, nothing."""
    has_roman = _has_roman(set(texts.values()))
    known_styles = {text: _find_style(text, has_roman) for text in set(texts.values())}
    if len(set(known_styles.values())) < 2:
        return None
    styles = {index: known_styles[text] for index, text in texts.items()}
    counts = Counter(styles[index] for index in known if body[index].is_counted)
    if not counts or set(counts) == {"blank"}:
        return None
    for style in ("blank", "dash"):
        # A row that lost its number is no deeper than those that have theirs.
        if 2 * counts[style] < sum(counts.values()):
            shallower = max((_STYLES.index(s) for s in counts if s not in ("blank", "dash")), default=0)
            styles = {i: _STYLES[shallower] if s == style else s for i, s in styles.items()}
    if len({styles[index] for index in known if body[index].is_counted} | _list_heading_styles(styles)) < 2:
        return None
    return {index: float(_STYLES.index(style)) for index, style in styles.items()}


def _is_one_list(body: Sequence[BodyRow], known: Sequence[int], texts: dict[int, str]) -> bool:
    """Tell whether all rows with counts are numbered through, 1, 2, 3 …: then none of them heads others."""
    numbers = [texts[index] for index in known if body[index].is_counted]
    return len(numbers) > 2 and all(text == str(number) for number, text in enumerate(numbers, start=1))


def _has_roman(texts: set[str]) -> bool:
    """Tell whether «I» is a numeral: after «H» and without «II» it is the letter."""
    return "I" in texts and ("II" in texts or not {"A", "H"} <= texts)


def _list_heading_styles(styles: dict[int, str]) -> set[str]:
    return {style for style in styles.values() if style in ("letter", "roman")}


def _read_ordinals(
    body: Sequence[BodyRow], known: Sequence[int], columns: BodyColumns, prefixes: frozenset[str]
) -> dict[int, str]:
    """Return the number of each row as text; most tables begin anew in each district, so that few are distinct."""
    texts: dict[int, str] = {}
    plain: dict[float, str] = {}
    for index in known:
        cell = body[index].row.read_cell(columns.ordinal) if columns.ordinal is not None else None
        if type(cell) is not float:
            texts[index] = _read_ordinal(body[index], columns, prefixes)
            continue
        text = plain.get(cell)
        if text is None:
            text = plain[cell] = _read_ordinal(body[index], columns, prefixes)
        texts[index] = text
    return texts


def _read_ordinal(one: BodyRow, columns: BodyColumns, prefixes: frozenset[str]) -> str:
    cell = one.row.read_cell(columns.ordinal) if columns.ordinal is not None else None
    if type(cell) is int or (type(cell) is float and cell >= 0 and cell.is_integer()):
        return str(int(cell))
    if not is_blank(cell):
        text = clean_text(build_text(cell))
        match = _PREFIX.match(text)
        return _clean_ordinal(match[1] if match else text)
    match = _PREFIX.match(one.label)
    return text if match and (text := _clean_ordinal(match[1])) in prefixes else ""


def _find_style(text: str, has_roman: bool) -> str:
    if not text:
        return "blank"
    if re.fullmatch(r"\d+", text):
        return "number"
    if re.fullmatch(r"[\dIVXL]+(?:\.\d+)+", text):
        return "dotted"
    if has_roman and _ROMAN.fullmatch(text):
        return "roman"
    if re.fullmatch(r"[A-ZĐ]", text):
        return "letter"
    return "dash" if re.fullmatch(r"[-+*•–]", text) else "blank"


def _has_commune_code(one: BodyRow, columns: BodyColumns) -> bool:
    """Tell whether a row is a commune by its code, whatever it is called: then it heads no others."""
    if one.is_coded:
        for index in columns.codes:  # asked of every row
            if _COMMUNE_CODE.fullmatch(build_text(one.row.read_cell(index))):
                return True
    return False


def _find_by_kinds(known: Sequence[int], labels: Sequence[str], is_commune: _IsCommune) -> dict[int, float] | None:
    """Return the depth by the type of unit before the name, where districts head their communes."""
    depths = {index: _rank_kind(labels[index]) for index in known}
    heads = sum(depth < 2.0 and not is_commune(index) for index, depth in depths.items())
    if not heads:
        return None
    named = sum(bears_kind(labels[index], Level.COMMUNE) for index in known)
    rest = sum(depth == 2.0 for depth in depths.values())
    if not rest or (2 * named < rest and rest < 2 * heads):
        return None
    return depths


@lru_cache(maxsize=32768)  # the names of all communes are the same in every report
def _rank_kind(name: str) -> float:
    if _is_parent(name, Level.MANAGING_UNIT):
        return 1.0
    return 0.0 if _is_parent(name, Level.PROVINCE) else 2.0


def _is_parent(name: str, level: Level) -> bool:
    return bears_kind(name, level) and not bears_kind(name, Level.COMMUNE)


def _closes(body: Sequence[BodyRow], known: Sequence[int], depths: dict[int, float], is_commune: _IsCommune) -> bool:
    """Tell whether subtotals stand below their groups: the first row with counts is none, the last one is."""
    counted = [i for i in known if body[i].is_counted and (depths[i] == 2.0 or not is_commune(i))]
    return bool(counted) and depths[counted[0]] == 2.0 and depths[counted[-1]] < 2.0


def _find_by_columns(body: Sequence[BodyRow], known: Sequence[int], columns: BodyColumns) -> dict[int, float] | None:
    """Return the depth by the column a name stands in, where a header lies over the groups' and the rows'."""
    outer = (*columns.parents, *columns.names[:-1])
    if columns.name is None or not outer:
        return None
    nameless = [index for index in known if is_blank(body[index].row.read_cell(columns.name))]
    heads = {index for index in nameless if any(not is_blank(body[index].row.read_cell(i)) for i in outer)}
    if not heads or len(heads) == len(known):
        return None
    return {index: 1.0 if index in heads else 2.0 for index in known}


def _find_by_indents(known: Sequence[int], labels: dict[int, str]) -> dict[int, float] | None:
    """Return the depth by the blanks before a name, where every row without is followed by one with them."""
    if all(labels[index][:1].isalpha() for index in known if labels[index]):
        return None
    indents = {index: _measure_indent(labels[index]) for index in known if labels[index]}
    if len(set(indents.values())) < 2 or len(indents) < 3:
        return None
    outermost = min(indents.values())
    order = list(indents)
    heads = [place for place, index in enumerate(order) if indents[index] == outermost]
    followed = sum(place + 1 < len(order) and indents[order[place + 1]] > outermost for place in heads)
    if heads[0] != 0 or followed < len(heads) or 2 * len(heads) > len(order):
        return None
    return {index: float(indents.get(index, 0)) for index in known}


def _measure_indent(text: str) -> int:
    if text[:1].isalpha():
        return 0
    stripped = text.lstrip(" \u00a0\t\u3000")
    if len(stripped) == len(text):
        return 0
    return sum(4 if char == "\t" else 1 for char in text[: len(text) - len(stripped)])


def _find_headings(
    body: Sequence[BodyRow],
    known: Sequence[int],
    labels: Sequence[str],
    depths: dict[int, float],
    deepest: float,
    columns: BodyColumns,
) -> set[int]:
    """Return the rows without counts that head what follows: no commune by type, no number where rows have one."""
    headings: set[int] = set()
    numbered = columns.ordinal is not None and any(
        body[index].is_counted and not is_blank(body[index].row.read_cell(columns.ordinal)) for index in known
    )
    for place, index in enumerate(known):
        if body[index].is_filled or body[index].is_coded or not labels[index]:
            continue
        ordinal = "" if columns.ordinal is None else build_text(body[index].row.read_cell(columns.ordinal)).strip()
        if bears_kind(labels[index], Level.COMMUNE) or (numbered and ordinal.isdecimal()):
            continue
        follower = next((later for later in known[place + 1 :] if later not in headings), None)
        if follower is not None and depths[follower] <= deepest:
            headings.add(index)
    return headings
