"""Travel times from an OSRM server by URL: its ``table`` and ``route`` services (API version 1)."""

from __future__ import annotations

import itertools
import json
import math
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.errors import PlannerError, refuse
from planner.model.table import IntTable
from planner.model.travel import UNREACHABLE, TravelMatrix
from planner.progress import Progress, silent

_BLOCK = 50  # sources and targets a request: OSRM's own default lets 100 places through
_SERVER_PROFILE = {"car": "driving", "lorry": "driving"}
_TIMEOUT_S = 30.0
Get = Callable[[str], bytes]


def _get(url: str) -> bytes:
    """The body of a GET; an OSRM server says in the body of a 400 what it did not like."""
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - the scheme is checked
            return bytes(answer.read())
    except urllib.error.HTTPError as refusal:
        if refusal.code == 400:
            return refusal.read()
        raise


class Osrm:
    """An OSRM server behind :class:`planner.ports.TravelTimes`.

    The server knows one profile and no hours: ``factors`` may hold congestion by hour, 24 values, to multiply its
    times. Pairs it calls unreachable hold -1. Raises E3301 when it cannot be reached, E3302 when it answers nonsense.
    """

    def __init__(self, url: str, factors: tuple[float, ...] = (), get: Get = _get) -> None:
        scheme = urllib.parse.urlsplit(url).scheme
        if scheme not in ("http", "https"):
            raise refuse("E1310", f"{url!r} is no http address", "give the OSRM server's address, http://host:5000")
        self.url = url.rstrip("/")
        self._factors = factors
        self._get = get

    @property
    def source(self) -> str:
        """The server's address without any user name in it."""
        parts = urllib.parse.urlsplit(self.url)
        hours = ", with hourly factors" if self._factors else ", without time of day"
        return f"OSRM server {parts.hostname}{f':{parts.port}' if parts.port else ''}{hours}"

    def matrix(
        self,
        points: pd.DataFrame,
        *,
        profile: str = "lorry",
        depart_hour: int = 9,
        progress: Progress = silent,
    ) -> TravelMatrix:
        """Seconds and metres between all ``points`` (id, lon, lat), asked for in blocks of places."""
        spots = list(zip(points["lon"].astype(float), points["lat"].astype(float), strict=True))
        count = len(spots)
        seconds = np.full((count, count), UNREACHABLE, dtype=np.int64)
        metres = seconds.copy()
        # A place without a coordinate is unreachable here too; the server is not asked about it.
        known = [i for i in range(count) if all(map(math.isfinite, spots[i]))]
        blocks = [known[i : i + _BLOCK] for i in range(0, len(known), _BLOCK)]
        pairs = list(itertools.product(blocks, blocks))
        factor = self._factors[depart_hour % 24] if self._factors else 1.0
        for number, (rows, columns) in enumerate(pairs):
            progress("travel times", number / len(pairs), self.source)
            answer = self._table(spots, rows, columns, profile)
            _fill(seconds, answer["durations"], rows, columns, factor)
            _fill(metres, answer["distances"], rows, columns, 1.0)
        np.fill_diagonal(seconds, 0)
        np.fill_diagonal(metres, 0)
        return TravelMatrix(
            tuple(points["id"].astype(str)),
            IntTable(seconds),
            IntTable(metres),
            self.source,
            profile=profile,
            depart_hour=depart_hour,
        )

    def path(self, stops: list[tuple[float, float]], *, profile: str = "lorry") -> list[tuple[float, float]]:
        """The driven line through ``stops`` as (lon, lat)."""
        if len(stops) < 2:
            return list(stops)
        query = "overview=full&geometries=geojson&steps=false"
        answer = self._ask("route", stops, query, profile)
        try:
            return [(float(lon), float(lat)) for lon, lat in answer["routes"][0]["geometry"]["coordinates"]]
        except (KeyError, IndexError, TypeError, ValueError) as cause:
            raise self._nonsense("route", "no line in the answer") from cause

    def _table(
        self, spots: list[tuple[float, float]], rows: list[int], columns: list[int], profile: str
    ) -> dict[str, Any]:
        asked = [spots[i] for i in rows] + [spots[i] for i in columns]
        sources = ";".join(map(str, range(len(rows))))
        targets = ";".join(map(str, range(len(rows), len(asked))))
        query = f"annotations=duration,distance&sources={sources}&destinations={targets}"
        answer = self._ask("table", asked, query, profile)
        for part in ("durations", "distances"):
            table = answer.get(part)
            if not (isinstance(table, list) and len(table) == len(rows) and all(len(r) == len(columns) for r in table)):
                raise self._nonsense("table", f"{part} is not {len(rows)} by {len(columns)}")
        return answer

    def _ask(self, service: str, spots: list[tuple[float, float]], query: str, profile: str) -> dict[str, Any]:
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in spots)
        url = f"{self.url}/{service}/v1/{_SERVER_PROFILE.get(profile, profile)}/{where}?{query}"
        try:
            answer = json.loads(self._get(url))
        except (OSError, urllib.error.URLError) as cause:
            action = "start the server or correct its address; without one, use the loaded network"
            raise refuse("E3301", f"the OSRM server did not answer ({cause})", action, self.source) from cause
        except ValueError as cause:
            raise self._nonsense(service, "not JSON") from cause
        if not isinstance(answer, dict) or answer.get("code") != "Ok":
            said = f"{answer.get('code')}: {answer.get('message', '')}" if isinstance(answer, dict) else "no object"
            raise self._nonsense(service, said)
        return answer

    def _nonsense(self, service: str, said: str) -> PlannerError:
        action = "check that the address is an OSRM server's, of version 5 or newer, with a car profile"
        return refuse("E3302", f"the OSRM server's {service} answer cannot be used ({said})", action, self.source)


def _fill(table: NDArray[np.int64], part: list[list[Any]], rows: list[int], columns: list[int], factor: float) -> None:
    for i, line in zip(rows, part, strict=True):
        for j, value in zip(columns, line, strict=True):
            table[i, j] = UNREACHABLE if value is None else math.ceil(float(value) * factor)
