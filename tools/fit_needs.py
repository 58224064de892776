"""Fits the second net of triage and says honestly what it adds: ``python -m tools.fit_needs [--write]``.

Learns from all texts with labelled needs (:mod:`tools.example_texts`), of protection cases from those that name a plain
need too. Prints macro-F1 of the lexicon alone and of both nets, weights and bounds each chosen without the fold they
are judged on, in folds that keep alike texts together. ``--write`` puts ``data/lexicon/needs_net.csv`` and the bounds
in ``data/settings/second_net.toml`` in place.
"""

from __future__ import annotations

import argparse
import csv
import re
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer

from planner.adapters.intake_rules import load_lexicon, load_need_meanings
from planner.intake.needs_net import heard_of, need_features
from planner.intake.rules import LEXICON_NEEDS
from planner.intake.second_net import BIAS
from planner.intake.triage import triage
from tools.example_texts import ROOT, SOURCES, Example, groups_of, read_examples

WEIGHTS, SETTINGS = ROOT / "data" / "lexicon" / "needs_net.csv", ROOT / "data" / "settings" / "second_net.toml"
CODES = tuple(str(code.value) for code in LEXICON_NEEDS)
STRENGTH = 5.0
"""Of the ridge; 3 to 10 differ little."""
FEWEST_TEXTS, SMALLEST, LEAST = {"c": 4}, 0.02, 0.005
"""Texts a feature must stand in by its kind (2 if not named); rows of weights that are all smaller, and single ones."""
FOLDS = 8
GRID = np.arange(0.1, 0.9, 0.02)


@dataclass(frozen=True)
class Fitted:
    """Weights (features x codes) and biases of a ridge regression on 0 and 1."""

    weights: np.ndarray
    bias: np.ndarray

    def score(self, rows: csr_matrix) -> np.ndarray:
        """About 0…1 by text and code."""
        return np.asarray(rows @ self.weights + self.bias)


def fit(rows: csr_matrix, truth: np.ndarray) -> Fitted:
    """Least squares with a ridge, for all codes at once, solved over texts (there are fewer than features)."""
    likeness = (rows @ rows.T).toarray() + 1.0 + STRENGTH * np.eye(rows.shape[0])
    pull = cho_solve(cho_factor(likeness, lower=True), truth.astype(float) - 0.5)
    weights = np.round(rows.T @ pull, 3)
    weights[np.abs(weights).max(axis=1) < SMALLEST] = 0.0
    weights[np.abs(weights) < LEAST] = 0.0
    return Fitted(weights, np.round(pull.sum(axis=0) + 0.5, 3))


def out_of_fold(rows: csr_matrix, truth: np.ndarray, fold: np.ndarray, learnt: np.ndarray) -> np.ndarray:
    """Scores of each text by a model that saw neither it nor its like."""
    scores = np.zeros(truth.shape)
    for turn in np.unique(fold):
        known = learnt & (fold != turn)
        scores[fold == turn] = fit(rows[known], truth[known]).score(rows[fold == turn])
    return scores


def f1(truth: np.ndarray, found: np.ndarray) -> float:
    """F1 of two columns of yes and no."""
    either = truth.sum() + found.sum()
    return float(2 * (truth & found).sum() / either) if either else 1.0


