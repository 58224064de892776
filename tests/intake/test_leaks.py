"""Identities leave at the door: planted ones are looked for in everything intake gives out."""

from __future__ import annotations

import pytest

from planner.intake.redact import Identity, redact
from planner.intake.rules import IntakeRules
from tests.intake.conftest import Receive

NAME, PHONE, NRIC, MAIL = "Zarifah Quraisya binti Tengku Wafiq", "019-876 5432", "880229-14-5566", "zarifah.q@contoh.my"
PLANTED = ("zarifah", "quraisya", "wafiq", "8765432", "876 5432", "880229", "zarifah.q@", "145566")
TEXTS = (
    "Nama saya {name}, ic {nric}, tel {phone}, email {mail}. Tiada beras.",
    "tolong hubungi ZARIFAH di {phone} atau +60{bare}, kp 880229145566",
    "zarifah quraisya anak wafiq perlukan ubat. No: 0 1 9 8 7 6 5 4 3 2",
    '=HYPERLINK("http://x","{name}") <b>{phone}</b>',
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("story", ["", " Suami pukul saya.", " Suami pukul saya dan tiada makanan."])
@pytest.mark.parametrize("tarikh", ["06/07/2021", "99/99/2021"])
def test_no_planted_identity_is_in_anything_but_the_vault(take: Receive, text: str, story: str, tarikh: str) -> None:
    """Ledger, referrals, quarantine and the restricted queue hold none of the planted name, phone, NRIC, e-mail."""
    filled = text.format(name=NAME, phone=PHONE, nric=NRIC, mail=MAIL, bare="198765432")
    row = {"tarikh": tarikh, "nama": NAME, "telefon": PHONE, "no_kp": NRIC, "emel": MAIL, "catatan": filled + story}
    intake = take(row | {"alamat": f"c/o {NAME}, A-3-12, PPR Jelatek, {PHONE}"})
    for frame in (intake.ledger, intake.referrals, intake.quarantined, intake.protection):
        everything = frame.to_csv().lower()
        assert [piece for piece in PLANTED if piece in everything] == []


@pytest.mark.parametrize(
    "text",
    [
        "nama saya siti aminah dari blok c", "Nama: Ahmad Faiz", "my name is Jessica Tan and I need food",
        "Puan Halimah minta beras", "Encik Ravi tiada kerja", "jiran saya Kumar a/l Raju sakit",
        "Mohd Hafiz bin Osman kehilangan kerja", "我叫陈小明,没有米", "atas nama Rosnah", "hubungi Devi segera",
    ],
)  # fmt: skip
def test_names_of_others_leave_the_text(rules: IntakeRules, text: str) -> None:
    """A name behind a cue, around bin or a/l, or among the common given names is taken out."""
    clean = redact(text, Identity(), rules.lexicon)
    assert "[nama]" in clean
    names = ("siti", "aminah", "ahmad", "faiz", "jessica", "tan ", "halimah", "ravi", "kumar", "raju", "hafiz", "osman")
    assert not any(name in clean.lower() for name in (*names, "陈小明", "rosnah", "devi"))


@pytest.mark.parametrize(
    "address",
    [
        "No 5, Jalan Tun Razak, Kampung Datuk Keramat, 54000", "Taman Tun Dr Ismail", "PPR Abdullah Hukum A-12-3",
        "Jalan Raja Abdullah, Kampung Baru", "Masjid Sultan Abdul Samad",
    ],
)  # fmt: skip
def test_places_named_after_people_stay(rules: IntakeRules, address: str) -> None:
    """An address keeps its street: without it nobody could be found."""
    assert redact(address, Identity(), rules.lexicon, is_address=True) == address
    assert redact(f"saya di {address}", Identity(), rules.lexicon) == f"saya di {address}"


@pytest.mark.parametrize("text", ["ada 5 orang anak", "sewa RM1200 sejak 06/07/2021", "poskod 54200", "blok A-12-3"])
def test_plain_numbers_stay(rules: IntakeRules, text: str) -> None:
    """Counts, amounts, dates, postcodes and units are no identities."""
    assert redact(text, Identity(), rules.lexicon) == text


def test_errors_never_quote_a_cell(take: Receive) -> None:
    """A fault's sentence holds no cell text, because it is shown to people who may not see the row."""
    intake = take({"tarikh": "880229-14-5566", "nama": NAME, "catatan": "x"})
    assert "880229" not in intake.quarantined.to_csv()


def test_without_a_key_a_phone_cannot_be_found_again(take: Receive) -> None:
    """The same phone under two keys gives two unrelated hashes: a plain hash could be tried out number by number."""
    row = {"tarikh": "06/07/2021", "telefon": PHONE, "catatan": "lapar"}
    one, other = take(row, key=b"one"), take(row, key=b"other")
    assert one.referrals["phone_key"].iloc[0] != other.referrals["phone_key"].iloc[0]
