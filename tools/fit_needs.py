"""Fits the second net of triage and says honestly what it adds: ``python -m tools.fit_needs [--write]``.

Learns from all texts with labelled needs (:mod:`tools.example_texts`) that are no protection cases. Prints macro-F1 of
the lexicon alone and of both nets, the model out of fold in folds that keep alike texts together. ``--write`` puts
``data/lexicon/needs_net.csv`` in place.
"""

from __future__ import annotations

import argparse
import csv

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from planner.adapters.intake_rules import load_lexicon, load_meanings
from planner.intake.needs_net import need_features
from planner.intake.rules import LEXICON_NEEDS
from planner.intake.second_net import BIAS
from planner.intake.triage import triage
from tools.example_texts import ROOT, groups_of, read_examples

WEIGHTS = ROOT / "data" / "lexicon" / "needs_net.csv"
CODES = tuple(str(code.value) for code in LEXICON_NEEDS)
STRENGTH, FEWEST_TEXTS, SMALLEST = 3.0, 2, 0.02
"""Inverse strength of the ridge; features in fewer texts, and smaller weights, are left out."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


def fit(rows: csr_matrix, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (codes x features) and biases, one ridge logistic regression a code."""
    kept = np.flatnonzero(np.asarray((rows != 0).sum(axis=0)).ravel() >= FEWEST_TEXTS)
    weights, biases = np.zeros((len(CODES), rows.shape[1])), np.zeros(len(CODES))
    for at in range(len(CODES)):
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, max_iter=5000, random_state=0,
            intercept_scaling=5.0,
        ).fit(rows[:, kept], truth[:, at])  # fmt: skip
        weights[at, kept] = np.round(model.coef_[0], 2)
        biases[at] = round(float(model.intercept_[0]), 3)
    weights[np.abs(weights) < SMALLEST] = 0.0
    return weights, biases


def scored(rows: csr_matrix, weights: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """0…1 by text and code."""
    return 1.0 / (1.0 + np.exp(-(rows @ weights.T + biases)))


def macro_f1(truth: list[frozenset[str]], found: list[frozenset[str]]) -> float:
    """Mean F1 over all codes and ``unclassified``."""
    scores = []
    for code in (*CODES, "unclassified"):
        both = sum(code in one and code in other for one, other in zip(truth, found, strict=True))
        either = sum(code in one for one in truth) + sum(code in one for one in found)
        scores.append(2 * both / either if either else 1.0)
    return float(np.mean(scores))


def together(lexicon: list[frozenset[str]], scores: np.ndarray, threshold: float) -> list[frozenset[str]]:
    """The lexicon's needs, or where it has none the model's."""
    none = frozenset({"unclassified"})
    model = [frozenset(code for code, score in zip(CODES, row, strict=True) if score >= threshold) for row in scores]
    return [(suggested or none) if first == none else first for first, suggested in zip(lexicon, model, strict=True)]


def main() -> None:
    """Judge, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lexicon, meanings = load_lexicon(ROOT / "data"), load_meanings(ROOT / "data")
    texts = [one for one in read_examples() if one.needs and not one.is_case]
    words = [lexicon.reader.read(one.text) for one in texts]
    truth = [one.needs or frozenset() for one in texts]
    first = [frozenset(str(code.value) for code in triage(read, lexicon).needs) for read in words]
    vectorizer = DictVectorizer(sort=True)
    rows = vectorizer.fit_transform([need_features(read, meanings) for read in words]).tocsr()
    labels = np.array([[code in needs for code in CODES] for needs in truth])
    scores = np.zeros(labels.shape)
    groups = groups_of([one.text for one in texts])
    for learn, judge in GroupKFold(8, shuffle=True, random_state=5).split(rows, groups=groups):
        scores[judge] = scored(rows[judge], *fit(rows[learn], labels[learn]))
    print(f"{len(texts)} texts with needs")
    for source in ("needs", "own", "outsiders"):
        at = [i for i, one in enumerate(texts) if one.source == source]
        said = [f"{source} ({len(at)}): lexicon {macro_f1([truth[i] for i in at], [first[i] for i in at]):.3f}"]
        for threshold in THRESHOLDS:
            both = together([first[i] for i in at], scores[at], threshold)
            said.append(f"both from {threshold}: {macro_f1([truth[i] for i in at], both):.3f}")
        print(", ".join(said))
    if given.write:
        weights, biases = fit(rows, labels)
        with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerows([("feature", *CODES), (BIAS, *(f"{bias:g}" for bias in biases))])
            for at in np.flatnonzero(np.abs(weights).sum(axis=0)):
                out.writerow((vectorizer.get_feature_names_out()[at], *(f"{value:g}" for value in weights[:, at])))


if __name__ == "__main__":
    main()
