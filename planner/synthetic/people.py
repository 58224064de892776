"""Made-up identities: common given names of Malaysia put together at random, and numbers that belong to nobody."""

from __future__ import annotations

import numpy as np

_MALAY = (
    "Ahmad", "Siti", "Nur", "Mohd", "Aminah", "Hassan", "Rohani", "Zainab", "Ismail", "Faridah", "Azman", "Salmah",
)  # fmt: skip
_FATHERS = ("Abdullah", "Rahman", "Osman", "Yusof", "Kassim", "Daud", "Bakar", "Latif", "Salleh", "Omar")
_INDIAN = ("Muthu", "Letchumi", "Ravi", "Kavitha", "Selvam", "Devi", "Ganesan", "Saras")
_CHINESE = ("Tan Ah Kow", "Lim Mei Ling", "Wong Siew Fong", "Lee Chee Keong", "Chong Kim Hock", "Ng Bee Hoon")


def full_name(rng: np.random.Generator) -> str:
    """A full name in one of the usual Malaysian forms."""
    draw = rng.random()
    if draw < 0.66:
        first = _MALAY[int(rng.integers(len(_MALAY)))]
        link = "binti" if first in {"Siti", "Nur", "Aminah", "Rohani", "Zainab", "Faridah", "Salmah"} else "bin"
        return f"{first} {link} {_FATHERS[int(rng.integers(len(_FATHERS)))]}"
    if draw < 0.82:
        first, second = rng.choice(len(_INDIAN), size=2, replace=False)
        return f"{_INDIAN[int(first)]} a/l {_INDIAN[int(second)]}"
    return _CHINESE[int(rng.integers(len(_CHINESE)))]


def phone(serial: int) -> str:
    """A number in the form of a Malaysian mobile number, different for every ``serial`` below ten million."""
    digits = f"{serial * 7_368_787 % 10_000_000:07d}"
    return f"01{serial % 8 + 2}-{digits[:3]} {digits[3:]}"


def nric(rng: np.random.Generator) -> str:
    """Twelve digits in the form of an identity card, with place code 99, which is given to no birthplace."""
    year, month, day = int(rng.integers(40, 100)), int(rng.integers(1, 13)), int(rng.integers(1, 29))
    return f"{year:02d}{month:02d}{day:02d}-99-{int(rng.integers(10_000)):04d}"
