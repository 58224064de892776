"""The hidden truth behind synthetic referrals: which households are in need, where, and who lives there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.model.place import Place
from planner.synthetic.mix import BEDRIDDEN_SHARE

SCHEME_KINDS = frozenset({"ppr", "pa", "flat"})
# Dwellings assumed where no source gives them: two standard blocks of 316 units (fact sheet: 316 units a block).
ASSUMED_UNITS = 632
JELATEK = "ppr-jelatek"
JELATEK_HOUSEHOLDS = 200
_SCHEME_SHARE = 0.85


def _weights(places: list[Place], rng: np.random.Generator) -> np.ndarray:
    units = np.array([p.units or ASSUMED_UNITS for p in places], dtype=float)
    rates = rng.gamma(shape=2.0, scale=0.5, size=len(places))  # some schemes are hit four times as hard as others
    return units * rates


def _draw_places(places: tuple[Place, ...], count: int, rng: np.random.Generator) -> list[Place]:
    schemes = [p for p in places if p.kind in SCHEME_KINDS and p.valid_to is None]
    areas = [p for p in places if p.kind in {"taman", "kampung", "locality"} and p.valid_to is None and p.is_located]
    if not schemes:
        raise ValueError("the gazetteer holds no scheme (ppr, pa, flat) to draw households from")
    weights = _weights(schemes, rng)
    in_scheme = rng.random(count) < (_SCHEME_SHARE if areas else 1.0)
    scheme_index = rng.choice(len(schemes), size=count, p=weights / weights.sum())
    area_index = rng.integers(len(areas), size=count) if areas else scheme_index
    drawn = [schemes[s] if flag else areas[a] for flag, s, a in zip(in_scheme, scheme_index, area_index, strict=True)]
    jelatek = [p for p in schemes if p.place_id == JELATEK]
    return [*jelatek * min(JELATEK_HOUSEHOLDS, count // 4), *drawn][:count]


def _block(unit: int, estate: int) -> str:
    letter = chr(65 + unit // 400)
    return f"{letter}{estate}" if estate else letter


def draw_households(places: tuple[Place, ...], count: int, *, seed: int) -> pd.DataFrame:
    """``count`` households in need, one a row; columns truth_id, place_id, place_name, unit parts and people.

    Units within one place never repeat. PPR Jelatek gets 200 households (or a quarter of a small set), as on
    6 July 2021. People per household follow the census mean of 3.7-4.2 in these constituencies.
    """
    rng = np.random.default_rng(seed)
    drawn = _draw_places(places, count, rng)
    names = {p.place_id: p.name for p in places}
    serial: dict[str, int] = {}
    numbers = []
    for place in drawn:
        serial[place.place_id] = serial.get(place.place_id, -1) + 1
        numbers.append(serial[place.place_id])
    # 7919 is prime and larger than a scheme: a walk that visits every unit once and looks scattered.
    number = np.array(numbers)
    unit = number * 7919 % 8000
    size = 1 + rng.poisson(2.9, size=count)
    return pd.DataFrame(
        {
            "truth_id": [f"t{i:07d}" for i in range(count)],
            "place_id": [p.place_id for p in drawn],
            "place_name": [p.name for p in drawn],
            "is_scheme": [p.kind in SCHEME_KINDS for p in drawn],
            "postcode": [p.postcodes[0] if p.postcodes else "" for p in drawn],
            "parent": [names.get(p.parent, p.parent) for p in drawn],
            "state": [p.state for p in drawn],
            "block": [_block(u, n // 8000) for u, n in zip(unit, number, strict=True)],
            "floor": unit // 20 % 20 + 1,
            "door": unit % 20 + 1,
            "household_size": size,
            "children": rng.binomial(np.maximum(size - 1, 0), 0.45),
            "elderly": rng.binomial(size, 0.09),
            "disabled": rng.binomial(size, 0.03),
            "infants": rng.binomial(1, 0.12, size=count),
            "is_bedridden": rng.random(count) < BEDRIDDEN_SHARE,
        }
    )
