"""The page of one upload: what was understood, drawn over the sheet, and what is to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g
from sqlalchemy.engine import Connection

from geodata.areas import COUNTRY_CODE
from services.coverage.snapshot import Snapshot
from services.intake.publication.stored_uploads import StoredUpload
from webmap.intake.check_sums import CheckSumList, build_check_sums
from webmap.intake.checked_uploads import CheckedUpload
from webmap.intake.choices import Choice
from webmap.intake.column_window import find_column_page
from webmap.intake.doubts import NO_SEARCH, Doubt, DoubtContext, PlaceFinder, Search, build_doubts
from webmap.intake.findings import FindingGroup, build_findings
from webmap.intake.frame import Frame, build_steps
from webmap.intake.notices import Notice
from webmap.intake.number_doubts import NumberDoubt, build_number_doubts, list_damaged
from webmap.intake.option_fields import OptionField, build_more_fields, build_option_fields, build_sheet_choices
from webmap.intake.paging import Pages
from webmap.intake.sheet_grid import Grid, SheetRows, build_grid, build_sheet_rows, find_column_index, find_page
from webmap.intake.upload_links import UploadLinks
from webmap.intake.verdict import Verdict, build_verdict
from webmap.intake.words import count_outcomes, label_kind, write_count, write_moment, write_size
from webmap.translations import gettext as _


@dataclass(frozen=True)
class SheetTab:
    """A way to another sheet of the workbook."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Window:
    """Which part of the upload is shown: sheet, filter, page of its rows and columns, page of the doubts, search."""

    sheet: int = 0
    show: str = "all"
    page: int = 1
    columns: int = 1
    doubts: int = 1
    search: Search = NO_SEARCH


