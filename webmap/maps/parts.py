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
        early_script=EARLY_SCRIPT.format(worker=static_url(WORKER_SCRIPT)),
        html=_render_children(figure.html),
        script=_render_imports(coverage_map) + _render_children(figure.script),
    )


def _render_children(element: Element) -> str:
    return "\n".join(child.render().strip() for child in element._children.values())


def _render_header(coverage_map: CoverageMap, static_url: StaticUrl) -> str:
    return "\n".join(
        [
            f'<link rel="modulepreload" href="{escape(static_url(MAP_SCRIPT))}">',
            *(f'<link rel="stylesheet" href="{escape(url)}">' for _name, url in coverage_map.default_css),
        ]
    )


# Starts a worker that fetches, decodes and draws the first view; ``geometry_source.js`` takes it over. Without the two
# links the script does nothing. The addresses are the worker's name: a message would wait for this thread, which reads
# the scripts of the map by then. A frame that goes before its map has come is nobody's failure: whoever waits is told.
EARLY_SCRIPT = (
    "{{ const find = (name) => document.querySelector(`link[data-${{name}}]`); "
    "const [geometry, values] = [find('geometry'), find('values')]; "
    "if (geometry && values) {{ const asked = {{ geometryUrl: geometry.href, valuesUrl: values.href }}; "
    "globalThis.coverageEarly = asked; asked.told = new Promise((resolve, reject) => {{ "
    "asked.worker = new Worker('{worker}', {{ name: JSON.stringify(asked) }}); "
    "asked.worker.onmessage = ({{ data }}) => resolve(data); asked.worker.onerror = reject; }}); "
    "asked.told.catch(() => {{}}); }} }}"
)
WORKER_SCRIPT = "built/layer/first_worker.js"


def _render_imports(coverage_map: CoverageMap) -> str:
    imports: dict[str, str] = {}
    for child in coverage_map._children.values():
        imports |= getattr(child, "imports", {})
    return "".join(f'import {{ {name} }} from "{url}";\n' for name, url in imports.items())
