"""The address inside a message that has no address column: place names and units, nothing of the story around."""

from __future__ import annotations

import re

from planner.intake.rules import Lexicon

_KIND = (
    r"ppr|pa|flat|flats|rumah pangsa|pangsapuri|apartment|apt|kondo(?:minium)?|residensi|residency|desa|taman|tmn"
    r"|kampung|kg|kpg|jalan|jln|lorong|lrg|lor|persiaran|psn|lebuh|lebuhraya|bandar|bdr|blok|block|blk"
    r"|projek perumahan rakyat|seksyen|section|felda|pekan|bukit|sungai|sg|kuarters|perumahan|menara|wisma|vista|villa"
)
_UNIT = (
    r"(?:(?:no\.?|unit|lot|blok|block|blk)\s*)?(?:[A-Za-z]{1,2}|\d{1,3})-\d{1,3}(?:-\d{1,3})?[A-Za-z]?"
    r"|(?:no\.?|unit|lot)\s*\d{1,5}[A-Za-z]?"
)
_PLACE = re.compile(rf"(?<!\w)(?:{_KIND})\.?\s+", re.IGNORECASE)
_DOOR = re.compile(rf"(?<![\w-])(?:{_UNIT})(?![\w-])", re.IGNORECASE)
_STOREY = re.compile(r"(?<!\w)(?:tingkat|tkt|aras|floor|level)\s*\d{1,2}(?!\w)", re.IGNORECASE)
_WORDED = re.compile(
    r"(?<!\w)(?:(?:blok|block|blk)\.?\s*[A-Za-z]?\d{0,3}\s*,?\s*)?(?:tingkat|tkt|aras|floor|level)\.?\s*\d{1,2}\s*,?\s*"
    r"(?:pintu|no\.?|nombor|unit|rumah)\s*\d{1,3}[A-Za-z]?(?!\w)",
    re.IGNORECASE,
)
"""A whole dwelling told in words: *Blok A tingkat 17 pintu 1*."""
_POSTCODE = re.compile(r"(?<![\d-])\d{5}(?![\d-])")
_WORD = re.compile(r"[^\W_]+(?:[/'’-][^\W_]+)*")
MAX_WORDS = 4


def place_in(text: str, lexicon: Lexicon) -> str:
    """The address in redacted ``text`` as written, parts joined by commas; empty when it names no place."""
    places = _places(text, lexicon)
    if not places:
        return ""
    patterns = (_WORDED,) if _WORDED.search(text) else (_DOOR, _STOREY)
    parts = [found[0] for pattern in patterns if (found := pattern.search(text))]
    postcode = _POSTCODE.search(text)
    if postcode:
        places.append(postcode[0])
    return ", ".join(dict.fromkeys([*(part for part in parts if not any(part in place for place in places)), *places]))


def _places(text: str, lexicon: Lexicon) -> list[str]:
    found: list[str] = []
    end = 0
    for kind in _PLACE.finditer(text):
        if kind.start() < end:
            continue
        end = _name_end(text, kind.end(), lexicon)
        if end > kind.end():
            found.append(text[kind.start() : end].strip())
    return found


def _name_end(text: str, start: int, lexicon: Lexicon) -> int:
    """Where the name that begins at ``start`` ends: at a sign, after a few words, or before an everyday word."""
    end = start
    for count, word in enumerate(_WORD.finditer(text, start)):
        lower = word[0].lower()
        is_everyday = lower in lexicon.common_words and lower not in lexicon.place_words
        if count >= MAX_WORDS or text[end : word.start()].strip(" .") or is_everyday:
            break
        end = word.end()
    return end
