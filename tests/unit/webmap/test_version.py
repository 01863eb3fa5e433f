from pathlib import Path

from webmap.version import read_commit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _make_checkout(root: Path, head: str) -> Path:
    (root / ".git").mkdir()
    (root / ".git" / "HEAD").write_text(head)
    return root


def test_a_given_commit_goes_before_the_checkout(tmp_path: Path) -> None:
    assert read_commit("abc", _make_checkout(tmp_path, COMMIT)) == "abc"


def test_the_commit_of_a_branch_is_found(tmp_path: Path) -> None:
    root = _make_checkout(tmp_path, "ref: refs/heads/main\n")
    (root / ".git" / "refs" / "heads").mkdir(parents=True)
    (root / ".git" / "refs" / "heads" / "main").write_text(f"{COMMIT}\n")
    assert read_commit("", root) == COMMIT


def test_the_commit_of_a_packed_branch_is_found(tmp_path: Path) -> None:
    root = _make_checkout(tmp_path, "ref: refs/heads/main\n")
    (root / ".git" / "packed-refs").write_text(f"# pack-refs\n{'f' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n")
    assert read_commit("", root) == COMMIT


def test_a_detached_checkout_names_its_commit(tmp_path: Path) -> None:
    assert read_commit("", _make_checkout(tmp_path, f"{COMMIT}\n")) == COMMIT


def test_without_a_checkout_no_commit_is_named(tmp_path: Path) -> None:
    assert read_commit("", tmp_path) == ""


def test_a_house_that_a_bundle_has_installed_knows_its_commit(tmp_path: Path) -> None:
    (tmp_path / "COMMIT").write_text(f"{COMMIT}\n")
    assert read_commit("", tmp_path) == COMMIT
