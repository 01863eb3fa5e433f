"""The files that --report and --out ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from geodata.errors import BadInput, Bilingual, Place


def write_report_file(path: Path, document: dict[str, Any]) -> None:
    """Write a report as JSON and say so; BadInput where the path cannot be written."""
    write_whole(path, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(), "report_not_written")
    click.echo(f"Báo cáo · report: {path}")


def write_whole(path: Path, content: bytes, code: str = "file_not_written") -> None:
    """Write a file the user named, whole or not at all; BadInput where the path cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise BadInput(
            code,
            Bilingual("Không ghi được tệp", "The file cannot be written"),
            Bilingual(f"Kiểm tra thư mục và quyền ghi ({error.strerror}).", f"Check the folder ({error.strerror})."),
            Place(file=str(path)),
        ) from None
