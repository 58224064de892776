"""Sentences fit to be read aloud, and grades that no good source can buy."""

import numpy as np
import pytest

from planner.scoring.grade import grades
from planner.scoring.why import Reason, number, why_en, why_ms
from planner.scoring.why_stop import hour_ms

FULL = Reason("PPR Jelatek", 42, 6.35, 3.0, 12, 9, 16)


def test_the_sentences_in_full():
    """One natural sentence in each language with place, households, rate, wait, people and last visit."""
    assert why_ms(FULL) == (
        "Di PPR Jelatek, 42 isi rumah masih menunggu bantuan, kira-kira 6.3 bagi setiap 100 isi rumah berbanding kadar "
        "lazim 3; yang paling lama telah menunggu selama 12 hari; 9 daripadanya mempunyai bayi, warga emas, orang "
        "kurang upaya atau pesakit terlantar; dan Kembara kali terakhir berkunjung ke sini 16 hari yang lalu."
    )
    assert why_en(FULL) == (
        "At PPR Jelatek, 42 households are still waiting for help, about 6.3 in every 100 against a usual 3; the "
        "longest has waited 12 days; 9 of them include an infant, an older person, a person with a disability or "
        "someone bedridden; and Kembara last came 16 days ago."
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("A", 1, None, 3.0, 1, 1, 1), "1 household is still waiting"),
        (Reason("A", 1, None, 3.0, 1, 1, 1), "it has waited 1 day"),
        (Reason("A", 1, None, 3.0, 1, 1, 1), "Kembara last came 1 day ago"),
        (Reason("A", 5, 2.0, 3.0, 0, 1, None), "1 of them includes"),
        (Reason("A", 5, 2.0, 3.0, 0, 0, None), "the requests came within the last 24 hours"),
        (Reason("A", 5, 2.0, 3.0, 0, 5, None), "all of them include"),
        (Reason("A", 5, 2.0, 3.0, 4, 0, 0), "Kembara came here today"),
    ],
)
def test_english_agrees_in_number(reason, said):
    """Singular and plural, today and yesterday, none and all each have their own words."""
    assert said in why_en(reason)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("A", 1, None, 3.0, 4, 1, None), "isi rumah itu telah menunggu selama 4 hari"),
        (Reason("A", 3, None, 3.0, 4, 3, None), "kesemuanya mempunyai"),
        (Reason("A", 2, None, 3.0, 4, 2, None), "kedua-duanya mempunyai"),
        (Reason("A", 3, None, 3.0, 0, 0, None), "dalam tempoh 24 jam yang lalu"),
        (Reason("A", 3, None, 3.0, 4, 0, None), "Kembara belum pernah berkunjung ke sini"),
        (Reason("A", 3, None, 3.0, 4, 0, None, is_cordoned=True), "kawasan ini sedang dikepung"),
    ],
)
def test_malay_says_each_case(reason, said):
    """Each case has its own clause in Malay."""
    assert said in why_ms(reason)


def test_provisional_names_are_spoken_in_each_language():
    """A provisional hotspot's name fits both sentences, without its mark."""
    near = Reason("Sekitar Pudu (cadangan)", 3, None, 3.0, 4, 0, None)
    assert why_ms(near).startswith("Di sekitar Pudu, 3 isi rumah")
    assert why_en(near).startswith("In the area around Pudu, 3 households")
    point = Reason("Titik 3.100, 101.700 (cadangan)", 3, None, 3.0, 4, 0, None)
    assert why_ms(point).startswith("Di sekitar titik 3.100, 101.700, ")
    assert why_en(point).startswith("In the area around the point 3.100, 101.700, ")


def test_numbers_as_spoken():
    """One decimal below ten, none above, no bare ".0"."""
    assert [number(v) for v in (0.34, 3.0, 9.94, 9.96, 14.3)] == ["0.3", "3", "9.9", "10", "14"]


def test_hours_as_spoken_in_malay():
    """Morning, noon, afternoon and night each by their Malay name."""
    assert [hour_ms(h) for h in (9, 12, 15, 20)] == [
        "pukul 9 pagi", "pukul 12 tengah hari", "pukul 3 petang", "pukul 8 malam",
    ]  # fmt: skip


def test_one_bad_source_cannot_be_averaged_away():
    """The grade is at most one step above its weakest reason, and names it."""
    letters, weakest = grades(
        np.array([60.0, 60.0, 2.0, 60.0, 60.0]),
        np.array([0.95, 0.2, 0.95, 0.95, 0.95]),
        ["high", "high", "high", "memory", "high"],
        np.array([1.0, 1.0, 1.0, 1.0, 90.0]),
    )
    assert letters == ["A", "D", "D", "C", "D"]
    assert weakest[1:] == ["geocoding", "sample", "coordinate", "age"]
