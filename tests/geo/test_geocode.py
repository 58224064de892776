"""The geocoder places what it can name, and says so when it cannot."""

from collections.abc import Callable

import pandas as pd
import pytest

from planner.frames import PLACEMENTS, check
from planner.geo.geocode import Geocoder
from planner.model.reason import details_of, told

One = Callable[..., pd.Series]


@pytest.fixture(scope="module")
def one(geocoder: Geocoder, addresses: Callable[..., pd.DataFrame]) -> One:
    """Places one text, with further address fields by name."""

    def place(text: str, **given: object) -> pd.Series:
        return geocoder.place(addresses(text).assign(**given)).iloc[0]

    return place


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Blok B-12-3, PPR Jelatek, Jalan Jelatek, 54000 Kuala Lumpur", "ppr-jelatek"),
        ("blk a tkt 5 no 8 ppr sri semarak setapak kl", "ppr-seri-semarak"),
        ("FLAT SRI SABAH JALAN IAKAN AYU CHERAS 56100", "pa-seri-sabah"),
        ("depan 7-Eleven Flat Seri Sabah", "pa-seri-sabah"),
        ("PPR Kg Baru Ayer Panas", "ppr-kampung-baru-air-panas"),
        ("perumahan awam seri perlis 2 kg datok keramat", "pa-seri-perlis-2"),
        ("sy dok kat ppr kerinci anak x makan 3 hari", "ppr-kerinchi"),
        ("dulu tinggal di PPR Kerinchi sekarang pindah ke PPR Jelatek", "ppr-jelatek"),
        ("flat seksyen 1 wangsa maju", "flat-seksyen-1-wangsa-maju"),
        ("No 5 Jalan 3/27B Seksyen 2 Wangsa Maju", "wangsa-maju-seksyen-2"),
        ("PA Seri Sarawak", "pa-seri-sarawak"),
        ("jalan conhrane", "jalan-cochrane"),
        ("IPD Brickfields", "ipd-brickfields"),
        ("IPD Brickfields, Jalan Travers, 50470 KL", "ipd-brickfields"),
        ("Dang Wangi Police Station", "balai-polis-dang-wangi"),
        ("Setiawangsa LRT station, KL", "lrt-setiawangsa"),
        ("家住甲洞, 没有米了", "kepong"),
        ("ppr pngiran bkt jalil", "ppr-pinggiran-bukit-jalil"),
        ("PA Sri Kelantan bkn di kelantan, di Sentul KL", "pa-seri-kelantan"),
        ("Seri Sabah flats Cheras", "pa-seri-sabah"),
    ],
)
def test_known_places_are_found_through_the_way_people_write(one: One, text: str, place_id: str) -> None:
    """Short forms, misspellings, talk around the address and moved households lead to the right place."""
    assert one(text)["place_id"] == place_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rumah saya dekat masjid",
        "Seksyen 302 Kanun Keseksaan",
        "PPR Bayan Lepas",
        "PPR Bahagia Setapak",
        "Taman Melawati, Sungai Petani, Kedah",
        "Datuk Keramat, George Town, Penang",
        "Datuk Keramat 10150",
        "PPR Seri Alam, Masai, Johor",
        "Flat Sri Kota, Klang",
        "PPR Batu Muda (OPP)",
        "Flat Seri Perlis",
        "怡保蕉赖花园",
    ],
)
def test_what_is_not_known_is_not_placed(one: One, text: str) -> None:
    """Unknown schemes, other states, laws, vague words and the far side of a road leave the place empty."""
    row = one(text)
    assert (row["place_id"], row["place_name"], row["level"]) == ("", "", "none")
    assert pd.isna(row["lon"])
    assert row["reason"]


def test_the_frame_keeps_to_its_schema_and_order(geocoder: Geocoder, addresses: Callable[..., pd.DataFrame]) -> None:
    """A row for a row, in the order given, under PLACEMENTS."""
    frame = addresses("PPR Jelatek", "nowhere", "PPR Kerinchi")
    placed = check(geocoder.place(frame), PLACEMENTS)
    assert placed["id"].tolist() == ["1", "2", "3"]
    assert placed["probability"].between(0, 1).all()


def test_a_locality_is_never_shown_as_a_door(one: One) -> None:
    """A scheme without a point of its own is placed at locality level however exact the unit written."""
    row = one("Blok C-10-2, PPR Seri Aman, Jinjang Utara")
    assert (row["place_id"], row["level"]) == ("ppr-seri-aman", "locality")
    assert row["radius_m"] >= 1000
    assert row["unit"] == "C-10-2"


def test_the_unit_is_kept_even_when_the_place_is_unknown(one: One) -> None:
    """Deduplication needs the unit whether or not the scheme is in the gazetteer."""
    row = one("Blk D-4-15 PPR Entah Di Mana")
    assert (row["place_id"], row["unit"]) == ("", "D-4-15")


def test_the_postcode_field_speaks_as_the_text_does(one: One) -> None:
    """A Penang postcode in its own column keeps Datuk Keramat from being taken for ours."""
    assert one("Kampung Datuk Keramat", postcode="54000")["place_id"] == "kampung-datuk-keramat"
    assert one("Kampung Datuk Keramat", postcode="10150")["place_id"] == ""
    assert one("Kampung Datuk Keramat", state="Pulau Pinang")["place_id"] == ""


def test_a_swapped_coordinate_is_not_used_and_said(one: One) -> None:
    """The placement stands on its name; the reason names the bad coordinate."""
    row = one("PPR Jelatek", lon=3.164, lat=101.735)
    assert row["place_id"] == "ppr-jelatek"
    assert told("point_swapped", lon=3.164, lat=101.735) in details_of(row["reason"])


def test_a_very_long_address_is_read_to_a_bound_and_said(one: One) -> None:
    """What stands first is still found in a hundred thousand characters, and the reason tells of the cut."""
    row = one("PPR Jelatek " + "增江甲洞 " * 20_000)
    assert row["place_id"] == "ppr-jelatek"
    (cut,) = [detail for detail in details_of(row["reason"]) if detail.code == "cut_short"]
    assert cut.all("read") == ["1000"]
