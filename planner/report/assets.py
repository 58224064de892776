"""The map's scripts and styles: Leaflet from an installed package, our own from beside this file.

Leaflet 1.9 (BSD-2) comes with the package XStatic-Leaflet. Nothing here is fetched from a network, and the images its
style sheet names are put inside the sheet, so a page made of these parts is whole.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files

_OWN_SCRIPTS = ("kembara_base.js", "kembara_cards.js", "kembara_legend.js", "kembara_map.js")
_IMAGE = re.compile(r"url\((images/[\w.-]+\.png)\)")
# A page may run what is written inside it and draw data: images; it may not ask for anything at all.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'"
)


def _own(name: str) -> str:
    return (files("planner.report") / "assets" / name).read_text(encoding="utf-8")


@cache
def leaflet_script() -> str:
    """Leaflet's script, without the line that points to its source map."""
    text = (files("xstatic.pkg.leaflet") / "data" / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", text)


@cache
def leaflet_style() -> str:
    """Leaflet's style sheet with its images inside."""
    data = files("xstatic.pkg.leaflet") / "data"

    def inline(match: re.Match[str]) -> str:
        encoded = base64.b64encode(data.joinpath(*match[1].split("/")).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{encoded})"

    text = _IMAGE.sub(inline, (data / "leaflet.css").read_text(encoding="utf-8"))
    return text.replace("behavior: url(#default#VML);", "")


@cache
def map_script() -> str:
    """Our base layer, cards, legend and map, to run after Leaflet."""
    return "\n".join(_own(name) for name in _OWN_SCRIPTS)


@cache
def panel_script() -> str:
    """The panel beside a one-file map."""
    return _own("kembara_panel.js")


@cache
def map_style() -> str:
    """Our style sheet, for the map and its panel."""
    return _own("kembara.css")


@cache
def component_script() -> str:
    """The map's half of a conversation with a Streamlit page."""
    return _own("kembara_component.js")
