"""Address tables that would be misread are refused, and answers are written whole or not at all."""

from pathlib import Path

import pytest

from planner.adapters.address_files import read_addresses
from planner.errors import PlannerError


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id,address_text\n1,Blok A, PPR Jelatek\n", "E1225"),
        ("id,address_text\n1,PPR Jelatek\n2,Blok A, PPR Jelatek\n", "E1225"),
        ("id,address_text,address_text\n1,a,b\n", "E1226"),
        ("id,address_text\n1,PPR Jelatek\n1,PPR Kerinchi\n", "E1223"),
        ("", "E1220"),
    ],
)
def test_a_table_that_would_be_misread_is_refused(tmp_path: Path, text: str, code: str) -> None:
    """Shifted, doubled, repeated or missing columns raise their own code."""
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlannerError) as refused:
        read_addresses(path)
    assert [fault.code for fault in refused.value.faults] == [code]
