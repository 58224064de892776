"""What must hold for any address: noise keeps the place, order changes nothing, the same input, the same output."""

import random
from collections.abc import Callable

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.frames import PLACEMENTS, check
from planner.geo.address import parse
from planner.geo.gazetteer import Gazetteer
from planner.geo.geocode import Geocoder
from planner.geo.normalise import fold, words
from planner.geo.unit import find_unit
from tools.address_noise import make

SCHEMES = ["PPR Jelatek", "PPR Seri Semarak", "PA Seri Sabah", "PPR Kerinchi", "PPR Batu Muda", "PA Seri Perlis 2",
           "Flat Seksyen 1 Wangsa Maju", "PPR Kampung Muhibbah", "PA Seri Melaka", "PPR Hiliran Ampang"]  # fmt: skip
BEFORE = ["", "Blok B-12-3, ", "sy duduk di ", "tolong hantar beras ke ", "No 5 tingkat 3 blok C ", "ALAMAT: ", "🙏 "]
AFTER = ["", ", Kuala Lumpur", " anak 4 orang", ", 012-3456789", " ... tq!!", "\nxde makanan", " W.P. KL", " 没有米"]
RESPELT = {"Seri": "Sri", "Kampung": "Kg.", "Kerinchi": "Kerinci", "Seksyen": "Sek", "PPR": "ppr", "PA": "Flat"}
quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quiet
@given(
    name=st.sampled_from(SCHEMES),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
    how=st.sampled_from([str, str.upper, str.lower, str.title]),
    respelt=st.booleans(),
    spaces=st.integers(1, 3),
)
def test_noise_that_keeps_the_words_keeps_the_place(
    geocoder: Geocoder,
    addresses: Callable[..., pd.DataFrame],
    name: str,
    before: str,
    after: str,
    how: Callable[[str], str],
    respelt: bool,
    spaces: int,
) -> None:
    """Case, spacing, common spellings, units and talk around a scheme's name do not change where it is."""
    wanted = geocoder.place(addresses(name))["place_id"].iloc[0]
    written = " ".join(RESPELT.get(word, word) if respelt else word for word in name.split())
    text = (" " * spaces).join(how(f"{before}{written}{after}").split(" "))
    assert wanted
    assert geocoder.place(addresses(text))["place_id"].iloc[0] == wanted


UNITS = ["B-12-3 ", "Blok B Tkt 12 No 3 ", "12-03 Blk B, ", "No. 3, Tingkat 12, Blok B, ", "b/12/03 "]


