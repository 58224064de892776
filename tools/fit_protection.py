"""Fits the second net of the protection firewall, says honestly how good it is, and writes its weights down.

``python -m tools.fit_protection`` prints, over all labelled texts (:mod:`tools.example_texts`), cross-validation in
folds that keep alike texts together (weights are fitted and bounds chosen without the fold they are judged on), lexicon
and model apart and together. ``--from-line N`` judges the lines of ``protection.csv`` and
``--from-need N`` those of ``needs.csv`` from there on, fitted without them: a fresh set's first figure. ``--write``
puts ``data/lexicon/second_net.csv`` and the bounds in ``data/settings/second_net.toml`` in place. ``--misses`` shows
what the nested test missed and held.
"""

from __future__ import annotations

import argparse
import csv
import re
from dataclasses import dataclass

import numpy as np
from scipy.linalg import inv
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from planner.adapters.intake_rules import load_lexicon, load_meanings, load_need_meanings
from planner.intake.firewall import Alarm, meant, raise_alarm
from planner.intake.second_net import BIAS, features, heard_in
from tools.example_texts import ROOT, SOURCES, Example, groups_of, read_examples

WEIGHTS, SETTINGS = ROOT / "data" / "lexicon" / "second_net.csv", ROOT / "data" / "settings" / "second_net.toml"
LEAST_PRECISION = 0.80
"""Recall first, but of ten cases held at least eight should be cases, were half of all texts cases."""
STRENGTH = 8.0
"""Of the ridge; 3 to 10 differ little."""
CERTAIN = 2.0
"""The log-odds a case is fitted to; a harmless text to as much below none."""
FEWEST_TEXTS = {"b": 3, "c": 3}
SMALLEST = 0.02
"""A feature seen in fewer texts (2 if its kind is not named), or a weight smaller than this, is left out."""
FOLDS = 8
MOST_LOST = 0.01
"""An unsure phrase is let go under the score that would lose this share of its cases, out of fold."""


@dataclass(frozen=True)
class Table:
    """Labelled texts as a matrix of features, with what the lexicon alone makes of each."""

    texts: list[Example]
    names: np.ndarray
    rows: csr_matrix
    is_case: np.ndarray
    sure: np.ndarray  # a sure phrase was met
    unsure: np.ndarray  # only unsure ones were
    source: np.ndarray
    group: np.ndarray

    def part(self, wanted: np.ndarray) -> Table:
        """The rows at ``wanted`` positions or true places of a mask."""
        at = np.flatnonzero(wanted) if wanted.dtype == bool else wanted
        return Table(
            [self.texts[i] for i in at], self.names, self.rows[at], self.is_case[at], self.sure[at], self.unsure[at],
            self.source[at], self.group[at],
        )  # fmt: skip


def prepare(texts: list[Example]) -> Table:
    """The table of ``texts``; features met in too few of them are left out."""
    lexicon = load_lexicon(ROOT / "data")
    meanings, wants = load_meanings(ROOT / "data"), load_need_meanings(ROOT / "data")
    words = [lexicon.reader.read(one.text) for one in texts]
    vectorizer = DictVectorizer(sort=True)
    rows = vectorizer.fit_transform([features(read, meanings, wants, heard_in(meant(read, lexicon))) for read in words])
    names = vectorizer.get_feature_names_out()
    least = np.array([FEWEST_TEXTS.get(name[0], 2) for name in names])
    kept = np.flatnonzero(np.asarray((rows != 0).sum(axis=0)).ravel() >= least)
    alarms: list[Alarm | None] = [raise_alarm(read, lexicon) for read in words]
    return Table(
        texts, names[kept], rows.tocsr()[:, kept], np.array([one.is_case for one in texts]),
        np.array([alarm is not None and not alarm.is_unsure for alarm in alarms]),
        np.array([alarm is not None and alarm.is_unsure for alarm in alarms]),
        np.array([one.source for one in texts]), groups_of([one.text for one in texts]),
    )  # fmt: skip


