"""Kinds of writing that outsiders' sets showed; each with several names, so that no single row is tuned for."""

from collections.abc import Callable

import pandas as pd
import pytest

from planner.geo.geocode import Geocoder
from planner.model.reason import Detail, details_of

Addresses = Callable[..., pd.DataFrame]

FAMILIES = {
    "the English garden stands after the name": [
        ("Happy Garden, Kuchai Lama", "taman-gembira"), ("happy gardens old klang road", "taman-gembira"),
        ("Midah Garden Cheras", "taman-midah"), ("Melati Garden, Setapak", "taman-melati"),
        ("Lucky Garden Bangsar", "lucky-garden"), ("Happy Garden Flats", "flat-taman-gembira"),
    ],
    "a kind of place of two words, one misspelt": [
        ("blai polis sentul", "balai-polis-sentul"), ("balai plis jinjang", "balai-polis-jinjang"),
        ("balay polis setapak", "balai-polis-setapak"), ("balaipolis sentul", "balai-polis-sentul"),
        ("balai police jinjang", "balai-polis-jinjang"),
    ],
    "a word of a scheme's name shortened": [
        ("PPR D. Rejang", "ppr-desa-rejang"), ("ppr dsa petaling", "ppr-desa-petaling"),
        ("PPR Desa T. Razak", "ppr-desa-tun-razak"), ("PPR K. Damansara", "ppr-kota-damansara"),
    ],
    "an acronym": [
        ("sy kat TBS skrg", "terminal-bersepadu-selatan"),
        ("TBS, Bdr Tasik Selatan", "terminal-bersepadu-selatan")],
    "the more exact of two names": [
        ("Taman Naga Emas, tmn salak south", "taman-naga-emas"), ("Razak Mansion, tmn salak south", "razak-mansion"),
        ("tmn salak south, PPR Salak Selatan", "ppr-salak-selatan"),
        ("taman desa petaling salak south", "desa-petaling"),
    ],
    "a misspelt name before the larger place": [
        ("Segambt, Kepong", "segambut"), ("kpong baru, jinjang", "kepong-baru"),
        ("jinjng utara, kepong", "jinjang-utara"),
        ("salak seltan, sungai besi", "salak-selatan"), ("sri petalng, bukit jalil", "sri-petaling"),
    ],
    "a denial that ends at the comma, or at the but": [
        ("bukan PPR Jelatek, PPR Batu Muda", "ppr-batu-muda"), ("bukan Flat Jelatek; PPR Kerinchi", "ppr-kerinchi"),
        ("tinggal bukan PPR Kampung Muhibbah, PPR Jelatek", "ppr-jelatek"),
        ("bukan ppr jelatek tapi ppr batu muda", "ppr-batu-muda"),
    ],
    "two schemes with a word that says which": [
        ("PPR Jelatek sebelah PPR Desa Rejang", "ppr-jelatek"), ("Flat Sri Sabah, PA Seri Sabah", "pa-seri-sabah"),
        ("dulu PPR Jelatek sekarang PPR Desa Rejang", "ppr-desa-rejang"),
    ],
}  # fmt: skip
ROWS = [(family, text, place) for family, rows in FAMILIES.items() for text, place in rows]


@pytest.mark.parametrize(("family", "text", "place"), ROWS)
def test_a_family_s_writings_are_placed(
    geocoder: Geocoder, addresses: Addresses, family: str, text: str, place: str
) -> None:
    """Each stands where a reader would put it."""
    assert geocoder.place(addresses(text))["place_id"].iloc[0] == place, family


@pytest.mark.parametrize(
    "text", ["PA Seri Perlis 2, PPR Jelatek", "PPR Jelatek PPR Desa Rejang", "flat sri sabah / ppr kerinchi"]
)
def test_two_schemes_without_a_cue_wait_for_a_person(geocoder: Geocoder, addresses: Addresses, text: str) -> None:
    """Nobody can say at which of the two the household is: work list, both named."""
    row = geocoder.place(addresses(text)).iloc[0]
    assert (row["place_id"], row["level"]) == ("", "none")
    assert row["probability"] < 0.5
    assert Detail("two_schemes") in details_of(row["reason"])


@pytest.mark.parametrize(
    "text",
    ["duduk d setapak", "PPR D", "PPR K. Antah", "flat b dsa", "rumah panjang sentul lama", "garden", "d rejang"],
)
def test_short_forms_alone_mean_nothing(geocoder: Geocoder, addresses: Addresses, text: str) -> None:
    """An initial is read as a word only inside a name that a kind word opens and another word closes."""
    row = geocoder.place(addresses(text)).iloc[0]
    assert row["level"] != "scheme"
    assert row["place_id"] not in {"desa-setapak", "ppr-desa-rejang"}


def test_a_short_form_is_said_and_modest(geocoder: Geocoder, addresses: Addresses) -> None:
    """Less sure than the name in full, and the reason says why."""
    short, full = geocoder.place(addresses("PPR D. Rejang", "PPR Desa Rejang")).to_dict("records")
    assert short["probability"] < full["probability"] - 0.02
    assert Detail("abbreviated") in details_of(short["reason"])
