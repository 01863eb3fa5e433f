"""Which version this is, and which commit it was built from."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parents[1]


def read_commit(given: str, root: Path = ROOT) -> str:
    """Return the commit that the settings give, else that of the bundle or git checkout at ``root``, else no text."""
    if given:
        return given
    bundled = _read_text(root / "COMMIT")
    if bundled:
        return bundled
    head = _read_text(root / ".git" / "HEAD")
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    return _read_text(root / ".git" / name) or _find_packed(_read_text(root / ".git" / "packed-refs"), name)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _find_packed(packed_refs: str, name: str) -> str:
    for line in packed_refs.splitlines():
        commit, _, reference = line.partition(" ")
        if reference == name:
            return commit
    return ""
