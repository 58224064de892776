"""The word lists as an officer finds them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parents[2] / "data" / "lexicon").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_phrase_has_one_home(file):
    """Every section stands once in its file, and no phrase twice in its section: whoever edits one finds all of it."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    heads = Counter(line for line in lines if line.startswith("["))
    assert [head for head, times in heads.items() if times > 1] == []
    section, found = "", Counter()
    for line in lines:
        section = line if line.startswith("[") else section
        found[section, line] += 1
    assert [where for where, times in found.items() if times > 1] == []
