"""Rates of small places: equal to esda's empirical Bayes, with intervals that hold what they say."""

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from planner.scoring.rates import gamma_prior, normal_prior, posterior_mean, posterior_quantile, shrunk_mean


@given(st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_shrunk_rates_are_those_of_esda(seed):
    """Where places vary more than chance, the shrunk rates equal esda's Empirical_Bayes to 1e-12."""
    rng = np.random.default_rng(seed)
    units = rng.integers(50, 2000, 40).astype(float)
    events = rng.poisson(units * rng.gamma(1.5, 0.03, 40)).astype(float)
    shrunk = posterior_mean(events, units, gamma_prior(events, units))
    assert shrunk == pytest.approx(Empirical_Bayes(events, units).r.ravel(), abs=1e-12)


def test_quantiles_are_those_of_the_gamma():
    """The interval's ends are scipy's gamma quantiles of the posterior."""
    events, units = np.array([0.0, 3.0, 40.0]), np.array([100.0, 60.0, 900.0])
    prior = gamma_prior(events, units)
    for share in (0.05, 0.95):
        wanted = stats.gamma.ppf(share, prior.shape + events, scale=1.0 / (prior.rate + units))
        assert posterior_quantile(events, units, prior, share) == pytest.approx(wanted)


def test_ninety_percent_intervals_hold_ninety_percent():
    """Over 60 towns whose rates are lognormal, not gamma, the 90 % intervals hold 87 to 93 % of the true rates."""
    inside = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        units = rng.integers(60, 1900, 75).astype(float)
        true = rng.lognormal(np.log(0.04), 0.6, 75)
        events = rng.poisson(units * true).astype(float)
        prior = gamma_prior(events, units)
        low, high = (posterior_quantile(events, units, prior, share) for share in (0.05, 0.95))
        inside.append(((low <= true) & (true <= high)).mean())
    assert 0.87 <= np.mean(inside) <= 0.93


def test_one_household_does_not_make_a_rate():
    """A single call from the smallest block is drawn far towards the usual rate, 60 calls from a big one hardly."""
    units = np.array([20.0, *[600.0] * 20, 600.0])
    events = np.array([1.0, *np.random.default_rng(1).poisson(12, 20), 60.0])
    shrunk = posterior_mean(events, units, gamma_prior(events, units))
    usual = events.sum() / units.sum()
    assert abs(shrunk[0] - usual) < 0.3 * abs(0.05 - usual)
    assert abs(shrunk[-1] - 0.1) < 0.2 * abs(0.1 - usual)


def test_no_more_spread_than_chance_still_has_a_posterior():
    """Counts more even than chance leave a finite, positive prior and rates close to the common one."""
    units, events = np.full(10, 100.0), np.full(10, 5.0)
    prior = gamma_prior(events, units)
    assert prior.mean == pytest.approx(0.05)
    assert posterior_mean(events, units, prior) == pytest.approx(np.full(10, 0.05))


def test_shrunk_means_beat_plain_means():
    """Drawn means are nearer to the truth than plain ones, and their stated deviation is the error made."""
    rng = np.random.default_rng(5)
    true = rng.beta(4, 6, 400)
    n = rng.integers(1, 30, 400).astype(float)
    total = rng.binomial(n.astype(int), true).astype(float)
    prior = normal_prior(n, total, total)  # of zeros and ones the squares are the values
    mean, deviation = shrunk_mean(n, total, prior)
    assert np.square(mean - true).mean() < 0.5 * np.square(total / n - true).mean()
    assert np.sqrt(np.square(mean - true).mean()) == pytest.approx(np.sqrt(np.square(deviation).mean()), rel=0.15)
