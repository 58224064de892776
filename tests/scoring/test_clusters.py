"""Gi*: esda's statistic, a permutation test that agrees with esda's, and q-values that keep false finds down."""

import warnings

import numpy as np
import pytest
from esda.getisord import G_Local
from libpysal.weights import KNN

from planner.scoring import clusters
from planner.scoring.clusters import gi_star, label

# The points and values of the example in esda's own documentation of G_Local.
POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7.0])


def by_definition(values, metres, k):
    """Gi* as Ord and Getis (1995) write it, for binary weights with the place itself."""
    n, mean, deviation = len(values), values.mean(), values.std()
    weight = KNN.from_array(metres, k=k).full()[0] + np.eye(n)
    total = weight.sum(axis=1)
    spread = deviation * np.sqrt((n * (weight**2).sum(axis=1) - total**2) / (n - 1))
    return (weight @ values - mean * total) / spread


@pytest.mark.parametrize(("values", "points", "k"), [(VALUES, POINTS, 3), (None, None, 8)])
def test_equal_to_esda_and_to_the_definition(values, points, k):
    """z equals esda's G_Local on its own example and on random points, and the published formula, to 1e-9."""
    rng = np.random.default_rng(1)
    values = rng.gamma(2.0, size=120) if values is None else values
    points = rng.random((120, 2)) * 1e4 if points is None else points
    ours = gi_star(values, points, neighbours=k, seed=1)
    theirs = G_Local(values, KNN.from_array(points, k=k), transform="B", star=True, permutations=0)
    assert ours.z == pytest.approx(theirs.Zs, abs=1e-9)
    assert ours.z == pytest.approx(by_definition(values, points, k), abs=1e-9)


@pytest.mark.slow
def test_permutation_p_agrees_with_esda():
    """Our seeded permutation p and esda's doubled p_sim differ by sampling error alone."""
    rng = np.random.default_rng(2)
    values, points = rng.gamma(2.0, size=60), rng.random((60, 2))
    ours = gi_star(values, points, neighbours=8, seed=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = G_Local(
            values, KNN.from_array(points, k=8), transform="B", star=True, permutations=9999, seed=1, n_jobs=1
        )
    assert np.abs(ours.p - np.minimum(2 * theirs.p_sim, 1)).max() < 0.03


def by_trying(values, near, k, rows, permutations, seed):
    """The same permutation test the slow way: for each place, draw its neighbours from all others."""
    rng = np.random.default_rng(seed)
    result = []
    for i in rows:
        others = np.delete(values, i)
        drawn = np.array([rng.choice(others, k, replace=False).sum() for _ in range(permutations)])
        observed = sum(values[j] for j in near.neighbors[i])
        tail = min((drawn >= observed).sum(), (drawn <= observed).sum()) + 1
        result.append(min(2 * tail / (permutations + 1), 1.0))
    return np.array(result)


@pytest.mark.parametrize("n", [25, 320])
def test_permutation_p_agrees_with_drawing_one_by_one(n):
    """The shared draws give the p of drawing each place's neighbours one by one, within sampling error."""
    rng = np.random.default_rng(n)
    values, points = rng.gamma(2.0, size=n), rng.random((n, 2))
    rows = np.linspace(0, n - 1, 25).astype(int)
    slow = by_trying(values, KNN.from_array(points, k=8), 8, rows, 800, 1)
    ours = gi_star(values, points, neighbours=8, seed=1).p[rows]
    assert np.abs(ours - slow).max() < 0.12
    assert np.abs(ours - slow).mean() < 0.04


def test_noise_is_seldom_called_a_cluster(monkeypatch):
    """On 60 towns without any pattern, at most a tenth show a cluster at a false discovery rate of 5 %."""
    monkeypatch.setattr(clusters, "PERMUTATIONS", 999)
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        ours = gi_star(rng.gamma(2.0, size=50), rng.random((50, 2)), neighbours=8, seed=seed)
        found += any(text != clusters.NONE for text in label(ours))
    assert found <= 6


def test_a_planted_cluster_is_found():
    """Nine high neighbours among a hundred places are found."""
    rng = np.random.default_rng(3)
    points = np.column_stack([np.arange(100) % 10, np.arange(100) // 10]) * 1000.0
    values = rng.gamma(20.0, size=100)
    block = [i for i in range(100) if i % 10 < 3 and i // 10 < 3]
    values[block] *= 4
    texts = label(gi_star(values, points, neighbours=8, seed=1))
    assert texts[11] == clusters.HIGH


def test_the_same_seed_gives_the_same_p():
    """p-values do not change from run to run."""
    assert (gi_star(VALUES, POINTS, neighbours=3, seed=4).p == gi_star(VALUES, POINTS, neighbours=3, seed=4).p).all()


def test_equal_values_are_no_cluster():
    """Where every value is the same there is nothing to find and nothing to divide by."""
    flat = gi_star(np.ones(40), np.random.default_rng(1).random((40, 2)), neighbours=8, seed=1)
    assert (flat.q == 1.0).all()


def test_places_without_a_rate_are_told_by_cells():
    """Without units, households per H3 cell decide: a dense corner is found and says it is by cells."""
    points = np.column_stack([101.60 + 0.012 * (np.arange(144) % 12), 3.05 + 0.012 * (np.arange(144) // 12)])
    corner = (np.arange(144) % 12 < 3) & (np.arange(144) // 12 < 3)
    dense = np.column_stack([101.60 + 0.004 * (np.arange(49) % 7), 3.05 + 0.004 * (np.arange(49) // 7)])
    points = np.vstack([points[~corner], dense])
    households = np.concatenate([np.full((~corner).sum(), 2.0), np.full(49, 30.0)])
    found = clusters.cell_clusters(points, households, seed=1)
    texts = label(found)
    assert texts[-25] == clusters.HIGH
    assert clusters.HIGH not in texts[:100]
    assert clusters.cell_clusters(points[:2], households[:2], seed=1) is None
