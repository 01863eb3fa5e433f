"""What is asked of the audit log: by form, by address, by command line; days are those of Việt Nam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from geodata.errors import BadInput, Bilingual, Place
from services.store.audit import AuditFilter, Deed
from webmap.commands.moments import VIETNAM


@dataclass(frozen=True)
class AskedEntries:
    """The texts of the filters, as typed; ``until`` is the last day that counts."""

    deed: str = ""
    by: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> AskedEntries:
        """Return the filters of an address or a command."""
        return cls(**{name: texts.get(name, "").strip() for name in cls.__dataclass_fields__})

    def build_filter(self) -> AuditFilter:
        """Return the filter; BadInput for a deed that there is not, or a day that is none."""
        since, until = _read_day("since", self.since), _read_day("until", self.until)
        return AuditFilter(
            deeds=_read_deeds(self.deed),
            actor=self.by,
            since=since,
            until=until + timedelta(days=1) if until else None,
        )


def _read_deeds(text: str) -> tuple[Deed, ...]:
    """Return the deed of that word, or all that begin with it: «account» has seven."""
    found = tuple(deed for deed in Deed if text in (deed.value, deed.value.split(".")[0]))
    if text and not found:
        raise BadInput(
            "deed_unknown",
            Bilingual(f"Không có loại việc «{text[:40]}»", f"There is no deed «{text[:40]}»"),
            Bilingual(f"Dùng được: {', '.join(Deed)}.", f"What there is: {', '.join(Deed)}."),
            Place(column="deed", text=text[:40]),
        )
    return found


def _read_day(name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), VIETNAM)
    except ValueError:
        raise BadInput(
            "day_malformed",
            Bilingual(f"«{text[:40]}» không phải là một ngày", f"«{text[:40]}» is no date"),
            Bilingual("Viết năm-tháng-ngày, ví dụ 2026-03-31.", "Write year-month-day, 2026-03-31 for one."),
            Place(column=name, text=text[:40]),
        ) from None
