"""The bundle for machines without internet: made of a small house, installed without a network, refused if damaged."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
STUBS = {
    "webmap/__init__.py": "",
    "webmap/__main__.py": "import tiny\nprint('help', tiny.WORD)\n",
    "webmap/server.py": "",
    "webmap/bundling.py": "def check_scripts(): pass\n",
    "webmap/static/vendor/.stamp": "x",
    "webmap/static/built/.stamp": "x",
    "webmap/compiled/.stamp": "x",
    "geodata/__init__.py": "",
    "services/__init__.py": "",
    "docs/index.md": "x",
    "deploy/tls/baophu.key": "secret",
    "requirements.txt": "tiny==1.0\n",
    **dict.fromkeys(("pyproject.toml", "package-lock.json", "README.md", "CHANGELOG.md"), "x"),
}


def _load_maker() -> object:
    spec = importlib.util.spec_from_file_location("make_bundle", HOUSE / "deploy" / "make_bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write_wheel(folder: Path) -> None:
    folder.mkdir()
    about = "tiny-1.0.dist-info"
    with zipfile.ZipFile(folder / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", "WORD = 'small'\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked bundle of a house that is as small as can be."""
    folder = tmp_path_factory.mktemp("bundle")
    for name, text in STUBS.items():
        (folder / "house" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "house" / name).write_text(text)
    shutil.copy2(HOUSE / "deploy" / "install.sh", folder / "house" / "deploy")
    _write_wheel(folder / "wheels")
    maker = _load_maker()
    made = maker.make_bundle(folder / "house", folder / "dist", folder / "wheels", "0.1.0", COMMIT)  # type: ignore[attr-defined]
    with tarfile.open(made) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (root,) = (folder / "unpacked").iterdir()
    return root


def _install(root: Path, prefix: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the installer where no network is; where none can be taken away, where every way out is a dead end."""
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True).returncode:
        alone = []
    command = [*alone, str(root / "install.sh"), "--prefix", str(prefix), "--python", sys.executable, *options]
    dead_end = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": os.environ["PATH"], **dead_end})


def test_a_bundle_installs_without_a_network_and_takes_its_place_once_it_works(bundle: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "opt" / "baophu"
    prefix.parent.mkdir()
    done = _install(bundle, prefix)
    assert done.returncode == 0, done.stderr
    assert prefix.is_symlink()
    assert prefix.resolve().name == f"baophu-0.1.0-{COMMIT[:12]}"
    assert (prefix / "COMMIT").read_text().strip() == COMMIT
    assert not (prefix / "deploy" / "tls").exists()  # keys stay at home
    told = subprocess.run([prefix / ".venv/bin/python", "-m", "webmap"], cwd=prefix, capture_output=True, text=True)
    assert told.stdout == "help small\n"
    again = _install(bundle, prefix)
    assert again.returncode == 0, again.stderr
    assert sorted(one.name for one in prefix.parent.iterdir()) == ["baophu", prefix.resolve().name]


def test_a_damaged_bundle_or_another_machine_is_refused_before_anything_happens(bundle: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(bundle, damaged)
    (damaged / "house" / "webmap" / "__main__.py").write_text("print('other')\n")
    foreign = tmp_path / "foreign"
    shutil.copytree(bundle, foreign)
    shutil.copy2(bundle / "BUNDLE", foreign / "BUNDLE")
    for root, words in ((damaged, "is not whole"), (foreign, "is for")):
        if root is foreign:
            text = (root / "BUNDLE").read_text().replace("machine=", "machine=Other-")
            (root / "BUNDLE").write_text(text)
            sums = (root / "SHA256SUMS").read_text().splitlines()
            (root / "SHA256SUMS").write_text("".join(f"{one}\n" for one in sums if not one.endswith("  BUNDLE")))
        done = _install(root, tmp_path / "opt-baophu")
        assert (done.returncode, words in done.stderr) == (3, True), done.stderr
        assert list(tmp_path.glob("opt-baophu*")) == []


def test_packages_that_do_not_fit_are_told_and_nothing_is_left(bundle: Path, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(bundle, root)
    (root / "house" / "requirements.txt").write_text("tiny==2.0\n")
    sums = (root / "SHA256SUMS").read_text().splitlines()
    (root / "SHA256SUMS").write_text("".join(f"{one}\n" for one in sums if "requirements.txt" not in one))
    done = _install(root, tmp_path / "opt-baophu")
    assert (done.returncode, "The packages of the bundle" in done.stderr) == (3, True), done.stderr
    assert list(tmp_path.glob("opt-baophu*")) == []


def test_a_house_that_is_not_set_up_makes_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make setup"):
        _load_maker().make_bundle(tmp_path, tmp_path, tmp_path, "0", "")  # type: ignore[attr-defined]
