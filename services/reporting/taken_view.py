"""A view as it is taken away: its texts, its table and its geometry, the same for every kind of file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.measures.indicators import Unit
from services.reporting.answers import build_view_answer
from services.reporting.figure import FigureTexts, build_figure_texts, list_notes
from services.reporting.figure_geometry import FigureGeometry
from services.reporting.figure_marks import FigureMarks
from services.reporting.figure_overlay import FigureOverlay
from services.reporting.report_table import ReportTable, build_report_table


@dataclass(frozen=True)
class TakenView:
    """One view with what its files need; ``address`` is the query that shows the same on screen.

    ``answer`` stands below the question; None for the plain one of ``answers.build_view_answer``. ``marks`` lie over
    the map: those of events, of an officer's communes.
    """

    snapshot: Snapshot
    view: View
    geometry: FigureGeometry
    lang: str
    address: str
    overlay: FigureOverlay | None = None
    answer: str | None = None
    marks: FigureMarks | None = None

    @cached_property
    def texts(self) -> FigureTexts:
        """Place, question and answer."""
        answer = self.answer or build_view_answer(self.snapshot, self.view, self.lang)
        return build_figure_texts(self.view, self.lang, answer)

    @cached_property
    def table(self) -> ReportTable:
        """The rows of the areas and of the whole."""
        return build_report_table(self.snapshot, self.view)

    @property
    def legend(self) -> str:
        """What the colours say, in one sentence."""
        return self.view.legend_sentence.in_language(self.lang)

    @property
    def notes(self) -> str:
        """Source, cut-off date, unit, boundaries and what else must be known."""
        return " · ".join(list_notes(self.view, self.lang))

    @property
    def series_notes(self) -> str:
        """The same below a chart of the stock, which counts people."""
        return " · ".join(list_notes(self.view, self.lang, Unit.COUNT))
