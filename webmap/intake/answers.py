"""What an officer said on the page of an upload, read from its form: options, decisions, corrected numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.intake.headers.meanings import parse_meaning
from services.intake.kinds import IntakeKind
from services.intake.options import CellCorrection, Covers, IntakeOptions, RowDecision
from services.intake.outcomes import UNSETTLED
from services.intake.scope.understanding import Origin, Understanding
from services.intake.values.dates import parse_date
from services.measures.schemes import Scheme
from webmap.intake.column_window import list_columns
from webmap.intake.doubts import LEAVE_OUT
from webmap.intake.meaning_controls import MeaningControl, build_column_heads, has_scheme, is_dated
from webmap.intake.option_fields import FLAG_NAMES, OPTION_NAMES, TEXT_NAMES
from webmap.intake.typed_text import read_line

_ROW = re.compile(r"row-(\d{1,3})-(\d{1,7})")
_NUMBER = re.compile(r"number-(\d{1,3})-(\d{1,7})-([A-Z]{1,3})")
_PARSERS: Mapping[str, Any] = {
    "scheme": Scheme,
    "province_code": str,
    "vintage_id": str,
    "level": Level,
    "covers": Covers,
    "kind": IntakeKind,
}


def read_options(form: MultiDict[str, str], options: IntakeOptions, understood: Understanding) -> IntakeOptions:
    """Return the options with what the form changes; what it leaves as it was found stays to be found.

    BadInput where a date or a meaning cannot be read.
    """
    changes: dict[str, Any] = {}
    for name in OPTION_NAMES:
        text = form.get(f"option-{name}")
        if text is not None:
            changes[name] = _read_option(name, text.strip(), getattr(options, name), getattr(understood, name))
    changes |= {name: read_line(form, f"option-{name}") for name in TEXT_NAMES if f"option-{name}" in form}
    if any(f"option-{name}" in form for name in TEXT_NAMES):
        changes |= {name: f"option-{name}" in form for name in FLAG_NAMES}
    if "option-unit_count" in form:
        changes["unit_count"] = {"1": 1, "1000": 1000}.get(form["option-unit_count"])
    if "has-sheets" in form:
        changes["sheet_names"] = read_sheets(form.getlist("sheet_name"), understood)
    changes["mapping"] = read_mapping(form, options.mapping, understood)
    changes["corrections"] = read_corrections(form, options.corrections, understood)
    return replace(options, **changes)


def read_sheets(ticked: Sequence[str], understood: Understanding) -> tuple[str, ...]:
    """Return the sheets that are used; empty where all are, or none is ticked."""
    names = [str(sheet.sheet.name) for sheet in understood.sheets]
    chosen = tuple(name for name in names if name in ticked)
    return () if len(chosen) == len(names) else chosen


def _read_option(name: str, text: str, given: Any, found: Any) -> Any:
    """Return what is given from now on; None: to be found in the file."""
    value: Any = _parse_day(text, name) if name == "as_of" else _parse_choice(name, text)
    if value == found.value:
        return given if found.origin == Origin.OPTION else None
    return value


def _parse_choice(name: str, text: str) -> Any:
    if not text:
        return None
    try:
        return _PARSERS[name](text)
    except ValueError:
        raise BadInput(
            "option_unknown",
            Bilingual(f"Không có lựa chọn «{text}»", f"There is no choice «{text}»"),
            Bilingual("Chọn lại trong danh sách.", "Choose again from the list."),
            Place(column=name, text=text),
        ) from None


def _parse_day(text: str, where: str) -> date | None:
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        raise BadInput(
            "date_unreadable",
            Bilingual(f"«{text}» không phải là một ngày", f"«{text}» is no date"),
            Bilingual("Ghi ngày/tháng/năm, ví dụ 31/03/2019.", "Write day/month/year, 31/03/2019 for example."),
            Place(column=where, text=text),
        )
    return day


def read_mapping(form: Mapping[str, str], mapping: Mapping[str, str], understood: Understanding) -> dict[str, str]:
    """Return the meanings given by hand: those before, changed by every control that shows another meaning now."""
    given = dict(mapping)
    tables = [sheet for sheet in understood.sheets if sheet.layout is not None and sheet.layout.is_table]
    for number, sheet in enumerate(understood.sheets):
        for head in build_column_heads(number, sheet, list_columns(sheet)):
            control = head.control
            if control is None or control.name not in form:
                continue
            written = _write_meaning(form, control)
            if written in ("", control.written):
                continue
            parse_meaning(written)
            key = head.letter if len(tables) <= 1 or sheet.sheet.name is None else f"{sheet.sheet.name}!{head.letter}"
            given.pop(control.header, None)
            given[key] = written
    return given


def _write_meaning(form: Mapping[str, str], control: MeaningControl) -> str:
    name, value = control.name, form[control.name]
    if not is_dated(value):
        return value
    day = _parse_day(form.get(f"{name}-date", "").strip(), name)
    scheme = form.get(f"{name}-scheme", control.scheme) if has_scheme(value) else ""
    parts = [value, day.isoformat() if day else "", scheme, control.organisation if scheme else ""]
    return ":".join(parts).rstrip(":")


def read_decisions(
    form: Mapping[str, str], understood: Understanding, rows: Sequence[Mapping[str, Any]]
) -> tuple[RowDecision, ...]:
    """Return what was decided about rows; with ``leave_out_all`` every row not yet settled is left out besides.

    A row that waits for another one which is answered is looked for anew.
    """
    names = [sheet.sheet.name for sheet in understood.sheets]
    decided: dict[tuple[str | None, int], RowDecision] = {}
    if form.get("leave_out_all"):
        for row in rows:
            if row["outcome"] in UNSETTLED and not _is_awaited(form, names, row):
                decided[row["sheet"], int(row["row"])] = RowDecision(row["sheet"], int(row["row"]), None)
    for field, text in form.items():
        match = _ROW.fullmatch(field)
        if match is None or int(match[1]) >= len(names) or not text:
            continue
        sheet, number = names[int(match[1])], int(match[2])
        decided[sheet, number] = RowDecision(sheet, number, None if text == LEAVE_OUT else text)
    return tuple(decided.values())


def _is_awaited(form: Mapping[str, str], names: Sequence[str | None], row: Mapping[str, Any]) -> bool:
    sheet = names.index(row["sheet"]) if row["sheet"] in names else 0
    return bool(row["waits_for"]) and form.get(f"row-{sheet}-{row['waits_for']}", "") not in ("", LEAVE_OUT)


def read_corrections(
    form: Mapping[str, str], corrections: Sequence[CellCorrection], understood: Understanding
) -> tuple[CellCorrection, ...]:
    """Return the numbers corrected by hand: those before and those that the form adds or changes."""
    names = [sheet.sheet.name for sheet in understood.sheets]
    corrected = {(one.sheet, one.row, one.column_letter): one for one in corrections}
    for field, text in form.items():
        match = _NUMBER.fullmatch(field)
        if match is None or int(match[1]) >= len(names):
            continue
        written = read_line(form, f"{field}-text" if text == "other" else field)
        if written:
            key = (names[int(match[1])], int(match[2]), match[3])
            corrected[key] = CellCorrection(*key, written)
    return tuple(corrected.values())
