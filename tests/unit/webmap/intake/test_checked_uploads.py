"""What is remembered of checked uploads stays within bounds, however large the files are."""

from __future__ import annotations

import weakref
from types import SimpleNamespace
from typing import Any

from webmap.intake.checked_uploads import MOST_BYTES, MOST_KEPT, CheckedUploads


def build_checked(*, is_text: bool) -> Any:
    sheet = SimpleNamespace(sheet=SimpleNamespace(text=object() if is_text else None))
    return SimpleNamespace(understood=SimpleNamespace(sheets=(sheet,)))


def check_in_turn(
    uploads: CheckedUploads, names: str, byte_count: int, *, is_text: bool = True, state: int = 1
) -> list[str]:
    """Ask for uploads one after another and return those that had to be checked."""
    checked: list[str] = []

    def check(name: str) -> Any:
        checked.append(name)
        return build_checked(is_text=is_text)

    for name in names:
        uploads.find(state, (name,), byte_count, lambda name=name: check(name))  # type: ignore[misc]
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


def test_what_was_checked_before_a_publication_is_forgotten_after_it() -> None:
    uploads = CheckedUploads()
    assert check_in_turn(uploads, "ab", 1000, state=1) == ["a", "b"]
    before = weakref.ref(uploads.find(1, ("b",), 1000, lambda: build_checked(is_text=True)))
    assert check_in_turn(uploads, "c", 1000, state=2) == ["c"]
    assert before() is None
    assert check_in_turn(uploads, "abc", 1000, state=2) == ["a", "b"]


def test_what_was_checked_while_somebody_published_is_not_kept() -> None:
    uploads = CheckedUploads()

    def check_while_another_asks() -> Any:
        assert check_in_turn(uploads, "b", 1000, state=2) == ["b"]
        return build_checked(is_text=True)

    uploads.find(1, ("a",), 1000, check_while_another_asks)
    assert check_in_turn(uploads, "ab", 1000, state=2) == ["a"]
