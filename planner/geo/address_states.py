"""States, their spellings and their postcodes.

Postcode ranges are general knowledge of the national postcode plan; they are read coarsely, by the first two or three
digits, and only to tell states apart.
"""

from __future__ import annotations

KUALA_LUMPUR = "W.P. Kuala Lumpur"
SELANGOR = "Selangor"
PUTRAJAYA = "W.P. Putrajaya"

STATE_WORDS: dict[str, str] = {
    "perlis": "Perlis", "kedah": "Kedah", "pulaupinang": "Pulau Pinang", "ppinang": "Pulau Pinang", "perak": "Perak",
    "kelantan": "Kelantan", "terengganu": "Terengganu", "trengganu": "Terengganu", "pahang": "Pahang",
    "negerisembilan": "Negeri Sembilan", "nsembilan": "Negeri Sembilan", "melaka": "Melaka", "malacca": "Melaka",
    "johor": "Johor", "johore": "Johor", "sabah": "Sabah", "sarawak": "Sarawak", "labuan": "W.P. Labuan",
    "putrajaya": PUTRAJAYA, "selangor": SELANGOR, "selangordarulehsan": SELANGOR, "kualalumpur": KUALA_LUMPUR,
    "kl": KUALA_LUMPUR, "wpkl": KUALA_LUMPUR, "wpkualalumpur": KUALA_LUMPUR,
}  # fmt: skip
"""Folded word (see :mod:`planner.geo.normalise`) → state."""

_RANGES: tuple[tuple[int, int, str], ...] = (
    (1, 2, "Perlis"), (5, 9, "Kedah"), (10, 14, "Pulau Pinang"), (15, 18, "Kelantan"), (20, 24, "Terengganu"),
    (25, 28, "Pahang"), (30, 36, "Perak"), (39, 39, "Pahang"), (40, 48, SELANGOR), (49, 49, "Pahang"),
    (50, 60, KUALA_LUMPUR), (62, 62, PUTRAJAYA), (63, 64, SELANGOR), (68, 68, SELANGOR), (69, 69, "Pahang"),
    (70, 73, "Negeri Sembilan"), (75, 78, "Melaka"), (79, 86, "Johor"), (87, 87, "W.P. Labuan"), (88, 91, "Sabah"),
    (93, 98, "Sarawak"),
)  # fmt: skip


def state_of_postcode(postcode: str) -> str:
    """The state of a five-digit postcode, empty when it is none."""
    if len(postcode) != 5 or not postcode.isdigit():
        return ""
    head = int(postcode[:2])
    return next((state for first, last, state in _RANGES if first <= head <= last), "")


def is_served(state: str) -> bool:
    """Whether the area served reaches into ``state`` at all; unknown (empty) counts as yes."""
    return state in {"", KUALA_LUMPUR, SELANGOR, PUTRAJAYA}
