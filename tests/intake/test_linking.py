"""Linking: a household is a door, one through four channels, ten in one block."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.intake import pair_scores
from planner.frames import PLACEMENTS
from planner.intake import link
from planner.model.referral import Linkage
from tests.intake.conftest import KEY, Receive

ROW = {"tarikh": "06/07/2021", "catatan": "lapar"}
HOUSEHOLDS = Path(__file__).parents[2] / "benchmarks" / "data" / "intake" / "households.csv"


def linked(
    take: Receive, *rows: dict[str, str], decisions: pd.DataFrame | None = None
) -> tuple[list[str], list[str], Linkage]:
    """Household and referral id of each row, placed where its ``place_id`` and ``unit`` say."""
    known = [{**ROW, "id": f"CASE-{at:06d}", **row} for at, row in enumerate(rows)]
    plain = [{name: value for name, value in row.items() if name not in ("place_id", "unit")} for row in known]
    intake = take(*plain)
    ids = intake.ledger["referral_id"].tolist()
    placements = pd.DataFrame(
        [
            {column.name: "" for column in PLACEMENTS.columns}
            | {"id": id_, "place_id": row.get("place_id", ""), "unit": row.get("unit", ""), "probability": 1.0}
            | {"lon": 101.7, "lat": 3.1, "radius_m": 50.0, "level": "scheme" if row.get("place_id") else "none"}
            for id_, row in zip(ids, known, strict=True)
        ]
    )
    linkage = link(intake.referrals, placements, key=KEY, decisions=decisions)
    household = linkage.links.set_index("referral_id")["household_id"].to_dict()
    return [household[id_] for id_ in ids], ids, linkage


def door(unit: str, **more: str) -> dict[str, str]:
    return {"alamat": f"{unit}, PPR Jelatek", "place_id": "ppr-jelatek", "unit": unit, **more}


def test_ten_units_of_one_block_stay_ten_households(take: Receive) -> None:
    """A leader who calls for ten doors under one phone and one name names ten households."""
    rows = [door(f"A-3-{at}", telefon="012-3456789", nama="Haji Karim") for at in range(1, 11)]
    households, _, _ = linked(take, *rows)
    assert len(set(households)) == 10


def test_one_household_through_four_channels_is_one(take: Receive) -> None:
    """A call, a chat without address, a police note under another spelling, a patrol at the door: one household."""
    rows = [
        door("A-3-12", telefon="012-3456789", nama="Siti Aminah binti Ali", saluran="talian kasih"),
        {"telefon": "+60123456789", "nama": "Sity Aminah", "saluran": "whatsapp"},
        door("A-3-12", nama="SITI AMINAH BT ALI", saluran="polis"),
        door("A-3-12", saluran="rondaan"),
    ]
    households, _, linkage = linked(take, *rows)
    assert len(set(households)) == 1
    assert linkage.households["referrals"].tolist() == [4]
    assert linkage.households["channels"].tolist() == ["patrol;police;talian_kasih;whatsapp"]


def test_the_labelled_households_are_found(take: Receive) -> None:
    """Pairwise precision 0.98 and recall 0.95 on the labelled set."""
    with HOUSEHOLDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = [row.pop("household") for row in rows]
    households, _, _ = linked(take, *rows)
    precision, recall = pair_scores(truth, households)
    assert precision >= 0.98
    assert recall >= 0.95


def test_households_do_not_depend_on_the_order_of_rows(take: Receive) -> None:
    """Turning a file round changes no household id."""
    rows = [door("A-3-12", telefon="012-3456789"), {"telefon": "012-3456789"}, door("B-1-1", nama="Kumar")]
    keyed = [{**row, "id": f"X-{at:06d}"} for at, row in enumerate(rows)]
    forward, ids, _ = linked(take, *keyed)
    backward, back_ids, _ = linked(take, *reversed(keyed))
    assert dict(zip(ids, forward, strict=True)) == dict(zip(back_ids, backward, strict=True))


def test_a_common_name_in_one_scheme_is_not_one_person(take: Receive) -> None:
    """Same name, same scheme, different numbers of people at home: two households."""
    rows = [
        door("A-3-12", nama="Wong Siew Fong", tanggungan="2"),
        {**door("", nama="Wong Siew Fong", tanggungan="5"), "alamat": "PPR Jelatek"},
    ]
    assert len(set(linked(take, *rows)[0])) == 2


def test_doubt_is_a_question_to_a_person(take: Receive) -> None:
    """Same phone and name behind two doors is neither merged nor dropped: it is asked."""
    rows = [
        door("A-3-12", telefon="012-3456789", nama="Siti Aminah"),
        door("A-3-2", telefon="012-3456789", nama="Siti Aminah"),
    ]
    households, _, linkage = linked(take, *rows)
    assert len(set(households)) == 2
    assert len(linkage.review) == 1
    assert linkage.review["reason"].iloc[0] == "phone_two_doors"


@pytest.mark.parametrize(("decision", "count"), [(["same"], 1), (["same", "undone"], 2), (["undone", "same"], 1)])
def test_a_person_decides_and_can_undo(take: Receive, decision: list[str], count: int) -> None:
    """A decision stands above every rule until it is undone, and holds when the rows come again."""
    rows = [door("A-3-12", telefon="012-3456789", nama="Siti"), door("A-3-2", telefon="012-3456789", nama="Siti")]
    _, (left, right), _ = linked(take, *rows)
    decisions = pd.DataFrame([{"left_id": left, "right_id": right, "decision": value} for value in decision])
    for _ in range(2):
        households, _, linkage = linked(take, *rows, decisions=decisions)
        assert len(set(households)) == count
        assert sum(linkage.households["referrals"]) == 2


def test_different_is_respected_through_others(take: Receive) -> None:
    """Two referrals said to be different do not meet again by way of a third."""
    rows = [
        {"telefon": "012-3456789"},
        {"telefon": "012-3456789", "nama": "Siti Aminah"},
        {"telefon": "012-3456789", "catatan": "susu"},
    ]
    _, ids, _ = linked(take, *rows)
    decisions = pd.DataFrame([{"left_id": ids[0], "right_id": ids[1], "decision": "different"}])
    households, _, _ = linked(take, *rows, decisions=decisions)
    assert households[0] != households[1]
