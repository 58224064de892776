"""Reasons for placements and links in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.geo import geocode_reason
from planner.model.reason import cell_of, told
from planner.report.because_words import link_text, reason_text
from planner.report.words import LANGUAGES, under

PLANNER = Path(__file__).parents[2] / "planner"
SOURCES = [
    PLANNER / "geo" / "geocode.py",
    PLANNER / "geo" / "geocode_reason.py",
    PLANNER / "workspace" / "storing.py",
    *(PLANNER / "intake" / "linking").glob("*.py"),
]
NODES = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
TABLES = (*geocode_reason.SAID, *geocode_reason._PASSED.values(), *geocode_reason._POINT.values())


def handed_out() -> Iterator[str]:
    """Every code that these sources give to ``told``, ``Detail`` or a verdict."""
    at = {"told": 0, "Detail": 0, "Verdict": 2}
    for call in (node for node in NODES if isinstance(node, ast.Call)):
        position = at.get(getattr(call.func, "id", ""), len(call.args))
        for given in call.args[position : position + 1]:
            if isinstance(given, ast.Constant):
                yield given.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_rooms_has_words_and_no_words_are_without_a_code(language):
    """A reason that geocoding or linking can give is put into words in both languages, and none are left over."""
    texts = {node.value for node in NODES if isinstance(node, ast.Constant)}
    codes, words = {*handed_out(), *TABLES}, under("because", language)
    assert len(codes) > 50
    assert codes - words.keys() == set()
    assert words.keys() - texts == set()


def test_parts_and_names_are_said_in_the_readers_language():
    """Each part is told in Malay or English, and names stay as they are, whatever is written in them."""
    cell = cell_of([told("names", name="PPR Jelatek"), told("edits"), told("unknown", name="ppr; srii {x}")])
    assert reason_text(cell, "ms") == "menyebut PPR Jelatek; ejaan berbeza; “ppr; srii {x}” tiada dalam gazetir"
    assert reason_text(cell, "en") == "names PPR Jelatek; spelling differs; “ppr; srii {x}” is not in the gazetteer"
    assert reason_text("", "ms") == ""


def test_a_links_reason_is_said_in_the_readers_language():
    """The code of a pair becomes a sentence."""
    assert link_text("two_doors", "en") == "two different doors"
    assert link_text("two_doors", "ms") == "dua pintu berbeza"
