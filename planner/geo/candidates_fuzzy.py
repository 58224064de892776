"""Words of the gazetteer near a misspelt word, without comparing it to all of them.

Every known word is filed under itself and under each of its one-letter deletions; a misspelt word is looked up the same
way, which meets every word one edit away (and many two away). Long words are also filed by their two ends, so that two
edits in the middle are met; and all by their consonants, for vowels left out when texting.
What is met is then judged by Damerau–Levenshtein (optimal string alignment) distance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from planner.geo.address_words import TALK

SHORTEST = 4
MOST = 3
_MEMORY = 20_000


def allowed(length: int) -> int:
    """How many edits a word of that many letters may carry and still be read as another word."""
    if length < SHORTEST:
        return 0
    return 1 if length < 8 else 2


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLED = re.compile(r"(.)\1+")
SHORTEST_SKELETON = 4


def _skeleton(word: str) -> str:
    """First letter and consonants, doubled letters once: what texting leaves of *pinggiran* is *pngiran*."""
    bare = _DOUBLED.sub(r"\1", word[0] + word[1:].translate(_VOWELS))
    return f"#{bare}" if len(bare) >= SHORTEST_SKELETON else ""


def _ends(word: str) -> str:
    return f"{word[:2]}*{word[-2:]}"


class FuzzyWords:
    """Known words, to be asked for the nearest of a misspelt one; answers are remembered up to a fixed number."""

    def __init__(self, known: Iterable[str]) -> None:
        self._filed: dict[str, list[str]] = {}
        for word in sorted(set(known)):
            if len(word) < SHORTEST:
                continue
            for key in {word, *_deletions(word)}:
                self._filed.setdefault(key, []).append(word)
            if len(word) >= 8:
                self._filed.setdefault(_ends(word), []).append(word)
            if skeleton := _skeleton(word):
                self._filed.setdefault(skeleton, []).append(word)
        self._answers: dict[str, tuple[tuple[str, int], ...]] = {}

    def near(self, word: str) -> tuple[tuple[str, int], ...]:
        """Up to three known words within :func:`allowed` edits of ``word``, nearest first, with their distance."""
        answer = self._answers.get(word)
        if answer is None:
            if len(self._answers) >= _MEMORY:
                self._answers.clear()
            answer = self._answers[word] = self._search(word)
        return answer

    def _search(self, word: str) -> tuple[tuple[str, int], ...]:
        most = allowed(len(word))
        if most == 0 or word in TALK:
            return ()
        skeleton = _skeleton(word)
        keys = {word, *_deletions(word), skeleton} | ({_ends(word)} if len(word) >= 7 else set())
        met = {known for key in keys for known in self._filed.get(key, ())}
        near = []
        for known in met:
            distance = OSA.distance(word, known, score_cutoff=most)
            if distance <= min(most, allowed(len(known))):
                near.append((known, distance))
            elif skeleton and len(word) < len(known) and skeleton == _skeleton(known):
                near.append((known, 1))  # only vowels and doubled letters are left out
        near.sort(key=lambda pair: (pair[1], pair[0][0] != word[0], pair[0]))
        return tuple(near[:MOST])