@dataclass(frozen=True)
class Fitted:
    """Weights by column of the table, and the bias; the logistic of their sum is the score."""

    weights: np.ndarray
    bias: float

    def score(self, table: Table) -> np.ndarray:
        """0…1 for each row."""
        return logistic(self.bias + table.rows @ self.weights)


def logistic(odds: np.ndarray) -> np.ndarray:
    """Log-odds to 0…1."""
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def likeness_of(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of the texts' ridged likeness, and each one's pull: the dual of a weighted ridge regression."""
    share = np.where(table.is_case, table.is_case.mean(), 1.0 - table.is_case.mean())
    likeness = (table.rows @ table.rows.T).toarray() + 1.0
    likeness[np.diag_indices_from(likeness)] += STRENGTH * 2.0 * share  # cases and others weigh alike in sum
    inverse = inv(likeness, overwrite_a=True, check_finite=False)
    return inverse, inverse @ np.where(table.is_case, CERTAIN, -CERTAIN)


def fit(table: Table) -> Fitted:
    """Least squares with a ridge on the log-odds wished for, rounded as the table is written."""
    _, pull = likeness_of(table)
    weights = table.rows.T @ pull
    return Fitted(np.where(np.abs(weights) >= SMALLEST, np.round(weights, 3), 0.0), round(float(pull.sum()), 3))


def folds_of(table: Table) -> np.ndarray:
    """A fold for each text; alike texts in one, cases and sources spread evenly."""
    label = np.char.add(table.source.astype(str), table.is_case.astype(str))
    fold = np.zeros(len(table.texts), dtype=int)
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    for turn, (_, judged_on) in enumerate(splitter.split(table.rows, label, table.group)):
        fold[judged_on] = turn
    return fold


def out_of_fold(table: Table, fold: np.ndarray) -> np.ndarray:
    """Scores of each row by a model that has not seen its fold.

    The inverse of all texts gives every such model at once: what a fold's own rows add is solved out of it.
    """
    inverse, pull = likeness_of(table)
    odds = np.where(table.is_case, CERTAIN, -CERTAIN)
    for turn in np.unique(fold):
        of = np.flatnonzero(fold == turn)
        odds[of] -= np.linalg.solve(inverse[np.ix_(of, of)], pull[of])
    return logistic(odds)


@dataclass(frozen=True)
class Bounds:
    """From ``threshold`` the model holds a text; under ``release`` an unsure phrase alone no longer does."""

    threshold: float
    release: float

    def held(self, table: Table, scores: np.ndarray) -> np.ndarray:
        """What both nets together hold."""
        return table.sure | (table.unsure & (scores >= self.release)) | (~table.unsure & (scores >= self.threshold))


def bounds_for(table: Table, scores: np.ndarray) -> Bounds:
    """The lowest threshold that keeps :data:`LEAST_PRECISION` were half of all texts cases, and a cautious release."""
    of_unsure = np.sort(scores[table.unsure & table.is_case])
    release = float(of_unsure[int(MOST_LOST * len(of_unsure))]) if len(of_unsure) else 0.0
    for threshold in np.arange(0.05, 1.0, 0.01):
        bounds = Bounds(round(float(threshold), 3), min(round(release, 3), round(float(threshold), 3)))
        held = bounds.held(table, scores)
        recall, harmless = held[table.is_case].mean(), held[~table.is_case].mean()
        if recall >= LEAST_PRECISION * (recall + harmless):
            return bounds
    return Bounds(1.0, round(release, 3))


def judged(name: str, table: Table, alarm: np.ndarray) -> str:
    """Recall, precision and the share of harmless texts held, in words."""
    case = table.is_case
    recall, precision = alarm[case].mean() if case.any() else 1.0, case[alarm].mean() if alarm.any() else 1.0
    harmless = f"  harmless held {alarm[~case].mean():.3f}" if not case.all() else ""
    return f"{name:34} recall {recall:.3f}  precision {precision:.3f}{harmless}"


def report(name: str, table: Table, scores: np.ndarray, held: np.ndarray, above: np.ndarray) -> None:
    """Lexicon alone, model alone (``above`` its threshold) and both (``held``), on ``table``."""
    title = f"{name} ({len(table.texts)}, {int(table.is_case.sum())} cases)"
    print(judged(f"{title}, lexicon", table, table.sure | table.unsure))
    print(judged(f"{title}, model", table, above))
    print(judged(f"{title}, both", table, held))
    if 0 < table.is_case.sum() < len(table.texts):
        print(f"{title}: area under the curve of the model {roc_auc_score(table.is_case, scores):.3f}")


def nested(table: Table, scores: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Each fold held by the bounds of the others. What was held."""
    held, above = np.zeros(len(table.texts), dtype=bool), np.zeros(len(table.texts), dtype=bool)
    for turn in np.unique(fold):
        others, of = fold != turn, fold == turn
        bounds = bounds_for(table.part(others), scores[others])
        held[of], above[of] = bounds.held(table.part(of), scores[of]), scores[of] >= bounds.threshold
    for source in SOURCES:
        of = table.source == source
        report(f"nested, {source}", table.part(of), scores[of], held[of], above[of])
    report("nested, all", table, scores, held, above)
    return held


def fresh(table: Table, is_fresh: np.ndarray, name: str) -> np.ndarray:
    """Fitted, and its bounds chosen, without the fresh texts and those alike; judged on them. What was held of them."""
    known, others = table.part(~np.isin(table.group, table.group[is_fresh])), table.part(is_fresh)
    bounds, scores = bounds_for(known, out_of_fold(known, folds_of(known))), fit(known).score(others)
    report(f"{name} at {bounds.threshold:.2f}", others, scores, bounds.held(others, scores), scores >= bounds.threshold)
    return bounds.held(others, scores)


def show(table: Table, held: np.ndarray) -> None:
    """What was missed and what was held for nothing."""
    for at in np.flatnonzero(table.is_case & ~held):
        print("missed:", table.source[at], table.texts[at].text)
    for at in np.flatnonzero(~table.is_case & held):
        print("held:", table.source[at], "sure phrase" if table.sure[at] else "", table.texts[at].text)


def write(table: Table, scores: np.ndarray) -> None:
    """Weights as a table sorted by name, and the bounds in the settings an officer may change."""
    fitted, bounds = fit(table), bounds_for(table, scores)
    pairs = [(str(table.names[at]), f"{fitted.weights[at]:g}") for at in np.flatnonzero(fitted.weights)]
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("feature", "weight"), (BIAS, f"{fitted.bias:g}"), *pairs])
    text = SETTINGS.read_text(encoding="utf-8")
    for name, value in (("threshold", bounds.threshold), ("release", bounds.release)):
        text = re.sub(rf"(?m)^{name} = \S+", f"{name} = {value:.3f}", text)
    SETTINGS.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(pairs):,} weights, threshold {bounds.threshold:.3f}, release {bounds.release:.3f}")


def main() -> None:
    """Judge, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from-line", type=int, default=0)
    parser.add_argument("--from-need", type=int, default=0)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    table = prepare(read_examples())
    print(f"{len(table.texts)} texts, {table.is_case.sum()} of them protection cases, {len(set(table.group))} groups")
    fold = folds_of(table)
    scores = out_of_fold(table, fold)
    if given.from_line or given.from_need:
        first = {"examples": given.from_line or 1 << 30, "needs": given.from_need or 1 << 30}
        is_fresh = np.array([one.line >= first.get(one.source, 1 << 30) for one in table.texts])
        held, judged_on = fresh(table, is_fresh, "fresh"), table.part(is_fresh)
    else:
        held, judged_on = nested(table, scores, fold), table
    if given.misses:
        show(judged_on, held)
    if given.write:
        write(table, scores)


if __name__ == "__main__":
    main()
