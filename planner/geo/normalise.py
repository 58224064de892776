"""One spelling for every word of an address: folding, abbreviations, Sri/Seri, Dato'/Datuk, Air/Ayer."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from planner.geo.address_words import PHRASES, SPELLINGS

_APOSTROPHES = re.compile("['’‘`´ʼ]")
_INITIALS = re.compile(r"(?<![a-z0-9])([a-z])\.\s?([a-z])\.(?:\s?([a-z])\.)?")
_TOKEN = re.compile(
    r"[^\W\d_]+(?=\d)|\d+[a-z]?(?:/\d+[a-z]?)+|\d+(?:st|nd|rd|th)\b|\d+[a-z]?\b|\d+|[^\W\d_]+|[,;\n()|:]|\.(?=\s|$)"
)
_BRACKETED = re.compile(r"\(\s*(ppr|pa)\s*\)")
_SLASHED = re.compile(r"(?<![a-z])(l/raya|w/p|s/o|d/o)(?![a-z])")
_ABBREVIATIONS = "jln jl kg kpg tmn sg bkt bt pers psn lrg lor bdr sek blk apt no dr st hj kmpg"
_SOFT_STOP = frozenset(_ABBREVIATIONS.split())
_ROMAN = {"ii": "2", "iii": "3", "iv": "4"}


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, one Unicode form, no accents, apostrophes or dotted initials (``K.L.`` → ``kl``)."""
    flat = unicodedata.normalize("NFKC", text).lower()
    if not flat.isascii():
        flat = _APOSTROPHES.sub("", flat)
        decomposed = unicodedata.normalize("NFD", flat)
        flat = unicodedata.normalize("NFC", "".join(c for c in decomposed if not _is_accent(c)))
    flat = flat.replace("'", "").replace("`", "")
    if "." in flat:
        flat = _INITIALS.sub(lambda m: "".join(part or "" for part in m.groups()) + " ", flat)
    if "(p" in flat:
        flat = _BRACKETED.sub(r" \1 ", flat)
    if "/" in flat:
        flat = _SLASHED.sub(lambda m: {"l/raya": "lebuhraya"}.get(m[1], m[1].replace("/", "")), flat)
    return flat


def _is_accent(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens in one spelling and, for each, whether a hard break (comma, stop, line end) stands before it."""

    tokens: tuple[str, ...]
    breaks: tuple[bool, ...]


def words(text: str) -> Words:
    """The words of ``text`` (any spelling) as :class:`Words`."""
    return words_of_folded(fold(text))


def words_of_folded(folded: str) -> Words:
    """As :func:`words`, for text that went through :func:`fold` already."""
    tokens: list[str] = []
    breaks: list[bool] = []
    pending, last = True, ""
    for raw in _TOKEN.findall(folded):
        if raw in ",;\n()|:" or raw == ".":
            pending = pending or raw != "." or (len(last) > 2 and last not in _SOFT_STOP)
            continue
        last = raw
        for part in SPELLINGS.get(raw, raw).split(" "):
            tokens.append(part)
            breaks.append(pending)
            pending = False
    _join_phrases(tokens, breaks)
    _romans(tokens, breaks)
    return Words(tuple(tokens), tuple(breaks))


_PHRASE_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _phrase, _word in PHRASES:
    _parts = tuple(_phrase.split())
    _PHRASE_BY_FIRST.setdefault(_parts[0], []).append((_parts, _word))
_FIRSTS = frozenset(_PHRASE_BY_FIRST)


def _join_phrases(tokens: list[str], breaks: list[bool]) -> None:
    if _FIRSTS.isdisjoint(tokens):
        return
    at = 0
    while at < len(tokens):
        for parts, word in _PHRASE_BY_FIRST.get(tokens[at], ()):
            end = at + len(parts)
            if tuple(tokens[at:end]) == parts and not any(breaks[at + 1 : end]):
                tokens[at:end] = [word]
                breaks[at + 1 : end] = []
                at -= 1  # a joined word may begin another phrase
                break
        at += 1
        at = max(at, 0)


def _romans(tokens: list[str], breaks: list[bool]) -> None:
    for at, token in enumerate(tokens):
        if token in _ROMAN:
            tokens[at] = _ROMAN[token]
        elif token in {"i"} and at > 1 and not breaks[at] and (at + 1 == len(tokens) or breaks[at + 1]):
            tokens[at] = "1"


def squash(tokens: tuple[str, ...] | list[str]) -> str:
    """The tokens as one string, so that *park city* and *parkcity* are the same name."""
    return "".join(tokens)
