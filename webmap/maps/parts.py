"""The three texts of a folium map that a page template places: header, html and script."""

from __future__ import annotations

from dataclasses import dataclass

from branca.element import Element, Figure
from markupsafe import escape

from webmap.maps.coverage_map import CoverageMap, StaticUrl, build_coverage_map
from webmap.maps.texts import MapTexts

# Every module that the layer imports, so that the browser asks for all at once instead of one after the other.
LAYER_MODULES = (
    "borders",
    "canvases",
    "controls",
    "coverage_layer",
    "drawing",
    "drawing_source",
    "foreground",
    "geometry_source",
    "keyboard",
    "labels",
    "levels",
    "naming",
    "neighbours",
    "painter",
    "patterns",
    "points",
    "projection",
    "raster",
    "registry",
    "screen_arcs",
    "surface",
    "tooltip",
    "topology",
)


@dataclass(frozen=True)
class MapParts:
    """Texts without a nonce, the same for every response of one language.

    ``header`` belongs into ``<head>``, ``html`` where the map stands, ``script`` into ``<script type="module">``
    after it.
    """

    header: str
    html: str
    script: str


def render_map_parts(static_url: StaticUrl, texts: MapTexts) -> MapParts:
    """Return the parts of a new coverage map; render once and keep, a second rendering of one map makes it grow."""
    coverage_map = build_coverage_map(static_url, texts)
    figure = coverage_map.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 (folium gives every map one)
    figure.render()
    return MapParts(
        header=_render_header(coverage_map, static_url),
        html=_render_children(figure.html),
        script=_render_imports(coverage_map) + _render_children(figure.script),
    )


def _render_children(element: Element) -> str:
    return "\n".join(child.render().strip() for child in element._children.values())


def _render_header(coverage_map: CoverageMap, static_url: StaticUrl) -> str:
    # Not branca's links: `defer` lets the page be read while Leaflet loads, and modules run after it all the same.
    # Leaflet is asked for before the many modules, and geometry is decoded from the first moment on.
    scripts = [escape(url) for _name, url in coverage_map.default_js]
    early = escape(static_url("js/layer/geometry_source.js"))
    modules = (escape(static_url(f"js/layer/{name}.js")) for name in LAYER_MODULES)
    return "\n".join(
        [
            *(f'<link rel="preload" as="script" href="{url}">' for url in scripts),
            f'<script type="module" async src="{early}"></script>',
            *(f'<link rel="stylesheet" href="{escape(url)}">' for _name, url in coverage_map.default_css),
            *(f'<script defer src="{url}"></script>' for url in scripts),
            *(f'<link rel="modulepreload" href="{url}">' for url in modules),
        ]
    )


def _render_imports(coverage_map: CoverageMap) -> str:
    imports: dict[str, str] = {}
    for child in coverage_map._children.values():
        imports |= getattr(child, "imports", {})
    return "".join(f'import {{ {name} }} from "{url}";\n' for name, url in imports.items())
