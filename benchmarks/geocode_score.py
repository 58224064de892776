"""How a geocoder does on a labelled set: right places, false placements, calibration."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planner.geo.calibrate import expected_calibration_error

LABELLED = Path(__file__).parent / "data" / "geocode" / "labelled.csv"
OUTSIDERS = LABELLED.with_name("outsiders.csv")
"""Written from the facts alone by someone who had not read the geocoder or the other set."""


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled address: the places that are right (none for a trap) and whether it is plain, hard or a trap."""

    id: str
    text: str
    postcode: str
    places: tuple[str, ...]
    kind: str
    state: str = ""
    lon: float = float("nan")
    lat: float = float("nan")


def read_labels(path: Path = LABELLED) -> list[Label]:
    """The labelled addresses of a CSV ``id,address_text,postcode,place_id,kind[,state,lon,lat]``."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            Label(
                r["id"],
                r["address_text"],
                r["postcode"],
                tuple(filter(None, r["place_id"].split(";"))),
                r["kind"],
                r.get("state") or "",
                float(r.get("lon") or "nan"),
                float(r.get("lat") or "nan"),
            )
            for r in csv.DictReader(handle)
        ]


def frame_of(labels: list[Label]) -> pd.DataFrame:
    """The labels as ADDRESSES."""
    columns = {
        "id": [label.id for label in labels], "address_text": [label.text for label in labels],
        "postcode": [label.postcode for label in labels], "state": [label.state for label in labels],
        "lon": [label.lon for label in labels], "lat": [label.lat for label in labels],
    }  # fmt: skip
    return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of right and false placements, calibration error, and the rows that went wrong."""

    right: float
    right_hard: float
    false: float
    ece: float
    wrong: tuple[tuple[Label, str], ...]


def score(labels: list[Label], places: list[str], probabilities: list[float]) -> Score:
    """Judge ``places`` (empty = not placed) and the probability each was given, also of best guesses refused."""
    placeable = [(label, place) for label, place in zip(labels, places, strict=True) if label.places]
    hard = [pair for pair in placeable if pair[0].kind == "hard"]
    traps = [(label, place) for label, place in zip(labels, places, strict=True) if not label.places]
    is_right = [place in label.places for label, place in placeable]
    wrong = [(label, place) for label, place in placeable if place not in label.places]
    wrong += [(label, place) for label, place in traps if place]
    judged = [
        (p, place in label.places) for label, place, p in zip(labels, places, probabilities, strict=True) if place
    ]
    return Score(
        right=sum(is_right) / len(is_right),
        right_hard=sum(place in label.places for label, place in hard) / max(1, len(hard)),
        false=sum(bool(place) for _, place in traps) / max(1, len(traps)),
        ece=expected_calibration_error([p for p, _ in judged], [r for _, r in judged]),
        wrong=tuple(wrong),
    )
