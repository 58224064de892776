"""Cells to values: phones, NRICs, numbers of people, coordinates, postcodes, yes and no."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from planner.units import MALAYSIA_BOUNDS

_NUMBER_WORDS = {
    "satu": 1, "seorang": 1, "sorang": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "lapan": 8,
    "eleven": 11, "twelve": 12,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "tiada": 0, "none": 0, "nil": 0, "no": 0, "tidak": 0, "yes": 1, "ya": 1, "ada": 1,
    "true": 1, "false": 0,
}  # fmt: skip
_YES = frozenset({"1", "true", "yes", "y", "ya", "ada", "betul", "x", "/", "✓", "✔", "benar"})
_COUNT = re.compile(r"\d+")
_LETTERS = re.compile(r"[a-z]+")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|—|~|to|hingga|sampai|ke|atau|or)\s*(\d+)(?:\s*(?:orang|org|people|pax))?")
_BLANK = frozenset({"", "-", "–", "n/a", "na", "?", "tidak pasti", "unknown", "tak tahu", "tak pasti"})
_NO_DIGIT = re.compile(r"\D")
_SIGNS = re.compile(r"[\s.\-–]")
_POSTCODE = re.compile(r"(?<![\d-])([0-9]\d{4})(?![\d-])")
MAX_PEOPLE = 40
"""More people than this behind one door is a typing mistake."""
# Place-of-birth codes in use: 01–59 states and the years before 2001, 60–99 foreign-born and special.
_NO_PLACE = frozenset({"00", "17", "18", "19", "20", "69", "70", "73", "80", "81", "94", "95", "96", "97"})


def phone(text: str) -> str:
    """A Malaysian phone as ``60…`` digits, a foreign one as its digits, empty when it is no phone."""
    if not text:
        return ""
    digits = _NO_DIGIT.sub("", text.partition("/")[0].partition("ext")[0])
    digits = digits.removeprefix("00")
    if digits.startswith("600"):
        digits = "60" + digits[3:]
    elif digits.startswith("0"):
        digits = "6" + digits
    elif re.fullmatch(r"1\d{8,9}", digits):  # a spreadsheet dropped the leading zero
        digits = "60" + digits
    return digits if 9 <= len(digits) <= 15 and len(set(digits)) > 2 else ""


def nric(text: str) -> str:
    """The 12 digits of an NRIC whose date of birth and place code can exist, else empty."""
    digits = _SIGNS.sub("", text)
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()) or digits[6:8] in _NO_PLACE:
        return ""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return digits
    return ""


@lru_cache(maxsize=4_096)
def counted(text: str) -> tuple[int | None, str]:
    """A number of people from digits or words, and a remark where it is a range, absurd or no number at all.

    Of a range the larger end is taken: one basket too many is carried on, one too few is a meal missed.
    """
    bare = text.strip().lower()
    if bare in _BLANK:
        return None, ""
    if bare.startswith(("-", "−")):
        return None, "a number below zero was left out"
    between = _RANGE.fullmatch(bare)
    found = _COUNT.search(bare)
    words = _LETTERS.findall(bare)
    if found:
        value: int | None = int((between[2] if between else found[0])[:6])
    else:
        value = _in_words(words)
    if value is None:
        return None, "what is written is no number and was left out"
    if value > MAX_PEOPLE:
        return None, f"more than {MAX_PEOPLE} cannot be right and was left out"
    return value, f"a range was given, {value} was taken" if between else ""


def _in_words(words: list[str]) -> int | None:
    """The number that Malay or English ``words`` begin with: ``tujuh``, ``dua belas orang``."""
    if not words or words[0] not in _NUMBER_WORDS:
        return None
    ones = _NUMBER_WORDS[words[0]]
    if words[1:2] == ["belas"]:
        return 10 + ones
    return ones * 10 + _NUMBER_WORDS.get(words[2] if len(words) > 2 else "", 0) if words[1:2] == ["puluh"] else ones


def is_yes(text: str) -> bool:
    """Whether a cell says yes, in Malay or English."""
    return text.strip().lower() in _YES


def coordinate(lat: str, lon: str) -> tuple[float, float] | None:
    """(lon, lat) in EPSG:4326 when both can be read and lie in Malaysia; swapped or foreign ones give None."""
    try:
        y, x = float(lat.strip().replace(",", ".")), float(lon.strip().replace(",", "."))
    except ValueError:
        return None
    west, south, east, north = MALAYSIA_BOUNDS
    return (x, y) if west <= x <= east and south <= y <= north else None


def postcode(*texts: str) -> str:
    """The first five-digit Malaysian postcode standing alone in ``texts``, else empty."""
    for text in texts:
        padded = text.strip()
        if len(padded) == 4 and padded.isdigit():
            padded = "0" + padded
        found = _POSTCODE.search(padded)
        if found and 1000 <= int(found[1]) <= 98859:
            return found[1]
    return ""
