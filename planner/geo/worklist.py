"""The address work list: what could not be placed, and its candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.frames import ADDRESSES, PLACEMENTS, Column, Schema, check
from planner.geo.address_words import AT, CLASS_OF_KIND, KIND_WORDS, TALK
from planner.geo.geocode import Geocoder, Reading
from planner.geo.normalise import fold, words_of_folded
from planner.geo.unit import find_unit
from planner.model.place import Level

WORKLIST = Schema(
    "worklist",
    (
        Column("id", is_unique=True),
        Column("address_text"),
        Column("unit"),
        Column("probability", "float"),
        Column("reason"),  # as in PLACEMENTS
        Column("candidates"),  # place_ids separated by ;, best first
        Column("candidate_names"),  # their names, in the same order
        Column("same_spelling", "int"),  # how many rows of the list one resolution of this row would settle
        Column("spelling"),  # what those rows share; empty where the words say nothing
    ),
)
MOST_CANDIDATES = 5


def answered_level(kind: str, unit: str) -> Level:
    """How exactly a person's answer places a household: a door of a scheme, else as far as the place itself says."""
    cls = CLASS_OF_KIND.get(kind, "landmark")
    if cls == "scheme":
        return Level.UNIT if "-" in unit and "?" not in unit else Level.SCHEME
    return Level.STREET if cls == "road" else Level.LOCALITY


def worklist(addresses: pd.DataFrame, placements: pd.DataFrame, geocoder: Geocoder) -> pd.DataFrame:
    """WORKLIST of the rows of ADDRESSES that PLACEMENTS leaves without a place, in the same order."""
    check(addresses, ADDRESSES)
    check(placements, PLACEMENTS)
    open_rows = placements[placements["place_id"] == ""]
    texts = addresses.set_index("id").loc[open_rows["id"], ["address_text", "postcode", "state"]]
    readings = [_read(given, geocoder) for given in texts.itertuples()]
    spellings = [spelling_of(text, read) for text, read in zip(texts["address_text"], readings, strict=True)]
    counts = pd.Series(spellings, dtype="object").value_counts()
    rows = []
    for row, spelling, reading, given in zip(
        open_rows.itertuples(), spellings, readings, texts.itertuples(), strict=True
    ):
        found = candidates(reading, geocoder)
        names = ";".join(name for _, name in found)
        ids = ";".join(place_id for place_id, _ in found)
        settled = int(counts[spelling]) if spelling else 1
        rows.append((row.id, given.address_text, row.unit, row.probability, row.reason, ids, names, settled, spelling))
    frame = pd.DataFrame(rows, columns=WORKLIST.names)
    return check(frame.astype({"probability": float, "same_spelling": int}), WORKLIST)


def settled_by(
    addresses: pd.DataFrame, placements: pd.DataFrame, answers: Mapping[str, str], geocoder: Geocoder
) -> dict[str, str]:
    """What people's answers say about rows that nobody was asked about: id → place_id.

    ``answers`` gives the place_id that a person chose for an id of ADDRESSES. A row that PLACEMENTS leaves without one
    goes where the answers to its spelling go; where two answers to one spelling differ, the row asks for itself.
    """
    texts = addresses.set_index("id")[["address_text", "postcode", "state"]]
    told: dict[str, set[str]] = {}
    for given in texts.loc[[key for key in answers if key in texts.index]].itertuples():
        spelling = spelling_of(str(given.address_text), _read(given, geocoder))
        told.setdefault(spelling, set()).add(answers[str(given.Index)])
    waiting = placements.loc[(placements["place_id"] == "") & ~placements["id"].isin(list(answers)), "id"]
    found = {}
    for given in texts.loc[waiting].itertuples() if told else ():
        places = told.get(spelling_of(str(given.address_text), _read(given, geocoder)), set())
        if len(places) == 1:
            found[str(given.Index)] = next(iter(places))
    found.pop("", None)
    return found


def _read(given: Any, geocoder: Geocoder) -> Reading:  # noqa: ANN401 a row of a frame
    return geocoder.read(str(given.address_text), postcode=str(given.postcode), state=str(given.state))


def candidates(reading: Reading, geocoder: Geocoder, most: int = MOST_CANDIDATES) -> list[tuple[str, str]]:
    """Places named or nearly named in an address, with their names, best first, including those it speaks against."""
    seen: dict[str, str] = {}
    ordered = sorted(reading.anchors, key=lambda a: (-a.reading, a.start, a.place))
    for anchor in ordered:
        place = geocoder.facts.places[anchor.place]
        if anchor.cls not in {"elsewhere", "far_town", "town"}:
            seen.setdefault(place.place_id, place.name)
    return list(seen.items())[:most]


def spelling_of(address_text: str, reading: Reading) -> str:
    """What rows must share for one answer to settle them; empty where the words say nothing.

    A scheme nobody knows is its own name, whatever stands around it. Of known names all count: whoever is asked about
    *PA Seri Perlis 2, PPR Jelatek* says nothing about either alone. A state other than ours is part of it.
    """
    unknown = reading.context.unknown
    names = [unknown] if unknown and not _names_scheme(reading) else _runs(address_text)
    said = " | ".join(name for name in names if name)
    return f"{said} | {reading.context.foreign}".strip(" |") if _says_something(said) else ""


def _names_scheme(reading: Reading) -> bool:
    return any(anchor.cls == "scheme" for anchor in reading.anchors)


def _runs(address_text: str) -> list[str]:
    """All runs of name words of an address, in one spelling."""
    text = words_of_folded(find_unit(fold(address_text))[1])
    runs: list[list[str]] = [[]]
    for token, is_break in zip(text.tokens, text.breaks, strict=True):
        is_name = token in KIND_WORDS or not (token in TALK or token in AT or _is_code(token))
        if is_break or not is_name:
            runs.append([])
        if is_name:
            runs[-1].append(token)
    return [" ".join(run) for run in runs if run]


def _says_something(spelling: str) -> bool:
    return any(len(token) > 3 and token.isalpha() and token not in KIND_WORDS for token in spelling.split())


def _is_code(token: str) -> bool:
    return token.isdigit() and len(token) > 2
