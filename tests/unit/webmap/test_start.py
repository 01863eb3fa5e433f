"""What a start need not wait for: what writes files, reads boundaries or classes values is imported when asked."""

import subprocess
import sys
from pathlib import Path

from services.store.engine import list_revisions, open_engine
from webmap.bundling import ROOT

START = """
import os, sys
from webmap.commands import serve
from webmap.server import Server
from webmap.settings import Settings
app = Server(Settings.from_environment(os.environ)).load()
assert app.test_client().get("/map", headers={"Host": "127.0.0.1"}, follow_redirects=True).status_code == 200
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
# Together they took two thirds of a start, and a third of a gibibyte in each worker.
LATER = {
    *("mapclassify", "matplotlib", "sklearn", "scipy", "geopandas", "pyogrio", "alembic", "mako", "fontTools"),
    *("pptx", "docx", "xlsxwriter", "typst", "resvg_py", "ibis", "duckdb", "libpysal", "esda", "vietnamadminunits"),
    *("python_calamine", "openpyxl", "ortools", "authlib", "pyproj"),
}


def test_a_start_and_the_first_page_import_nothing_that_only_files_need(demo_home: Path) -> None:
    environment = {"BAOPHU_HOME": str(demo_home), "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    assert LATER & set(run.stdout.splitlines()[-1].split()) == set()


def test_revisions_are_known_by_the_names_of_their_files() -> None:
    from alembic.script import ScriptDirectory

    from services.store.engine import _build_config

    scripts = list(ScriptDirectory.from_config(_build_config()).walk_revisions())
    assert [script.revision for script in scripts][::-1] == list_revisions()


def test_an_empty_store_has_no_revision(tmp_path: Path) -> None:
    from services.store.engine import read_revision

    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with engine.connect() as connection:
        assert read_revision(connection) is None
    engine.dispose()
