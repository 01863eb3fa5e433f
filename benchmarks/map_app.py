"""Our application with one page more: the map alone, as the folium page has it alone."""

from __future__ import annotations

import os
from functools import cache
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from markupsafe import escape

from webmap import create_app
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts
from webmap.settings import Settings

# The list of indicators does with the layer what the page does.
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>-</title>
<link rel="alternate" type="application/vnd.baophu.arcs" data-geometry href="{geometry_url}">
<link rel="alternate" type="application/json" data-values href="{values_url}">
<script nonce="{nonce}">{early_script}</script>
{header}
<style nonce="{nonce}">html, body {{ height: 100%; margin: 0; }}</style></head>
<body>{html}<script type="module" nonce="{nonce}">{script}</script>
<form id="controls" hidden><select name="indicator">{options}</select></form>
<script type="module" nonce="{nonce}">
import {{ findCoverageMap }} from "{registry_url}";
const {{ layer }} = findCoverageMap(document.querySelector(".coverage-map"));
document.querySelector("select").addEventListener("change", async ({{ target }}) => {{
  const url = new URL(document.querySelector("link[data-values]").href);
  url.searchParams.set("indicator", target.value);
  const columns = await (await fetch(url)).json();
  layer.setValues(columns, {{ level: columns.view.level }});
}});
</script></body></html>
"""


def build_application() -> Flask:
    """Return the application over the store that the environment names, with ``/bare`` (parameters as ``/map``)."""
    app = create_app(Settings.from_environment(os.environ))

    @cache
    def render_parts() -> MapParts:
        return render_map_parts(lambda name: url_for("static", filename=name), build_map_texts(lambda text: text))

    @cache
    def find_geometry_url(values_url: str) -> str:
        return str(app.test_client().get(values_url).json["arcs_url"])  # type: ignore[index]

    @cache
    def render_options() -> str:
        indicators = app.test_client().get("/api/v1/indicators").json["indicators"]  # type: ignore[index]
        return "".join(f"<option>{escape(indicator['indicator'])}</option>" for indicator in indicators)

    @app.get("/bare")
    def show_bare_map() -> str:
        parts = render_parts()
        values_url = f"/api/v1/values?{urlencode({**request.args.to_dict(), 'format': 'classes'})}"
        return PAGE.format(
            geometry_url=find_geometry_url(values_url),
            values_url=escape(values_url),
            registry_url=url_for("static", filename="built/layer/map.js"),
            options=render_options(),
            nonce=g.csp_nonce,
            header=parts.header,
            early_script=parts.early_script,
            html=parts.html,
            script=parts.script,
        )

    return app
