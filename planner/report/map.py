"""The planner's map as one HTML file that opens from a USB stick, without any network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import folium
import geopandas as gpd
import pandas as pd
from branca.element import Figure, MacroElement
from folium.template import Template

from planner.model.dispatch import Plan
from planner.model.labels import MapLabels
from planner.model.need import RecommendedStop
from planner.report import assets
from planner.report.map_data import Payload, base_data, map_data, script_safe_json
from planner.report.route_layer import Path
from planner.report.words import Language

__all__ = ["MapLabels", "plan_folium", "plan_map"]

KUALA_LUMPUR = (3.14, 101.695)  # (lat, lon) where an empty map opens


class _Kembara(MacroElement):
    """Our layers and panel on a folium map. The payload stands in the page as data, never as markup."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <meta charset="utf-8">
        <title>{{ this.title }}</title>
        <meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
        <style>{{ this.style }}</style>
        <script>document.documentElement.classList.add("k-page");</script>
        <script>{{ this.leaflet }}</script>
        <script>{{ this.script }}</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}
        <aside id="k-panel" aria-label="Panel"></aside>
        <script type="application/json" id="k-data">{{ this.data }}</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        (function () {
            var payload = JSON.parse(document.getElementById("k-data").textContent), panel = null;
            document.documentElement.lang = payload.language;
            var view = KembaraMap.create({{ this._parent.get_name() }}, payload, {
                onSelect: function (id) { if (panel) { panel.select(id); } }
            });
            panel = KembaraPanel.attach(document.getElementById("k-panel"), view);
            window.kembara = view;
        })();
        {% endmacro %}
        """
    )

    def __init__(self, payload: Payload) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves this one without types
        self._name = "Kembara"
        self.title = escape(payload["title"]).replace("{", "&#123;")  # branca reads the page as a template twice
        self.policy = assets.CONTENT_POLICY
        self.style = assets.leaflet_style() + assets.map_style()
        self.leaflet = assets.leaflet_script()
        self.script = assets.map_script() + assets.panel_script()
        self.data = script_safe_json(payload)


def plan_folium(payload: Payload) -> folium.Map:
    """A folium map that draws ``payload``; layers of your own may be added before it is saved."""
    drawn = folium.Map(location=KUALA_LUMPUR, zoom_start=12, tiles=None, control_scale=False, zoom_control=True)
    drawn.default_js, drawn.default_css = [], []  # folium's own links lead to servers outside; Leaflet comes with us
    drawn.add_child(_Kembara(payload))
    return drawn


def _page(drawn: folium.Map) -> str:
    """The rendered page, with folium's random element names made fixed so that equal maps are equal bytes."""
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError("a folium map hangs in a figure")
    text: str = root.render()
    return text.replace(drawn.get_name(), "map_kembara")


def plan_map(  # noqa: PLR0913  # all by name: what a map is drawn of
    *,
    hotspots: pd.DataFrame,
    recommended: Sequence[RecommendedStop],
    plan: Plan | None,
    roads: gpd.GeoDataFrame | None,
    paths: Mapping[str, Path],
    labels: MapLabels,
    language: Language = "ms",
    places: pd.DataFrame | None = None,
    borders: gpd.GeoDataFrame | None = None,
) -> bytes:
    """One self-contained HTML file: base layer, hotspots, recommended stops, routes, legend, both languages.

    ``hotspots`` is schema HOTSPOTS, ``roads`` has class, name and geometry, ``places`` is schema PLACES (names to write
    on the map), ``paths`` gives each route's driven line as (lon, lat); a route without one is drawn straight.
    ``borders`` are police districts with a column police_district; without them borders are estimated, and named so.
    Equal inputs give equal bytes.
    """
    payload = map_data(
        hotspots=hotspots, recommended=recommended, plan=plan, paths=paths, labels=labels, language=language
    )
    return _page(plan_folium(payload | base_data(roads, places, borders))).encode("utf-8")
