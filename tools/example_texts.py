"""All labelled texts of the project, each once, with where it comes from and which others it resembles."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "data" / "lexicon" / "examples"
OWN = ROOT / "benchmarks" / "data" / "intake"
OUTSIDERS = ("outsiders.texts.txt", "outsiders.second.txt", "outsiders.third.txt")
SOURCES = ("examples", "notes", "needs", "own", "outsiders", "generator")
"""Where a text comes from: the two files of protection examples, the needs, the benchmark's sets, the generator."""
ALIKE = 70
"""Texts with a ``token_set_ratio`` from here on stay in one fold: none is judged by a twin's label."""


@dataclass(frozen=True)
class Example:
    """A text, whether it is a protection case, its needs where they are labelled, its source and its line there."""

    text: str
    is_case: bool
    needs: frozenset[str] | None
    source: str
    line: int


def read_examples() -> list[Example]:
    """Every labelled text once; one that stands in two files keeps the needs of the file that names them."""
    found: dict[str, Example] = {}
    for one in (*_protection(), *_needs(), *_benchmark(), *_generator()):
        known = found.get(one.text)
        if known is None or known.needs is None:
            found[one.text] = one
    return list(found.values())


def _protection() -> Iterator[Example]:
    for name, source in (("protection.csv", "examples"), ("notes.csv", "notes")):
        for line, row in enumerate(_rows(name), start=2):
            yield Example(row["text"], row["protection"] == "yes", None, source, line)


def _needs() -> Iterator[Example]:
    for line, row in enumerate(_rows("needs.csv"), start=2):
        needs = frozenset(row["needs"].split(";"))
        yield Example(row["text"], "protection" in needs, needs, "needs", line)


def _rows(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _benchmark() -> Iterator[Example]:
    for name in ("texts.txt", *OUTSIDERS):
        for at, line in enumerate((OWN / name).read_text(encoding="utf-8").splitlines(), start=1):
            if line and line[:2] != "# ":
                needs, flag, text = line.split("|", 2)
                source = "outsiders" if name in OUTSIDERS else "own"
                yield Example(text, flag == "p", frozenset(needs.split(";")), source, at)


def _generator() -> Iterator[Example]:
    phrases = tomllib.loads((ROOT / "data" / "synthetic" / "phrases.toml").read_text(encoding="utf-8"))
    for need, by_language in phrases.items():
        for lines in by_language.values() if isinstance(by_language, dict) else ():
            for line in lines if isinstance(lines, list) else ():
                is_case = need in ("domestic_violence", "child_abuse")
                yield Example(re.sub(r"\{\w+\}", "3", line), is_case, None, "generator", 0)


def groups_of(texts: list[str]) -> np.ndarray:
    """A number for each text; texts alike from :data:`ALIKE` on, directly or through others, share it."""
    parent = list(range(len(texts)))

    def top(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    for start in range(0, len(texts), 500):
        part, rest = texts[start : start + 500], texts[start:]
        alike = process.cdist(part, rest, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for left, right in zip(*np.nonzero(alike), strict=True):
            parent[top(start + int(left))] = top(start + int(right))
    return np.array([top(at) for at in range(len(texts))])
