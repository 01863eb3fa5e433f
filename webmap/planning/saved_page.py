"""Saved selections as pages show them: one, the list of all, two side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from services.measures.wording import format_date
from services.planning.plan_words import write_cost
from services.planning.saved_document import build_stored_view
from services.planning.saved_selections import SavedSelection
from services.reporting.annex import Annex, list_parts, write_row
from webmap.context import services
from webmap.intake.links import build_link
from webmap.translations import gettext as _
from webmap.translations import language


@dataclass(frozen=True)
class SavedPage:
    """One saved selection."""

    saved: SavedSelection

    @property
    def annex(self) -> Annex:
        """The words and digits, as the annex has them; without a map."""
        return build_annex(self.saved, with_map=False)

    @property
    def title(self) -> str:
        """Its name."""
        return self.saved.name

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        return self.annex.question

    @property
    def gain(self) -> str:
        """What is gained."""
        return self.annex.write_gain(self.saved.document["gain"])

    @property
    def cost(self) -> str:
        """What it costs."""
        return write_cost(self.saved.document["cost"], language())

    @property
    def proof(self) -> str:
        """What is proven."""
        return self.annex.say("proof")

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Criteria, rules and result."""
        return list_parts(self.annex)

    @property
    def rows(self) -> list[list[str]]:
        """The list: number, code, name, unit, score, gain, cost, tries, reasons."""
        return [
            write_row(self.annex, number, pick) for number, pick in enumerate(self.saved.document["picks"], start=1)
        ]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the picks."""
        return frozenset(pick["area_code"] for pick in self.saved.document["picks"])

    @property
    def created(self) -> str:
        """Who saved it and when."""
        return say_created(self.saved)

    @property
    def approved(self) -> str:
        """Who approved it and when."""
        return say_approved(self.saved)

    @property
    def urls(self) -> dict[str, str]:
        """Where links lead."""
        saved_id = self.saved.selection_id
        return {
            "self": build_link("selections.show_selection", selection_id=saved_id),
            "plan": f"/plan?{self.saved.query}" + ("&lang=en" if language() == "en" else ""),
            "map": build_link("selections.selection_svg", selection_id=saved_id),
            "xlsx": build_link("selections.selection_xlsx", selection_id=saved_id),
            "pdf": build_link("selections.selection_pdf", selection_id=saved_id),
            "json": url_for("selections.selection_json", selection_id=saved_id),
            "approve": build_link("selection_desk.show_approval", selection_id=saved_id),
        }


def build_annex(saved: SavedSelection, *, with_map: bool = True) -> Annex:
    """Return the annex of a saved selection in the language of the request; NotFound without its boundaries."""
    view: Any = None
    geometry: Any = None
    if with_map:
        view = build_stored_view(services().snapshots.current(), saved.document)
        geometry = services().geometries.read_outlines(view)
    return Annex(saved.name, saved.document, view, geometry, language(), say_created(saved), say_approved(saved))


def say_created(saved: SavedSelection) -> str:
    """Return who saved it and when."""
    return _("%(name)s lưu ngày %(day)s", name=saved.created_by, day=_write_day(saved.created_at))


def say_approved(saved: SavedSelection) -> str:
    """Return who approved it and when."""
    if saved.approved_by is None or saved.approved_at is None:
        return _("chưa phê duyệt")
    return _("%(name)s phê duyệt ngày %(day)s", name=saved.approved_by, day=_write_day(saved.approved_at))


def build_json(saved: SavedSelection) -> dict[str, Any]:
    """Return a saved selection as the API gives it."""
    kept = {name: value for name, value in saved.document.items() if name != "scores"}
    return kept | {
        "selection_id": saved.selection_id,
        "name": saved.name,
        "plan_url": f"/plan?{saved.query}",
        "fingerprint": saved.fingerprint,
        "publication_id": saved.publication_id,
        "created_by": saved.created_by,
        "created_at": saved.created_at.isoformat(),
        "approved_by": saved.approved_by,
        "approved_at": saved.approved_at.isoformat() if saved.approved_at else None,
    }


def _write_day(moment: datetime) -> str:
    return format_date(moment.date(), language())
