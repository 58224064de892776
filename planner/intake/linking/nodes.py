"""What linking knows of a referral: its door, place, keyed identities and time, nothing readable."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.intake import identity
from planner.intake.linking.landed import House, house_in, plain, without_quarter
from planner.intake.words import word_set

_PLACE_LEVELS = word_set("unit block scheme street locality")
MAKEUP = ("household_size", "children", "elderly", "disabled", "infants")
_TEXTS = (
    "referral_id", "place_id", "level", "unit", "address_text", "postcode", "phone_key", "nric_key", "name_key",
    "name_tokens",
)  # fmt: skip
_BLOCK_UNIT = re.compile(
    r"(?<![\w-])([a-z]{1,2}\d{0,2}|\d{1,3})\s*[-/]\s*([a-z]?\d{1,3}[a-z]?)\s*[-/]\s*(\d{1,4}[a-z]?)(?![\w-])"
)
_HOUSE = re.compile(r"(?<!\w)(?:no|lot|unit|pt|pintu|tiang)\.?\s*(\d{1,5}[a-z]?)(?!\w)|^\s*(\d{1,4}[a-z]?)\s*,")
_KIND = re.compile(r"^(?:ppr|pa|flat|flats|taman|kampung|bandar|desa|apartment)-")
_RUN_TOGETHER = re.compile(r"(?<![\w-])([a-z]\d{3,4})(?![\w-])")
_DROPPED = word_set(
    "jalan jln taman tmn kampung kg kpg ppr pa flat flats no unit lot blok block blk kuala lumpur kl selangor "
    "malaysia wilayah persekutuan pangsapuri apartment projek perumahan rakyat tingkat lorong seri sri pt"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One referral as linking sees it. ``door`` is empty when no unit is known; ``is_partial`` when a part lacks."""

    referral_id: str
    place_id: str
    unit: str
    door: str
    is_partial: bool
    phone: str
    nric: str
    name: str
    given: tuple[str, ...]
    father: tuple[str, ...]
    makeup: tuple[int | None, ...]  # household size, children, elderly, disabled, infants
    probability: float  # of the place
    own: tuple[str, ...] = ()  # given names that tell people apart; all of them when none does
    rare: int = 0  # how many parts of the name few people share
    house: House | None = None  # on the ground
    day: int = 0  # on which it came in, counted from 1970

    @property
    def parts(self) -> frozenset[str]:
        """All parts of the name, in whatever order they were written."""
        return frozenset((*self.given, *self.father))

    @property
    def quarter(self) -> str:
        """The place without the kind in its name: PPR Batu Muda and Taman Batu Muda are both called Batu Muda."""
        return _KIND.sub("", self.place_id)

    @property
    def run_together(self) -> str:
        """Block, floor and door without what stands between them: C711 and C-7-11 alike; empty without a place."""
        letters = self.unit.replace("-", "")
        return f"{self.quarter}|{letters}" if self.place_id and _RUN_TOGETHER.fullmatch(letters.lower()) else ""

    @property
    def landed(self) -> str:
        """Number and street of a house on the ground; empty when either is unknown."""
        return self.unit if "@" in self.unit else ""


def nodes_of(frame: pd.DataFrame, key: bytes) -> list[Node]:
    """Nodes of referrals joined with their placements, in the frame's order; ``key`` is the one that keyed names."""
    texts = zip(*(frame[name].fillna("").astype(str).tolist() for name in _TEXTS), strict=True)
    rows = zip(texts, _makeups(frame), frame["probability"].astype(float).tolist(), _days(frame), strict=True)
    common = identity.common_parts(key)
    return [_node(texts, makeup, probability, day, common) for texts, makeup, probability, day in rows]


def _days(frame: pd.DataFrame) -> list[int]:
    """The day of each row, counted from 1970 in UTC."""
    times = pd.to_datetime(frame["received_at"], utc=True).dt.tz_localize(None)
    return times.to_numpy(dtype="datetime64[D]").astype(int).tolist()


def _makeups(frame: pd.DataFrame) -> list[tuple[int | None, ...]]:
    """The people at home of each row; a column is turned at once, since asking each value costs more than the rest."""
    counts = frame[list(MAKEUP)].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    whole = np.nan_to_num(counts).astype(int).astype(object)
    whole[np.isnan(counts)] = None
    return list(map(tuple, whole.tolist()))


def _node(
    texts: tuple[str, ...],
    makeup: tuple[int | None, ...],
    probability: float,
    day: int,
    common_parts: tuple[frozenset[str], frozenset[str]],
) -> Node:
    """``texts`` are the cells of ``_TEXTS`` in order."""
    referral_id, place_id, level, unit, address, postcode, phone, nric, name, tokens = texts
    titles, common = common_parts
    house = None if unit.count("-") > 1 else house_in(address, postcode)
    if house is not None:
        house = without_quarter(house, place_id.replace("-", " "))
    is_above = house is not None and "/" in house.number  # a floor above a shop is no flat
    if house is not None and (is_above or "-" not in unit) and not _BLOCK_UNIT.search(address.lower()):
        unit = f"{house.number}@{house.street}" if house.street else house.number
    unit = unit or unit_in(address)
    is_placed = bool(place_id) and level in _PLACE_LEVELS
    where = place_id if is_placed else signature(address, postcode)
    door = f"{where}|{unit}" if where and unit else ""
    given_text, _, father_text = tokens.partition("|")
    given, father = tuple(given_text.split()), tuple(father_text.split())
    return Node(
        referral_id=referral_id,
        place_id=place_id if is_placed else "",
        unit=unit,
        door=door,
        is_partial=bool(door) and ("?" in unit or (_is_part_of_unit(unit) and level != "street")),
        phone=phone,
        nric=nric,
        name=name,
        given=given,
        father=father,
        makeup=makeup,
        probability=probability,
        own=tuple(part for part in given if part not in titles) or given,
        rare=len({*given, *father} - common),
        house=house if house is not None and "@" in unit else None,
        day=day,
    )


def _is_part_of_unit(unit: str) -> bool:
    """Whether a unit lacks its block or floor and is no house on the ground."""
    return unit.count("-") < 2 and "@" not in unit


def unit_in(address: str) -> str:
    """Block-floor-door, house number or a unit written together (C711) in an address; empty when it names none."""
    text = address.lower()
    found = _BLOCK_UNIT.search(text)
    if found:
        return "-".join(part.lstrip("0") or "0" for part in found.groups()).upper()
    house = _HOUSE.search(text)
    if house:
        return (house[1] or house[2]).upper()
    together = _RUN_TOGETHER.search(text)
    return together[1].upper() if together else ""


def signature(address: str, postcode: str) -> str:
    """The telling words of an address nobody could place, in one order, so that two spellings of a line meet."""
    house = house_in(address, postcode)
    if house is not None and house.street:
        return "~" + " ".join(sorted({*house.area, *house.street.split()} - _DROPPED))
    text = _BLOCK_UNIT.sub(" ", address.lower())
    text = plain(_HOUSE.sub(" ", text))
    words = sorted({word for word in re.findall(r"[a-z]{3,}|\d+", text) if word not in _DROPPED and word != postcode})
    return "~" + " ".join(words) if words else ""
