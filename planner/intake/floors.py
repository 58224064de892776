"""Floors and doors written as words to digits: ``tingkat dua belas`` → ``tingkat 12``, ``pintu lapan`` → ``no 8``.

Chinese writes them behind: ``D座十二楼8号`` → ``Blok D Tingkat 12 No 8``; three bare parts before a scheme are a door.
"""

from __future__ import annotations

import re
from functools import partial

_ONES = {
    name: number
    for number, names in enumerate(
        (
            "satu one first", "dua two second", "tiga three third", "empat four fourth", "lima five fifth",
            "enam six sixth", "tujuh seven seventh", "lapan delapan eight eighth", "sembilan nine ninth",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WHOLE = {"sepuluh": 10, "sebelas": 11, "ten": 10, "tenth": 10, "eleven": 11, "eleventh": 11, "twelve": 12} | {
    "twelfth": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19,
}  # fmt: skip
_WHOLE |= {f"{name}th": number for name, number in _WHOLE.items() if name.endswith("teen")}
_TENS = {
    "twenty": 20, "twentieth": 20, "thirty": 30, "thirtieth": 30, "forty": 40, "fortieth": 40,
    "fifty": 50, "dua puluh": 20, "tiga puluh": 30, "empat puluh": 40, "lima puluh": 50,
}  # fmt: skip
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_NUMBER = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONE}))?|(?:{_ONE})\s+belas"
    rf"|{'|'.join(sorted(_WHOLE, key=len, reverse=True))}|{_ONE})"
)
_BEHIND = re.compile(rf"(?<!\w)(tingkat|tkt|aras|floor|level)\s+(?:ke[- ]?)?({_NUMBER})(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!\w)({_NUMBER})\s+(?:floor|flr)(?!\w)", re.IGNORECASE)
_DOOR = re.compile(
    rf"(?<!\w)(?:pintu|unit|door|nombor|no(?!\s+one\b)|house)\.?\s+({_NUMBER})(?![\w-]|[ ](?:{_NUMBER})(?!\w))",
    re.IGNORECASE,
)
_DIGITS_BEFORE = re.compile(r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)\s+(?:floor|flr)(?!\w)", re.IGNORECASE)
_BARE = re.compile(r"^\s*([a-z])[ .](\d{1,2})[ .](\d{1,3})(?=\s*,?\s+(?:ppr|pa|flats?|pangsapuri)\b)", re.IGNORECASE)
_CHINESE = (
    (re.compile(r"([A-Za-z]\d?)\s*(?:座|栋|棟)"), "Blok"),
    (re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:楼|樓|层|層)"), "Tingkat"),
    (re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:号|號|室|单位)"), "No"),
)
_CHINESE_DIGITS = "一二三四五六七八九"
_HINT = re.compile(r"tingkat|tkt|aras|floor|flr|level|pintu|unit|door|nombor|no\b|house|^\s*[a-z][ .]\d", re.IGNORECASE)


def floors_as_digits(address: str) -> str:
    """``address`` with every floor and door that is written as a word in digits; all else stays as it is."""
    if not address.isascii():
        address = _from_chinese(address)
    if not _HINT.search(address):
        return address
    written = _BEHIND.sub(lambda found: f"{found[1]} {_value(found[2])}", address)
    written = _BEFORE.sub(lambda found: f"tingkat {_value(found[1])}", written)
    written = _DOOR.sub(lambda found: f"no {_value(found[1])}", written)
    return _BARE.sub(r"\1-\2-\3", _DIGITS_BEFORE.sub(r"tingkat \1", written))


def _from_chinese(address: str) -> str:
    """Block, floor and door with their Malay word before them, where two of the three are told."""
    if sum(bool(pattern.search(address)) for pattern, _ in _CHINESE) < 2:
        return address
    for pattern, word in _CHINESE:
        address = pattern.sub(partial(_named, word), address)
    return " ".join(address.split())


def _named(word: str, found: re.Match[str]) -> str:
    return f" {word} {_chinese(found[1])} "


def _chinese(number: str) -> str:
    """``十二`` → ``12``; what is written in digits or letters stays."""
    if not set(number) <= {*_CHINESE_DIGITS, "十"}:
        return number
    tens, is_tens, ones = number.rpartition("十")
    ten = (_CHINESE_DIGITS.index(tens[0]) + 1 if tens else 1) if is_tens else 0
    return str(10 * ten + (_CHINESE_DIGITS.index(ones[0]) + 1 if ones else 0))


def _value(words: str) -> int:
    bare = " ".join(words.lower().replace("-", " ").split())
    if bare in _WHOLE:
        return _WHOLE[bare]
    if bare.endswith(" belas"):
        return 10 + _ONES[bare.removesuffix(" belas")]
    for tens, value in _TENS.items():
        if bare == tens or bare.startswith(f"{tens} "):
            return value + _ONES.get(bare.removeprefix(tens).strip(), 0)
    return _ONES[bare]
