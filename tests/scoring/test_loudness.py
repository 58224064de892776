"""Loud channels are damped within bounds, and repeats tell how much of the need is heard."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model.need import NeedWeights, Reporting
from planner.scoring import hotspots
from planner.scoring.loudness import channel_weights, heard_share, pooled, repeat_prior, reporting, shrunk_share
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


def test_a_campaigns_single_calls_are_damped_as_its_households_are():
    """A hundred households that one loud channel names once each pull the reporting rate of their place down by less
    than they would undamped: what the first correction takes off must not come back by the second."""
    places = make_places([1500] * 10)
    calm = make_households([f"p{i % 10}" for i in range(900)], referrals=[1 + (i // 10) % 2 for i in range(900)])
    noise = make_households(["p0"] * 100, channels="social_media").assign(
        household_id=[f"noise{i}" for i in range(100)]
    )
    homes = pd.concat([calm, noise], ignore_index=True)
    found = {}
    for name, discount in (("undamped", 1.0), ("damped", 0.5)):
        weights = NeedWeights(reporting=Reporting(discount=discount))
        table = hotspots(homes, places, NO_VISITS, weights=weights, now=NOW, seed=1, draws=20)
        found[name] = table.set_index("place_id").loc["p0", "reporting"]
    assert found["undamped"] < found["damped"] < 1.0


@pytest.mark.parametrize("spread", [5.0, 20.0, 80.0])
def test_how_alike_places_report_is_found_again(spread):
    """From 2,000 places whose shares are drawn from a beta of so many households, these are found to a fifth."""
    rng = np.random.default_rng(int(spread))
    heard = rng.integers(5, 60, 2000)
    twice = rng.binomial(heard, rng.beta(0.3 * spread, 0.7 * spread, 2000)).astype(float)
    assert repeat_prior(heard - twice, twice) == pytest.approx(spread, rel=0.2)


def test_places_that_report_alike_are_taken_as_alike():
    """Where shares differ by chance alone, or nothing was heard twice, no place's own repeats move the doubt."""
    rng = np.random.default_rng(4)
    heard = rng.integers(5, 60, 2000)
    twice = rng.binomial(heard, 0.3).astype(float)
    assert repeat_prior(heard - twice, twice) > 200
    assert repeat_prior(heard.astype(float), np.zeros(2000)) == 1000.0
    assert repeat_prior(np.zeros(3), np.zeros(3)) == 1000.0
