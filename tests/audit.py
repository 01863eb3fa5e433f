"""Known holes in what we depend on: ``python -m tests.audit``, called by ``make audit`` and ``make check``.

pip-audit asks PyPI for each pinned version and npm asks its registry for the lock file. Both need a network, and
pip-audit ends well where it has found nothing out: what could not be asked is told here, and is no pass. Nor is an
answer from whoever knows of no holes at all (a mirror without that data): a version with a known hole is asked of, too.
It does not fail the check of the code's quality either, unless ``--strict`` says so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parents[1]
PINNED = ("requirements.txt", "requirements-dev.txt")
SECONDS = 180
BLIND = 2  # exit code with --strict
HOLED = "jinja2==2.10"  # whoever knows of holes knows PYSEC-2019-217


@dataclass
class Findings:
    """What was asked and what came of it: holes by package, packages that nobody could tell of."""

    asked: int = 0
    holes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_pip_audit(answer: dict[str, Any], file: str) -> Findings:
    """Return what pip-audit says of a file, in its JSON."""
    findings = Findings()
    for package in answer.get("dependencies", []):
        name = f"{package['name']} {package.get('version', '')}".strip()
        if "skip_reason" in package:
            findings.unknown.append(f"{file}: {name}")
            continue
        findings.asked += 1
        for hole in package.get("vulns", []):
            mended = ", ".join(hole.get("fix_versions", [])) or "—"
            findings.holes.append(f"{file}: {name}: {hole['id']}, mended in {mended}")
    return findings


def read_npm_audit(answer: dict[str, Any]) -> Findings:
    """Return what npm says of the lock file, in its JSON."""
    if "vulnerabilities" not in answer:
        return Findings(unknown=["package-lock.json"])
    count = answer.get("metadata", {}).get("dependencies", {}).get("total", 0)
    holes = [f"package-lock.json: {name}: {one['severity']}" for name, one in answer["vulnerabilities"].items()]
    return Findings(count, holes)


def main(arguments: Sequence[str]) -> int:
    """Ask, tell, and return the exit code."""
    found = [*check_source([_audit_python(file) for file in PINNED], _audit_holed), _audit_npm()]
    holes = [hole for one in found for hole in one.holes]
    unknown = [name for one in found for name in one.unknown]
    return tell(sum(one.asked for one in found), holes, unknown, is_strict="--strict" in arguments)


def check_source(found: list[Findings], ask_holed: Callable[[], Findings]) -> list[Findings]:
    """Return what was found; as good as not asked where its source knows no hole of a version that has one."""
    if not any(one.asked for one in found) or ask_holed().holes:
        return found
    return [Findings(unknown=[f"{file} (its source knows no holes)"]) for file in PINNED]


def tell(asked: int, holes: Sequence[str], unknown: Sequence[str], *, is_strict: bool) -> int:
    """Print what came of it and return the exit code."""
    for hole in holes:
        print(f"audit: {hole}")
    if unknown and not asked:
        print(f"audit: NOTHING WAS CHECKED, nobody was asked: {', '.join(unknown[:5])}")
    elif unknown:
        print(f"audit: NOT ASKED OF {len(unknown)} of {asked + len(unknown)}: {', '.join(unknown[:5])} …")
    if unknown:
        print("audit: the registry of known holes was not reached; run `make audit` where there is a network")
    if asked:
        print(f"audit: {asked} packages asked, {len(holes)} known holes")
    return 1 if holes else BLIND if unknown and is_strict else 0


def _audit_python(file: str) -> Findings:
    command = [sys.executable, "-m", "pip_audit", "-r", file, "--disable-pip", "--no-deps", "--format", "json"]
    answer = _ask([*command, "--progress-spinner", "off", "--timeout", "10"])
    return read_pip_audit(answer, file) if answer else Findings(unknown=[file])


def _audit_holed() -> Findings:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(f"{HOLED}\n")
        file.flush()
        return _audit_python(file.name)


def _audit_npm() -> Findings:
    npm = shutil.which("npm")
    if npm is None:
        return Findings(unknown=["package-lock.json (no npm)"])
    answer = _ask([npm, "audit", "--package-lock-only", "--json", "--fetch-retries=0", "--fetch-timeout=10000"])
    return read_npm_audit(answer)


def _ask(command: Sequence[str]) -> dict[str, Any]:
    """Return the JSON that a command prints; nothing where it prints none."""
    try:
        done = subprocess.run(command, cwd=HOUSE, capture_output=True, timeout=SECONDS, check=False)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {}
    return answer if isinstance(answer, dict) else {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
