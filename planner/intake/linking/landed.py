"""Houses that stand on the ground: a number in a street, on a lot, at a longhouse or under a flyover, in one spelling.

``No 28, Jln Mawar 9, Tmn Contoh``, ``28 jalan mawar 9 taman contoh`` and ``no.28 Jalan Mawar sembilan`` are one house.
A number alone is none: every street of a village has its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from planner.intake.words import word_set

_SPELLINGS = {
    "jln": "jalan", "jl": "jalan", "lrg": "lorong", "lor": "lorong", "psn": "persiaran", "tmn": "taman",
    "kg": "kampung", "kpg": "kampung", "kampong": "kampung", "sg": "sungai", "bkt": "bukit", "bdr": "bandar",
    "sri": "seri", "nombor": "no", "flyover": "jejambat",
}  # fmt: skip
_NUMBERS = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7", "lapan": "8",
    "sembilan": "9", "sepuluh": "10", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
_AREA = "taman|kampung|desa|bandar|felda|pekan|seksyen|sek|mukim|kuala|poskod|dekat|depan|belakang|sebelah"
_INSIDE = "no|lot|pintu|tiang|tingkat|tkt|aras|level|floor|bilik"
_STREET = re.compile(
    rf"(?<!\w)(jalan|lorong|persiaran|lebuh|lengkok|solok|lintang|jejambat|rumah panjang)"
    rf"((?:\s+(?!(?:{_AREA}|{_INSIDE})\b)[a-z0-9/]+){{1,4}})"
)
_STACKED = re.compile(r"(?<!\w)(?:ppr|pa|flats?|blo[ck]k?|blk|pangsapuri|apartments?|kondo\w*)(?!\w)")
_HOUSE = re.compile(r"(?<!\w)(?:no|rumah|pintu|unit|house|tiang)\s*(?:no|ke)?\s*(\d{1,4}[a-z]?)(?!\w|\s*/)")
_LEADING = re.compile(r"^\s*(\d{1,4}[a-z]?)(?=\s*[,|]|\s+(?:jalan|lorong|persiaran|lebuh|taman|kampung))")
_LOT = re.compile(r"(?<!\w)(?:lot|pt)\s*(\d{1,5}[a-z]?)(?!\w)")
_ROOM = re.compile(r"(?<!\w)(?:bilik|room)\s*(\d{1,2}[a-z]?)(?!\w)")
_FLOOR = re.compile(r"(?<!\w)(?:tingkat|tkt|aras|level|floor)\s*(\d{1,2})(?!\w)")
_TOKEN = re.compile(r"[a-z]+|\d+[a-z]?(?:/\d+[a-z]?)*|,")
_NO_AREA = word_set(
    "taman kampung desa bandar ppr pa flat no lot unit rumah di dekat kuala lumpur kl selangor malaysia wilayah "
    "persekutuan pintu tiang bawah pt bilik"
)


@dataclass(frozen=True, slots=True)
class House:
    """A number (``28``; ``28#2`` a room, ``28/2`` a floor above a shop), its street and the other telling words.

    ``street`` is empty when none is given.
    """

    number: str
    street: str
    area: frozenset[str]


def plain(address: str) -> str:
    """``address`` in small letters and one spelling; numbers written as words become figures behind another word."""
    words = [_SPELLINGS.get(word, word) for word in _TOKEN.findall(address.lower())]
    return " ".join([_NUMBERS.get(word, word) if at else word for at, word in enumerate(words)])


@lru_cache(maxsize=65_536)
def house_in(address: str, postcode: str) -> House | None:
    """The house on the ground that ``address`` names, None when it names none or a flat."""
    text = plain(address)
    if _STACKED.search(text):
        return None
    lot, room, street, floor = (found.search(text) for found in (_LOT, _ROOM, _STREET, _FLOOR))
    if floor and not street:
        return None
    number = _HOUSE.search(text) or _LEADING.search(text) or lot
    if number is None:
        return None
    way = "".join(street.groups()) if street else f"lot {lot[1]}" if lot and lot is not number else ""
    for used in filter(None, (number, lot, room, street, floor)):
        text = text.replace(used[0], " , ")
    area = {word for word in re.findall(r"[a-z]{3,}|\d+", text) if word not in _NO_AREA and word != postcode}
    inside = (f"/{floor[1]}" if floor else "") + (f"#{room[1]}" if room else "")
    return House(number[1] + inside, way, frozenset(area))


def is_one_area(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two lots of words around a street may speak of one place: neither says what the other does not."""
    return one <= other or other <= one
