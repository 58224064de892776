"""Doubt has a home: unplaced rows wait with candidates, and a resolution is not asked for twice."""

from collections.abc import Callable

import pandas as pd
import pytest

from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.geo.worklist import answered_level, propose_alias, with_aliases, worklist
from planner.model.place import Level

Addresses = Callable[..., pd.DataFrame]


def test_every_unplaced_row_is_in_the_list_and_no_other(geocoder: Geocoder, addresses: Addresses) -> None:
    """Placed plus listed is all; the doubtful come with their candidates."""
    frame = addresses("PPR Jelatek", "Flat Seri Perlis", "rumah saya", "PPR Anggun Setapak")
    placed = geocoder.place(frame)
    listed = worklist(frame, placed, geocoder)
    assert listed["id"].tolist() == ["2", "3", "4"]
    assert listed["candidates"].tolist()[0].split(";")[:2] == ["pa-seri-perlis-1", "pa-seri-perlis-2"]
    assert listed["candidates"].tolist()[1] == ""


def test_rows_of_one_spelling_are_counted_together(geocoder: Geocoder, addresses: Addresses) -> None:
    """Two households of one unknown building are two rows that one resolution settles."""
    frame = addresses("Blok A-1-2 PPR Anggun Ria", "blk b-3-4 ppr anggun ria, tolong", "rumah saya")
    listed = worklist(frame, geocoder.place(frame), geocoder)
    assert listed["same_spelling"].tolist() == [2, 2, 1]


@pytest.mark.parametrize(
    ("asked", "asked_again"),
    [
        ("Blok A-1-2 PPR Anggun Ria", "blk c-9-9 ppr anggun ria, perlukan beras"),
        ("ppr rumah putih, Setapak", "Blok 3 PPR Rumah Putih"),
        ("kuarters buruh simpang empat tepi landasan", "kuarters buruh simpang empat tepi landasan"),
    ],
)
def test_a_resolved_spelling_does_not_ask_again(gazetteer: Gazetteer, asked: str, asked_again: str) -> None:
    """Once accepted as an alias, the spelling leads to the place, for other units of it as well."""
    before = Geocoder(gazetteer)
    proposal = propose_alias(asked, "ppr-desa-rejang", before)
    assert proposal is not None
    after = Geocoder(with_aliases(gazetteer, [proposal]))
    reading = after.read(asked_again)
    assert reading.choice is not None
    assert after.facts.places[reading.choice.anchor.place].place_id == "ppr-desa-rejang"
    assert reading.probability >= 0.5


def test_a_resolution_that_teaches_nothing_proposes_nothing(geocoder: Geocoder) -> None:
    """Vague talk becomes no alias, nor does a name that already means the place."""
    assert propose_alias("rumah saya dekat masjid", "ppr-jelatek", geocoder) is None
    assert propose_alias("Blok A-3-2", "ppr-jelatek", geocoder) is None
    assert propose_alias("PPR Jelatek", "ppr-jelatek", geocoder) is None


@pytest.mark.parametrize(
    ("kind", "unit", "level"),
    [
        ("ppr", "A-1-2", Level.UNIT),
        ("flat", "A-1-?", Level.SCHEME),
        ("pa", "", Level.SCHEME),
        ("road", "", Level.STREET),
        ("taman", "", Level.LOCALITY),
        ("clinic", "A-1-2", Level.LOCALITY),
    ],
)
def test_a_person_s_answer_is_as_exact_as_its_place(kind: str, unit: str, level: Level) -> None:
    """Only a door of a scheme is a unit; a road is a street, all else a locality."""
    assert answered_level(kind, unit) == level
