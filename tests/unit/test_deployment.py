"""What the files of the installation name exists, and their limits fit one another."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from geodata.errors import BadInput
from services.store.engine import StoreNewer
from services.store.failures import StoreFull
from webmap.commands.context import DatabaseUnreachable
from webmap.server import GRACE_SECONDS, SILENCE_SECONDS
from webmap.settings import Settings, list_variables

HOUSE = Path(__file__).parents[2]
OF_OTHERS = {"PGPASSWORD", "DATABASE_URL"}  # read by PostgreSQL's own library; known to the settings


def read(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def read_compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return found


def test_compose_sets_what_there_is_and_mounts_what_is_there() -> None:
    services = read_compose()["services"]
    assert set(services["service"]["environment"]) <= set(list_variables()) | OF_OTHERS
    assert services["service"]["environment"]["BAOPHU_PROXIES"] == "1"
    assert services["service"]["env_file"] == [".env"]  # so that any setting can be made
    for mounted in services["nginx"]["volumes"]:
        source = mounted.split(":")[0]
        assert not source.startswith("./") or (HOUSE / source).exists(), source


def test_compose_has_no_password_of_its_own_and_waits_for_health() -> None:
    text, services = read("compose.yaml"), read_compose()["services"]
    assert len(re.findall(r"\$\{BAOPHU_DATABASE_PASSWORD:\?", text)) == 2
    assert re.findall(r"^BAOPHU_DATABASE_PASSWORD=(.*)$", read("deploy/compose.env"), re.MULTILINE) == [""]
    assert services["service"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert services["nginx"]["depends_on"]["service"]["condition"] == "service_healthy"
    assert "HEALTHCHECK" in read("Dockerfile")
    assert "ports" not in services["database"]


def test_whoever_stops_the_service_waits_for_the_requests_under_way() -> None:
    (stop,) = re.findall(r"^TimeoutStopSec=(\d+)$", read("deploy/systemd/baophu.service"), re.MULTILINE)
    assert int(stop) > GRACE_SECONDS
    assert int(read_compose()["services"]["service"]["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS


def test_nginx_takes_what_the_service_takes_and_waits_as_long() -> None:
    text = read("deploy/nginx/baophu.conf")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(megabytes) * 10**6 > Settings().largest_upload
    (patience,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(patience) > SILENCE_SECONDS


def test_the_settings_file_names_settings_and_the_defaults_that_it_shows() -> None:
    named = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", read("deploy/systemd/baophu.env"), re.MULTILINE))
    known = list_variables()
    assert set(named) <= set(known)
    assert {name: known[name] for name in ("BAOPHU_HOST", "BAOPHU_PORT", "BAOPHU_WORKERS")} == {
        name: named[name] for name in ("BAOPHU_HOST", "BAOPHU_PORT", "BAOPHU_WORKERS")
    }
    assert named["BAOPHU_PROXIES"] == "1"


def test_systemd_is_told_when_it_listens_and_tries_again_what_may_come_by_itself() -> None:
    unit = read("deploy/systemd/baophu.service")
    assert "Type=notify" in unit  # told by gunicorn: tests/integration/test_serving.py
    (never,) = re.findall(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE)
    assert str(StoreNewer.exit_code) in never.split()
    assert str(BadInput.exit_code) in never.split()  # a wrong setting is mended by a person
    assert str(DatabaseUnreachable.exit_code) not in never.split()  # it may come
    assert str(StoreFull.exit_code) not in never.split()


def test_compose_leads_from_http_to_the_port_that_https_has_outside(tmp_path: Path) -> None:
    nginx = read_compose()["services"]["nginx"]
    assert nginx["environment"]["HTTPS_PORT"] in "".join(nginx["ports"])
    script = nginx["command"][-1].replace("$$", "$").split("\nln ")[0]
    script = script.replace("/etc/nginx/conf.d", str(tmp_path)).replace("/etc/nginx", str(HOUSE / "deploy" / "nginx"))
    subprocess.run(["/bin/sh", "-ec", script], check=True, env={"HTTPS_PORT": "8443", "PATH": os.defpath})
    written = (tmp_path / "default.conf").read_text(encoding="utf-8")
    assert "return 308 https://$host:8443$request_uri;" in written
    assert written.replace("https://$host:8443", "https://$host") == read("deploy/nginx/baophu.conf")


def test_commands_read_the_settings_as_systemd_does_and_nothing_of_the_folder_they_are_given_in(tmp_path: Path) -> None:
    (tmp_path / "baophu.env").write_text(
        "# one\nBAOPHU_UNIT_LABEL=BHXH cơ sở\n  BAOPHU_HOSTS=a.vn b.vn  \n"
        'BAOPHU_EMBED_SITES="https://a.vn https://b.vn"\nPGPASSWORD=\'$(touch x) \\ & "#\'\nDATABASE_URL=a?b=c&d=e',
        encoding="utf-8",
    )
    (tmp_path / "runuser").write_text("#!/bin/sh\nenv\necho told=$*\n")
    (tmp_path / "runuser").chmod(0o755)
    script = read("deploy/baophu").replace("/etc/baophu/", f"{tmp_path}/")
    done = subprocess.run(
        ["/bin/sh", "-c", script, "baophu", "releases", "list"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert told["BAOPHU_UNIT_LABEL"] == "BHXH cơ sở"
    assert told["BAOPHU_HOSTS"] == "a.vn b.vn"
    assert told["BAOPHU_EMBED_SITES"] == "https://a.vn https://b.vn"
    assert told["PGPASSWORD"] == '$(touch x) \\ & "#'
    assert told["DATABASE_URL"] == "a?b=c&d=e"
    assert told["BAOPHU_HOME"] == "/var/lib/baophu"
    assert told["told"].endswith("python -P -m webmap releases list")


def test_the_page_names_files_that_are_there() -> None:
    page = read("docs/operators/installing.md")
    for name in re.findall(r"(?<![\w/.-])deploy/[\w/.-]+\w", page):
        assert (HOUSE / name).exists(), name
    for name in set(re.findall(r"/opt/baophu/(deploy/[\w/.-]+\w)", page)):
        assert (HOUSE / name).is_file() or list(HOUSE.glob(f"{name}*")), name
