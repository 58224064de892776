"""The page that shows the map inside the app: the same scripts as the one-file map, without its panel and data."""

from __future__ import annotations

import re

from planner.report import assets

# Inside the app the page may ask its own server for the map's data, and nobody else for anything.
_POLICY = assets.CONTENT_POLICY + "; connect-src 'self'"


_TILES = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?(?=/)")


def tile_host(address: str) -> str:
    """Scheme and host of a tile address such as ``https://tiles.example.my/{z}/{x}/{y}.png``; empty for any other."""
    found = _TILES.match(address)
    return found[0] if found and all(part in address for part in ("{z}", "{x}", "{y}")) else ""


def component_page(tiles: str = "") -> bytes:
    """HTML of the app's map; it waits to be told what to draw. Only with ``tiles`` may it ask that host for images."""
    policy = _POLICY.replace("img-src", f"img-src {tile_host(tiles)}".rstrip())
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    own = "body{margin:0}#map{height:600px;border-radius:10px}"
    style = f"<style>{assets.leaflet_style()}{assets.map_style()}{own}</style>"
    scripts = (assets.leaflet_script(), assets.map_script(), assets.component_script())
    body = '<div id="map" role="application" aria-label="Peta / Map"></div><div id="legend"></div>'
    body += '<p id="fault" role="alert"></p>'
    code = "".join(f"<script>{script}</script>" for script in scripts)
    page = f"<!doctype html><html><head>{head}<title>Kembara</title>{style}</head><body>{body}{code}</body></html>"
    return page.encode("utf-8")
