"""The fairness ledger and the silent places: sums that can be checked by hand, and no party anywhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from planner.frames import FAIRNESS
from planner.model.reason import details_of
from planner.scoring import fairness, silent_places
from planner.scoring.fairness import area_key
from planner.scoring.inequality import gini, theil
from planner.scoring.rates import GammaPrior
from planner.scoring.usual import at_most
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places, make_visits, random_town

CENSUS = pd.DataFrame({"parliament": ["P.115 Batu", "P.123 Cheras"], "state": "KL", "households": [61_054, 39_716]})


def by_lorenz(values, weights):
    """Gini from the area under the Lorenz curve, drawn person by person."""
    people = np.sort(np.repeat(values, weights))
    curve = np.concatenate([[0.0], np.cumsum(people) / people.sum()])
    return 1.0 - 2.0 * np.trapezoid(curve, dx=1.0 / len(people))


@given(st.lists(st.tuples(st.floats(0, 50), st.integers(1, 40)), min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_gini_is_the_area_of_the_lorenz_curve(pairs):
    """The weighted Gini equals one minus twice the area under the Lorenz curve of all households."""
    values, weights = np.array([v for v, _ in pairs]), np.array([w for _, w in pairs])
    if values.sum() > 1e-6:
        assert gini(values, weights) == pytest.approx(by_lorenz(values, weights), abs=1e-9)


def test_even_is_zero_and_all_to_one_is_nearly_one():
    """Equal shares give 0 by Gini and Theil; everything to one of a hundred gives 0.99 and ln 100."""
    ones = np.ones(100)
    assert gini(ones, ones) == pytest.approx(0.0)
    assert theil(ones, ones) == pytest.approx(0.0)
    only = np.where(np.arange(100) == 0, 1.0, 0.0)
    assert gini(only, ones) == pytest.approx(0.99)
    assert theil(only, ones) == pytest.approx(np.log(100))


def test_the_ledger_adds_up():
    """Served, visits and waiting of the areas add up to the visits and households they come from."""
    households, places = random_town(1, places=20, households=300)
    visited = make_visits([("p1", 3, 40), ("p2", 10, 20), ("p1", 20, 5)])
    found = fairness(households, places, visited, now=NOW, constituencies=CENSUS)
    for _, part in found.ledger.groupby("area_kind"):
        assert part["served"].sum() == 65
        assert part["visits"].sum() == 3
    batu = found.ledger.set_index("area").loc["P.115 Batu"]
    assert batu["served_per_1000"] == pytest.approx(1000 * 45 / 61_054)
    assert found.gini == pytest.approx(
        gini(np.array([45 / 61_054, 20 / 39_716]), np.array([61_054.0, 39_716.0])), abs=1e-12
    )
    assert found.trend["served"].iloc[-1] == 65
    assert found.trend["served"].is_monotonic_increasing


def test_an_area_that_received_nothing_is_shown():
    """A constituency without a visit has its row with 0, and counts in the figure of unevenness."""
    places = make_places([100, 100])
    found = fairness(make_households(["p0"] * 5), places, make_visits([("p0", 1, 5)]), now=NOW, constituencies=CENSUS)
    row = found.ledger.set_index("area").loc["P.115 Batu"]
    assert (row["served"], row["served_per_1000"]) == (0, 0.0)
    assert found.gini > 0.5


def test_without_a_census_the_ledger_says_missing():
    """No denominators, no rate: missing, not guessed; police districts never have one."""
    found = fairness(make_households(["p0"] * 5), make_places([100, 100]), NO_VISITS, now=NOW)
    assert found.ledger["served_per_1000"].isna().all()
    assert found.gini is None


def test_waits_are_those_of_the_unmet():
    """Median and longest wait are of households still waiting."""
    households = make_households(["p0"] * 4, days_ago=[10.0, 6.0, 4.0, 2.0])
    found = fairness(households, make_places([100]), make_visits([("p0", 8, 1)]), now=NOW)
    row = found.ledger[found.ledger["area_kind"] == "parliament"].iloc[0]
    assert row["waiting"] == 3
    assert row["wait_median_days"] == pytest.approx(4.0)
    assert row["wait_max_days"] == pytest.approx(6.0)


def test_no_party_column():
    """The ledger's schema has no word for a party; an extra column of the input does not reach it."""
    places = make_places([100, 100]).assign(party="X")
    found = fairness(make_households(["p0"]), places, NO_VISITS, now=NOW)
    assert "party" not in found.ledger.columns
    assert not any("part" in name for name in FAIRNESS.names if name != "area_kind")


@pytest.mark.parametrize("name", ["P.119 Titiwangsa", "p119 titiwangsa", " Titiwangsa "])
def test_constituencies_meet_whatever_their_spelling(name):
    """A code before the name or another letter case does not part a constituency from its census row."""
    assert area_key(name) == "titiwangsa"


@given(st.integers(0, 60), st.floats(0.5, 20), st.floats(5, 500), st.floats(10, 2000))
@settings(max_examples=60, deadline=None)
def test_silence_is_judged_by_the_negative_binomial(heard, shape, rate, units):
    """The chance of hearing so little is scipy's negative binomial."""
    ours = at_most(np.array([float(heard)]), np.array([units]), GammaPrior(shape, rate))[0]
    assert ours == pytest.approx(stats.nbinom.cdf(heard, shape, rate / (rate + units)), abs=1e-9)


def test_a_silent_scheme_is_found_and_a_small_one_is_not_accused():
    """A big scheme with one call is proposed for a visit; a tiny one with none may just be tiny."""
    places = make_places([1200] * 20 + [1500, 15])
    rng = np.random.default_rng(1)
    calls = [f"p{i}" for i in range(20) for _ in range(rng.poisson(45))] + ["p20"]
    found = silent_places(make_households(calls), places, now=NOW)
    assert found["place_id"].tolist() == ["p20"]
    row = found.iloc[0]
    assert row["heard"] == 1 < row["low"] < row["expected"] < row["high"]
    (said,) = details_of(row["why"])
    assert (said.code, said.all("heard"), said.all("heard_from")) == ("silent", ["1"], [])
    assert row["visit_rank"] == 1


def test_served_places_are_not_silent_and_old_calls_are():
    """Calls count served or not; calls from before the window do not."""
    places = make_places([1200] * 21)
    calls = [f"p{i}" for i in range(20) for _ in range(45)]
    old = make_households(["p20"] * 45, days_ago=100.0, household_id=[f"o{i}" for i in range(45)])
    found = silent_places(pd.concat([make_households(calls), old], ignore_index=True), places, now=NOW)
    assert found["place_id"].tolist() == ["p20"]


def test_even_noise_accuses_hardly_anyone():
    """Where every place has the same rate, fewer than one in fifty is called silent."""
    accused = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        places = make_places([600] * 50)
        calls = [f"p{i}" for i in range(50) for _ in range(rng.poisson(24))]
        accused += len(silent_places(make_households(calls), places, now=NOW))
    assert accused <= 20
