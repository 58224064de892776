"""Online geocoding with Nominatim through geopy: off unless asked for, slow on purpose, remembered on disk.

Only :func:`planner.geo.address_public.public_query` is ever sent. The public server's usage policy asks for at most one
request a second, an identifying user agent and caching; a server of one's own is better.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geopy.exc import (
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeopyError,
)  # fmt: skip
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from planner.errors import refuse
from planner.geo.address import parse
from planner.geo.address_public import public_query
from planner.geo.geocode_places import span_m
from planner.geo.online_chance import Told, chance
from planner.units import MALAYSIA_BOUNDS

LEAST_RADIUS_M = 100.0


@dataclass(frozen=True, slots=True)
class Service:
    """Where to ask and how gently. Times in seconds."""

    domain: str = "nominatim.openstreetmap.org"
    scheme: str = "https"
    user_agent: str = "kembara-planner"
    min_delay_s: float = 1.0
    timeout_s: float = 10.0
    retries: int = 2
    wait_after_error_s: float = 5.0


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """One more candidate: a name and point (EPSG:4326), the radius it stands for (m), and its own probability."""

    query: str
    name: str
    lon: float
    lat: float
    radius_m: float
    probability: float


class OnlineGeocoder:
    """Asks a Nominatim server; answers, also empty ones, are kept in ``cache`` and never asked for again."""

    def __init__(self, service: Service, cache: Path) -> None:
        server = Nominatim(
            user_agent=service.user_agent, domain=service.domain, scheme=service.scheme, timeout=service.timeout_s
        )
        self._ask = RateLimiter(
            server.geocode,
            min_delay_seconds=service.min_delay_s,
            max_retries=service.retries,
            error_wait_seconds=max(service.wait_after_error_s, service.min_delay_s),
            swallow_exceptions=False,
        )
        self._cache = cache
        self._known = _read_cache(cache)

    def ask(self, address_text: str) -> OnlineAnswer | None:
        """The service's candidate for an address, or None when there is nothing to ask or no answer.

        Raises :class:`planner.errors.PlannerError`: E3201 refused or over quota, E3202 unreachable, E3203 an
        answer that cannot be read.
        """
        query = public_query(address_text)
        if not query:
            return None
        if query not in self._known:
            self._known[query] = self._fetch(query)
            self._remember(query)
        return self._known[query]

    def _fetch(self, query: str) -> OnlineAnswer | None:
        try:
            found = self._ask(query, exactly_one=True, country_codes="my", addressdetails=True)
        except (GeocoderQuotaExceeded, GeocoderRateLimited, GeocoderInsufficientPrivileges) as error:
            cause = f"the service refuses: {type(error).__name__}"
            raise refuse("E3201", cause, "wait, or use a server of your own", "nominatim") from error
        except (GeocoderParseError, KeyError, TypeError, ValueError) as error:
            cause = f"the answer cannot be read: {type(error).__name__}"
            raise refuse("E3203", cause, "check that the address is a Nominatim server", "nominatim") from error
        except GeopyError as error:
            cause = f"the service cannot be reached: {type(error).__name__}"
            raise refuse("E3202", cause, "check the network, or geocode offline", "nominatim") from error
        return None if found is None else _answer(query, found.raw)

    def _remember(self, query: str) -> None:
        answer = self._known[query]
        line = {"query": query, "answer": asdict(answer) if answer else None}
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        with self._cache.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(line, ensure_ascii=False) + "\n")


def _answer(query: str, raw: dict[str, Any]) -> OnlineAnswer | None:
    """The candidate in one result of Nominatim's JSON, or None when it lies outside Malaysia."""
    try:
        lon, lat = float(raw["lon"]), float(raw["lat"])
        south, north, west, east = (float(edge) for edge in raw.get("boundingbox", (lat, lat, lon, lon)))
        name = str(raw["display_name"])
    except (KeyError, TypeError, ValueError) as error:
        cause = f"the answer cannot be read: {type(error).__name__}"
        raise refuse("E3203", cause, "check that the address is a Nominatim server", "nominatim") from error
    if not (MALAYSIA_BOUNDS[0] <= lon <= MALAYSIA_BOUNDS[2] and MALAYSIA_BOUNDS[1] <= lat <= MALAYSIA_BOUNDS[3]):
        return None
    radius = max(LEAST_RADIUS_M, span_m((west, south), (east, north)) / 2.0)
    return OnlineAnswer(query, name, lon, lat, round(radius, 1), chance(query, _told(name, raw)))


def _told(name: str, raw: dict[str, Any]) -> Told:
    """What bears on the answer's probability; fields a server leaves out or writes oddly count nothing."""
    details = raw.get("address")
    details = details if isinstance(details, dict) else {}
    tail = parse(name.partition(",")[2])  # the display name repeats postcode and state
    rank, importance = _number(raw.get("place_rank")), _number(raw.get("importance"))
    return Told(
        name=name.partition(",")[0],
        postcode=str(details.get("postcode") or tail.postcode),
        state=str(details.get("state") or details.get("city") or tail.state),
        place_rank=None if rank is None else int(rank),
        importance=importance,
        type=str(raw.get("type") or ""),
    )


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _read_cache(path: Path) -> dict[str, OnlineAnswer | None]:
    known: dict[str, OnlineAnswer | None] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
                known[row["query"]] = OnlineAnswer(**row["answer"]) if row["answer"] else None
            except (ValueError, KeyError, TypeError):
                continue  # a torn last line after a crash is asked again
    return known
