"""One of a thing is said in the singular, in English, where the catalogue counts it."""

from __future__ import annotations

import pytest

from planner.report.words import counted, word


@pytest.mark.parametrize(
    ("key", "fields", "said"),
    [
        ("detail.room", {"baskets": "1", "room": "40"}, "1 basket at once"),
        ("detail.room", {"baskets": "2", "room": "1"}, "2 baskets at once"),
        ("change_step.depot_stock", {"baskets": "1", "place": "IPD A"}, "1 more basket in stock"),
        ("sheet.households_text", {"households": "1"}, "1 household"),
        ("sheet.households_text", {"households": "21"}, "21 households"),
    ],
)
def test_one_is_singular_and_no_other_number_is(key, fields, said):
    assert word(key, "en", **fields).startswith(said)


def test_malay_has_no_plural():
    assert word("sheet.households_text", "ms", households="1") == "1 isi rumah"


def test_a_command_counts_in_english():
    assert (counted(1, "file"), counted(0, "file"), counted(2, "file")) == ("1 file", "0 files", "2 files")
