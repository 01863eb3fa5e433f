"""Saved proposals as pages show them: one, the list of all, several side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from services.measures.wording import format_count, format_date
from services.planning.saved_targets import SavedTargets
from services.planning.target_comparison import compare_documents
from webmap.intake.links import build_link
from webmap.page.source import Flag
from webmap.targets.target_rows import (
    CountTable,
    TargetRow,
    build_months,
    build_organisations,
    build_row,
    list_marks,
    say_question,
    say_sums,
    say_uniform,
    write,
)
from webmap.translations import gettext as _
from webmap.translations import language

MOST_DIFFERENT = 60  # communes that a comparison lists


@dataclass(frozen=True)
class SavedTargetsPage:
    """One saved proposal."""

    saved: SavedTargets

    @property
    def document(self) -> Mapping[str, Any]:
        """What was kept."""
        return self.saved.document

    @property
    def title(self) -> str:
        """Its name."""
        return self.saved.name

    @property
    def question(self) -> str:
        """Place, scheme, days."""
        return say_question(self.document)

    @property
    def sums(self) -> str:
        """The total with what it is made of."""
        return say_sums(self.document)

    @property
    def rule(self) -> str:
        """The rule, and how many cells were set by hand."""
        fixed = sum(one["is_fixed"] for one in (*self.document["units"], *self.document["communes"]))
        said = [str(self.document[f"rule_{language()}"])]
        if fixed:
            said.append(_("%(count)s ô sửa tay.", count=write(fixed)))
        return " ".join(said)

    @property
    def uniform(self) -> tuple[str, ...]:
        """What the same rise in each commune comes to."""
        return say_uniform(self.document)

    @property
    def created(self) -> str:
        """Who saved it and when."""
        day = format_date(self.saved.created_at.date(), language())
        return _("%(name)s lưu ngày %(day)s", name=self.saved.created_by, day=day)

    @property
    def published(self) -> str:
        """Whether it was published, by whom and when, and whether that was taken back."""
        saved = self.saved
        if saved.release_id is None or saved.published_at is None:
            return _("chưa công bố")
        said = _(
            "%(name)s công bố ngày %(day)s, bản số liệu %(release)s",
            name=saved.published_by or "",
            day=format_date(saved.published_at.date(), language()),
            release=saved.release_id,
        )
        return f"{said} ({_('đã thu hồi')})" if saved.is_rolled_back else said

    @property
    def flags(self) -> list[Flag]:
        """What must be known before a number is believed."""
        flags = []
        if self.document["is_illustrative"]:
            flags.append(Flag(_("Số liệu minh họa"), "; ".join(self.document["sources"])))
        if self.document["is_approximate"]:
            flags.append(Flag(_("Ranh giới gần đúng"), str(self.document["question"]["vintage_id"])))
        return flags

    @property
    def groups(self) -> list[tuple[TargetRow, list[TargetRow]]]:
        """Each unit with its communes."""
        communes: dict[str, list[TargetRow]] = {}
        for one in self.document["communes"]:
            communes.setdefault(one["unit_code"], []).append(build_row(one, one["area_code"], list_marks(one)))
        return [(build_row(one, one["unit_code"]), communes[one["unit_code"]]) for one in self.document["units"]]

    @property
    def months(self) -> CountTable:
        """The cumulative targets of the months, of all and of each unit."""
        return build_months(self.document, self.document["units"])

    @property
    def organisations(self) -> CountTable | None:
        """The targets of the collection organisations, of all and of each unit."""
        return build_organisations(self.document, self.document["units"])

    @property
    def urls(self) -> dict[str, str]:
        """Where links lead."""
        saved_id = self.saved.proposal_id
        upload, release = self.saved.upload_id, self.saved.release_id
        return {
            "self": build_link("targets.show_saved_targets", proposal_id=saved_id),
            "edit": f"/targets?{self.saved.query}" + ("&lang=en" if language() == "en" else ""),
            "map": build_link("targets.saved_svg", proposal_id=saved_id),
            "wide_map": build_link("targets.saved_svg", proposal_id=saved_id, shape="wide"),
            "narrow_map": build_link("targets.saved_svg", proposal_id=saved_id, shape="narrow"),
            "xlsx": build_link("targets.saved_xlsx", proposal_id=saved_id),
            "json": url_for("targets.saved_json", proposal_id=saved_id),
            "compare": build_link("targets.show_saved", p=saved_id),
            "publish": build_link("target_desk.show_publishing", proposal_id=saved_id),
            "upload": build_link("intake.show_upload", upload_id=upload) if upload else "",
            "release": build_link("releases.show_release", release_id=release) if release else "",
        }


@dataclass(frozen=True)
class ComparedRow:
    """One unit or commune in all proposals: its targets, and the differences from the first proposal."""

    name: str
    unit: str
    targets: tuple[str, ...]
    differences: tuple[str, ...]
    is_different: bool


@dataclass(frozen=True)
class ComparedPage:
    """Proposals of the same communes side by side; the first is what the others are held against."""

    pages: tuple[SavedTargetsPage, ...]
    units: tuple[ComparedRow, ...]
    communes: tuple[ComparedRow, ...]
    different_count: int
    moved: tuple[str, ...]

    @property
    def hidden_count(self) -> int:
        """How many communes that differ are not listed."""
        return self.different_count - len(self.communes)


def build_compared_page(pages: Sequence[SavedTargetsPage]) -> ComparedPage | None:
    """Return the comparison; None where the proposals are not of the same communes."""
    documents = [one.document for one in pages]
    found = compare_documents(documents)
    if found is None:
        return None
    unit_names = {one["unit_code"]: one["name"] for one in documents[0]["units"]}
    names = {one["area_code"]: (one["name"], unit_names[one["unit_code"]]) for one in documents[0]["communes"]}
    order = sorted(
        found.communes, key=lambda code: -max(abs(one - found.communes[code][0]) for one in found.communes[code])
    )
    different = [code for code in order if len(set(found.communes[code])) > 1]
    return ComparedPage(
        pages=tuple(pages),
        units=tuple(_compare(unit_names[code], "", counts) for code, counts in found.units.items()),
        communes=tuple(_compare(*names[code], found.communes[code]) for code in different[:MOST_DIFFERENT]),
        different_count=len(different),
        moved=tuple(write(one) for one in found.moved_counts),
    )


def _compare(name: str, unit: str, counts: Sequence[int]) -> ComparedRow:
    differences = tuple(
        format_count(one - counts[0], language(), is_signed=True) if one != counts[0] else "=" for one in counts[1:]
    )
    return ComparedRow(name, unit, tuple(map(write, counts)), differences, len(set(counts)) > 1)


def build_json(saved: SavedTargets) -> dict[str, Any]:
    """Return a saved proposal as the API gives it."""
    return dict(saved.document) | {
        "proposal_id": saved.proposal_id,
        "name": saved.name,
        "targets_url": f"/targets?{saved.query}",
        "publication_id": saved.publication_id,
        "created_by": saved.created_by,
        "created_at": saved.created_at.isoformat(),
        "release_id": saved.release_id,
        "published_by": saved.published_by,
        "published_at": saved.published_at.isoformat() if saved.published_at else None,
        "is_rolled_back": saved.is_rolled_back,
    }
