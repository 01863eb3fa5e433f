"""What could not be asked is no pass, and is told."""

from __future__ import annotations

import pytest

from tests import audit

HOLE = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}
ANSWER = {
    "dependencies": [
        {"name": "a", "version": "1.0", "vulns": [HOLE]},
        {"name": "b", "version": "2.0", "vulns": []},
        {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited"},
    ]
}


def test_what_nobody_knows_of_is_not_counted_as_asked() -> None:
    found = audit.read_pip_audit(ANSWER, "requirements.txt")
    assert found.asked == 2
    assert found.holes == ["requirements.txt: a 1.0: PYSEC-2026-1, mended in 1.1"]
    assert found.unknown == ["requirements.txt: c"]


def test_npm_without_a_network_is_told_from_npm_without_a_hole() -> None:
    whole = {"vulnerabilities": {"x": {"severity": "high"}}, "metadata": {"dependencies": {"total": 9}}}
    assert audit.read_npm_audit(whole).holes == ["package-lock.json: x: high"]
    assert audit.read_npm_audit({"message": "request failed", "error": {}}).unknown == ["package-lock.json"]
    assert audit.read_npm_audit({}).unknown == ["package-lock.json"]


@pytest.mark.parametrize(
    ("holes", "unknown", "is_strict", "code"),
    [([], [], True, 0), ([], ["c"], False, 0), ([], ["c"], True, 2), (["a"], ["c"], False, 1), (["a"], [], True, 1)],
)
def test_a_hole_fails_the_check_and_blindness_only_the_audit(
    holes: list[str], unknown: list[str], is_strict: bool, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.tell(7, holes, unknown, is_strict=is_strict) == code
    said = capsys.readouterr().out
    assert ("NOT ASKED" in said) == bool(unknown)
    assert all(hole in said for hole in holes)


def test_where_nobody_was_asked_it_says_that_nothing_was_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.tell(0, [], ["requirements.txt", "package-lock.json"], is_strict=False) == 0
    said = capsys.readouterr().out
    assert "NOTHING WAS CHECKED" in said
    assert "0 known holes" not in said


def test_a_source_that_knows_no_holes_has_not_been_asked() -> None:
    clean = [audit.Findings(asked=90)]
    assert audit.check_source(clean, lambda: audit.Findings(asked=1, holes=["jinja2"])) == clean
    blind = audit.check_source(clean, lambda: audit.Findings(asked=1))
    assert sum(one.asked for one in blind) == 0
    assert [name for one in blind for name in one.unknown]
    assert audit.check_source([audit.Findings(unknown=["requirements.txt"])], pytest.fail)[0].unknown
