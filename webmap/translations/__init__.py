"""Texts of the pages: Vietnamese msgids in templates, Python and JavaScript, English from ``en.po``.

The catalogue is read and compiled in memory at start-up; no compiled file is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, request

from webmap.bundling import BUILT, TEXTS

LANGUAGES = ("vi", "en")
WEBMAP = Path(__file__).resolve().parent.parent
# Which files speak, and how their texts are found; the first pattern that fits decides.
EXTRACTION = [
    ("static/vendor/**", "ignore"),
    ("static/built/**", "ignore"),  # made of static/js, with names of one letter
    ("static/**.js", "javascript"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("templates/**.svg", "jinja2.ext:babel_extract"),
    ("**.py", "python"),
]
SCRIPTS = EXTRACTION[:3]
EXTRACTION_OPTIONS = {
    # The white-space rule of {% trans %} blocks is that of `install_translations`.
    "templates/**.html": {"trimmed": "true", "silent": "false"},
    "static/**.js": {"parse_template_string": "true"},
}


@dataclass(frozen=True)
class Catalogue:
    """The texts in both languages; ``script_texts`` are the English ones that JavaScript modules ask for."""

    translations: dict[str, NullTranslations]
    script_texts: dict[str, str]


def read_messages(path: Path) -> Catalog:
    """Return the messages of a ``.po`` file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def find_used_messages(
    folder: Path = WEBMAP, extraction: list[tuple[str, str]] = EXTRACTION
) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield (file, msgid) of every text that templates, Python and JavaScript under ``folder`` ask for."""
    from babel.messages.extract import extract_from_dir

    found = extract_from_dir(folder, method_map=extraction, options_map=EXTRACTION_OPTIONS)
    for file, _line, message, _comments, _context in found:
        yield file, message


def find_script_texts() -> list[str]:
    """Return the texts that our scripts ask for; this takes longer than all else of a start."""
    return sorted({text for _file, text in find_used_messages(extraction=SCRIPTS) if isinstance(text, str)})


@cache
def read_catalogue() -> Catalogue:
    """Return the catalogue of this folder; which texts the scripts ask for, their bundling has written down."""
    messages = read_messages(Path(__file__).with_name("en.po"))
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    english = GNUTranslations(compiled)
    written = BUILT / TEXTS
    texts = json.loads(written.read_text(encoding="utf-8")) if written.is_file() else find_script_texts()
    return Catalogue(
        translations={"vi": NullTranslations(), "en": english},
        script_texts={text: english.gettext(text) for text in texts},
    )


def set_language() -> None:
    """Give the request its language as ``g.lang``: ``lang=en`` is English, anything else Vietnamese."""
    g.lang = "en" if request.args.get("lang") == "en" else "vi"


def language() -> str:
    """Return the language of the present request, ``vi`` or ``en``."""
    return str(g.get("lang", "vi"))


def _translations() -> NullTranslations:
    catalogue: Catalogue = current_app.extensions["baophu"].catalogue
    return catalogue.translations[language()]


def gettext(message: str, **values: object) -> str:
    """Return ``message`` in the language of the request, with ``%(name)s`` filled in from ``values``."""
    text = _translations().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """Return the form of a text that suits ``count``; Vietnamese has one form."""
    text = _translations().ngettext(singular, plural, count)
    return text % {"num": count, **values}


def script_texts() -> dict[str, str]:
    """Return what JavaScript modules need in the language of the request, by msgid; empty in Vietnamese."""
    catalogue: Catalogue = current_app.extensions["baophu"].catalogue
    return catalogue.script_texts if language() == "en" else {}


def install_translations(app: Flask) -> None:
    """Make ``_`` and ``{% trans %}`` work in the templates of ``app``, and give each request its language."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    translate = gettext_of_jinja()
    app.jinja_env.install_gettext_callables(*translate, newstyle=True)  # type: ignore[attr-defined]
    app.before_request(set_language)
    app.context_processor(lambda: {"lang": language(), "script_texts": script_texts})


def gettext_of_jinja() -> tuple[object, object]:
    """Return the two callables of Jinja's i18n extension; it fills in the values itself and escapes them."""
    return (
        lambda text: _translations().gettext(text),
        lambda singular, plural, count: _translations().ngettext(singular, plural, count),
    )
