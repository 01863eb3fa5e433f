"""A folium map without tiles and without outside links, with our layer and our controls."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from webmap.maps.places import SEA_PLACES
from webmap.maps.texts import MapTexts

StaticUrl = Callable[[str], str]

MAP_ID = "coverage"
MAP_SCRIPT = "built/layer/map.js"  # of static/js/layer/map.js
# Middle of the country; the page fits the view to what is shown.
CENTER = (16.0, 107.5)
LEAST_ZOOM, LARGEST_ZOOM = 4, 15
MAP_OPTIONS: dict[str, Any] = {
    "zoom_start": 5,
    "zoom_snap": 0.25,  # a whole country seldom fits a whole zoom
    "zoom_delta": 0.75,
    "zoom_control": False,
    "attribution_control": False,  # the page names its sources; Leaflet's own line links outside
    "keyboard": False,  # arrow keys move between areas
    "double_click_zoom": False,  # a double click goes down into an area
}


class CoverageMap(folium.Map):
    """folium's map in a labelled region of its own size, without folium's inline styles."""

    # Size and font come from the page's style sheet; the script is folium's own.
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="coverage-map" id={{ this.get_name()|tojson }} tabindex="0" role="application"
          aria-roledescription="{{ this.texts.region_kind|e }}" aria-label="{{ this.texts.region|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}{{ this.render_own_script() }}{% endmacro %}
        """
    )

    def __init__(self, static_url: StaticUrl, texts: MapTexts, map_id: str) -> None:
        super().__init__(location=CENTER, tiles=None, **MAP_OPTIONS)
        self._id = map_id
        self.texts = texts
        # folium gives the limits to its tiles, and there are none.
        self.options |= {"min_zoom": LEAST_ZOOM, "max_zoom": LARGEST_ZOOM}
        # On the instance: on the class they would change every map of the process.
        self.default_js = []  # the layer's script brings the parts of Leaflet that it uses (layer/leaflet.js)
        self.default_css = [
            ("leaflet_css", static_url("vendor/leaflet/leaflet.css")),
            ("map_layer_css", static_url("css/map_layer.css")),
        ]

    def render_own_script(self) -> str:
        """Return the script by which folium makes the Leaflet map."""
        return str(folium.Map._template.module.script(self, {}))


class CoverageLayer(JSCSSMixin, MacroElement):
    """Our layer: made at once, filled by the page (docs/developers/map_layer.md)."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = new CoverageLayer({
            places: {{ this.places|tojson }},
        }).addTo({{ this._parent.get_name() }});
        registerCoverageMap({{ this._parent.get_name() }}, {{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, static_url: StaticUrl, map_id: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "CoverageLayer"
        self._id = map_id
        self.places = [dataclasses.asdict(place) for place in SEA_PLACES]
        self.imports = dict.fromkeys(("CoverageLayer", "registerCoverageMap"), static_url(MAP_SCRIPT))


class CoverageControls(JSCSSMixin, MacroElement):
    """Buttons for nearer, farther, the whole view and the keys, and a metric scale."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        new CoverageControl({{ this.layer.get_name() }}, {{ this.texts|tojson }}).addTo({{ this._parent.get_name() }});
        createScale().addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, static_url: StaticUrl, layer: CoverageLayer, texts: MapTexts) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "CoverageControls"
        self._id = layer._id
        self.layer = layer
        self.texts = dataclasses.asdict(texts)
        self.imports = dict.fromkeys(("CoverageControl", "createScale"), static_url(MAP_SCRIPT))


def build_coverage_map(static_url: StaticUrl, texts: MapTexts, map_id: str = MAP_ID) -> CoverageMap:
    """Return a map with layer and controls; ``static_url`` gives the URL of a file of ``webmap/static``.

    ``map_id`` tells several maps of one page apart: letters, digits and underscores.
    """
    coverage_map = CoverageMap(static_url, texts, map_id)
    layer = CoverageLayer(static_url, map_id)
    coverage_map.add_child(layer)
    coverage_map.add_child(CoverageControls(static_url, layer, texts))
    return coverage_map
