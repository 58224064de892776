"""What OpenStreetMap's tags say about a street, for lorries and cars in Malaysia. Pure text to values."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.geo.roads import NO_LORRY, ROAD_CLASSES, SPEED_SOURCES

_SAME_AS = {"road": "unclassified", "primary_link": "primary_link"}
_NO_ENTRY = {"no", "private", "military", "agricultural", "forestry", "emergency", "psv", "bus", "delivery;private"}
_MPH = 1.609344
# Speeds OSM writes as a zone. Malaysia's national limits: town 50-60, other roads 90, expressways 110 km/h.
_ZONES = {"urban": 50.0, "rural": 90.0, "trunk": 90.0, "motorway": 110.0, "living_street": 20.0, "walk": 10.0}
_FEET_INCHES = re.compile(r"^\s*(\d+)\s*'\s*(\d+(?:\.\d+)?)\s*(?:\"|'')\s*$")
_UNIT = {"ft": 0.3048, "'": 0.3048, "kg": 0.001}
_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|m|t|kg|'|ft)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StreetTags:
    """The values one way gives each of its stretches; ``oneway`` is 1 forwards, -1 backwards, 0 both ways."""

    road_class: str
    name: str
    oneway: int
    posted_kmh: float
    speed_source: int
    flags: int
    max_height_m: float
    max_weight_t: float


def values(text: str) -> list[str]:
    """The values of a tag: one, several separated by ``;`` or ``|``, or a list as OSMnx writes it into GraphML."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        try:
            return [str(value) for value in ast.literal_eval(text)]
        except (ValueError, SyntaxError):
            return []
    return [part.strip() for part in re.split(r"[;|]", text) if part.strip()]


def road_class(highway: str) -> str:
    """The greatest drivable class among the tag's values, or empty when none is."""
    known = [_SAME_AS.get(value, value) for value in values(highway)]
    drivable = [value for value in known if value in ROAD_CLASSES]
    return min(drivable, key=ROAD_CLASSES.index, default="")


def speed(maxspeed: str) -> tuple[float, int]:
    """Posted speed in km/h and its source's index; (0, 0) where the tag gives none. Several values: the lowest."""
    found = [_one_speed(value) for value in values(maxspeed)]
    return min((pair for pair in found if pair[0] > 0), default=(0.0, 0))


def _one_speed(value: str) -> tuple[float, int]:
    number = _NUMBER.match(value)
    if number:
        kmh = float(number[1]) * (_MPH if (number[2] or "").lower() == "mph" else 1.0)
        # Limits outside this range are slips of the keyboard (5000, 0).
        return (kmh, SPEED_SOURCES.index("posted")) if 5.0 <= kmh <= 150.0 else (0.0, 0)
    zone = _ZONES.get(value.rsplit(":", maxsplit=1)[-1].lower(), 0.0)
    return (zone, SPEED_SOURCES.index("implied by zone")) if zone else (0.0, 0)


def limit(text: str) -> float:
    """A height in metres or weight in tonnes, the lowest of several; 0 where the tag gives no number."""
    found = []
    for value in values(text):
        number = _NUMBER.match(value)
        if number:
            found.append(float(number[1]) * _UNIT.get((number[2] or "").lower(), 1.0))
        elif feet := _FEET_INCHES.match(value):
            found.append((float(feet[1]) + float(feet[2]) / 12.0) * 0.3048)
    return min((value for value in found if value > 0), default=0.0)


def _least(tags: Mapping[str, str], *keys: str) -> float:
    return min(filter(None, (limit(tags.get(key, "")) for key in keys)), default=0.0)


def closed_to_all(tags: Mapping[str, str]) -> bool:
    """Whether no ordinary vehicle may use the way; the most particular tag decides."""
    for key in ("motor_vehicle", "vehicle", "access"):
        if key in tags:
            return all(value in _NO_ENTRY for value in values(tags[key]) or ["no"])
    return False


def closed_to_lorries(tags: Mapping[str, str]) -> bool:
    """Whether goods vehicles are kept out."""
    return any(tags.get(key) in ("no", "private") for key in ("hgv", "goods"))


def _oneway(tags: Mapping[str, str], kind: str) -> int:
    word = tags.get("oneway", "").strip().lower()
    if word in ("-1", "reverse"):
        return -1
    if word in ("yes", "true", "1"):
        return 1
    if word in ("no", "false", "0"):
        return 0
    # Roundabouts and expressways are one-way unless said otherwise (OSM wiki, Key:oneway, implied values).
    return 1 if tags.get("junction") in ("roundabout", "circular") or kind == "motorway" else 0


def read_tags(tags: Mapping[str, str]) -> StreetTags | str:
    """What the tags say, or the reason why the way is left out."""
    kind = road_class(tags.get("highway", ""))
    if not kind:
        return f"of a class that is not driven ({', '.join(values(tags.get('highway', ''))) or 'none'})"
    if closed_to_all(tags):
        return "private or closed to vehicles"
    if tags.get("area") == "yes":
        return "areas, not streets"
    if kind == "service" and tags.get("service") in ("parking_aisle", "drive-through", "emergency_access"):
        return "car park aisles and the like"
    kmh, source = speed(tags.get("maxspeed", ""))
    name = "; ".join(dict.fromkeys(values(tags.get("name", "")))) or "; ".join(values(tags.get("ref", "")))
    flags = NO_LORRY if closed_to_lorries(tags) else 0
    height = _least(tags, "maxheight", "maxheight:physical")
    weight = _least(tags, "maxweight", "maxweight:hgv", "maxweightrating", "maxweightrating:hgv")
    return StreetTags(kind, name, _oneway(tags, kind), kmh, source, flags, height, weight)
