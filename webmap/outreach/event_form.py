"""The form of an event: what is typed so far, what can be chosen, what is wrong, what was written before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import g
from werkzeug.datastructures import MultiDict

from geodata.errors import BaoPhuError
from services.coverage.snapshot import Snapshot
from services.measures.schemes import ANY_SCHEME, Scheme
from services.measures.wording import format_date
from services.outreach.statement import EventTexts, part_organisers
from services.store.event_entries import ADDED, CHANGED, REMOVED, EventEntry
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import Notice
from webmap.intake.words import OFFICE_TIME
from webmap.outreach.event_places import FoundPlace, describe_place
from webmap.page.words import capitalise
from webmap.translations import gettext as _

MOST_OFFERED = 8
USUAL = ("Bưu điện", "UBND xã", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên", "BHXH cơ sở")
FIELDS = ("held_on", "attendee_count", "enrolled_count", "scheme", "venue", "remark")


@dataclass(frozen=True)
class Typed:
    """What a form holds: the texts, the place chosen (``vintage~code``) and typed, whether doubts are confirmed."""

    texts: EventTexts
    chosen: str = ""
    place: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class TraceLine:
    """One version: when, by whom, what was done, and what it said."""

    when: str
    by: str
    done: str
    said: str


@dataclass(frozen=True)
class EventForm:
    """All that the template of the form draws; ``versions`` are empty for a new event."""

    snapshot: Snapshot
    today: date
    typed: Typed
    found: Sequence[FoundPlace] = ()
    faults: Sequence[BaoPhuError] = ()
    notice: Notice | None = None
    versions: Sequence[EventEntry] = ()

    @property
    def frame(self) -> Frame:
        """What stands around."""
        return Frame(_("Sửa hội nghị") if self.versions else _("Ghi hội nghị"), has_script=False)

    @property
    def is_removed(self) -> bool:
        """Tell whether the event is no longer in force by an officer's doing."""
        return bool(self.versions) and self.versions[-1].action == REMOVED

    @property
    def version(self) -> int:
        """The version that the form shows."""
        return self.versions[-1].version if self.versions else 0

    @property
    def url(self) -> str:
        """Where the form is sent."""
        if self.versions:
            return build_link("outreach_desk.show_event", event_id=self.versions[-1].event_id)
        return build_link("outreach_desk.show_new")

    @property
    def list_url(self) -> str:
        """The page of all events."""
        return build_link("outreach.show_outreach")

    @property
    def messages(self) -> dict[str, str]:
        """The first fault of each field, with how to mend it."""
        found: dict[str, str] = {}
        for fault in self.faults:
            text = f"{fault.message.in_language(g.lang)}. {fault.hint.in_language(g.lang)}"
            found.setdefault(str(fault.place.column), text)
        return found

    @property
    def asks_to_confirm(self) -> bool:
        """Tell whether a doubt can be confirmed."""
        return self.typed.is_confirmed or any(one.code == "event_doubtful" for one in self.faults)

    @property
    def organisers(self) -> list[tuple[str, bool]]:
        """The organisers offered, and whether each is ticked: those of former events, the most frequent first."""
        counts = Counter(
            name for data in self.snapshot.vintages.values() for one in data.events for name in one.organisers
        )
        known = [name for name, _count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
        offered = list(dict.fromkeys([*known, *USUAL]))[:MOST_OFFERED]
        ticked = {name.casefold() for name in part_organisers(self.typed.texts.organisers)}
        return [(name, name.casefold() in ticked) for name in offered]

    @property
    def other_organisers(self) -> str:
        """What is named besides those offered."""
        offered = {name.casefold() for name, _ticked in self.organisers}
        names = part_organisers(self.typed.texts.organisers)
        return "; ".join(name for name in names if name.casefold() not in offered)

    @property
    def schemes(self) -> list[tuple[str, str, bool]]:
        """Value and label of each scheme, and of all."""
        labels = [(one.value, capitalise(one.label.in_language(g.lang))) for one in Scheme]
        chosen = self.typed.texts.scheme
        return [(value, label, value == chosen) for value, label in [("", _("Chung cho mọi loại hình")), *labels]]

    @property
    def vintages(self) -> str:
        """Which boundaries hold when, for the script that looks for places: id|from|to, parted by blanks."""
        return " ".join(
            f"{one.vintage.vintage_id}|{one.vintage.effective_from}|{one.vintage.effective_to or ''}"
            for one in self.snapshot.vintages.values()
        )

    @property
    def trace(self) -> list[TraceLine]:
        """All versions, the newest first."""
        return [self._describe(one) for one in reversed(self.versions)]

    @property
    def is_overruled(self) -> bool:
        """Tell whether a sheet published later speaks for the month, so that this event no longer counts."""
        if not self.versions or self.is_removed:
            return False
        entry = self.versions[-1]
        data = self.snapshot.vintages.get(entry.vintage_id)
        return data is not None and all(one.event_id != entry.event_id for one in data.events)

    def _describe(self, entry: EventEntry) -> TraceLine:
        done = {ADDED: _("ghi"), CHANGED: _("sửa"), REMOVED: _("xóa")}[entry.action]
        counts = [entry.attendee_count, entry.enrolled_count]
        came, won = ("–" if one is None else str(one) for one in counts)
        place = describe_entry_place(self.snapshot, entry)
        said = _(
            "%(day)s, %(place)s, %(organisers)s; dự %(came)s, tham gia mới %(won)s",
            day=format_date(entry.held_on, g.lang),
            place=place.name if place else entry.area_code,
            organisers=", ".join(entry.organisers),
            came=came,
            won=won,
        )
        return TraceLine(
            _write_moment(entry.written_at), entry.written_by, done, f"{said}. {entry.remark}" if entry.remark else said
        )


def read_typed(form: MultiDict[str, str]) -> Typed:
    """Return what a form sent."""
    texts = {name: form.get(name, "")[:1000] for name in FIELDS}
    organisers = tuple(text[:1000] for text in [*form.getlist("organiser"), form.get("other_organisers", "")] if text)
    return Typed(
        EventTexts(organisers=organisers, **texts),
        form.get("area", "")[:80],
        form.get("place", "")[:120],
        form.get("is_confirmed") == "1",
    )


def type_entry(entry: EventEntry, snapshot: Snapshot) -> Typed:
    """Return an event as a form would hold it."""
    place = describe_entry_place(snapshot, entry)
    texts = EventTexts(
        held_on=entry.held_on.isoformat(),
        organisers=entry.organisers,
        attendee_count="" if entry.attendee_count is None else str(entry.attendee_count),
        enrolled_count="" if entry.enrolled_count is None else str(entry.enrolled_count),
        scheme="" if entry.scheme == ANY_SCHEME else entry.scheme,
        venue=entry.venue,
        remark=entry.remark,
    )
    return Typed(texts, place.value if place else "", place.name if place else "")


def describe_entry_place(snapshot: Snapshot, entry: EventEntry) -> FoundPlace | None:
    """Return the place of an event in words; None where its boundaries are no longer shown."""
    data = snapshot.vintages.get(entry.vintage_id)
    return describe_place(data, entry.area_code) if data else None


def _write_moment(moment: datetime) -> str:
    local = moment.astimezone(OFFICE_TIME)
    return f"{format_date(local.date(), g.lang)} {local:%H:%M}"
