"""Synthetic referrals follow what is published and say what they are."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from planner.model.place import Grade, Place
from planner.synthetic import SyntheticSet, generate
from planner.synthetic.people import phone
from planner.synthetic.spelling import unit_text

START = date(2021, 6, 22)


def _scheme(place_id: str, name: str, units: int) -> Place:
    return Place(place_id, name, "ppr", 101.7, 3.1, "W.P. Kuala Lumpur", Grade.HIGH, "made up", units=units)


PLACES = (_scheme("ppr-jelatek", "PPR Jelatek", 316), _scheme("ppr-satu", "PPR Seri Satu", 1264))


@pytest.fixture(scope="module")
def phrases(data_dir: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """The embedded sentences."""
    return tomllib.loads((data_dir / "synthetic" / "phrases.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def made(phrases: Mapping[str, Mapping[str, list[str]]]) -> SyntheticSet:
    """Four thousand rows."""
    return generate(PLACES, phrases, rows=4000, seed=3, start=START, days=15)


def test_same_seed_same_rows(made: SyntheticSet, phrases: Mapping[str, Mapping[str, list[str]]]) -> None:
    """Equal arguments give equal rows, another seed gives others."""
    again = generate(PLACES, phrases, rows=4000, seed=3, start=START, days=15)
    assert made.rows.equals(again.rows)
    assert not made.rows["text"].equals(generate(PLACES, phrases, rows=4000, seed=4, start=START, days=15).rows["text"])


def test_rows_are_labelled_and_counted(made: SyntheticSet) -> None:
    """Every row carries a SYN case id of its own, and the truth covers each."""
    assert made.rows["case_id"].is_unique
    assert made.rows["case_id"].str.startswith("SYN-").all()
    assert list(made.truth["case_id"]) == list(made.rows["case_id"])


def test_needs_follow_the_published_call_mix(made: SyntheticSet) -> None:
    """Aid is 70,177 of 159,703 contacts and about half carry no class, within sampling noise."""
    share = made.truth["need"].value_counts(normalize=True)
    assert share[["food", "income", "infant", "medicine"]].sum() == pytest.approx(70_177 / 159_703, abs=0.03)
    assert share["unclassified"] == pytest.approx(79_786 / 159_703, abs=0.03)
    assert made.truth["is_protection"].mean() == pytest.approx((2_287 + 1_847) / 159_703, abs=0.01)


def test_jelatek_has_its_two_hundred_households_and_its_visit(made: SyntheticSet) -> None:
    """On 6 July 2021 two hundred households of PPR Jelatek were served."""
    at_jelatek = made.truth[made.truth["place_id"] == "ppr-jelatek"]
    assert at_jelatek["truth_id"].nunique() >= 200
    assert made.visited[["place_id", "households"]].values.tolist() == [["ppr-jelatek", 200]]


def test_repeats_come_by_other_channels(made: SyntheticSet) -> None:
    """One row in five repeats a household that was already heard of."""
    assert made.truth["truth_id"].duplicated().mean() == pytest.approx(0.20, abs=0.01)


def test_some_rows_are_empty_or_broken(made: SyntheticSet) -> None:
    """Intake has something to refuse."""
    assert (made.rows["received_at"] == "32/13/2021").any()
    assert (made.rows[["name", "phone", "address", "text"]] == "").all(axis=1).any()


def test_units_of_one_place_never_repeat(made: SyntheticSet) -> None:
    """Phones and units tell households apart: ten thousand numbers, none twice."""
    assert len({phone(i) for i in range(10_000)}) == 10_000
    assert unit_text("B", 12, 3, 0) == "B-12-3"
    assert "Blk B" in unit_text("B", 12, 3, 3)


@pytest.mark.parametrize(("rows", "days"), [(0, 5), (5, 0)])
def test_nothing_to_make_is_refused(rows: int, days: int, phrases: Mapping[str, Mapping[str, list[str]]]) -> None:
    """No rows or no days is a caller's mistake."""
    with pytest.raises(ValueError, match="at least 1"):
        generate(PLACES, phrases, rows=rows, seed=1, start=START, days=days)
