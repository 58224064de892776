"""Small street files written by tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Edge = tuple[str, str, Mapping[str, str]]
SQUARE = {"a": (101.70, 3.15), "b": (101.71, 3.15), "c": (101.71, 3.16), "d": (101.70, 3.16)}


def graphml(nodes: Mapping[str, Mapping[str, object]], edges: Sequence[Edge], crs: str = "epsg:4326") -> str:
    """GraphML as OSMnx writes it."""
    node_keys = sorted({key for tags in nodes.values() for key in tags})
    edge_keys = sorted({key for _, _, tags in edges for key in tags})
    keys = [f'<key id="n{k}" for="node" attr.name="{k}" attr.type="string"/>' for k in node_keys]
    keys += [f'<key id="e{k}" for="edge" attr.name="{k}" attr.type="string"/>' for k in edge_keys]
    keys += [f'<key id="g{k}" for="graph" attr.name="{k}" attr.type="string"/>' for k in ("crs", "created_with")]
    body = [f'<data key="gcrs">{crs}</data><data key="gcreated_with">OSMnx 2.0.6</data>']
    for name, tags in nodes.items():
        data = "".join(f'<data key="n{k}">{v}</data>' for k, v in tags.items())
        body.append(f'<node id="{name}">{data}</node>')
    for tail, head, tags in edges:
        data = "".join(f'<data key="e{k}">{v}</data>' for k, v in tags.items())
        body.append(f'<edge source="{tail}" target="{head}">{data}</edge>')
    head_ = "<?xml version='1.0' encoding='utf-8'?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
    return head_ + "".join(keys) + '<graph edgedefault="directed">' + "".join(body) + "</graph></graphml>"


def square(**more: str) -> tuple[dict[str, dict[str, object]], list[Edge]]:
    """Four nodes; a–b and b–c both ways, c→d and d→a one-way; ``more`` goes on the first edge."""
    nodes: dict[str, dict[str, object]] = {k: {"x": x, "y": y} for k, (x, y) in SQUARE.items()}
    tags = {"highway": "residential", "length": "1110.0", "oneway": "False"}
    oneway = {**tags, "oneway": "True", "highway": "primary", "maxspeed": "60", "name": "Jalan Ipoh"}
    edges: list[Edge] = [
        ("a", "b", {**tags, **more}),
        ("b", "a", tags),
        ("b", "c", tags),
        ("c", "b", tags),
        ("c", "d", oneway),
        ("d", "a", oneway),
    ]
    return nodes, edges


OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lon="101.700" lat="3.150"/><node id="2" lon="101.705" lat="3.150"/>
 <node id="3" lon="101.710" lat="3.150"><tag k="highway" v="traffic_signals"/></node>
 <node id="4" lon="101.710" lat="3.160"/><node id="5" lon="101.700" lat="3.160"/>
 <node id="6" lon="101.720" lat="3.150"/><node id="7" lon="101.705" lat="3.152"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="6"/>
  <tag k="highway" v="secondary"/><tag k="name" v="Jalan Sentul"/><tag k="maxspeed" v="60"/></way>
 <way id="11"><nd ref="5"/><nd ref="4"/><nd ref="3"/>
  <tag k="highway" v="residential"/><tag k="oneway" v="-1"/><tag k="maxheight" v="2.5"/></way>
 <way id="12"><nd ref="5"/><nd ref="1"/><tag k="highway" v="trunk"/><tag k="maxspeed" v="MY:rural"/></way>
 <way id="13"><nd ref="2"/><nd ref="7"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
 <way id="14"><nd ref="4"/><nd ref="6"/><tag k="highway" v="footway"/></way>
 <way id="15"><nd ref="4"/><nd ref="6"/><tag k="building" v="yes"/></way>
</osm>
"""


TURNS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lon="101.700" lat="3.150"/><node id="2" lon="101.710" lat="3.150"/>
 <node id="3" lon="101.720" lat="3.150"/><node id="4" lon="101.710" lat="3.160"/>
 <node id="5" lon="101.720" lat="3.160"/>
 <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="Jalan Satu"/></way>
 <way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="Jalan Dua"/></way>
 <way id="3"><nd ref="2"/><nd ref="4"/><tag k="highway" v="secondary"/><tag k="name" v="Jalan Tiga"/></way>
 <way id="4"><nd ref="3"/><nd ref="5"/><nd ref="4"/><tag k="highway" v="secondary"/></way>
 {rules}
</osm>
"""
"""Going east along Satu, Tiga turns off to the left at node 2; round by Dua and the fourth way it is twice as far."""


def rule(number: int, origin: int, via: int, target: int, **tags: str) -> str:
    """A turn restriction as OpenStreetMap writes it; ``_`` in a tag's name stands for ``:``."""
    said = "".join(f'<tag k="{key.replace("_", ":")}" v="{value}"/>' for key, value in tags.items())
    members = f'<member type="way" ref="{origin}" role="from"/><member type="node" ref="{via}" role="via"/>'
    members += f'<member type="way" ref="{target}" role="to"/>'
    return f'<relation id="{number}">{members}<tag k="type" v="restriction"/>{said}</relation>'
