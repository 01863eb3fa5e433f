"""Decisions of a form that was refused: kept, so that who made them can save them once more."""

from __future__ import annotations

from webmap.intake.answers import read_sheets
from webmap.intake.upload_checking import CheckedNow
from webmap.kept_form import Fields, KeptForm, keep_request

_DECIDED = ("row-", "number-")
_WINDOW = ("sheet", "page", "show", "doubts")


def keep_answers(now: CheckedNow) -> KeptForm | None:
    """Return the decided rows and numbers of the present form, to be saved on the newest version of the upload.

    None where there are none, or where a code or a row of the form would now mean another area or sheet: the file is
    looked for in another vintage, at another level, or in other sheets than the form shows.
    """
    sent, understood = keep_request(), now.found.checked.understood
    if sent is None:
        return None
    told = dict(sent.fields)
    decided: Fields = tuple((name, text) for name, text in sent.fields if name.startswith(_DECIDED) and text)
    places = {"option-vintage_id": understood.vintage_id.value, "option-level": understood.level.value}
    if not decided or any(told.get(name, "") != str(value or "") for name, value in places.items()):
        return None
    ticked = [text for name, text in sent.fields if name == "sheet_name"]
    if "has-sheets" in told and read_sheets(ticked, understood) != now.stored.options.sheet_names:
        return None
    window = tuple((name, told[name]) for name in _WINDOW if name in told)
    return KeptForm(sent.address, (("version", str(now.stored.version)), *window, *decided))
