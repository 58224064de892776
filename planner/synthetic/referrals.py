"""Synthetic referral rows: what seven channels would hand in about a drawn set of households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from planner.model.place import Place
from planner.progress import Progress, silent
from planner.synthetic import people, spelling
from planner.synthetic.households import JELATEK, JELATEK_HOUSEHOLDS, draw_households
from planner.synthetic.mix import (
    BROKEN_DATE_SHARE,
    CHANNEL_SHARES,
    EMPTY_SHARE,
    LANGUAGE_SHARES,
    NEED_SHARES,
    PROTECTION_NEEDS,
    REPEAT_SHARE,
)
from planner.units import ZONE

Phrases = Mapping[str, Mapping[str, list[str]]]
LAUNCH = date(2021, 7, 6)
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class SyntheticSet:
    """Synthetic rows with the truth behind them.

    ``rows`` is what intake receives. ``truth`` says for each case_id which household, place and need it is.
    ``visited`` (schema ``VISITED``) holds the convoy to PPR Jelatek of 6 July 2021 when the days include it.
    """

    rows: pd.DataFrame
    truth: pd.DataFrame
    visited: pd.DataFrame


def _choose(shares: Mapping[str, float], size: int, rng: np.random.Generator) -> np.ndarray:
    names = np.array(list(shares))
    weights = np.array(list(shares.values()), dtype=float)
    return names[rng.choice(len(names), size=size, p=weights / weights.sum())]


def _about(households: pd.DataFrame, rows: int, rng: np.random.Generator) -> np.ndarray:
    """Which household each row is about: everyone once, and some again."""
    first = np.arange(len(households))
    again = rng.integers(len(households), size=rows - len(first))
    return np.concatenate([first, again])


def _address(home: tuple[object, ...], landmarks: list[str], rng: np.random.Generator) -> str:
    name, is_scheme, parent, block, floor, door = home
    place = spelling.write_name(str(name), rng)
    parts = [place]
    if is_scheme and rng.random() < 0.88:
        unit = spelling.unit_text(str(block), int(str(floor)), int(str(door)), int(rng.integers(5)))
        parts = [unit, place]
    elif not is_scheme:
        parts = [f"No {int(str(door)) + 20 * int(str(floor))}", place]
    if parent and rng.random() < 0.4:
        parts.append(str(parent))
    if rng.random() < 0.05:
        parts.insert(0, landmarks[int(rng.integers(len(landmarks)))])
    return (" " if rng.random() < 0.2 else ", ").join(parts)


def _message(need: str, language: str, phrases: Phrases, rng: np.random.Generator) -> str:
    choices = phrases[need][language]
    text = choices[int(rng.integers(len(choices)))]
    return text.format(n=int(rng.integers(3, 8)), d=int(rng.integers(2, 6)))


def _received(rows: int, start: date, days: int, rng: np.random.Generator) -> list[str]:
    midnight = datetime(start.year, start.month, start.day, tzinfo=ZONE)
    hours = np.clip(rng.normal(14.5, 4.0, size=rows), 0, 23.99)  # calls peak after lunch
    moments = rng.integers(days, size=rows) * 86_400 + (hours * 3600).astype(int)
    return [(midnight + timedelta(seconds=int(m))).strftime("%Y-%m-%d %H:%M") for m in moments]


def _rows(
    households: pd.DataFrame, about: np.ndarray, phrases: Phrases, rng: np.random.Generator, progress: Progress
) -> pd.DataFrame:
    homes = list(
        households[["place_name", "is_scheme", "parent", "block", "floor", "door"]].itertuples(index=False, name=None)
    )
    needs, languages = _choose(NEED_SHARES, len(about), rng), _choose(LANGUAGE_SHARES, len(about), rng)
    landmarks = phrases["landmarks"]["ms"]
    names = [people.full_name(rng) for _ in range(len(households))]
    addresses, messages = [], []
    for i, home in enumerate(about):
        if i % _CHUNK == 0:
            progress("synthetic referrals", i / len(about))
        addresses.append(_address(homes[home], landmarks, rng))
        messages.append(_message(needs[i], languages[i], phrases, rng))
    told = households.iloc[about].reset_index(drop=True)
    return pd.DataFrame(
        {
            "channel": _choose({c.value: s for c, s in CHANNEL_SHARES.items()}, len(about), rng),
            "name": [names[h] for h in about],
            "phone": [people.phone(int(h)) if rng.random() < 0.75 else "" for h in about],
            "nric": [people.nric(rng) if rng.random() < 0.15 else "" for _ in about],
            "address": addresses,
            "postcode": told["postcode"].where(rng.random(len(about)) < 0.45, ""),
            "state": told["state"].where(rng.random(len(about)) < 0.5, ""),
            "text": messages,
            **{c: told[c].astype(str) for c in ("household_size", "children", "elderly", "disabled", "infants")},
            "bedridden": np.where(told["is_bedridden"], "ya", ""),
            "need": needs,
            "truth_id": told["truth_id"],
            "place_id": told["place_id"],
        }
    )


def _spoil(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Some rows arrive empty, some with a date nobody can read."""
    spoilt = rows.copy()
    draw = rng.random(len(rows))
    told = ["name", "phone", "nric", "address", "postcode", "state", "text"]
    spoilt.loc[draw < EMPTY_SHARE, told] = ""
    spoilt.loc[draw > 1 - BROKEN_DATE_SHARE, "received_at"] = "32/13/2021"
    return spoilt


def _visited(start: date, days: int) -> pd.DataFrame:
    held = start <= LAUNCH < start + timedelta(days=days)
    moment = pd.Timestamp(LAUNCH).tz_localize(ZONE) + pd.Timedelta(hours=10)
    return pd.DataFrame(
        {
            "place_id": [JELATEK] * held,
            "visited_at": pd.Series([moment] * held, dtype="datetime64[ns, Asia/Kuala_Lumpur]"),
            "households": pd.Series([JELATEK_HOUSEHOLDS] * held, dtype="int64"),
        }
    )


def generate(
    places: tuple[Place, ...],
    phrases: Phrases,
    *,
    rows: int,
    seed: int,
    start: date,
    days: int,
    progress: Progress = silent,
) -> SyntheticSet:
    """``rows`` synthetic referrals from ``start`` over ``days`` days; the same arguments give the same rows.

    Columns are those of a plain intake file: case_id, channel, received_at, name, phone, nric, address, postcode,
    state, text, household_size, children, elderly, disabled, infants, bedridden. Shares follow
    :mod:`planner.synthetic.mix`. ValueError when ``rows`` or ``days`` is below 1.
    """
    if rows < 1 or days < 1:
        raise ValueError("rows and days must be at least 1")
    rng = np.random.default_rng(seed)
    homes = draw_households(places, max(1, round(rows * (1 - REPEAT_SHARE))), seed=seed)
    made = _rows(homes, _about(homes, rows, rng), phrases, rng, progress)
    made.insert(0, "received_at", _received(rows, start, days, rng))
    made = _spoil(made, rng).sort_values("received_at", kind="stable", ignore_index=True)
    made.insert(0, "case_id", [f"SYN-{seed}-{i:07d}" for i in range(1, rows + 1)])
    truth = made[["case_id", "truth_id", "place_id", "need"]].assign(is_protection=made["need"].isin(PROTECTION_NEEDS))
    progress("synthetic referrals", 1.0)
    return SyntheticSet(made.drop(columns=["truth_id", "place_id", "need"]), truth, _visited(start, days))
