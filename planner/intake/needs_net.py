"""The second net of triage: a small linear model that weighs what the lexicon found with all the other words.

Each word weighs for each need by itself, by its pieces and by its meanings (``need_meanings.txt``); so do the phrases
the lexicon met and the needs it read from them. A need stands when its sum reaches the need's bound: the model adds
what no phrase names, and lets go what a phrase found by chance. ``tools/fit_needs.py`` fits its table and bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planner.intake.second_net import BIAS, Meanings, evenness, pieces, tokens_of
from planner.intake.words import NUMBER, Words
from planner.model.referral import NeedCode

PIECE, PHRASE = 0.2, 0.7
"""What a piece of a word and a phrase of the lexicon count beside a word, which counts 1."""
_FEWEST = 5
"""A text of fewer different words is weighed as if it had so many."""
_SHOWN = 3


@dataclass(slots=True)
class NeedsNet:
    """``weights`` by feature, one for each of ``codes``; from its bound (about 0…1) on a need is meant."""

    codes: tuple[NeedCode, ...]
    weights: Mapping[str, tuple[float, ...]]
    meanings: Meanings
    bounds: tuple[float, ...]
    silent: frozenset[str] = frozenset()
    _token: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def decide(self, words: Words, heard: Iterable[str]) -> list[NeedCode]:
        """The needs meant, often none; ``heard`` as :func:`heard_of` tells it."""
        scores = self.scores(words, tokens_of(words), heard)
        return [code for code, score, bound in zip(self.codes, scores, self.bounds, strict=True) if score >= bound]

    def said(self, words: Words, code: NeedCode) -> str:
        """The words that speak most for a need; a person's name or a number is never shown."""
        at = self.codes.index(code)
        weights = {token: self._of(token)[at] for token in tokens_of(words)}
        ranked = sorted(weights, key=lambda token: (-weights[token], token))
        shown = [t for t in ranked if weights[t] > 0 and t != NUMBER and t not in self.silent and self._knows(t)]
        return ", ".join(shown[:_SHOWN])

    def scores(self, words: Words, tokens: list[str], heard: Iterable[str]) -> list[float]:
        """About 0…1 for each code: the weighted sum of the features."""
        known, weights = self._token, self.weights
        rows = [known.get(token) or self._of(token) for token in tokens]
        rows += [weights[name] for name in self._script(words) if name in weights]
        said = [(PHRASE if name[0] == "x" else 1.0, weights[name]) for name in heard if name in weights]
        even, bias = evenness(len(tokens), _FEWEST), weights[BIAS]
        sums = map(sum, zip(*rows, strict=True)) if rows else (0.0,) * len(bias)
        found = [base + total * even for base, total in zip(bias, sums, strict=True)]
        for value, row in said:
            found = [total + value * weight for total, weight in zip(found, row, strict=True)]
        return found

    def _script(self, words: Words) -> list[str]:
        return [] if words.text.isascii() else [f"k:{name}" for name in sorted(self.meanings.script(words.text))]

    def _of(self, token: str) -> tuple[float, ...]:
        """What one word weighs for each code; remembered."""
        known = self._token.get(token)
        if known is None:
            rows = [
                (value, self.weights[name]) for name, value in of_token(token, self.meanings) if name in self.weights
            ]
            found = (sum([value * row[at] for value, row in rows]) for at in range(len(self.codes)))
            known = self._token[token] = tuple(found)
        return known

    def _knows(self, token: str) -> bool:
        return f"w:{token}" in self.weights or bool(self.meanings.word(token))


def heard_of(needs: Iterable[NeedCode], phrases: Iterable[str]) -> list[str]:
    """Features of what the lexicon made of a text: its needs, and every phrase it met."""
    return list(dict.fromkeys([*(f"l:{need}" for need in needs), *(f"x:{phrase}" for phrase in phrases)]))


def of_token(token: str, meanings: Meanings) -> list[tuple[str, float]]:
    """The features of one word: itself, its pieces, its meanings."""
    found = [(f"w:{token}", 1.0), *((f"c:{piece}", PIECE) for piece in pieces(token))]
    return found + [(f"k:{name}", 1.0) for name in sorted(meanings.word(token))]


def need_features(words: Words, meanings: Meanings, heard: Iterable[str]) -> dict[str, float]:
    """The features of a text as the fit sees them; :meth:`NeedsNet.scores` is their weighted sum."""
    tokens = tokens_of(words)
    found: dict[str, float] = {}
    for token in tokens:
        for name, value in of_token(token, meanings):
            found[name] = found.get(name, 0.0) + value
    for name in meanings.script(words.text):
        found[f"k:{name}"] = found.get(f"k:{name}", 0.0) + 1.0
    even = evenness(len(tokens), _FEWEST)
    return {name: value * even for name, value in found.items()} | {
        name: PHRASE if name[0] == "x" else 1.0 for name in heard
    }
