"""The dwelling inside a building: block, floor and door, in all the ways people write them.

``B-12-3``, ``B/12/03``, ``Blok B Tkt 12 No 3``, ``12-03 Blk B``, ``No. 3, Tingkat 12, Blok B`` are all ``B-12-3``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCK = r"(?:blok|blo[ck]k?|bolk|blk|block|menara|tower)"
_FLOOR = r"(?:tingkat|tkt|tgkt|tgkat|tkat|aras|level|lvl|lv|floor|flr)"
_DOOR = (
    r"(?:no\.?\s*(?:rumah|pintu|unit)|rumah\s*no|unit\s*no|no|unit|pintu|nombor"
    r"|rumah(?!\s*\d+\s*(?:tingkat|bilik|buah))|bilik|room|#)"
)
_DASH = r"\s*[-–—]\s*"
_NUM = r"\d{1,3}[a-z]?"
_LEFT, _RIGHT = r"(?<![\w/-])", r"(?![\w/]|\s*[-–—]\s*\d)"

_TRIPLE = re.compile(
    rf"{_LEFT}(?:{_BLOCK}\s*\.?\s*)?(?:{_DOOR}\s*[.:]?\s*)?(?P<block>[a-z]{{1,2}}\d{{0,3}}|\d{{1,3}}[a-z]?){_DASH}"
    rf"(?P<floor>\d{{1,2}}|gf?|[a-z]\d{{1,2}}){_DASH}(?P<door>{_NUM}){_RIGHT}"
)
_SLASHED = re.compile(
    rf"{_LEFT}(?:{_BLOCK}\s*\.?\s*)?(?P<block>[a-z]\d{{0,2}})/(?P<floor>\d{{1,2}})/(?P<door>{_NUM}){_RIGHT}"
)
_SPACED = re.compile(
    rf"{_LEFT}(?P<block>[a-z])\s+(?P<floor>\d{{1,2}})"
    rf"(?:{_DASH}(?P<door>\d{{1,3}}){_RIGHT}|\s+(?P<last>\d{{1,3}}){_RIGHT}(?!\s*\w))"
)
"""``C 11-07``, and ``C 5 13`` where nothing that could be counted follows."""
_COUNTED = r"(?!\s*(?:orang|org|hari|minggu|bulan|tahun|kali|beg|anak|jam|kg|km|ringgit|adults?|people|days?|kids))"
_PAIR = re.compile(
    rf"{_LEFT}(?P<word>{_DOOR}\s*[.:]?\s*)?(?P<floor>\d{{1,2}}|gf?){_DASH}(?P<door>{_NUM}){_RIGHT}{_COUNTED}"
)
_GLUED = re.compile(rf"{_LEFT}(?:{_BLOCK}\s*\.?\s*)?(?P<block>[a-z])(?P<floor>[1-4]\d){_DASH}(?P<door>{_NUM}){_RIGHT}")
"""Block and floor written as one: ``A16-8``. Below ten it may be block A5; hardly any block is called A16."""
_LETTER_PAIR = re.compile(rf"{_LEFT}(?:{_DOOR}\s*[.:]?\s*)?(?P<block>[a-z]\d{{0,2}}){_DASH}(?P<door>{_NUM}){_RIGHT}")
_BLOCK_WORD = re.compile(rf"{_LEFT}{_BLOCK}\s*[.:]?\s*(?P<block>[a-z]?\d{{1,3}}[a-z]?|[a-z])(?![\w/])")
_FLOOR_WORD = re.compile(
    rf"{_LEFT}(?:{_FLOOR}\s*[.:]?\s*(?P<floor>\d{{1,2}}|gf?|bawah|ground)|(?P<nth>\d{{1,2}}(?=(?:st|nd|rd|th)?\s+floor)|g(?=\s+floor)|ground)(?:st|nd|rd|th)?\s+floor)(?!\w)"
)
_DOOR_WORD = re.compile(rf"{_LEFT}{_DOOR}\s*[.:]?\s*(?P<door>\d{{1,4}}[a-z]?)(?![\w/])")
_LOT_WORD = re.compile(rf"{_LEFT}(?:lot|pt)\s*[.:]?\s*(?P<lot>\d{{1,5}}[a-z]?(?:[-/]\d{{1,5}})?)(?!\w)")
_SLASHED_WORD = re.compile(rf"/\s*(?=(?:{_BLOCK}|{_FLOOR}|{_DOOR})\b)")

_SOME_UNIT = re.compile(rf"\d|(?:{_BLOCK})|ground")
"""Without a digit, a block's letter or a ground floor there is no dwelling to look for."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Block, floor and door (upper case, no leading zeros; empty when not given), and a landed house or lot number."""

    block: str = ""
    floor: str = ""
    door: str = ""
    house: str = ""
    lot: str = ""

    @property
    def key(self) -> str:
        """``block-floor-door`` with ``?`` for a missing floor or door; empty for a landed house.

        A house number means nothing without its street, and a block alone is no dwelling but still tells dwellings
        apart: ``B``.
        """
        if not self.floor and not self.door:
            return self.block
        if not self.block and not self.floor:
            return ""
        parts = (self.block, self.floor or "?", self.door or "?")
        return "-".join(part for part in parts if part)