@dataclass(frozen=True)
class UploadPage:
    """The parts of the page, each built when its template asks for it."""

    connection: Connection
    upload: StoredUpload
    found: CheckedUpload
    snapshot: Snapshot
    window_shown: Window
    notice: Notice | None = None

    @property
    def frame(self) -> Frame:
        """Title and steps."""
        steps = build_steps(1, self.upload.upload_id, can_preview=self.can_preview)
        return Frame(self.file_name, steps)

    @property
    def file_name(self) -> str:
        """The name of the file."""
        return self.upload.file_name

    @property
    def version(self) -> int:
        """What a change is made on."""
        return self.upload.version

    @property
    def about(self) -> str:
        """Kind as it was understood, size, who and when."""
        parts = (
            label_kind(str(self.understood.kind.value or self.upload.kind)),
            write_size(self.upload.byte_count),
            self.upload.created_by,
            write_moment(self.upload.created_at),
        )
        return " · ".join(parts)

    @property
    def document(self) -> dict[str, Any]:
        """The report."""
        return self.found.document

    @property
    def understood(self) -> Any:
        """What was understood."""
        return self.found.checked.understood

    @property
    def can_preview(self) -> bool:
        """Whether nothing is left to settle."""
        return self.found.checked.draft is not None

    @property
    def links(self) -> UploadLinks:
        """Where to go from here."""
        return UploadLinks(self.upload.upload_id)

    @property
    def window(self) -> list[tuple[str, str]]:
        """What a form sends along so that it comes back to the same part of the sheet."""
        shown = self.window_shown
        paged = (("page", shown.page), ("columns", shown.columns))
        pairs = [("sheet", shown.sheet), *((name, page if page > 1 else 0) for name, page in paged)]
        named = [(name, str(value)) for name, value in pairs if value]
        return named + ([("show", shown.show)] if shown.show not in ("all", "doubts") else [])

    @property
    def window_of_find(self) -> list[tuple[str, str]]:
        """What a search sends along."""
        shown = self.window_shown
        doubts = [("doubts", str(shown.doubts))] if shown.doubts > 1 else []
        return [*self.window, *doubts, *([("lang", "en")] if g.lang == "en" else [])]

    @property
    def counted(self) -> str:
        """How many rows had which outcome."""
        return _(
            "%(rows)s dòng của bảng: %(outcomes)s",
            rows=write_count(self.document["rows_read"]),
            outcomes=count_outcomes(self.document["outcomes"]),
        )

    @cached_property
    def verdict(self) -> Verdict:
        """What remains."""
        checked, number_count = self.found.checked, len(self.numbers)
        error_count = len(self.document["errors"]) - number_count
        return build_verdict(
            self.doubts.total, number_count, error_count, can_preview=self.can_preview, refusal=checked.refusal
        )

    @cached_property
    def options(self) -> tuple[OptionField, ...]:
        """What was understood about the file."""
        return build_option_fields(self.connection, self.understood)

    @property
    def more_options(self) -> tuple[OptionField, ...]:
        """What no file says of itself."""
        return build_more_fields(self.upload.options)

    @property
    def sheet_choices(self) -> tuple[Choice, ...]:
        """The sheets that may be used."""
        return build_sheet_choices(self.understood, self.upload.options)

    @property
    def sheet_number(self) -> int:
        """The sheet that is shown."""
        return min(self.window_shown.sheet, max(0, len(self.understood.sheets) - 1))

    @property
    def sheets(self) -> list[SheetTab]:
        """The sheets of the workbook."""
        return [
            SheetTab(
                sheet.sheet.name or _("Bảng"),
                self.links.build_part(sheet=number),
                number == self.sheet_number,
            )
            for number, sheet in enumerate(self.understood.sheets)
        ]

    @cached_property
    def sheet_rows(self) -> SheetRows:
        """All rows of the sheet that is shown."""
        sheet = self.understood.sheets[self.sheet_number]
        rows = [row for row in self.document["rows"] if row.get("sheet") == sheet.sheet.name]
        return build_sheet_rows(sheet, rows)

    @cached_property
    def grid(self) -> Grid:
        """The window of the sheet."""
        sheet = self.understood.sheets[self.sheet_number]
        here = [one for one in self._findings if one.get("sheet") == sheet.sheet.name]
        return build_grid(
            self.links,
            self.sheet_number,
            sheet,
            self.sheet_rows,
            here,
            show=self.window_shown.show,
            page=self.window_shown.page,
            columns_page=self.window_shown.columns,
        )

    @property
    def _findings(self) -> list[dict[str, Any]]:
        return [*self.document["errors"], *self.document["warnings"]]

    @cached_property
    def doubts(self) -> Pages[Doubt]:
        """The rows to settle."""
        return build_doubts(self.doubt_context, self.document["rows"], self.window_shown.doubts, self.link_row)

    @cached_property
    def doubt_context(self) -> DoubtContext:
        """What all doubts share."""
        data = self.snapshot.vintages.get(str(self.understood.vintage_id.value))
        return DoubtContext(
            links=self.links,
            options=self.upload.options,
            sheet_names=tuple(sheet.sheet.name for sheet in self.understood.sheets),
            finder=PlaceFinder(data),
            level=str(self.understood.level.value or ""),
            within=str(self.understood.province_code.value or COUNTRY_CODE),
            search=self.window_shown.search,
            is_alone=len(self.understood.sheets) == 1,
            claimed={str(row["area_code"]): int(row["row"]) for row in self.document["rows"] if row["area_code"]},
        )

    @cached_property
    def numbers(self) -> tuple[NumberDoubt, ...]:
        """The numbers that Excel may have damaged."""
        return build_number_doubts(self.document, self.doubt_context.sheet_names, self.upload.options, self.link_row)

    @property
    def findings(self) -> tuple[FindingGroup, ...]:
        """Errors and warnings."""
        return build_findings(self.document, list_damaged(self.document), self.link_named_row)

    @property
    def check_sums(self) -> CheckSumList:
        """The totals of the file."""
        rest = self.links.build_part(anchor="sheet-title", sheet=self.sheet_number, show="check_sums")
        return build_check_sums(self.document["check_sums"], self.link_named_row, rest_url=rest)

    def link_row(self, number: int, row: int, column: str = "") -> str:
        """Return the address at which a row, and a column by its letters, is in sight; on this page where it is."""
        anchor = f"row-{number}-{row}"
        index = find_column_index(column) if column.isalpha() else None
        is_drawn = number == self.sheet_number and any(one.number == row for one in self.grid.rows)
        if is_drawn and (index is None or index in self.grid.column_window.indexes):
            return f"#{anchor}"
        rows = self.sheet_rows if number == self.sheet_number else self._read_rows(number)
        columns = find_column_page(index) if index is not None else 1
        return self.links.build_part(anchor=anchor, sheet=number, page=find_page(rows, row), columns=columns)

    def link_named_row(self, sheet: Any, row: int, column: str = "") -> str:
        """Return the address of a row of a sheet by its name."""
        names = self.doubt_context.sheet_names
        return self.link_row(names.index(sheet) if sheet in names else 0, row, column)

    def _read_rows(self, number: int) -> SheetRows:
        return SheetRows(tuple(self.understood.sheets[number].sheet.rows), {}, {})
