import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from geodata.errors import BadInput
from webmap.settings import Settings, list_variables

PAGE = Path(__file__).resolve().parents[3] / "docs" / "operators" / "settings.md"
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? *\| (.+) \|$", re.MULTILINE)


def test_the_page_for_operators_lists_every_setting_with_its_default() -> None:
    documented = {variable: default for variable, default, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert documented == list_variables()
    assert len(documented) == len(fields(Settings))


def test_an_empty_environment_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"BAOPHU_HOME": "", "BAOPHU_PORT": " "})
    assert settings == Settings()
    assert settings.home == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/baophu.sqlite"
    assert (settings.port, settings.workers, settings.log_level) == (8000, 2, "INFO")


def test_the_home_moves_the_database_with_it(tmp_path: Path) -> None:
    settings = Settings.from_environment({"BAOPHU_HOME": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/baophu.sqlite"


def test_a_named_database_goes_before_the_home(tmp_path: Path) -> None:
    url = "postgresql://baophu:secret@db/baophu"
    settings = Settings.from_environment({"BAOPHU_HOME": str(tmp_path), "DATABASE_URL": url})
    assert settings.database_url == url


def test_printed_settings_keep_the_password_to_themselves() -> None:
    shown = repr(Settings(database_url="postgresql://baophu:chim-bay@db/baophu", openid_secret="hoa-sen"))
    assert not any(word in shown for word in ("chim-bay", "hoa-sen"))


@pytest.mark.parametrize(
    ("variable", "text", "allowed"),
    [
        ("BAOPHU_PORT", "0", "65535"),
        ("BAOPHU_PORT", "65536", "65535"),
        ("BAOPHU_PORT", "eighty", "65535"),
        ("BAOPHU_PORT", "٨٠", "65535"),
        ("BAOPHU_WORKERS", "-1", "64"),
        ("BAOPHU_LOG_LEVEL", "loud", "WARNING"),
        ("BAOPHU_METRICS_FROM", "office", "10.1.0.0/16"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_it_may_be(variable: str, text: str, allowed: str) -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_environment({variable: text})
    assert variable in caught.value.message.vi
    assert text in caught.value.message.en
    assert allowed in caught.value.hint.vi
    assert allowed in caught.value.hint.en


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
