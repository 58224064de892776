"""Numbers of people, coordinates and floors as people write them: understood, or said not to be."""

from __future__ import annotations

import pytest

from planner.intake import fields
from planner.intake.floors import floors_as_digits
from tests.intake.conftest import Receive

ROW = {"tarikh": "06/07/2021", "catatan": "beras habis", "alamat": "PPR Jelatek"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("seven", 7),
        ("tujuh", 7),
        ("tujuh orang", 7),
        ("dua belas", 12),
        ("dua puluh satu", 21),
        ("12 org", 12),
    ],
)
def test_plain_counts_are_understood_without_a_remark(written: str, value: int) -> None:
    """Digits and words in both languages are the same number."""
    assert fields.counted(written) == (value, "")


@pytest.mark.parametrize("written", ["-3", "999999", "banyak", "41", "−2"])
def test_absurd_counts_are_left_out_and_said(take: Receive, written: str) -> None:
    """No count is kept, the row is accepted, and its line says why."""
    intake = take(ROW | {"isi_rumah": written})
    assert intake.referrals["household_size"].isna().all()
    assert "left out" in intake.ledger["reason"].iloc[0]
    assert intake.ledger["status"].tolist() == ["accepted"]


@pytest.mark.parametrize("written", ["5-6", "5 – 6 orang", "5 hingga 6", "5 or 6"])
def test_a_range_gives_its_larger_end(take: Receive, written: str) -> None:
    """The larger end is taken, and said."""
    intake = take(ROW | {"isi_rumah": written})
    assert intake.referrals["household_size"].tolist() == [6]
    assert "range" in intake.ledger["reason"].iloc[0]


def test_decimal_commas_of_a_coordinate_are_understood(take: Receive) -> None:
    """3,14 is 3.14; what is outside Malaysia is said."""
    intake = take(ROW | {"lat": "3,1412", "lon": "101,6865"}, ROW | {"lat": "3,14", "lon": "3,14"})
    assert sorted(intake.referrals["lat"].dropna()) == [3.1412]
    assert "coordinate" in intake.ledger["reason"].iloc[1]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("Blok A tingkat dua belas no 3", "Blok A tingkat 12 no 3"), ("twelfth floor, Block B", "tingkat 12, Block B"),
        ("aras tiga", "aras 3"), ("Tingkat Dua Puluh Satu", "Tingkat 21"), ("third floor", "tingkat 3"),
        ("12th floor unit 5", "tingkat 12 unit 5"), ("floor fifteen", "floor 15"), ("twenty-first floor", "tingkat 21"),
        ("Jalan Tingkat Tinggi", "Jalan Tingkat Tinggi"), ("Taman Dua", "Taman Dua"), ("level sepuluh", "level 10"),
    ],
)  # fmt: skip
def test_floors_in_words_become_digits(written: str, digits: str) -> None:
    """Only a number beside a word for floor changes."""
    assert floors_as_digits(written) == digits


def test_one_door_written_with_its_floor_in_words_is_one_address(take: Receive) -> None:
    """The address that goes to placing and linking holds the floor as a number."""
    intake = take(ROW | {"alamat": "Blok C tingkat dua belas no 7, PPR Jelatek"})
    assert intake.referrals["address_text"].tolist() == ["Blok C tingkat 12 no 7, PPR Jelatek"]
