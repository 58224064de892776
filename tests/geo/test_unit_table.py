"""Units in the forms people write: every expected parse was written by hand, beside the form."""

import pytest

from planner.geo.normalise import fold
from planner.geo.unit import Unit, find_unit

FORMS = [
    ("B-12-3", "B-12-3"), ("b-12-3", "B-12-3"), ("B-12-03", "B-12-3"), ("B - 12 - 3", "B-12-3"),
    ("B–12–3", "B-12-3"), ("B—12—3", "B-12-3"), ("B/12/3", "B-12-3"), ("B/12/03", "B-12-3"), ("b/12/3a", "B-12-3A"),
    ("No B-12-3", "B-12-3"), ("No. B-12-3", "B-12-3"), ("Unit B-12-3", "B-12-3"), ("unit no B-12-3", "B-12-3"),
    ("Blok B-12-3", "B-12-3"), ("Blk B-12-3", "B-12-3"), ("Block B-12-3", "B-12-3"), ("#B-12-3", "B-12-3"),
    ("Blok B Tkt 12 No 3", "B-12-3"), ("Blok B Tingkat 12 No 3", "B-12-3"), ("Blok B, Tingkat 12, No. 3", "B-12-3"),
    ("Blok B Aras 12 Unit 3", "B-12-3"), ("Blk B Lvl 12 Unit 3", "B-12-3"), ("Block B Level 12 Unit 3", "B-12-3"),
    ("Block B, 12th Floor, Unit 3", "B-12-3"), ("Block B 12th floor no 3", "B-12-3"),
    ("No 3 Tingkat 12 Blok B", "B-12-3"), ("No. 3, Tkt. 12, Blk. B", "B-12-3"), ("unit 3 level 12 block B", "B-12-3"),
    ("pintu 3 tingkat 12 blok B", "B-12-3"), ("blok b tkt12 no3", "B-12-3"), ("BLOK B TGKT 12 NO 3", "B-12-3"),
    ("bilik 3 tkt 12 blk B", "B-12-3"), ("nombor 3 aras 12 blok B", "B-12-3"), ("blok b/tkt 12/no 3", "B-12-3"),
    ("12-3 Blk B", "B-12-3"), ("12-03 Blok B", "B-12-3"), ("12-3, Block B", "B-12-3"), ("Blok B 12-3", "B-12-3"),
    ("Blok B, 12-03", "B-12-3"), ("Blok B No 12-3", "B-12-3"), ("Blok B unit 12-3", "B-12-3"),
    ("C2-12-3", "C2-12-3"), ("A4-2-3", "A4-2-3"), ("Blok C2 Tingkat 12 No 3", "C2-12-3"), ("Blok 14-12-3", "14-12-3"),
    ("14-12-3", "14-12-3"), ("Blok 14 Tkt 12 No 3", "14-12-3"), ("blok 1-5-11", "1-5-11"), ("BB-5-11", "BB-5-11"),
    ("B-G-3", "B-G-3"), ("Blok B Tingkat G No 3", "B-G-3"), ("Blok B Tingkat Bawah No 3", "B-G-3"),
    ("Blok B ground floor no 3", "B-G-3"), ("B-GF-3", "B-G-3"), ("B-12-3A", "B-12-3A"), ("B-12-13a", "B-12-13A"),
    ("Blok B", "B"), ("Blk 7", "7"), ("Blok B Tingkat 12", "B-12-?"), ("Tingkat 12 No 3", "12-3"),
    ("Tkt 12 unit 3", "12-3"), ("Menara B Tingkat 12 No 3", "B-12-3"), ("Tower B-12-3", "B-12-3"),
    ("Tower B Level 12 Unit 3", "B-12-3"), ("Blok B 3rd floor unit 5", "B-3-5"), ("blok b no 3", "B-?-3"),
    ("B-3", "B-?-3"), ("B12-3", "B-12-3"), ("B 12-3", "B-12-3"), ("B 12-03", "B-12-3"),
    ("Blok B tkt 12 rumah 3", "B-12-3"), ("Blok B tingkat 12 rumah no 3", "B-12-3"), ("B5-3", "B5-?-3"),
]  # fmt: skip

BARE = [
    ("No 7, Jalan Kuari", Unit(house="7")), ("no. 12A Jalan Kuari", Unit(house="12A")),
    ("Lot 88 Kampung Pandan", Unit(lot="88")), ("Lot 1234-5 Kampung Pandan", Unit(lot="1234-5")),
    ("PT 4021 Kg Sungai Penchala", Unit(lot="4021")), ("12-3 Jalan Kuari", Unit()), ("PPR Uji", Unit()),
    ("anak 3-4 orang, PPR Uji", Unit()), ("tolong 2 beg beras PPR Uji", Unit()),
    ("rumah 2 tingkat, PPR Uji", Unit()), ("B 12 3 hari tak makan", Unit()), ("PPR Uji B 12 3", Unit("B", "12", "3")),
]  # fmt: skip


@pytest.mark.parametrize(("written", "key"), FORMS)
@pytest.mark.parametrize(
    "around", ["{}, PPR Uji, 54200 Kuala Lumpur", "PPR Uji {}", "tolong hantar ke {} PPR Uji, anak 4 orang"]
)
def test_every_form_is_the_same_door(written: str, key: str, around: str) -> None:
    """Before the scheme, after it, amid talk: block, floor and door are what the hand-made table says."""
    assert find_unit(fold(around.format(written)))[0].key == key


@pytest.mark.parametrize(("written", "unit"), BARE)
def test_houses_lots_and_counts_are_no_doors(written: str, unit: Unit) -> None:
    """A landed house has a number, a lot has its own; children and bags are not floors."""
    assert find_unit(fold(written))[0] == unit


def test_the_table_has_sixty_forms() -> None:
    """The table is what the issue asks for."""
    assert len({written for written, _ in FORMS}) >= 60
