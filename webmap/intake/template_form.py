"""The form of the template workbooks: for which place and day they are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import g

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.snapshot import Snapshot
from services.intake.kinds import IntakeKind
from services.intake.templates.workbooks import TemplateOptions
from services.intake.values.dates import parse_date
from services.measures.schemes import Scheme
from webmap.intake.choices import Choice, ChoiceGroup
from webmap.intake.words import label_kind, label_scheme, write_date
from webmap.translations import gettext as _

_PLACE = re.compile(r"([A-Za-z0-9_-]{1,40}):(\d{2})?")
MOST_ORGANISATIONS = 12


@dataclass(frozen=True)
class TemplateForm:
    """What may be chosen; ``places`` are empty where no vintage is in use."""

    places: tuple[ChoiceGroup, ...]
    as_of: str
    schemes: tuple[Choice, ...]
    kinds: tuple[Choice, ...]


@dataclass(frozen=True)
class TemplateRequest:
    """Which template is asked for."""

    kind: IntakeKind
    vintage_id: str
    options: TemplateOptions


def build_template_form(snapshot: Snapshot, today: date) -> TemplateForm:
    """Return the form: the newest vintage first, the end of last month."""
    places = []
    for data in snapshot.vintages.values():
        hierarchy, vintage = data.hierarchy, data.vintage
        provinces = [number for number in range(hierarchy.size) if hierarchy.ranks[number] == Level.PROVINCE.rank]
        choices = [Choice(f"{vintage.vintage_id}:", _("Mọi nơi"))]
        choices += [
            Choice(f"{vintage.vintage_id}:{hierarchy.codes[one]}", str(hierarchy.names[one])) for one in provinces
        ]
        places.append(ChoiceGroup(vintage.title_en if g.lang == "en" else vintage.title_vi, tuple(choices)))
    month_end = today.replace(day=1) - timedelta(days=1)
    return TemplateForm(
        places=tuple(places),
        as_of=write_date(month_end),
        schemes=tuple(Choice(scheme.value, label_scheme(scheme)) for scheme in Scheme if not scheme.parts),
        kinds=tuple(Choice(kind.value, label_kind(kind)) for kind in IntakeKind),
    )


def read_template_request(form: Mapping[str, str], lang: str) -> TemplateRequest:
    """Return what the form asks for; BadInput names the field that cannot be read."""
    place = _PLACE.fullmatch(form.get("place", ""))
    day = parse_date(form.get("as_of", "").strip())
    kind, scheme = form.get("kind", ""), form.get("scheme") or Scheme.BHXH_TN.value
    if kind not in set(IntakeKind) or scheme not in set(Scheme) or place is None:
        raise _refuse("kind", kind, Bilingual("Không có tệp mẫu này", "There is no such template"))
    if day is None:
        text = form.get("as_of", "")
        raise _refuse("as_of", text, Bilingual(f"«{text}» không phải là một ngày", f"«{text}» is no date"))
    options = TemplateOptions(
        as_of=day,
        lang=lang,
        province_code=place[2],
        scheme=Scheme(scheme),
        monthly="monthly" in form,
        organisations=_split(form.get("organisations", "")),
    )
    return TemplateRequest(IntakeKind(kind), place[1], options)


def _split(text: str) -> tuple[str, ...]:
    names = [" ".join(part.split())[:60] for part in text.split(";")]
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_ORGANISATIONS]


def _refuse(column: str, text: str, message: Bilingual) -> BadInput:
    hint = Bilingual(
        "Chọn lại ở trang Nạp số liệu; ngày ghi như 31/03/2019.",
        "Choose again on the page that loads data; write dates as 31/03/2019.",
    )
    return BadInput("template_unknown", message, hint, Place(column=column, text=text[:80]))