def _tidy(part: str | None) -> str:
    text = (part or "").upper()
    if text in {"GF", "BAWAH", "GROUND"}:
        return "G"
    return (text.lstrip("0") or "0") if text else ""


def find_unit(folded: str) -> tuple[Unit, str]:
    """The unit in a folded text (:func:`planner.geo.normalise.fold`), and the text with the unit's words cut out."""
    if "/" in folded:
        folded = _SLASHED_WORD.sub(", ", folded)  # blok b/tkt 12/no 3
    if not _SOME_UNIT.search(folded):
        return Unit(), folded
    is_dashed = "-" in folded or "–" in folded or "—" in folded
    whole = (_TRIPLE.search(folded) or _GLUED.search(folded) if is_dashed else None) or (
        _SLASHED.search(folded) if "/" in folded else None
    )
    if whole:
        unit = Unit(_tidy(whole["block"]), _tidy(whole["floor"]), _tidy(whole["door"]))
        return unit, _cut(folded, [whole.span()])
    block, floor, door = _BLOCK_WORD.search(folded), _FLOOR_WORD.search(folded), _DOOR_WORD.search(folded)
    spaced = _SPACED.search(folded) if block is None and floor is None else None
    if spaced:
        unit = Unit(_tidy(spaced["block"]), _tidy(spaced["floor"]), _tidy(spaced["door"] or spaced["last"]))
        return unit, _cut(folded, [spaced.span()])
    pair = _PAIR.search(folded) if is_dashed and floor is None else None
    if pair and block:
        return Unit(_tidy(block["block"]), _tidy(pair["floor"]), _tidy(pair["door"])), _cut(
            folded, [block.span(), pair.span()]
        )
    if pair and (pair["word"] or _STACKED.search(folded)) and not _looks_landed(folded):
        return Unit(floor=_tidy(pair["floor"]), door=_tidy(pair["door"])), _cut(folded, [pair.span()])
    letters = _LETTER_PAIR.search(folded) if is_dashed and block is None else None
    if letters:
        return Unit(block=_tidy(letters["block"]), door=_tidy(letters["door"])), _cut(folded, [letters.span()])
    return _from_words(folded, block, floor, door)


_LANDED = re.compile(r"(?<!\w)(?:jalan|jln|jl|lorong|lrg|lor)(?!\w)")
_STACKED = re.compile(r"(?<!\w)(?:ppr|pa|flats?|apt|apartment|pangsapuri|pangsa|perumahan)(?!\w)")


def _looks_landed(folded: str) -> bool:
    """Whether a pair such as ``12-3`` is more likely a house number, for lack of any word of a flat."""
    return bool(_LANDED.search(folded)) and not _STACKED.search(folded)


def _from_words(
    folded: str, block: re.Match[str] | None, floor: re.Match[str] | None, door: re.Match[str] | None
) -> tuple[Unit, str]:
    lot = _LOT_WORD.search(folded)
    spans = [match.span() for match in (block, floor, door, lot) if match]
    is_stacked = block is not None or floor is not None
    unit = Unit(
        block=_tidy(block["block"]) if block else "",
        floor=_tidy(floor["floor"] or floor["nth"]) if floor else "",
        door=_tidy(door["door"]) if door and is_stacked else "",
        house=_tidy(door["door"]) if door and not is_stacked else "",
        lot=_tidy(lot["lot"]) if lot else "",
    )
    return unit, _cut(folded, spans)


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} | {text[end:]}"
    return text
