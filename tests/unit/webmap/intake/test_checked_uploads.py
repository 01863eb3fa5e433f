"""What is remembered of checked uploads stays within bounds, however large the files are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from webmap.intake.checked_uploads import MOST_BYTES, MOST_KEPT, CheckedUploads


def build_checked(*, is_text: bool) -> Any:
    sheet = SimpleNamespace(sheet=SimpleNamespace(text=object() if is_text else None))
    return SimpleNamespace(understood=SimpleNamespace(sheets=(sheet,)))


def check_in_turn(uploads: CheckedUploads, names: str, byte_count: int, *, is_text: bool = True) -> list[str]:
    """Ask for uploads one after another and return those that had to be checked."""
    checked: list[str] = []

    def check(name: str) -> Any:
        checked.append(name)
        return build_checked(is_text=is_text)

    for name in names:
        uploads.find((name,), byte_count, lambda name=name: check(name))  # type: ignore[misc]
    return checked


def test_a_few_small_ones_are_remembered_the_one_asked_for_longest_ago_goes_first() -> None:
    uploads = CheckedUploads()
    names = "abcdefgh"[:MOST_KEPT]
    assert check_in_turn(uploads, names + names, 1000) == list(names)
    assert check_in_turn(uploads, "az", 1000) == ["z"]
    assert check_in_turn(uploads, "ab", 1000) == ["b"]


def test_of_large_files_only_as_many_as_memory_allows() -> None:
    uploads, half = CheckedUploads(), MOST_BYTES // 10  # a text takes five times its bytes
    assert check_in_turn(uploads, "abab", half) == ["a", "b"]
    assert check_in_turn(uploads, "cba", half) == ["c", "a"]


def test_a_workbook_weighs_more_than_a_text_and_the_last_one_is_always_kept() -> None:
    uploads = CheckedUploads()
    assert check_in_turn(uploads, "aba", MOST_BYTES // 20, is_text=False) == ["a", "b", "a"]
    assert check_in_turn(uploads, "xx", MOST_BYTES) == ["x"]
