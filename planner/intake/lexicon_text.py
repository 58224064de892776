"""The text of a lexicon file to its entries: sections in square brackets, one phrase a line, ``#`` opens a comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.intake.words import fold


def sections(text: str) -> dict[str, list[str]]:
    """Lines of each ``[section]`` of a lexicon file; a section that comes twice is one."""
    found: dict[str, list[str]] = {}
    name = "words"
    for line in _lines(text):
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1].strip().lower()
            found.setdefault(name, [])
        else:
            found.setdefault(name, []).append(fold(line))
    return found


def pairs(text: str) -> dict[str, str]:
    """``left = right`` lines of a lexicon file."""
    split = (line.partition("=") for line in _lines(text) if "=" in line)
    return {fold(left.strip()): fold(right.strip()) for left, _, right in split}


def groups(text: str) -> dict[str, frozenset[str]]:
    """``name = word, word`` lines as groups of words."""
    return {
        name: frozenset(word.strip() for word in words.split(",") if word.strip())
        for name, words in pairs(text).items()
    }


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = line.strip().removeprefix("\ufeff")
        if bare and not bare.startswith("# ") and bare != "#":
            yield bare


def merged(tables: Mapping[str, list[str]], prefix: str) -> Iterator[tuple[str, str]]:
    """``(rest of the section's name, line)`` of every section whose name begins with ``prefix``."""
    for name, lines in tables.items():
        if name.startswith(prefix):
            yield from ((name[len(prefix) :].strip(), line) for line in lines)
