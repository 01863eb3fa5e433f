"""Joins our own scripts into few files under webmap/static/built (python -m webmap.bundling), by esbuild; packs all.

The sources stay one module per component; a cold page asks for three files instead of fifty
(docs/decisions/0008). Run twice, the second time does nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import click

from geodata.errors import BadInput, Bilingual
from webmap.packed_files import write_packed_files

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "webmap" / "static" / "js"
BUILT = ROOT / "webmap" / "static" / "built"
STAMP = ".stamp"
TEXTS = ".texts.json"
# What a page loads; the page's own script shares the layer's with the folium map, so it imports it as it stands.
ENTRIES = (
    "layer/map.js",
    "layer/first_worker.js",
    "layer/province_detail.js",
    "layer/detail_worker.js",
    "page/app.js",
    "compare/app.js",
    "multiples/app.js",
    "profile/app.js",
    "profile/charts.js",
    "story/app.js",
    "pack/app.js",
    "plan/app.js",
    "embed/app.js",
    "embed/frame_size.js",
    "embed/code.js",
    "guide/app.js",
    "targets/app.js",
    "outreach/app.js",
    "intake/app.js",
)
SHARED = "../layer/map.js"
LATER = "./province_detail.js"  # loaded by the layer when a reader comes near
OPTIONS = (
    "--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=warning",
    f"--outbase={SCRIPTS}", f"--external:{SHARED}", f"--external:{LATER}",
)  # fmt: skip


def bundle(packages: Path = ROOT / "node_modules", target: Path = BUILT) -> bool:
    """Fill ``target`` from ``webmap/static/js``; return whether anything was to be done."""
    wanted = build_stamp()
    if (target / STAMP).is_file() and (target / STAMP).read_text() == wanted:
        return False
    shutil.rmtree(target, ignore_errors=True)
    entries = [str(SCRIPTS / name) for name in ENTRIES]
    command = [find_esbuild(packages), *entries, *OPTIONS, f"--outdir={target}"]
    subprocess.run(command, check=True, env={"NODE_PATH": str(packages)})  # noqa: S603 (esbuild, fixed arguments)
    write_texts(target)
    write_packed_files(target.parent)
    (target / STAMP).write_text(wanted)
    return True


def write_texts(target: Path) -> None:
    """Write which texts the scripts ask for: finding them takes longer than all else of a start."""
    from webmap.translations import find_script_texts

    (target / TEXTS).write_text(json.dumps(find_script_texts(), ensure_ascii=False), encoding="utf-8")


def build_stamp() -> str:
    """Return the hash of what decides the content: our scripts and styles, the pinned packages and this module."""
    digest = hashlib.sha256()
    styles = sorted((ROOT / "webmap" / "static" / "css").glob("*.css"))
    for source in (*sorted(SCRIPTS.rglob("*.js")), *styles, ROOT / "package-lock.json", Path(__file__)):
        digest.update(source.relative_to(ROOT).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def find_esbuild(packages: Path) -> str:
    """Return the program of this platform within a node_modules that npm has filled; it needs no Node."""
    found = [*packages.glob("@esbuild/*/bin/esbuild"), *packages.glob("@esbuild/*/esbuild.exe")]
    if not found:
        raise FileNotFoundError(f"{packages}/@esbuild")
    return str(found[0])


def check_scripts(built: Path = BUILT) -> None:
    """Raise BadInput where the scripts of the page are not built."""
    if not all((built / name).is_file() for name in (*ENTRIES, STAMP)):
        raise BadInput(
            "scripts_not_built",
            Bilingual("Chưa ghép tập lệnh giao diện", "The scripts of the page are not built"),
            Bilingual("Chạy: make setup", "Run: make setup"),
        )


@click.command()
@click.option("--packages", type=click.Path(path_type=Path, exists=True), help="A node_modules that npm has filled.")
def main(packages: Path | None) -> None:
    """Fill webmap/static/built; on failure say in one line what is needed."""
    try:
        bundle(packages or ROOT / "node_modules")
    except FileNotFoundError as error:
        sys.stderr.write(f"Thiếu esbuild · esbuild is missing: {error}; make clean, make setup\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
