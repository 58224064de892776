"""The words shown to people, Malay first and English second, from one catalogue for each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from planner.settings import read_settings

Language = Literal["ms", "en"]
LANGUAGES: tuple[Language, ...] = ("ms", "en")


def _flatten(node: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in node.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """All words of ``language`` by dotted key, such as ``sheet.plan_b``. The catalogue ships with the program."""
    path = read_settings().data_dir / "words" / f"{language}.toml"
    return _flatten(tomllib.loads(path.read_text(encoding="utf-8")))


def word(key: str, language: Language, **fields: object) -> str:
    """The words at ``key`` with ``fields`` put in; KeyError for a key the catalogue lacks (a test finds those)."""
    return catalogue(language)[key].format(**fields)


def word_or(key: str, language: Language, otherwise: str) -> str:
    """The words at ``key``, or ``otherwise`` for a key that comes from data and may be unknown."""
    return catalogue(language).get(key, otherwise)


def told(text: str, language: Language) -> str:
    """A note of a road file: that of the demonstration's in ``language``, any other as its owner wrote it."""
    known = next((key for key, said in under("network", "en").items() if said == text), None)
    return text if known is None else word(f"network.{known}", language)


def under(prefix: str, language: Language) -> dict[str, str]:
    """The words whose keys start with ``prefix.``, keyed by what follows it."""
    start = prefix + "."
    return {key.removeprefix(start): text for key, text in catalogue(language).items() if key.startswith(start)}
