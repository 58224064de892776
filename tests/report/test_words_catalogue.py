"""The catalogue of words: complete in both languages, and complete for the code that asks it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from planner.model.dispatch import Status, UnservedReason, VehicleKind
from planner.model.place import Grade
from planner.report.words import LANGUAGES, catalogue
from planner.scoring import clusters

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "planner" / "report").glob("*.py"), *(ROOT / "planner" / "ui").glob("*.py")]


def fields(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_fields():
    """No string is missing on either side, none is empty, and each takes the same fields."""
    malay, english = catalogue("ms"), catalogue("en")
    assert malay.keys() == english.keys()
    assert all(text.strip() for text in (*malay.values(), *english.values()))
    assert [key for key in malay if fields(malay[key]) != fields(english[key])] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_key_written_in_code_exists(source):
    """Each literal key given to word() or say() is in the catalogue."""
    code = source.read_text(encoding="utf-8")
    asked = set(re.findall(r'\bword\(\s*"([^"{]+)"', code)) | {
        f"ui.{key}" for key in re.findall(r'\bsay\("([^"{]+)"', code)
    }
    assert asked - catalogue("ms").keys() == set()


def test_every_script_key_exists():
    """Each literal key that a script of the map asks for is in the catalogue."""
    for script in (ROOT / "planner" / "report" / "assets").glob("*.js"):
        keys = re.findall(r'\bword\("([^"]+)"\)', script.read_text(encoding="utf-8"))
        known = {key.removeprefix("map.") for key in catalogue("ms")}
        assert set(keys) - known - {"grade."} == set(), script


def test_every_fault_with_words_of_its_own_exists():
    """No refusal is told in words for a code that nothing raises, and each has both cause and action."""
    keys = {key.removeprefix("ui.fault.") for key in catalogue("ms") if key.startswith("ui.fault.E")}
    codes = {key.split(".")[0] for key in keys}
    pages = (ROOT / "docs" / "errors").glob("*.md")
    assert codes <= {code for page in pages for code in re.findall(r"^## (E\d{4}) ", page.read_text("utf-8"), re.M)}
    assert keys == {f"{code}.{part}" for code in codes for part in ("cause", "action")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_the_records_has_words(language):
    """Reasons, statuses, vehicle kinds and grades of the model, and what scoring finds, are all in the catalogue."""
    wanted = [f"reason.{r}" for r in UnservedReason] + [f"status.{s}" for s in Status]
    wanted += [f"kind.{k}" for k in VehicleKind] + [f"grade.{g}" for g in Grade]
    found = (clusters.HIGH, clusters.LOW, clusters.NONE)
    wanted += [f"cluster.{code}" for code in (*found, clusters.TOO_FEW, *(code + clusters.CELLS for code in found))]
    wanted += [f"{key}.{why}" for key in ("left_out", "left_out_why") for why in ("cooldown", "cordon", "outranked")]
    assert [key for key in wanted if key not in catalogue(language)] == []
