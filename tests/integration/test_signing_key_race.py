"""Processes that start together on a new store sign with one key."""

import subprocess
import sys

from sqlalchemy.engine import Engine

PROCESSES = 4
READ = """
import sys
from services.accounts.signing_key import read_signing_key
from services.store.engine import open_engine
engine = open_engine(sys.argv[1])
engine.connect().close()
print("ready", flush=True)
sys.stdin.readline()
print(read_signing_key(engine))
engine.dispose()
"""


def test_all_get_the_key_that_the_first_one_made(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen([sys.executable, "-c", READ, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:  # as nearly at once as can be
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    keys = [process.communicate(timeout=120)[0].strip() for process in started]
    assert all(process.returncode == 0 for process in started)
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 43
