"""How people write an address: short forms, other spellings, slips of the finger, talk around it."""

from __future__ import annotations

import re

import numpy as np

_SHORT = [
    (r"\bJalan\b", ("Jln", "Jl", "JLN.")),
    (r"\bKampung\b", ("Kg", "Kg.", "Kampong")),
    (r"\bTaman\b", ("Tmn", "Tmn.")),
    (r"\bSungai\b", ("Sg", "Sg.")),
    (r"\bSeri\b", ("Sri",)),
    (r"\bSri\b", ("Seri",)),
    (r"\bBukit\b", ("Bkt",)),
    (r"\bDatuk\b", ("Dato", "Datok")),
    (r"\bBandar\b", ("Bdr",)),
    (r"\bKerinchi\b", ("Kerinci",)),
    (r"^PA\b", ("Flat", "Rumah Pangsa", "PA")),
    (r"^PPR\b", ("PPR", "ppr", "Flat PPR")),
]
_SHORT_RULES = [(re.compile(pattern), choices) for pattern, choices in _SHORT]


def unit_text(block: str, floor: int, door: int, style: int) -> str:
    """One of the usual writings of block, floor and door; ``style`` picks which."""
    styles = (
        f"{block}-{floor}-{door}",
        f"Blok {block} Tkt {floor} No {door}",
        f"No {door}, Tingkat {floor}, Blok {block}",
        f"{floor:02d}-{door:02d} Blk {block}",
        f"{block}-{floor:02d}-{door:02d}",
    )
    return styles[style % len(styles)]


def slip(text: str, rng: np.random.Generator) -> str:
    """One slip of the finger: a letter lost, doubled or swapped with its neighbour."""
    letters = [i for i in range(1, len(text) - 1) if text[i].isalpha() and text[i - 1].isalpha()]
    if not letters:
        return text
    i = letters[int(rng.integers(len(letters)))]
    kind = int(rng.integers(3))
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    return text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]


def write_name(name: str, rng: np.random.Generator) -> str:
    """A place's name as somebody might write it."""
    for pattern, choices in _SHORT_RULES:
        if pattern.search(name) and rng.random() < 0.35:
            name = pattern.sub(choices[int(rng.integers(len(choices)))], name, count=1)
    draw = rng.random()
    if draw < 0.08:
        name = slip(name, rng)
    if draw > 0.85:
        return name.upper()
    return name.lower() if draw > 0.75 else name
