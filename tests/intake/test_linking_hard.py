"""Rows written to break the linker, through intake and geocoder: little is missed, and what is missed is asked."""

from __future__ import annotations

import pytest

from benchmarks import linking
from planner.intake import link
from planner.intake.linking.landed import house_in
from planner.workspace import Workspace


@pytest.mark.parametrize(
    ("name", "recall"), [("hard.households.csv", 0.98), ("hard.second.csv", 0.90), ("hard.third.csv", 0.90)]
)
def test_hard_rows(name: str, recall: float) -> None:
    """Precision 0.98, the recall reached so far, and every true pair that is not joined is asked of a person."""
    case = linking.labelled(Workspace.open(), name)
    linkage = link(case.referrals, case.placements, key=linking.KEY)
    home = linkage.links.set_index("referral_id")["household_id"].to_dict()
    found = linking.scores(case, home)
    missed, asked = linking.left_to_a_person(case, linkage)
    assert found[0] >= 0.98
    assert found[1] >= recall
    assert missed == asked


@pytest.mark.parametrize(
    "address",
    [
        "No 28, Jalan Kenari 5, Taman Mutiara Indah",
        "28 jln kenari lima tmn mutiara indah",
        "no.28, Jln Kenari 5,Tmn. Mutiara Indah",
        "NO. 28 JALAN KENARI 5, TAMAN MUTIARA INDAH, 56100 KUALA LUMPUR",
    ],
)
def test_one_house_however_it_is_written(address: str) -> None:
    """Number and street come out the same."""
    house = house_in(address, "56100")
    assert house is not None
    assert (house.number, house.street) == ("28", "jalan kenari 5")
    assert house.area == {"mutiara", "indah"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lot 88, Jalan Daud", "Lot 88-2, Jalan Daud"),
        ("17 Jalan 3/4", "17-A Jalan 3/4"),
        ("9 Jalan Rampai 4", "9 Jalan Rampai 5"),
        ("12 Jalan Taman Melati", "12 Jalan Taman Melati 2"),
    ],
)
def test_neighbours_are_two_houses(one: str, other: str) -> None:
    """A letter, a number behind a dash and the street's own number tell houses apart."""
    houses = [house_in(address, "") for address in (one, other)]
    assert None not in houses
    assert len({(house.number, house.street) for house in houses if house}) == 2


@pytest.mark.parametrize(
    "address", ["A-5-12, PPR Jelatek", "Blok B Tingkat 3 No 2", "Taman Mutiara", "", "dekat masjid"]
)
def test_a_flat_or_a_quarter_is_no_house(address: str) -> None:
    """Where a block is named or no number stands, there is no house on the ground."""
    assert house_in(address, "") is None
