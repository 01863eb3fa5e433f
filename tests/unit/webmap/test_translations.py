"""Every text that a page asks for has its English beside it."""

from pathlib import Path

from webmap.translations import WEBMAP, find_used_messages, read_catalogue, read_messages

EN = WEBMAP / "translations" / "en.po"


def test_every_text_in_templates_python_and_javascript_has_an_english_one() -> None:
    english = read_messages(EN)
    missing = set()
    for file, message in find_used_messages():
        entry = english.get(message if isinstance(message, str) else message[0])
        strings = [] if entry is None else [entry.string] if isinstance(entry.string, str) else list(entry.string)
        if not strings or not all(strings) or entry.fuzzy:
            missing.add((file, message))
    assert not missing


def test_no_english_text_is_left_over() -> None:
    used = {message if isinstance(message, str) else message[0] for _file, message in find_used_messages()}
    listed = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in read_messages(EN) if entry.id}
    assert listed <= used


def test_placeholders_are_the_same_in_both_languages() -> None:
    for entry in read_messages(EN):
        if entry.id:
            assert not [str(error) for error in entry.check()]


def test_texts_are_found_in_each_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "vendor").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{{ _("một") }}{% trans %}hai{% endtrans %}', encoding="utf-8")
    (tmp_path / "static" / "js" / "a.js").write_text(
        'export const a = () => _("ba") + `${_("bốn")}`;', encoding="utf-8"
    )
    (tmp_path / "static" / "vendor" / "b.js").write_text('_("không")', encoding="utf-8")
    (tmp_path / "a.py").write_text('_("năm")', encoding="utf-8")
    assert {message for _file, message in find_used_messages(tmp_path)} == {"một", "hai", "ba", "bốn", "năm"}


def test_vietnamese_is_the_msgid_itself() -> None:
    catalogue = read_catalogue()
    assert catalogue.translations["vi"].gettext("Về trang bản đồ") == "Về trang bản đồ"
    assert catalogue.translations["en"].gettext("Về trang bản đồ") == "To the map"
