"""Errors that a user can mend, in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bilingual:
    """One text in the two languages of the house; Vietnamese first."""

    vi: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the English text for ``en`` and the Vietnamese one for anything else."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True)
class Place:
    """Where in a file the fault lies; rows and columns as a spreadsheet shows them, counted from 1."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    text: str | None = None


class BaoPhuError(Exception):
    """A fault that is reported without a traceback: what is wrong, where, and how to mend it.

    ``code`` is a stable snake_case identifier for programs; ``exit_code`` serves the command line
    and ``http_status`` the web.
    """

    exit_code = 1
    http_status = 500

    def __init__(self, code: str, message: Bilingual, hint: Bilingual, place: Place | None = None) -> None:
        super().__init__(message.en)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place or Place()


class BadInput(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """What was given cannot be used; nothing was changed."""

    exit_code = 3
    http_status = 400


class NotFound(BadInput):
    """What was asked for does not exist."""

    http_status = 404


class Conflict(BaoPhuError):  # noqa: N818
    """What was asked for contradicts what is already there; nothing was changed."""

    exit_code = 4
    http_status = 409
