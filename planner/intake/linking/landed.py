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
_INSIDE = "no|lot|pintu|tiang|tingkat|tkt|aras|level|floor|bilik|kl|wp|poskod|dekat|depan|belakang|sebelah"
_AREA = "taman|kampung|desa|bandar|felda|pekan|seksyen|sek|mukim|kuala"
_FIRST = rf"\s+(?!(?:{_INSIDE})\b)[a-z]+"  # an area's name may be the street's: Jalan Kampung Pandan
_NAME = rf"\s+(?!(?:{_AREA}|{_INSIDE})\b)[a-z]+"
_STREET = re.compile(  # a street's number ends its name: what follows "Jalan Rampai 7" is the quarter
    rf"(?<!\w)(jalan|lorong|persiaran|lebuh|lengkok|solok|lintang|jejambat|rumah panjang)"
    rf"((?:{_FIRST}(?:{_NAME}){{0,2}})?\s+\d{{1,3}}[a-z]?(?:/\d+[a-z]?)*(?!\w)|{_FIRST}(?:{_NAME}){{0,3}})"
)
_STACKED = re.compile(r"(?<!\w)(?:ppr|pa|flats?|blo[ck]k?|blk|pangsapuri|apartments?|kondo\w*)(?!\w)")
_NUMBER = r"\d{1,5}[a-z]?(?:-\d{1,3})?"  # 28, 22a; 47-1 is another house than 47
_HOUSE = re.compile(rf"(?<!\w)(?:no|rumah|pintu|unit|house|tiang)\s*(?:no|ke)?\s*({_NUMBER})(?![\w-]|\s*/)")
_LEADING = re.compile(rf"^\s*({_NUMBER})(?=\s*[,|]|\s+(?:jalan|lorong|persiaran|lebuh|taman|kampung))")
_BEFORE_STREET = re.compile(rf",\s*({_NUMBER})\s*,?\s+(?=(?:jalan|lorong|persiaran|lebuh)(?!\w))")
_LOT = re.compile(rf"(?<!\w)(?:lot|pt)\s*({_NUMBER})(?![\w-])")
_ROOM = re.compile(r"(?<!\w)(?:bilik|room)\s*(\d{1,2}[a-z]?)(?!\w)")
_FLOOR = re.compile(r"(?<!\w)(?:tingkat|tkt|aras|level|floor)\s*(\d{1,2})(?!\w)")
_TOKEN = re.compile(r"[a-z]+|\d+[a-z]?(?:[/-]\d+[a-z]?)*|,")
_DASHED_LETTER = re.compile(r"(?<![\w-])(\d+)\s?-\s?([a-z])(?![\w-])")
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
    text = _DASHED_LETTER.sub(r"\1\2", address.lower())  # 22-A is 22A
    words = [_SPELLINGS.get(word, word) for word in _TOKEN.findall(text)]
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
    number = _HOUSE.search(text) or _LEADING.search(text) or _BEFORE_STREET.search(text) or lot
    if number is None:
        return None
    way = "".join(street.groups()) if street else f"lot {lot[1]}" if lot and lot is not number else ""
    for used in filter(None, (number, lot, room, street, floor)):
        text = text.replace(used[0], " , ")
    area = {word for word in re.findall(r"[a-z]{3,}|\d+", text) if word not in _NO_AREA and word != postcode}
    inside = (f"/{floor[1]}" if floor else "") + (f"#{room[1]}" if room else "")
    return House(number[1] + inside, way, frozenset(area))


def without_quarter(house: House, quarter: str) -> House:
    """``house`` with ``quarter`` (its place's name in words) cut off the end of the street it was written behind."""
    street = house.street.removesuffix(f" {quarter}")
    if street == house.street or " " not in street:
        return house
    return House(house.number, street, house.area | set(quarter.split()))


def is_one_area(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two lots of words around a street may speak of one place: neither says what the other does not."""
    return one <= other or other <= one