def bounds_for(truth: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Each code's bound with the best F1, evened over its neighbours so that one text does not decide."""
    found = []
    for at in range(len(CODES)):
        of_bound = [f1(truth[:, at], scores[:, at] >= bound) for bound in GRID]
        evened = np.convolve(np.pad(of_bound, 2, mode="edge"), np.ones(5) / 5, "valid")
        found.append(GRID[int(np.argmax(evened))])
    return np.round(np.array(found), 2)


def macro_f1(truth: np.ndarray, found: np.ndarray) -> tuple[float, list[float]]:
    """Mean F1 over all codes and ``unclassified``, and each."""
    each = [f1(truth[:, at], found[:, at]) for at in range(len(CODES))]
    each.append(f1(np.logical_not(truth.any(axis=1)), np.logical_not(found.any(axis=1))))
    return float(np.mean(each)), each


def folds_of(texts: list[Example]) -> np.ndarray:
    """A fold for each text, alike texts in one."""
    groups = groups_of([one.text for one in texts])
    turn = dict(zip(np.unique(groups), np.random.default_rng(5).integers(0, FOLDS, len(groups)), strict=False))
    return np.array([turn[group] for group in groups])


def table_of(texts: list[Example]) -> tuple[csr_matrix, list[str], np.ndarray]:
    """Features by text, their names, and what the lexicon alone finds."""
    lexicon, meanings = load_lexicon(ROOT / "data"), load_need_meanings(ROOT / "data")
    found, first = [], []
    for one in texts:
        words = lexicon.reader.read(one.text)
        needs = triage(words, lexicon).needs
        phrases = (match.source for match in lexicon.needs.find(words))
        found.append(need_features(words, meanings, heard_of(needs, phrases)))
        first.append([code in needs for code in LEXICON_NEEDS])
    vectorizer = DictVectorizer(sort=True)
    rows = vectorizer.fit_transform(found).tocsr()
    names = vectorizer.get_feature_names_out()
    least = np.array([FEWEST_TEXTS.get(name[0], 2) for name in names])
    kept = np.flatnonzero(np.asarray((rows != 0).sum(axis=0)).ravel() >= least)
    return rows[:, kept], [str(names[at]) for at in kept], np.array(first)


def nested(truth: np.ndarray, scores: np.ndarray, fold: np.ndarray, is_plain: np.ndarray) -> np.ndarray:
    """What both nets find, each fold by bounds of the others."""
    found = np.zeros(truth.shape, dtype=bool)
    for turn in np.unique(fold):
        others = is_plain & (fold != turn)
        found[fold == turn] = scores[fold == turn] >= bounds_for(truth[others], scores[others])
    return found


def report(texts: list[Example], truth: np.ndarray, first: np.ndarray, found: np.ndarray, of: np.ndarray) -> None:
    """Lexicon and both nets, by source and for all plain texts."""
    source = np.array([one.source for one in texts])
    for name in (*SOURCES, "all"):
        part = of & ((source == name) | (name == "all"))
        if part.any():
            alone, (both, each) = macro_f1(truth[part], first[part])[0], macro_f1(truth[part], found[part])
            print(f"{name} ({part.sum()} plain texts): lexicon {alone:.3f}, both {both:.3f}")
    print("  ".join(f"{code} {score:.2f}" for code, score in zip((*CODES, "unclassified"), each, strict=True)))


def write(fitted: Fitted, names: list[str], bounds: np.ndarray) -> None:
    """The weights as a table sorted by name, and the bounds in the settings an officer may change."""
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerows([("feature", *CODES), (BIAS, *(f"{bias:g}" for bias in fitted.bias))])
        for at in np.flatnonzero(np.abs(fitted.weights).sum(axis=1)):
            out.writerow((names[at], *(f"{weight:g}" for weight in fitted.weights[at])))
    text = SETTINGS.read_text(encoding="utf-8")
    for code, bound in zip(CODES, bounds, strict=True):
        text = re.sub(rf"(?m)^{code} = \S+", f"{code} = {bound:.2f}", text)
    SETTINGS.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Judge, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    texts = [one for one in read_examples() if one.needs and one.needs != {"protection"}]
    rows, names, first = table_of(texts)
    truth = np.array([[code in (one.needs or ()) for code in CODES] for one in texts])
    is_plain = np.array([not one.is_case for one in texts])
    fold = folds_of(texts)
    scores = out_of_fold(rows, truth, fold, np.ones(len(texts), dtype=bool))
    report(texts, truth, first, nested(truth, scores, fold, is_plain), is_plain)
    if given.write:
        write(fit(rows, truth), names, bounds_for(truth[is_plain], scores[is_plain]))


if __name__ == "__main__":
    main()
