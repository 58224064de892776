"""A made-up gazetteer of any size, to see how geocoding grows with it."""

from __future__ import annotations

import numpy as np

from planner.model.place import Grade, Place

_SYLLABLES = [
    "ba",
    "be",
    "ca",
    "da",
    "de",
    "ga",
    "in",
    "ja",
    "ka",
    "ke",
    "la",
    "le",
    "ma",
    "me",
    "na",
    "ni",
    "pa",
    "pe",
    "ra",
    "re",
    "sa",
    "se",
    "ta",
    "te",
    "wa",
    "ya",
    "an",
    "ur",
    "is",
    "am",
    "ul",
    "ing",
    "ang",
]
_KINDS = (("Taman", "taman"), ("Kampung", "kampung"), ("Jalan", "road"), ("Flat", "flat"), ("PPR", "ppr"))


def made_up_places(count: int, seed: int) -> list[Place]:
    """``count`` places with two-word names of made-up words (about one new word for every three names)."""
    rng = np.random.default_rng(seed)
    words = sorted({"".join(rng.choice(_SYLLABLES, size=rng.integers(2, 5))) for _ in range(count // 3)})
    firsts, seconds = rng.integers(len(words), size=count), rng.integers(len(words), size=count)
    places = []
    for number, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
        word, kind = _KINDS[number % len(_KINDS)]
        name = f"{word} {words[first].title()} {words[second].title()}"
        lon, lat = 101.5 + 0.4 * rng.random(), 2.9 + 0.4 * rng.random()
        places.append(Place(f"made-{number}", name, kind, lon, lat, "W.P. Kuala Lumpur", Grade.LOW, "made up"))
    return places
