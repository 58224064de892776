"""Dated rules tied to places: the names an order is written with become places of the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from planner.geo.geocode import Geocoder
from planner.model.dispatch import DatedRule
from planner.model.place import Place

# An order names its place carefully: below this the name is kept as it stands, and only that very name is bound.
SURE = 0.8


def tie(
    rules: Sequence[DatedRule], geocoder: Geocoder, places: Mapping[str, Place], state: str
) -> tuple[tuple[DatedRule, ...], tuple[str, ...]]:
    """``rules`` with the place ids of the places they name and of all that lies in those, and the names not found.

    A cordon around a kampung binds the flats in it. Other spellings (Sri, Seri) bind alike.
    """
    names = sorted({name for rule in rules for name in rule.places})
    found = _ids(names, geocoder, state)
    inside: dict[str, list[str]] = {}
    for place in places.values():
        inside.setdefault(place.parent, []).append(place.place_id)
    tied = []
    for rule in rules:
        ids = [found[name] for name in rule.places if name in found]
        bound = (*rule.places, *ids, *(child for place_id in ids for child in inside.get(place_id, ())))
        tied.append(replace(rule, places=tuple(dict.fromkeys(bound))))
    return tuple(tied), tuple(name for name in names if name not in found and name not in places)


def _ids(names: Sequence[str], geocoder: Geocoder, state: str) -> dict[str, str]:
    asked = pd.DataFrame(
        {"id": names, "address_text": names, "postcode": "", "state": state, "lon": float("nan"), "lat": float("nan")}
    )
    answers = geocoder.place(asked)
    sure = answers[(answers["place_id"] != "") & (answers["probability"] >= SURE)]
    return dict(zip(sure["id"], sure["place_id"], strict=True))
