"""Makes one file with all that a machine without internet needs: wheels, assets, source, installer (make bundle).

It serves machines of the same kind as this one: system, processor, version of Python. docs/operators/installing.md
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROOMS = ("geodata", "services", "webmap", "docs", "deploy")
FILES = ("requirements.txt", "pyproject.toml", "package-lock.json", "README.md", "CHANGELOG.md")
MADE_AT_SETUP = ("webmap/static/vendor/.stamp", "webmap/static/built/.stamp", "webmap/compiled/.stamp")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "tls")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def make_bundle(house: Path, target: Path, wheels: Path, version: str, commit: str) -> Path:
    """Write the bundle of a house that is set up into the folder ``target`` and return its file."""
    missing = [name for name in MADE_AT_SETUP if not (house / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{', '.join(missing)}: make setup")
    name = "-".join(["baophu", version, *([commit[:12]] if commit else []), _name_platform()])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        for room in ROOMS:
            shutil.copytree(house / room, root / "house" / room, ignore=LEFT_OUT)
        for file in FILES:
            shutil.copy2(house / file, root / "house" / file)
        (root / "house" / "COMMIT").write_text(f"{commit}\n", encoding="ascii")
        shutil.copytree(wheels, root / "wheels")
        shutil.copy2(house / "deploy" / "install.sh", root / "install.sh")
        (root / "BUNDLE").write_text(_describe(version, commit), encoding="ascii")
        (root / "SHA256SUMS").write_text(_add_up(root), encoding="utf-8")
        part = target / f".{name}.part"
        with tarfile.open(part, "w:gz", compresslevel=1) as archive:  # wheels are compressed already
            archive.add(root, arcname=name)
        return part.replace(target / f"{name}.tar.gz")


def collect_wheels(python: str, requirements: Path, target: Path) -> None:
    """Fetch or build the wheel of everything that is pinned; the one step that needs the network."""
    command = [python, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--wheel-dir", str(target), "--requirement", str(requirements)], check=True)  # noqa: S603


def _name_platform() -> str:
    system = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{system}-python{PYTHON}"


def _describe(version: str, commit: str) -> str:
    """Return what the installer reads: a name and a value on each line."""
    told = {
        "version": version,
        "commit": commit[:12],
        "python": PYTHON,
        "machine": f"{platform.system()}-{platform.machine()}",
    }
    return "".join(f"{name}={value}\n" for name, value in told.items())


def _add_up(root: Path) -> str:
    lines = []
    for path in sorted(one for one in root.rglob("*") if one.is_file()):
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}\n")
    return "".join(lines)


def main() -> None:
    """Make the bundle of this house in dist/."""
    sys.path.insert(0, str(HOUSE))
    from webmap.version import VERSION, read_commit

    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wheels"
        collect_wheels(sys.executable, HOUSE / "requirements.txt", wheels)
        made = make_bundle(HOUSE, HOUSE / "dist", wheels, VERSION, read_commit("") or "")
    sys.stdout.write(f"{made} ({made.stat().st_size / 1e6:.0f} MB)\n")


if __name__ == "__main__":
    main()
