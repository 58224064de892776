"""Words of names written as an initial or by their consonants: *PPR D. Rejang*, *PPR Dsa Rejang*.

Only the words that names use most are thought of, as those are the ones people shorten; whoever asks must see to it
that a kind word opens the name and that a word written in full is in it.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.geo.address_words import KIND_WORDS
from planner.geo.candidates_fuzzy import SHORTEST

MOST = 6
LEAST_USES = 2
_VOWELS = str.maketrans("", "", "aeiou")


class ShortWords:
    """What a word of one to three letters may stand for; read-only once built."""

    def __init__(self, uses: Mapping[str, int]) -> None:
        """``uses``: how many names each word stands in."""
        self._filed: dict[str, list[str]] = {}
        common = [w for w, n in uses.items() if n >= LEAST_USES and w.isascii() and w.isalpha() and len(w) > 2]
        for word in sorted(common, key=lambda word: (-uses[word], word)):
            if word in KIND_WORDS:
                continue
            for key in {word[0], word[0] + word[1:].translate(_VOWELS)}:
                if len(key) < SHORTEST:
                    self._filed.setdefault(key, []).append(word)

    def of(self, short: str) -> tuple[str, ...]:
        """Up to six words that ``short`` may stand for, the most used first: an initial, or consonants in order."""
        key = short[:1] + short[1:].translate(_VOWELS)
        if len(short) > 1 and len(key) == 1:
            return ()  # do, ta: a vowel is no sign of a word
        found = self._filed.get(key, ())
        return tuple(word for word in found if len(word) > len(short) and _is_within(short, word))[:MOST]


def _is_within(short: str, word: str) -> bool:
    """Whether the letters of ``short`` stand in ``word`` in their order."""
    rest = iter(word)
    return all(letter in rest for letter in short)
