"""The words shown to people, Malay first and English second, from one catalogue for each language."""

from __future__ import annotations

import re
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
    """The words at ``key`` with ``fields`` put in, one of a thing in the singular where the language has one.

    KeyError for a key the catalogue lacks (a test finds those).
    """
    template = catalogue(language)[key]
    if language == "en" and any(str(value) == "1" for value in fields.values()):
        template = _COUNTED.sub(lambda found: _as_counted(found, fields), template)
    return template.format(**fields)


_COUNTED = re.compile(
    r"(?<!the )\{(?P<field>\w+)\} (?P<between>more )?"
    r"(?P<thing>basket|household|stop|route|minute|place|home|car|row|day|sheet)s\b(?! are| have)"
)


def _as_counted(found: re.Match[str], fields: Mapping[str, object]) -> str:
    if str(fields.get(found["field"])) != "1":
        return found[0]
    return f"{{{found['field']}}} {found['between'] or ''}{found['thing']}"


def counted(count: int, thing: str) -> str:
    """``1 run sheet``, ``2 run sheets``: what a command says in English."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


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
