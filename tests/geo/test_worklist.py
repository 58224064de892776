"""Doubt has a home: unplaced rows wait with candidates, one row for one spelling."""

from collections.abc import Callable

import pandas as pd
import pytest

from planner.geo.geocode import Geocoder
from planner.geo.worklist import answered_level, worklist
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
