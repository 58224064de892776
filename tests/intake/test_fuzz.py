"""Broken files by the thousand: no crash, and every row that is read is accounted for.

The quick share runs always; the ten thousand with ``pytest -m slow tests/intake/test_fuzz.py``.
"""

from __future__ import annotations

import io
import json
import random

import pandas as pd
import pytest

from planner.adapters.tables import parse_bytes
from planner.errors import PlannerError
from planner.intake import IntakeRules, receive
from tests.intake.conftest import KEY, NOW
from tests.intake.test_reception import assert_books_close

HEADERS = ("id", "tarikh", "nama", "telefon", "alamat", "isi_rumah", "lat", "lon", "catatan")
CELLS = (
    "", "06/07/2021 21:15", "6 Julai 2021", "99/99/9999", "44383.5", "Siti binti Ali", "012-3456789", "-3", "999999",
    "tujuh", "3,14", "101,69", "A-3-12, PPR Jelatek", "xde beras", "suami pukul saya", "=1+1", "@SUM(A1)", "<b>x</b>",
    "家里没有米", "\x00", "\"", "a;b,c\td", "\n", "x" * 3_000, "\u202e", "\ud83d", "1e999", "NaN", "12-34-56",
)  # fmt: skip


def rows_of(chance: random.Random) -> list[dict[str, str]]:
    return [
        {name: chance.choice(CELLS) for name in chance.sample(HEADERS, chance.randint(1, len(HEADERS)))}
        for _ in range(chance.randint(1, 6))
    ]


def file_of(chance: random.Random) -> tuple[bytes, str]:
    """A whole file of one of the formats, before it is broken."""
    rows = rows_of(chance)
    kind = chance.choice(("csv", "csv", "json", "xlsx", "txt"))
    clean = [{name: cell.replace("\ud83d", "?") for name, cell in row.items()} for row in rows]
    if kind == "json":
        return json.dumps(clean).encode(), "x.json"
    if kind == "xlsx":
        out = io.BytesIO()
        frame = pd.DataFrame(clean).fillna("").replace("[\x00-\x08\u202e]", "", regex=True)
        frame.to_excel(out, index=False)
        return out.getvalue(), "x.xlsx"
    if kind == "txt":
        lines = (f"06/07/2021, 21:15 - Ali: {row.get('catatan', '')}" for row in clean)
        return "\n".join(lines).encode(), "x.txt"
    text = pd.DataFrame(clean).to_csv(index=False, sep=chance.choice(",;\t|"))
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252")), errors="replace"), "x.csv"


def broken(data: bytes, chance: random.Random) -> bytes:
    """``data`` with bytes changed, cut out, doubled, or cut off."""
    mutant = bytearray(data)
    for _ in range(chance.randint(0, 6)):
        if not mutant:
            break
        at, end = sorted((chance.randrange(len(mutant)), chance.randrange(len(mutant))))
        kind = chance.randrange(5)
        if kind == 0:
            mutant[at] = chance.randrange(256)
        elif kind == 1:
            del mutant[at : min(end, at + 40)]
        elif kind == 2:
            mutant[at:at] = mutant[at : min(end, at + 200)]
        elif kind == 3:
            mutant[at:at] = chance.choice((b'"', b"\x00", b"\xff\xfe", b"{", b"]", b"\r", b",,,,", b"\xf0\x9f"))
        else:
            del mutant[end:]
    return bytes(mutant)


def survive(seed: int, rules: IntakeRules) -> bool:
    """Whether the file of ``seed`` could be read; if so its books close. Anything but a refusal with a code fails."""
    chance = random.Random(seed)
    data, name = file_of(chance)
    try:
        frame = parse_bytes(broken(data, chance), name).frame
    except PlannerError:
        return False
    assert_books_close(receive(frame, channel=None, key=KEY, now=NOW, rules=rules), len(frame))
    return True


def test_a_hundred_broken_files_are_refused_or_accounted_for(rules: IntakeRules) -> None:
    """No crash, no row lost; some of the files can still be read, so the test tests something."""
    assert 10 < sum(survive(seed, rules) for seed in range(100)) <= 100


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1_000, 11_000, 1_000))
def test_ten_thousand_broken_files(rules: IntakeRules, start: int) -> None:
    """The same for a thousand files at a time."""
    assert sum(survive(seed, rules) for seed in range(start, start + 1_000)) > 100


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_brackets_nested_a_hundred_thousand_deep_are_refused(text: str) -> None:
    """A file that nests without end is refused with its code, not a crash."""
    with pytest.raises(PlannerError, match="E1012"):
        parse_bytes(text.encode(), "x.json")


def test_a_cell_larger_than_the_parser_takes_costs_one_line() -> None:
    """A cell of 200,000 letters is no crash, and the lines behind it are read."""
    rows = parse_bytes(f"a,b\n{'x' * 200_000},1\n2,3\n".encode(), "x.csv")
    assert rows.frame["b"].tolist() == ["1", "3"]
