"""A value that was found in a file, with where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from geodata.errors import Bilingual

Value = TypeVar("Value", covariant=True)


class Origin(StrEnum):
    """Where something was found."""

    OPTION = "option"
    HEADER = "header"
    TITLE = "title"
    SHEET_NAME = "sheet_name"
    FILE_NAME = "file_name"
    ROWS = "rows"
    VINTAGE = "vintage"
    DEFAULT = "default"
    NOWHERE = "nowhere"

    @property
    def label(self) -> Bilingual:
        """The origin in words."""
        return _LABELS[self]


@dataclass(frozen=True)
class Understood(Generic[Value]):
    """A value, where it was found, and the words it was found in; value None where it was found nowhere."""

    value: Value | None
    origin: Origin
    text: str = ""


NOWHERE: Understood[Any] = Understood(None, Origin.NOWHERE)
_LABELS = {
    Origin.OPTION: Bilingual("do người dùng chọn", "chosen by the user"),
    Origin.HEADER: Bilingual("theo tiêu đề cột", "from the header"),
    Origin.TITLE: Bilingual("theo tựa đề", "from the title"),
    Origin.SHEET_NAME: Bilingual("theo tên trang tính", "from the name of the sheet"),
    Origin.FILE_NAME: Bilingual("theo tên tệp", "from the name of the file"),
    Origin.ROWS: Bilingual("theo các dòng", "from the rows"),
    Origin.VINTAGE: Bilingual("theo bộ ranh giới", "from the vintage"),
    Origin.DEFAULT: Bilingual("mặc định", "by default"),
    Origin.NOWHERE: Bilingual("chưa rõ", "not known"),
}
