"""``python -m benchmarks.geocode``: the geocoder on the project's labelled set, beside what one would use otherwise.

Prints right places, false placements, calibration, speed on one core (CPU time), memory, and how speed changes on a
gazetteer of 200,000 names. ``--set FILE.csv`` judges another labelled set of the same columns.
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from benchmarks.geocode_names import made_up_places
from benchmarks.geocode_rivals import STRICT, Guess, parser_then_rapidfuzz, plain_rapidfuzz
from benchmarks.geocode_score import LABELLED, OUTSIDERS, Label, Score, frame_of, read_labels, score
from planner.adapters.gazetteer_files import load_gazetteer
from planner.geo import geocode
from planner.geo.calibrate import reliability
from planner.geo.gazetteer import Gazetteer, with_places
from planner.geo.geocode import Geocoder

DATA = Path(__file__).resolve().parents[1] / "data"
REPEATS = 3


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=LABELLED, dest="labelled")
    parser.add_argument("--names", type=int, default=200_000, help="names in the big gazetteer; 0 leaves it out")
    parser.add_argument("--wrong", action="store_true", help="list the rows that went wrong")
    asked = parser.parse_args()
    labels, gazetteer = read_labels(asked.labelled), load_gazetteer(DATA)
    kinds = pd.Series([label.kind for label in labels]).value_counts()
    print(f"{len(labels)} labelled addresses: " + ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
    print(f"{'':34}{'right':>8}{'hard':>8}{'false':>8}{'ECE':>8}{'rows/s':>9}")
    wrong = ours(labels, gazetteer)
    print(f"memory with the embedded gazetteer {_memory_mb():.0f} MB (before the rivals are loaded)")
    if asked.labelled == LABELLED:
        outsiders = read_labels(OUTSIDERS)
        print(f"written by an outsider (held out until its misses were mended): {len(outsiders)} addresses")
        wrong = replace(wrong, wrong=wrong.wrong + ours(outsiders, gazetteer).wrong)
    for name, guess in (
        ("rapidfuzz WRatio, at 85", plain_rapidfuzz(gazetteer)),
        ("rapidfuzz WRatio, at 95", plain_rapidfuzz(gazetteer, STRICT)),
        ("malaysian-address-parser, at 85", parser_then_rapidfuzz(gazetteer)),
        ("malaysian-address-parser, at 95", parser_then_rapidfuzz(gazetteer, STRICT)),
    ):
        rival(name, labels, guess)
    if asked.wrong:
        for label, place in wrong.wrong:
            print(f"  {label.text!r}: wanted {' or '.join(label.places) or 'nothing'}, got {place or 'nothing'}")
    print(f"peak memory so far {_memory_mb():.0f} MB (with pandas and both rivals)")
    if asked.names:
        big(labels, gazetteer, asked.names)


def ours(labels: list[Label], gazetteer: Gazetteer) -> Score:
    """The geocoder's line and its reliability curve."""
    geocoder = Geocoder(gazetteer)
    frame = frame_of(labels)
    placed = geocoder.place(frame)
    result = score(labels, placed["place_id"].tolist(), placed["probability"].tolist())
    print(_line("Kembara Planner", result, speed(geocoder, labels)))
    rows = [
        (p, i in label.places)
        for label, i, p in zip(labels, placed["place_id"], placed["probability"], strict=True)
        if i
    ]
    for lower, count, mean, share in reliability([p for p, _ in rows], [r for _, r in rows]):
        print(f"    said {lower:.1f}–{lower + 0.1:.1f}: {count:4} placements, mean {mean:.3f}, right {share:.3f}")
    return result


def rival(name: str, labels: list[Label], guess: Callable[[str], Guess] | None) -> None:
    """A rival's line; it sees the same texts and, of two strings, may not look at the postcode field."""
    if guess is None:
        print(f"{name:34} not installed (pip install malaysian-address-parser)")
        return
    start = time.process_time()
    guesses = [guess(label.text) for label in labels]
    rate = len(labels) / (time.process_time() - start)
    print(_line(name, score(labels, [g[0] for g in guesses], [g[1] for g in guesses]), rate))


def speed(geocoder: Geocoder, labels: list[Label], copies: int = 10) -> float:
    """Addresses a second of CPU time on one core, best of a few runs over ``copies`` of the set, nothing remembered.

    A geocoder in use remembers buildings; copies of one set would show that memory and not its work.
    """
    many = [replace(x, id=f"{n}-{x.id}", text=f"{n + 1} {x.text}") for n in range(copies) for x in labels]
    frame = frame_of(many)
    times = []
    with patch.object(geocode, "MOST_REMEMBERED", 0):
        for _ in range(REPEATS):
            start = time.process_time()
            geocoder.place(frame)
            times.append(time.process_time() - start)
    return len(many) / min(times)


def big(labels: list[Label], gazetteer: Gazetteer, names: int) -> None:
    """Speed and memory as the gazetteer grows; half of the timed addresses name its made-up places."""
    for count in (names // 10, names):
        gc.collect()
        start = time.process_time()
        made_up = made_up_places(count, seed=1)
        geocoder = Geocoder(with_places(gazetteer, made_up))
        built = time.process_time() - start
        step = max(1, len(made_up) // len(labels))
        named = [Label(f"m{n}", f"no {n} {p.name}", "", (p.place_id,), "plain") for n, p in enumerate(made_up[::step])]
        rate = speed(geocoder, [*labels, *named], copies=2)
        placed = geocoder.place(frame_of(labels))
        result = score(labels, placed["place_id"].tolist(), placed["probability"].tolist())
        print(
            _line(f"with {count:,} more names", result, rate) + f"   built in {built:.1f} s, peak {_memory_mb():.0f} MB"
        )


def _line(name: str, result: Score, rate: float) -> str:
    shares = f"{result.right:8.1%}{result.right_hard:8.1%}{result.false:8.1%}{result.ece:8.3f}"
    return f"{name:34}{shares}{rate:9,.0f}"


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
