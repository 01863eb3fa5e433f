"""A saved selection as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from services.planning.plan_words import find_cost_unit, has_costs, write_cost
from services.planning.saved_document import build_stored_view
from services.planning.saved_selections import SavedSelection
from services.reporting.annex import Annex
from services.reporting.annex_content import Section, build_sections, list_warnings, name_boundaries
from webmap.context import services
from webmap.intake.links import build_link
from webmap.page.source import Flag
from webmap.planning.saved_words import say_approved, say_created, say_decision
from webmap.readers import snapshot_for_reader
from webmap.translations import gettext as _
from webmap.translations import language


@dataclass(frozen=True)
class SavedPage:
    """One saved selection."""

    saved: SavedSelection

    @cached_property
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
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed, as on the planner's page."""
        document, flags = self.saved.document, []
        if document["is_illustrative"]:
            flags.append(Flag(_("Số liệu minh họa"), " ".join(list_warnings(self.annex))))
        if document["conversions"]:
            flags.append(Flag(_("Quy đổi ranh giới"), " ".join(list_warnings(self.annex))))
        if document["is_approximate"]:
            flags.append(Flag(_("Ranh giới gần đúng"), name_boundaries(self.annex)))
        return flags

    @property
    def gain(self) -> str:
        """What is gained."""
        return self.annex.write_gain(self.saved.document["gain"])

    @property
    def cost(self) -> str:
        """What it costs, with the unit; empty where no costs were asked for."""
        document = self.saved.document
        return write_cost(document["cost"], language(), find_cost_unit(document)) if has_costs(document) else ""

    @property
    def proof(self) -> str:
        """What is proven."""
        return self.annex.say("proof")

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The parts of the annex by name."""
        return {one.name: one for one in build_sections(self.annex, is_wide=True)}

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
    def is_approved(self) -> bool:
        """Whether an approval stands."""
        return self.saved.approval is not None

    @property
    def history(self) -> list[str]:
        """All decisions on it, the first one first."""
        return [say_decision(one) for one in self.saved.decisions]

    @property
    def urls(self) -> dict[str, str]:
        """Where links lead."""
        saved_id = self.saved.selection_id
        return {
            "self": build_link("selections.show_selection", selection_id=saved_id),
            "plan": f"/plan?{self.saved.query}" + ("&lang=en" if language() == "en" else ""),
            "map": build_link("selections.selection_svg", selection_id=saved_id),
            "narrow_map": build_link("selections.selection_svg", selection_id=saved_id, shape="narrow"),
            "xlsx": build_link("selections.selection_xlsx", selection_id=saved_id),
            "docx": build_link("selections.selection_docx", selection_id=saved_id),
            "pdf": build_link("selections.selection_pdf", selection_id=saved_id),
            "json": url_for("selections.selection_json", selection_id=saved_id),
            "approve": build_link("selection_desk.show_approval", selection_id=saved_id),
        }


def build_annex(saved: SavedSelection, *, with_map: bool = True) -> Annex:
    """Return the annex of a saved selection in the language of the request; NotFound without its boundaries."""
    view: Any = None
    geometry: Any = None
    if with_map:
        view = build_stored_view(snapshot_for_reader(), saved.document)
        geometry = services().geometries.read_outlines(view)
    return Annex(
        name=saved.name,
        document=saved.document,
        view=view,
        geometry=geometry,
        lang=language(),
        created=say_created(saved),
        approved=say_approved(saved),
        is_approved=saved.approval is not None,
        address=build_link("selections.show_selection", selection_id=saved.selection_id, _external=True),
    )


def build_json(saved: SavedSelection) -> dict[str, Any]:
    """Return a saved selection as the API gives it."""
    kept = {name: value for name, value in saved.document.items() if name != "scores"}
    approval = saved.approval
    return kept | {
        "selection_id": saved.selection_id,
        "name": saved.name,
        "plan_url": f"/plan?{saved.query}",
        "fingerprint": saved.fingerprint,
        "publication_id": saved.publication_id,
        "created_by": saved.created_by,
        "created_at": saved.created_at.isoformat(),
        "approved_by": approval.decided_by if approval else None,
        "approved_at": approval.decided_at.isoformat() if approval else None,
        "decisions": [vars(one) | {"decided_at": one.decided_at.isoformat()} for one in saved.decisions],
    }
