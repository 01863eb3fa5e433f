"""The annex of a decision: all that a kept selection says, in the form that is attached to a proposal.

Content once, as sections of lines and tables, in the digits of the page; XLSX, DOCX and PDF only set it. All digits
come from the kept document, the one that the API gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.errors import Bilingual
from services.coverage.view import View
from services.measures.wording import format_date
from services.planning.objectives import Objective
from services.planning.plan_words import write_amount, write_gain
from services.planning.saved_document import find_factor
from services.reporting.figure import render_figure
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_marks import NUMBERED, FigureMarks
from services.reporting.figure_sheets import Sheet, build_sheet

MAP_SIZE = (860.0, 520.0)
MOST_NUMBERED = 60  # beyond, numbers on the map would lie over each other
DOTS = "…………"  # what is filled in by hand
KIND = Bilingual("PHỤ LỤC", "ANNEX")
HEADING = Bilingual("Danh sách xã được chọn", "List of picked communes")
ATTACHED = Bilingual(
    f"(Kèm theo Tờ trình số {DOTS}/TTr-{DOTS} ngày …… tháng …… năm …… của {DOTS}{DOTS})",
    f"(Attached to Proposal No. {DOTS} of {DOTS}{DOTS}, dated {DOTS})",
)
PLACE_AND_DATE = Bilingual(f"{DOTS}{DOTS}, ngày …… tháng …… năm ……", f"{DOTS}{DOTS}, {DOTS}{DOTS}")
ILLUSTRATIVE = Bilingual(
    "SỐ LIỆU MINH HỌA: không dùng làm căn cứ trình duyệt", "ILLUSTRATIVE DATA: no ground for any decision"
)
SIGNED = Bilingual("(Ký, ghi rõ họ tên)", "(Signature and full name)")
SEALED = Bilingual("(Ký, ghi rõ họ tên, đóng dấu)", "(Signature, full name and seal)")


@dataclass(frozen=True)
class Annex:
    """What an annex is made of: the kept document, its map, who made it, in a language.

    ``created`` and ``approved`` are sentences on who and when, ``address`` is where the selection is read.
    """

    name: str
    document: Mapping[str, Any]
    view: View
    geometry: FigureGeometry
    lang: str
    created: str
    approved: str
    is_approved: bool
    address: str

    def say(self, name: str, part: Mapping[str, Any] | None = None) -> str:
        """Return a text of the document in the language of the annex."""
        return str((self.document if part is None else part).get(f"{name}_{self.lang}", ""))

    @property
    def question(self) -> str:
        """Place, scheme, date."""
        return " · ".join([self.document["within_name"], self.say("scheme_label"), self.day])

    @property
    def day(self) -> str:
        """The cut-off date of the numbers."""
        return format_date(date.fromisoformat(self.document["question"]["as_of"]), self.lang)

    @property
    def objective(self) -> Objective:
        """What was to be gained."""
        return Objective(self.document["question"]["selection"]["objective"])

    def write_gain(self, gain: float, objective: Objective | None = None) -> str:
        """Return a gain of the document with its unit."""
        asked = objective or self.objective
        return write_gain(gain / find_factor(asked), asked, self.lang)

    def write_amount(self, gain: float) -> str:
        """Return a gain of the document without its unit, as columns have it."""
        return write_amount(gain / find_factor(self.objective), self.objective, self.lang)

    @property
    def svg(self) -> str:
        """The map with the picks, its legend beside it."""
        return self.draw(build_sheet(*MAP_SIZE, has_texts=False))

    def draw(self, sheet: Sheet) -> str:
        """Return the map with the picks on a sheet."""
        numbers = {one["area_code"]: number for number, one in enumerate(self.document["picks"], start=1)}
        marks = FigureMarks(frozenset(numbers))
        if len(numbers) <= MOST_NUMBERED:
            marks = FigureMarks(frozenset(numbers), NUMBERED, numbers=numbers)
        return render_figure(self.view, self.geometry, self.lang, "", sheet=sheet, is_picture=True, marks=marks)

    @property
    def signatures(self) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """Who signs at the left and at the right: office, how, and what stands in the store."""
        lang = self.lang
        approver = self.approved if self.is_approved else Bilingual("Chưa phê duyệt trên Bao Phủ", "Not yet approved")
        on_record = approver if isinstance(approver, str) else approver.in_language(lang)
        return (
            (Bilingual("NGƯỜI LẬP", "PREPARED BY").in_language(lang), SIGNED.in_language(lang), self.created),
            (Bilingual("NGƯỜI PHÊ DUYỆT", "APPROVED BY").in_language(lang), SEALED.in_language(lang), on_record),
        )
