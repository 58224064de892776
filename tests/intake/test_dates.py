"""Dates as people write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.intake.dates import read_time
from planner.units import ZONE

AT = datetime(2021, 7, 6, 21, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-06 21:15", "2021-07-06T13:15:00Z", "2021-07-06T21:15:00+08:00", "06/07/2021 9:15 PM",
        "6/7/21 9.15 ptg",
        "6 Julai 2021 9:15 malam", "6hb Julai 2021, 21:15", "July 6, 2021 9:15 pm", "06-07-2021 21:15:00",
        "6.7.2021 21.15",
        "44383.8854166667", "1625577300", "1625577300000",
        "20210706T2115", "6 JUL 2021 9:15PM",
        "2021年7月6日 21:15", "2021 年 07 月 06 号 9:15 PM",
    ],
)  # fmt: skip
def test_every_usual_writing_means_the_same_moment(text: str) -> None:
    """ISO, day-first, Malay and English months, spreadsheet numbers and seconds all give 6 July 2021, 9:15 pm."""
    reading = read_time(text)
    assert reading is not None
    assert abs((reading.at - AT).total_seconds()) < 60


@pytest.mark.parametrize("text", ["", "??", "32/13/2021", "29/02/2021", "semalam", "0/0/2021", "2021-13-01", "25:00"])
def test_what_is_no_date_is_none(text: str) -> None:
    """Impossible dates are refused, not bent into possible ones."""
    assert read_time(text) is None


def test_a_date_of_two_meanings_says_how_it_was_read() -> None:
    """6/7 could be two days and is flagged; 6/6 and 16/7 could not and are not."""
    notes = [reading.note for text in ("06/07/2021", "06/06/2021", "16/07/2021") if (reading := read_time(text))]
    assert [bool(note) for note in notes] == [True, False, False]


@given(st.datetimes(min_value=datetime(2015, 1, 2), max_value=datetime(2049, 1, 1)))
def test_day_first_is_read_back(at: datetime) -> None:
    """What strftime writes day first is read as the same minute (an independent writer)."""
    reading = read_time(at.strftime("%d/%m/%Y %H:%M"))
    assert reading is not None
    assert reading.at == at.replace(second=0, microsecond=0, tzinfo=ZONE)


@given(st.text(max_size=30))
def test_no_text_crashes_the_reader(text: str) -> None:
    """Any text gives a time or None."""
    read_time(text)
