"""A cordon binds the place it names, however that is spelt, and what lies in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planner.adapters.gazetteer_files import load_gazetteer
from planner.geo.geocode import Geocoder
from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.pipeline.rules import tie

START, END = date(2021, 7, 3), date(2021, 7, 16)


def _tied(data_dir: Path, *names: str) -> tuple[set[str], tuple[str, ...]]:
    gazetteer = load_gazetteer(data_dir)
    places = {place.place_id: place for place in gazetteer.places}
    rule = DatedRule("order", RuleKind.CORDON, START, END, places=names)
    tied, unknown = tie([rule], Geocoder(gazetteer), places, "W.P. Kuala Lumpur")
    return set(tied[0].places), unknown


def test_another_spelling_binds_alike(data_dir: Path) -> None:
    """The order of July 2021 says PPR Sri Semarak; the gazetteer says Seri."""
    assert "ppr-seri-semarak" in _tied(data_dir, "PPR Sri Semarak")[0]


def test_what_lies_in_a_cordoned_kampung_is_bound_too(data_dir: Path) -> None:
    """Every place whose parent is cordoned is cordoned."""
    gazetteer = load_gazetteer(data_dir)
    children = {p.place_id for p in gazetteer.places if p.parent == "kampung-batu-muda"}
    assert children <= _tied(data_dir, "Kampung Batu Muda")[0]


def test_an_unknown_place_is_named_not_guessed(data_dir: Path) -> None:
    """A name that no entry carries stays a name and is reported."""
    bound, unknown = _tied(data_dir, "Kampung Tiada Di Peta")
    assert bound == {"Kampung Tiada Di Peta"}
    assert unknown == ("Kampung Tiada Di Peta",)
