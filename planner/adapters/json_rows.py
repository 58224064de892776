"""JSON, JSON Lines and GeoJSON to rows; a file cut off half-way gives the records before the cut."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from shapely.errors import GEOSException
from shapely.geometry import shape

from planner.adapters.raw_rows import RawRows, distinct_names, with_row_numbers
from planner.errors import Fault, refuse

# Numbers stay text exactly as written: a phone keeps its zeros, an id its digits.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_WRAPPERS = frozenset({"data", "result", "results", "response", "payload", "body", "content"})
"""Names under which a system hands out its records one level deeper."""
_SPACE = " \t\r\n\ufeff"


def parse_json(text: str, where: str) -> RawRows:
    """Rows of JSON ``text``: a list of objects, an object holding one, one object, a line per object, or GeoJSON."""
    try:
        value, faults = _load(text, where)
        kind = "geojson" if isinstance(value, list) and any(_is_feature(item) for item in value) else "json"
        records = [dict(_flatten(_feature(item) if _is_feature(item) else item)) for item in value]
    except RecursionError:
        raise refuse("E1012", "the file nests deeper than any list of referrals", "send a plain list", where) from None
    return RawRows(_frame(records), tuple(faults), kind)


def _load(text: str, where: str) -> tuple[list[Any], list[Fault]]:
    try:
        return _list_in(_DECODER.decode(text.strip(_SPACE))), []
    except json.JSONDecodeError:
        pass
    items, stopped = _salvage(text)
    if not items:
        raise refuse("E1012", "the file is not valid JSON", "export it again", where)
    if stopped is None:
        return items, []
    line = text.count("\n", 0, stopped) + 1
    cause = f"the JSON breaks here; {len(items)} records before it were taken"
    return items, [Fault("E1014", cause, "export the file again and send it: what was taken stays", f"line {line}")]


def _list_in(value: Any) -> list[Any]:  # noqa: ANN401 - JSON is any
    """The list of records inside ``value``."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        if value.get("type") != "Feature":
            lists = [
                item for item in value.values() if isinstance(item, list) and any(isinstance(x, dict) for x in item)
            ]
            if lists:
                return max(lists, key=len)
            wrapped = [item for name, item in value.items() if name.lower() in _WRAPPERS and isinstance(item, dict)]
            if wrapped:
                return _list_in(wrapped[0])
        return [value]
    return [{"text": _text(value)}]


def _salvage(text: str) -> tuple[list[Any], int | None]:
    """Every complete record of a broken list or of JSON Lines, and where reading stopped (None: at the end)."""
    at = _first_record(text)
    items: list[Any] = []
    while at < len(text):
        while at < len(text) and text[at] in _SPACE + ",":
            at += 1
        if at >= len(text) or text[at] in "]}":
            return items, None
        try:
            item, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError:
            return items, at
        items.append(item)
    return items, None


def _first_record(text: str) -> int:
    """Where the first record begins: behind the first ``[``, or at the first ``{`` of JSON Lines."""
    bracket, brace = text.find("["), text.find("{")
    if bracket < 0 or (0 <= brace < bracket and _is_complete(text, brace)):
        return max(brace, 0)
    return bracket + 1


def _is_complete(text: str, at: int) -> bool:
    try:
        _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        return False
    return True


def _is_feature(item: Any) -> bool:  # noqa: ANN401
    return isinstance(item, dict) and item.get("type") == "Feature"


def _feature(item: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, its id, and its geometry as lon and lat (a point inside it when it is no point)."""
    properties = item.get("properties")
    record: dict[str, Any] = dict(properties) if isinstance(properties, dict) else {}
    if "id" in item and "id" not in record:
        record["id"] = item["id"]
    point = _point(item.get("geometry"))
    if point is not None:
        record = {name: value for name, value in record.items() if name not in ("lon", "lat")}
        record["lon"], record["lat"] = point
    return record


def _point(geometry: Any) -> tuple[str, str] | None:  # noqa: ANN401
    if not isinstance(geometry, dict):
        return None
    coordinates = geometry.get("coordinates")
    if geometry.get("type") == "Point":
        if isinstance(coordinates, list) and len(coordinates) >= 2:
            return _text(coordinates[0]), _text(coordinates[1])
        return None
    try:
        inside = shape(_with_numbers(geometry)).representative_point()
    except (GEOSException, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None
    return (str(inside.x), str(inside.y)) if not inside.is_empty else None


def _with_numbers(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {name: item if name == "type" else _with_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_numbers(item) for item in value]
    return float(value) if isinstance(value, str) else value


def _flatten(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Pairs of dotted name and text; a record that is no object becomes one ``text`` cell."""
    if not isinstance(value, dict):
        yield prefix or "text", _text(value)
        return
    for name, item in value.items():
        path = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(item, dict):
            yield from _flatten(item, path)
        else:
            yield path, _text(item)


def _text(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _frame(records: Iterable[dict[str, str]]) -> Any:  # noqa: ANN401
    rows = list(records)
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = {name: [row.get(key, "") for row in rows] for key, name in zip(keys, distinct_names(keys), strict=True)}
    return with_row_numbers(columns, len(rows))
