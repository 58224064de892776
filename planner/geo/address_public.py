"""The part of an address that may be sent to an outside service: street-level names, nothing about people or doors."""

from __future__ import annotations

from planner.geo.address import parse
from planner.geo.address_words import KIND_WORDS

MOST_NAME_WORDS = 3
_PERSON = frozenset(
    (
        "bin", "binti", "bte", "al", "ap", "siti", "nur", "nurul", "muhammad", "mohd", "md", "abdul", "ahmad",
        "encik", "puan", "cik", "tuan", "haji", "hajah", "nama", "en", "pn", "mr", "mrs", "ms", "anak",
    )
)  # fmt: skip
"""Words after which a person's name is likely; nothing from there on is sent."""


def public_query(text: str) -> str:
    """Scheme, street, area, section, postcode and state of ``text``; empty when it names no street, area or scheme.

    House, unit, floor and lot numbers, phone and identity numbers and all talk stay behind. A name is cut after three
    words and before any word that begins a person's name. What is left out is lost on purpose: better a poorer answer
    than a household's particulars abroad.
    """
    address = parse(text)
    names = [_trimmed(part) for part in (address.scheme, address.street, address.area)]
    if address.seksyen and (names := [name for name in names if name]):
        names.append(f"seksyen {address.seksyen}")
    parts = [name for name in names if name]
    return ", ".join([*parts, address.postcode, address.state]).strip(", ").replace(", ,", ",") if parts else ""


def _trimmed(part: str) -> str:
    """A kind word and at most three words of name, none of a person, no long numbers."""
    tokens = part.split()
    kept: list[str] = []
    for token in tokens:
        if token in _PERSON and kept and kept[-1] not in KIND_WORDS:
            break
        if token.isdigit() and len(token) > 3:
            break
        kept.append(token)
        if sum(word not in KIND_WORDS for word in kept) == MOST_NAME_WORDS:
            break
    return " ".join(kept) if any(token not in KIND_WORDS for token in kept) else ""
