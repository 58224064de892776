"""What linking knows of a referral: its door, place, keyed identities and time, nothing readable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

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
_HOUSE = re.compile(r"(?<!\w)(?:no|lot|unit)\.?\s*(\d{1,5}[a-z]?)(?!\w)|^\s*(\d{1,4}[a-z]?)\s*,")
_DROPPED = word_set(
    "jalan jln taman tmn kampung kg kpg ppr pa flat flats no unit lot blok block blk kuala lumpur kl selangor "
    "malaysia wilayah persekutuan pangsapuri apartment projek perumahan rakyat tingkat lorong seri sri"
)


@dataclass(frozen=True, slots=True)
class Node:
    """One referral as linking sees it. ``door`` is empty when no unit is known; ``is_partial`` when a block lacks."""

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


def nodes_of(frame: pd.DataFrame) -> list[Node]:
    """Nodes of referrals joined with their placements, in the frame's order."""
    texts = frame[list(_TEXTS)].fillna("").astype(str)
    counts = [[None if pd.isna(value) else int(value) for value in frame[name].tolist()] for name in MAKEUP]
    rows = zip(*(texts[name].tolist() for name in _TEXTS), strict=True)
    others = zip(zip(*counts, strict=True), frame["probability"].tolist(), strict=True)
    return [_node(dict(zip(_TEXTS, row, strict=True)), *other) for row, other in zip(rows, others, strict=True)]


def _node(row: Mapping[str, str], makeup: tuple[int | None, ...], probability: float) -> Node:
    unit = row["unit"] or unit_in(row["address_text"])
    is_placed = bool(row["place_id"]) and row["level"] in _PLACE_LEVELS
    where = row["place_id"] if is_placed else signature(row["address_text"], row["postcode"])
    door = f"{where}|{unit}" if where and unit else ""
    given, _, father = row["name_tokens"].partition("|")
    return Node(
        referral_id=row["referral_id"],
        place_id=row["place_id"] if is_placed else "",
        unit=unit,
        door=door,
        is_partial=bool(door) and unit.count("-") < 2 and row["level"] not in ("unit", "street"),
        phone=row["phone_key"],
        nric=row["nric_key"],
        name=row["name_key"],
        given=tuple(given.split()),
        father=tuple(father.split()),
        makeup=makeup,
        probability=float(probability),
    )


def unit_in(address: str) -> str:
    """Block-floor-door or house number in an address, without leading zeros; empty when it names none."""
    text = address.lower()
    found = _BLOCK_UNIT.search(text)
    if found:
        return "-".join(part.lstrip("0") or "0" for part in found.groups()).upper()
    house = _HOUSE.search(text)
    return (house[1] or house[2]).upper() if house else ""


def signature(address: str, postcode: str) -> str:
    """The telling words of an address nobody could place, in one order, so that two spellings of a line meet."""
    text = _BLOCK_UNIT.sub(" ", address.lower())
    text = _HOUSE.sub(" ", text)
    words = sorted({word for word in re.findall(r"[a-z]{3,}|\d+", text) if word not in _DROPPED and word != postcode})
    return "~" + " ".join(words) if words else ""
