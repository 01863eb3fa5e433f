"""The file that --report asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from geodata.errors import BadInput, Bilingual, Place


def write_report_file(path: Path, document: dict[str, Any]) -> None:
    """Write a report as JSON and say so; BadInput where the path cannot be written."""
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(
            "report_not_written",
            Bilingual("Không ghi được báo cáo", "The report cannot be written"),
            Bilingual(f"Kiểm tra thư mục và quyền ghi ({error.strerror}).", f"Check the folder ({error.strerror})."),
            Place(file=str(path)),
        ) from None
    click.echo(f"Báo cáo · report: {path}")
