"""The three texts of a folium map that a page template places: header, html and script."""

from __future__ import annotations

from dataclasses import dataclass

from branca.element import Element, Figure
from markupsafe import escape

from webmap.maps.coverage_map import MAP_ID, MAP_SCRIPT, CoverageMap, StaticUrl, build_coverage_map
from webmap.maps.texts import MapTexts


@dataclass(frozen=True)
class MapParts:
    """Texts without a nonce, the same for every response of one language.

    ``header`` belongs into ``<head>``, ``early_script`` into a ``<script>`` there, behind ``<link data-geometry>``;
    ``html`` where the map stands, ``script`` into ``<script type="module">`` after it.
    """

    header: str
    early_script: str
    html: str
    script: str


def render_map_parts(static_url: StaticUrl, texts: MapTexts, map_id: str = MAP_ID) -> MapParts:
    """Return the parts of a new coverage map; render once and keep, a second rendering of one map makes it grow."""
    coverage_map = build_coverage_map(static_url, texts, map_id)
    figure = coverage_map.get_root()
    assert isinstance(figure, Figure)  # noqa: S101 (folium gives every map one)
    figure.render()
    return MapParts(
        header=_render_header(coverage_map, static_url),
        early_script=EARLY_SCRIPT,
        html=_render_children(figure.html),
        script=_render_imports(coverage_map) + _render_children(figure.script),
    )


def _render_children(element: Element) -> str:
    return "\n".join(child.render().strip() for child in element._children.values())


def _render_header(coverage_map: CoverageMap, static_url: StaticUrl) -> str:
    # Not branca's links: `defer` lets the page be read while Leaflet loads, and modules run after it all the same.
    scripts = [escape(url) for _name, url in coverage_map.default_js]
    return "\n".join(
        [
            *(f'<link rel="preload" as="script" href="{url}">' for url in scripts),
            *(f'<link rel="stylesheet" href="{escape(url)}">' for _name, url in coverage_map.default_css),
            *(f'<script defer src="{url}"></script>' for url in scripts),
            f'<link rel="modulepreload" href="{escape(static_url(MAP_SCRIPT))}">',
        ]
    )


# Asks for the first geometry and the first values at once; ``geometry_source.js`` takes both over. Without the two
# links the script does nothing.
EARLY_SCRIPT = (
    "{ const [geometry, values] = ['geometry', 'values'].map((name) => document.querySelector(`link[data-${name}]`)); "
    "const ask = async (url, form) => { const response = await fetch(url, { credentials: 'same-origin' }); "
    "if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`); return response[form](); }; "
    "if (geometry && values) globalThis.coverageEarly = { geometryUrl: geometry.href, "
    "bytes: ask(geometry.href, 'arrayBuffer'), columns: ask(values.href, 'json') }; }"
)


def _render_imports(coverage_map: CoverageMap) -> str:
    imports: dict[str, str] = {}
    for child in coverage_map._children.values():
        imports |= getattr(child, "imports", {})
    return "".join(f'import {{ {name} }} from "{url}";\n' for name, url in imports.items())
