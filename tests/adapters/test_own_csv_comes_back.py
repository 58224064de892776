"""Tables we write with a byte-order mark for spreadsheets are read back by our own readers without a trace of it."""

from __future__ import annotations

import pandas as pd

from planner.adapters.address_files import read_addresses
from planner.adapters.csv_rows import parse_csv
from planner.adapters.decoding import decode
from planner.report.neutral import csv_bytes

FRAME = pd.DataFrame({"id": ["1"], "address_text": ["Blok B, PPR Jelatek 增江"]})


def test_mark_is_no_part_of_the_first_heading(tmp_path):
    """The first column keeps its name, in the reader of referrals and in that of addresses."""
    written = csv_bytes(FRAME)
    assert written.startswith(b"\xef\xbb\xbf")
    assert {"id", "address_text"} <= set(parse_csv(decode(written)).frame.columns)
    path = tmp_path / "addresses.csv"
    path.write_bytes(written)
    assert read_addresses(path)["address_text"].to_list() == ["Blok B, PPR Jelatek 增江"]