@quiet
@given(
    name=st.sampled_from(SCHEMES),
    unit=st.sampled_from(UNITS),
    gap=st.sampled_from([" ", "  ", " \t", "\u00a0", "   "]),
    end=st.sampled_from(["", ".", ",", " !!", " ;", ")", " …"]),
    upper=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_units_case_letter_by_letter_blanks_and_stops_keep_place_and_unit(
    geocoder: Geocoder,
    addresses: Callable[..., pd.DataFrame],
    name: str,
    unit: str,
    gap: str,
    end: str,
    upper: list[bool],
) -> None:
    """One dwelling in every writing of its unit, in any case and with doubled or odd blanks: one place, one key."""
    plain = f"{unit}{name}{end}".replace(" ", gap)
    text = "".join(c.upper() if upper[at % len(upper)] else c.lower() for at, c in enumerate(plain))
    row = geocoder.place(addresses(text)).iloc[0]
    assert row["place_id"] == geocoder.place(addresses(name))["place_id"].iloc[0]
    assert row["unit"] == "B-12-3"


@quiet
@given(seed=st.integers(0, 2**31), order=st.randoms(use_true_random=False))
def test_made_up_rows_in_any_order_and_company_stay_the_same(
    geocoder: Geocoder, gazetteer: Gazetteer, addresses: Callable[..., pd.DataFrame], seed: int, order: random.Random
) -> None:
    """A row placed alone, among others or in another order gives the same answer, remembered words or not."""
    frame = addresses(*(made.text for made in make(gazetteer, 12, np.random.default_rng(seed))))
    together = geocoder.place(frame)
    turned = list(range(len(frame)))
    order.shuffle(turned)
    shuffled = geocoder.place(frame.iloc[turned].reset_index(drop=True))
    pd.testing.assert_frame_equal(shuffled, together.iloc[turned].reset_index(drop=True))
    pd.testing.assert_frame_equal(geocoder.place(frame.iloc[[3]]), together.iloc[[3]].reset_index(drop=True))


@quiet
@given(order=st.permutations(list(range(8))))
def test_the_order_of_rows_changes_nothing(
    geocoder: Geocoder, addresses: Callable[..., pd.DataFrame], order: list[int]
) -> None:
    """Every row is placed by itself."""
    texts = [
        "PPR Jelatek",
        "Flat Seri Perlis",
        "tmn melati kl",
        "",
        "jalan conhrane",
        "x",
        "Sentul",
        "PPR Kerinci 59200",
    ]
    frame = addresses(*texts)
    straight = geocoder.place(frame)
    shuffled = geocoder.place(frame.iloc[order])
    pd.testing.assert_frame_equal(shuffled.sort_values("id").reset_index(drop=True), straight)


@quiet
@given(texts=st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_any_text_gives_a_row_and_the_same_row_again(
    geocoder: Geocoder, addresses: Callable[..., pd.DataFrame], texts: list[str]
) -> None:
    """No text breaks the geocoder; what is not placed has a reason; twice the same is twice the same."""
    placed = check(geocoder.place(addresses(*texts)), PLACEMENTS)
    assert len(placed) == len(texts)
    assert placed["probability"].between(0.0, 1.0).all()
    assert (placed["reason"] != "").all()
    assert ((placed["place_id"] == "") == (placed["level"] == "none")).all()
    pd.testing.assert_frame_equal(placed, geocoder.place(addresses(*texts)))


@given(text=st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    """One spelling is one spelling."""
    assert fold(fold(text)) == fold(text)


@given(block=st.sampled_from(["A", "B", "C12", "3", "14"]), floor=st.integers(1, 40), door=st.integers(1, 99))
def test_all_writings_of_a_unit_are_one_key(block: str, floor: int, door: int) -> None:
    """Dashes, slashes, words in any order, leading zeros: one dwelling, one key."""
    wanted = f"{block}-{floor}-{door}"
    writings = [
        f"{block}-{floor}-{door} PPR Uji",
        f"{block.lower()} - {floor:02d} - {door:02d}, ppr uji",
        f"Blok {block} Tkt {floor} No {door} PPR Uji",
        f"No. {door}, Tingkat {floor}, Blok {block}, PPR Uji",
        f"blk {block} aras {floor} unit {door} flat uji",
        f"{floor}-{door} Blk {block} PPR Uji",
    ]
    assert {find_unit(fold(text))[0].key for text in writings} == {wanted}


@given(number=st.integers(100, 999))
def test_a_section_of_law_is_no_section_of_a_township(number: int) -> None:
    """Seksyen 302 Kanun Keseksaan names no place."""
    assert parse(f"ditahan bawah Seksyen {number} Kanun Keseksaan").seksyen == ""


def test_the_parts_of_an_address() -> None:
    """Two languages, abbreviations and a state's name inside a scheme's name are told apart."""
    address = parse("Blk B-12-3, PA Seri Sarawak, Jln San Peng, Tmn Uji Ria, 55200 KL")
    assert (address.scheme, address.street, address.area) == ("pa seri sarawak", "jalan san peng", "taman uji ria")
    assert (address.unit.key, address.postcode, address.state) == ("B-12-3", "55200", "W.P. Kuala Lumpur")
    assert parse("15 Section 2 Wangsa Maju").seksyen == "2"
    assert parse("flat sri sabah").state == ""


def test_spellings_of_one_word_are_one() -> None:
    """Sri and Seri, Dato', Datok and Datuk, Ayer and Air, Kg and Kampong."""
    for many in (
        ["Sri", "Seri", "SRI"],
        ["Dato'", "Datok", "Datuk", "Dato’"],
        ["Ayer", "Air"],
        ["Kg.", "Kampong", "KPG"],
    ):
        assert len({words(word).tokens for word in many}) == 1
