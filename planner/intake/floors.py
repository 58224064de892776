"""Floors written as words to digits: ``tingkat dua belas`` and ``twelfth floor`` → ``tingkat 12``."""

from __future__ import annotations

import re

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
    "dua puluh": 20, "tiga puluh": 30, "empat puluh": 40,
}  # fmt: skip
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_NUMBER = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONE}))?|(?:{_ONE})\s+belas"
    rf"|{'|'.join(sorted(_WHOLE, key=len, reverse=True))}|{_ONE})"
)
_BEHIND = re.compile(rf"(?<!\w)(tingkat|tkt|aras|floor|level)\s+(?:ke[- ]?)?({_NUMBER})(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!\w)({_NUMBER})\s+(?:floor|flr)(?!\w)", re.IGNORECASE)
_DIGITS_BEFORE = re.compile(r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)\s+(?:floor|flr)(?!\w)", re.IGNORECASE)
_HINT = re.compile(r"tingkat|tkt|aras|floor|flr|level", re.IGNORECASE)


def floors_as_digits(address: str) -> str:
    """``address`` with every floor that is written as a word as ``tingkat`` and a number; all else stays as it is."""
    if not _HINT.search(address):
        return address
    written = _BEHIND.sub(lambda found: f"{found[1]} {_value(found[2])}", address)
    written = _BEFORE.sub(lambda found: f"tingkat {_value(found[1])}", written)
    return _DIGITS_BEFORE.sub(r"tingkat \1", written)


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
