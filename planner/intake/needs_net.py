"""The second net of triage: where the lexicon finds no need, a small linear model suggests one, and says why.

Each word weighs for each need by itself, by its pieces and by its meanings (``meanings.txt``). The model never takes a
need away, and is asked only where the lexicon says nothing. ``tools/fit_needs.py`` fits its table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.intake.second_net import BIAS, Meanings, pieces, tokens_of
from planner.intake.words import Words
from planner.model.referral import NeedCode

PIECE = 0.3
"""What a piece of a word counts beside a word, which counts 1."""
_FEWEST = 5
"""A text of fewer different words is weighed as if it had so many."""
_SHOWN = 3


@dataclass(slots=True)
class NeedsNet:
    """``weights`` by feature, one for each of ``codes``; from ``threshold`` (0…1) on a need is suggested."""

    codes: tuple[NeedCode, ...]
    weights: Mapping[str, tuple[float, ...]]
    meanings: Meanings
    threshold: float
    silent: frozenset[str] = frozenset()
    _token: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def suggest(self, words: Words) -> tuple[tuple[NeedCode, str], ...]:
        """Needs of a text in which the lexicon found none, each with the words that weighed most; often nothing."""
        tokens = tokens_of(words)
        if not tokens:
            return ()
        scores = self.scores(words, tokens)
        return tuple(
            (code, f"suggested by {said}")
            for at, (code, score) in enumerate(zip(self.codes, scores, strict=True))
            if score >= self.threshold and (said := self._said(tokens, at))
        )

    def scores(self, words: Words, tokens: list[str]) -> list[float]:
        """0…1 for each code."""
        sums = [0.0] * len(self.codes)
        for row in (
            *map(self._weigh, tokens),
            *(self.weights[f"k:{name}"] for name in self.meanings.script(words.text) if self._has(name)),
        ):
            for at, weight in enumerate(row):
                sums[at] += weight
        even = evenness(len(tokens))
        return [
            1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, bias + total * even))))
            for bias, total in zip(self.weights[BIAS], sums, strict=True)
        ]

    def _has(self, name: str) -> bool:
        return f"k:{name}" in self.weights

    def _weigh(self, token: str) -> tuple[float, ...]:
        """What one word weighs for each code; remembered."""
        known = self._token.get(token)
        if known is None:
            features = of_token(token, self.meanings)
            rows = [(value, self.weights[name]) for name, value in features if name in self.weights]
            known = tuple(sum(value * row[at] for value, row in rows) for at in range(len(self.codes)))
            self._token[token] = known
        return known

    def _said(self, tokens: list[str], at: int) -> str:
        """The words that speak most for a code; a person's name or a number is never shown."""
        ranked = sorted(tokens, key=lambda token: (-self._weigh(token)[at], token))
        shown = [t for t in ranked if self._weigh(t)[at] > 0 and t != "#" and t not in self.silent and self._knows(t)]
        return ", ".join(shown[:_SHOWN])

    def _knows(self, token: str) -> bool:
        return f"w:{token}" in self.weights or bool(self.meanings.word(token))


def of_token(token: str, meanings: Meanings) -> list[tuple[str, float]]:
    """The features of one word: itself, its pieces, its meanings."""
    found = [(f"w:{token}", 1.0), *((f"c:{piece}", PIECE) for piece in pieces(token))]
    return found + [(f"k:{name}", 1.0) for name in sorted(meanings.word(token))]


def need_features(words: Words, meanings: Meanings) -> dict[str, float]:
    """The features of a text as the fit sees them; :meth:`NeedsNet.scores` is their weighted sum."""
    tokens = tokens_of(words)
    found: dict[str, float] = {}
    for token in tokens:
        for name, value in of_token(token, meanings):
            found[name] = found.get(name, 0.0) + value
    for name in meanings.script(words.text):
        found[f"k:{name}"] = found.get(f"k:{name}", 0.0) + 1.0
    even = evenness(len(tokens))
    return {name: value * even for name, value in found.items()}


def evenness(count: int) -> float:
    """What a text of so many words is multiplied by, so that length alone says nothing."""
    return 2.0 / math.sqrt(max(_FEWEST, count))
