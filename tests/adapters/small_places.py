"""A made-up neighbourhood as OpenStreetMap writes it: nodes, ways, and outlines that relations put together."""

from __future__ import annotations

_CORNERS = {
    10: (3.2000, 101.7000), 11: (3.2000, 101.7100), 12: (3.2100, 101.7100), 13: (3.2100, 101.7000),
    20: (3.2040, 101.7040), 21: (3.2040, 101.7060), 22: (3.2060, 101.7060), 23: (3.2060, 101.7040),
    30: (3.2200, 101.7200), 31: (3.2200, 101.7210), 32: (3.2210, 101.7210), 33: (3.2210, 101.7200),
    40: (3.2300, 101.7300), 41: (3.2310, 101.7340),
}  # fmt: skip


def _tags(**tags: str) -> str:
    return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())


def _way(number: int, nodes: list[int], **tags: str) -> str:
    return f'<way id="{number}">' + "".join(f'<nd ref="{node}"/>' for node in nodes) + _tags(**tags) + "</way>"


def _relation(number: int, members: list[tuple[int, str]], **tags: str) -> str:
    refs = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
    return f'<relation id="{number}">{refs}{_tags(**tags)}</relation>'


OSM = "".join(
    [
        '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">',
        *(f'<node id="{key}" lat="{lat}" lon="{lon}"/>' for key, (lat, lon) in _CORNERS.items()),
        '<node id="50" lat="3.2050" lon="101.7050">',
        _tags(place="village", name="Kampung Uji", alt_name="Kg Uji") + "</node>",
        f'<node id="51" lat="3.2055" lon="101.7055">{_tags(amenity="cafe", name="Kedai Kopi")}</node>',
        _way(1, [10, 11, 12]),  # two halves of one ring
        _way(2, [12, 13, 10]),
        _way(3, [20, 21, 22, 23, 20]),  # a hole in it
        _way(4, [30, 31, 32, 33, 30], building="apartments", name="PPR Anggun Ria"),
        _way(5, [40, 41], highway="residential", name="Jalan Uji 2"),
        _relation(1, [(1, "outer"), (2, "outer"), (3, "inner")],
                  type="multipolygon", landuse="residential", name="Taman Petak"),
        _relation(2, [(1, "outer"), (2, "outer")],
                  type="boundary", boundary="administrative", admin_level="4", name="Negeri Uji"),
        _relation(3, [(1, "outer"), (2, "outer")],
                  type="boundary", boundary="administrative", admin_level="10", name="Presint Uji"),
        _relation(4, [(99, "outer")], type="multipolygon", building="apartments", name="Flat Terpotong"),
        _relation(5, [(5, "")], type="route", route="bus", name="Bas 400"),
        "</osm>",
    ]
)  # fmt: skip
"""A taman with a hole, boundaries of a state and a precinct, a building, one cut off at the edge, a bus line."""

PLACES = {"Kampung Uji", "PPR Anggun Ria", "Jalan Uji 2", "Taman Petak", "Presint Uji"}
