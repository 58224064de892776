"""Words of places: what a gazetteer holds and how exactly an address was placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Grade(StrEnum):
    """How far a coordinate or figure can be trusted; ``MEMORY`` is shown as such wherever it appears."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    MEMORY = "memory"


class Level(StrEnum):
    """How exactly an address was placed, from the door to nothing."""

    UNIT = "unit"
    BLOCK = "block"
    SCHEME = "scheme"
    STREET = "street"
    LOCALITY = "locality"
    POSTCODE = "postcode"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the gazetteer. ``lon``/``lat`` are EPSG:4326 degrees, or None where no source gives them.

    ``kind`` is one of ppr, pa, flat, ipd, balai, taman, kampung, locality, road, station, mosque, clinic, school …;
    ``units`` is the number of dwellings where a source gives it. ``valid_to`` is the last day an entry was true.
    ``radius_m`` is how far from the point the place reaches, where known (long roads). ``police_district`` is the bare
    name ("Sentul"); its headquarters is the ``ipd`` entry of the same district. Kind ``elsewhere`` names what other
    states have too: known, so as not to be taken for ours, and never a destination.
    """

    place_id: str
    name: str
    kind: str
    lon: float | None
    lat: float | None
    state: str
    grade: Grade
    source: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    postcodes: tuple[str, ...] = ()
    police_district: str = ""
    parliament: str = ""
    units: int | None = None
    blocks: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    radius_m: float | None = None

    @property
    def is_located(self) -> bool:
        """Whether the entry has a coordinate at all."""
        return self.lon is not None and self.lat is not None
