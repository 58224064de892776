"""Reasons of the rooms in the reader's language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from planner.geo import geocode_words
from planner.report.because_words import reason_text
from planner.report.words import catalogue

ROOT = Path(__file__).parents[2]


def linking_reasons() -> list[str]:
    """Every sentence that linking's evidence gives as the third part of a verdict."""
    tree = ast.parse((ROOT / "planner" / "intake" / "linking" / "evidence.py").read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Verdict"
    ]
    said = [call.args[2].value for call in calls if len(call.args) > 2 and isinstance(call.args[2], ast.Constant)]
    return sorted({text for text in said if text})


@pytest.mark.parametrize("text", [*geocode_words._SAYS.values(), *linking_reasons()])
def test_every_reason_of_the_rooms_has_malay_words(text):
    """A reason that geocoding or linking can give is never shown in English on a Malay page."""
    assert reason_text(text, "ms") != text
    assert reason_text(text, "ms") in catalogue("ms").values()
    assert reason_text(text, "en") == text


def test_parts_and_names_are_kept_apart():
    """Each part is told in Malay, names stay as they are, and an unknown part stays as it was written."""
    given = "names PPR Jelatek; spelling differs; “ppr srii” is not in the gazetteer; something new"
    told = reason_text(given, "ms")
    assert told == "menyebut PPR Jelatek; ejaan berbeza; “ppr srii” tiada dalam gazetir; something new"
