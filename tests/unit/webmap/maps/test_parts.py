"""The texts of the folium map: whole, of our own files only, without inline style."""

from __future__ import annotations

import re
from pathlib import Path

import folium
import pytest

import webmap
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts

STATIC = Path(webmap.__file__).parent / "static"


@pytest.fixture(scope="module")
def parts() -> MapParts:
    return render_map_parts(lambda path: f"/static/abc/{path}", build_map_texts(lambda text: text))


def test_no_outside_host_is_named(parts: MapParts) -> None:
    assert "//" not in re.sub(r"^\s*//.*$", "", parts.header + parts.html + parts.script, flags=re.M)


def test_every_file_named_is_ours_and_exists(parts: MapParts) -> None:
    paths = set(re.findall(r'"/static/abc/([^"]+)"', parts.header + parts.early_script + parts.script))
    own = {path for path in paths if not path.startswith("vendor/")}
    assert own >= {"built/layer/map.js", "css/map_layer.css"}
    assert [path for path in own if not (STATIC / path).is_file()] == []
    assert paths - own == {"vendor/leaflet/leaflet.css"}


def test_nothing_carries_inline_style_or_script(parts: MapParts) -> None:
    assert not re.search(r"\bstyle=|<style|\bon\w+=|<script>", parts.header + parts.html)
    assert "<" not in re.sub(r'"[^"]*"', '""', parts.script)


def test_the_layer_is_made_at_once_and_added_to_the_map(parts: MapParts) -> None:
    made = parts.script.index("new CoverageLayer(")
    assert parts.script.index("var map_coverage = L.map(") < made < parts.script.index("}).addTo(map_coverage);")


def test_the_map_is_a_labelled_region_for_the_keyboard(parts: MapParts) -> None:
    assert 'tabindex="0"' in parts.html
    assert 'aria-label="Bản đồ' in parts.html


def test_texts_of_the_other_language_take_their_place() -> None:
    parts = render_map_parts(lambda path: f"/{path}", build_map_texts(lambda text: f'<"{text[:3]}">'))
    assert 'aria-label="&lt;&#34;Bản&#34;&gt;"' in parts.html
    assert '<"Ph' not in parts.script


def test_two_renderings_are_the_same_text(parts: MapParts) -> None:
    again = render_map_parts(lambda path: f"/static/abc/{path}", build_map_texts(lambda text: text))
    assert again == parts


def test_other_maps_of_the_process_keep_their_files() -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    render_map_parts(lambda path: f"/static/abc/{path}", build_map_texts(lambda text: text))
    assert (folium.Map.default_js, folium.Map.default_css) == before
