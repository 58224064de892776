"""The largest figures a programme has: whatever lies beyond was mistyped, and sums of it no longer fit the search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isfinite

from planner.model.travel import TravelMatrix

MOST = {
    "prize": 10**8,  # a score of 100 for a million households
    "baskets": 10**6,
    "households": 10**7,
    "days": 366,
    "objective": 10**18,
    "bound": 10**18,
}
"""Of fields by name, below zero alike."""
MOST_OTHER = 10**9  # of every other figure: three decades in seconds, a thousand tonnes in grams
NOT_FIGURES = frozenset({"seed"})  # any whole number makes a plan


def beyond(record: object, where: str = "") -> Iterator[tuple[str, str]]:
    """The path of every figure in ``record`` that no programme has, and what is wrong with it.

    Looks into records and the tuples in them; travel times keep their own limit (32 bits).
    """
    if is_dataclass(record) and not isinstance(record, TravelMatrix):
        for field in fields(record):
            if field.name not in NOT_FIGURES:
                yield from _in_field(getattr(record, field.name), field.name, f"{where}{field.name}")


def _in_field(value: object, name: str, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _in_field(item, name, f"{path}.{at}")
    elif isinstance(value, int | float):
        most = MOST.get(name, MOST_OTHER)
        if not isfinite(value):
            yield path, f"{value} is no number"
        elif abs(value) > most:
            yield path, f"{value} is beyond any programme, at most {most}"
    else:
        yield from beyond(value, f"{path}.")
