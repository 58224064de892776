"""Loud channels are damped within bounds, and repeats tell how much of the need is heard."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.need import NeedWeights, Reporting
from planner.scoring import hotspots
from planner.scoring.loudness import channel_weights, heard_share, pooled, reporting, shrunk_share
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places

RULES = Reporting()


def test_zelterman_finds_the_share_heard():
    """With Poisson calls the estimator finds the share of households that called at all, to 2 %."""
    rng = np.random.default_rng(1)
    for mean in (0.3, 1.0, 2.0):
        calls = rng.poisson(mean, 200_000)
        once, twice = np.array(float((calls == 1).sum())), np.array(float((calls == 2).sum()))
        assert heard_share(once, twice) == pytest.approx(1 - np.exp(-mean), abs=0.02)


def test_one_phone_that_calls_a_thousand_times_changes_nothing():
    """Ranking does not move when one household's repeat count goes from 3 to 1,000."""
    places = make_places([500] * 4)
    at = [f"p{i % 4}" for i in range(80)]
    calls = [1 + (i % 3) for i in range(80)]
    loud = [1000 if i == 2 else c for i, c in enumerate(calls)]
    scores = []
    for referrals in (calls, loud):
        homes = make_households(at, referrals=referrals)
        found = hotspots(homes, places, NO_VISITS, weights=NeedWeights(), now=NOW, seed=1, draws=20)
        scores.append(found.set_index("place_id")["score"].sort_index())
    pd.testing.assert_series_equal(*scores)


def test_a_campaign_in_one_channel_is_damped():
    """Two hundred households from social media alone, where the others bring ten, count for less, never below half."""
    mixed = ["police", "whatsapp", "social_media"] * 360
    channels = pd.Series(["social_media"] * 200 + ["police", "whatsapp"] * 5 + mixed)
    spot = np.array([0] * 210 + [1 + i // 180 for i in range(1080)])
    weights = channel_weights(channels, spot, RULES)
    assert 0.5 <= weights[0] < 0.75
    assert (weights[200:210] == 1.0).all()
    assert (weights[210:] == 1.0).all()


def test_a_household_heard_twice_ways_counts_fully():
    """A household that two channels name is no echo of one of them."""
    channels = pd.Series(["social_media"] * 100 + ["social_media;police"] * 5 + ["police"] * 100)
    weights = channel_weights(channels, np.array([0] * 105 + [1] * 100), RULES)
    assert (weights[100:105] == 1.0).all()


def test_a_village_without_phones_is_not_silenced():
    """Twenty households known from their village head alone lose at most a quarter of their weight."""
    channels = pd.Series(["community_leader"] * 20 + ["community_leader", "whatsapp", "police"] * 50)
    weights = channel_weights(channels, np.array([0] * 20 + [1] * 150), RULES)
    assert weights[:20].min() >= 0.75


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_corrections_stay_in_their_bounds(seed):
    """Whatever is heard, the relative reporting rate stays within its limits and channel weights in 0.5…1."""
    rng = np.random.default_rng(seed)
    once, twice = rng.integers(0, 50, 12).astype(float), rng.integers(0, 50, 12).astype(float)
    common = pooled(once, twice)
    rates = reporting(shrunk_share(once, twice, common, RULES), common, RULES)
    assert ((rates >= RULES.limits[0]) & (rates <= RULES.limits[1])).all()
    channels = pd.Series(rng.choice(["a", "b", "c", "a;b"], 200))
    weights = channel_weights(channels, rng.integers(-1, 5, 200), RULES)
    assert ((weights >= RULES.discount) & (weights <= 1.0)).all()


def test_it_can_be_switched_off():
    """Discount 1 and strength 0 leave everything as heard."""
    off = Reporting(discount=1.0, strength=0.0)
    assert (channel_weights(pd.Series(["a"] * 50), np.zeros(50, dtype=int), off) == 1.0).all()
    assert (reporting(np.array([0.1, 0.9]), 0.3, off) == 1.0).all()
