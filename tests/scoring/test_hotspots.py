"""Ranked hotspots: nothing lost, parts that add up, ranks that can be repeated and explained."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.model.dispatch import DatedRule
from planner.model.kinds import RuleKind
from planner.model.need import NeedWeights
from planner.model.reason import Detail, details_of
from planner.scoring import hotspots, served, uncovered
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places, make_visits, random_town

WEIGHTS = NeedWeights()


def rank(households, places, visited=NO_VISITS, **options):
    return hotspots(households, places, visited, **{"weights": WEIGHTS, "now": NOW, "seed": 1, "draws": 60, **options})


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_every_household_is_in_a_hotspot_served_or_uncovered(seed):
    """Rows in are served, in exactly one hotspot, or uncovered with a reason; nothing is dropped."""
    households, places = random_town(seed, places=15, households=200)
    rng = np.random.default_rng(seed)
    places.loc[rng.integers(0, 15, 3), ["lon", "lat"]] = np.nan
    loose = rng.choice(200, 60, replace=False)
    households.loc[loose, "place_id"] = ""
    households.loc[loose[:40], ["lon", "lat"]] = np.column_stack(
        [rng.uniform(101.6, 101.8, 40), rng.uniform(3, 3.2, 40)]
    )
    visited = make_visits([("p1", 2, 5), ("p2", 9, 50)])
    found = rank(households, places, visited)
    lost = uncovered(households, places, visited, now=NOW)
    assert found["households"].sum() + len(lost) + served(households, visited, NOW).sum() == len(households)
    assert set(lost["reason"]) <= {"no_place_no_coordinate", "place_without_coordinate"}
    assert found["referrals"].sum() <= households["referrals"].sum()


def test_parts_add_up_to_the_score_and_ranks_follow_it():
    """The four parts add up to the score to the cent, no part exceeds its share, ranks are 1…n by score."""
    found = rank(*random_town(3))
    parts = found[["part_volume", "part_vulnerability", "part_urgency", "part_access"]]
    assert (parts.sum(axis=1).round(2) == found["score"]).all()
    for column, share in zip(parts, WEIGHTS.shares, strict=True):
        assert parts[column].between(0, 100 * share).all()
    assert found["rank"].tolist() == list(range(1, len(found) + 1))
    assert found["score"].is_monotonic_decreasing
    assert (found["rank_low"] <= found["rank"]).all()
    assert (found["rank"] <= found["rank_high"]).all()


def test_the_chances_of_the_first_k_add_up_to_k():
    """In every draw exactly k hotspots are among the first k."""
    found = rank(*random_town(4), k=7)
    assert found["p_top_k"].sum() == pytest.approx(7.0)
    assert found["p_top_k_weights"].sum() == pytest.approx(7.0)


def test_same_seed_same_frame_and_row_order_does_not_matter():
    """The same inputs and seed give the same ranking, however the rows are ordered."""
    households, places = random_town(5)
    first = rank(households, places)
    pd.testing.assert_frame_equal(first, rank(households, places))
    mixed = rank(households.sample(frac=1, random_state=1), places)
    pd.testing.assert_frame_equal(first.drop(columns=[]), mixed)


def test_inputs_stay_as_they_are():
    """Scoring changes none of its inputs."""
    households, places = random_town(6)
    copies = households.copy(), places.copy()
    rank(households, places)
    pd.testing.assert_frame_equal(households, copies[0])
    pd.testing.assert_frame_equal(places, copies[1])


def test_a_lonely_scheme_in_desperate_need_ranks_first():
    """A far place with few neighbours and great need ranks first although it is no statistical cluster."""
    places = make_places([600] * 40)
    places.loc[39, ["lon", "lat"]] = [102.2, 3.6]
    usual = [f"p{i}" for i in range(39) for _ in range(12)]
    households = pd.concat([
        make_households(usual),
        make_households(["p39"] * 120, days_ago=12.0, household_id=[f"x{i}" for i in range(120)],
                        is_bedridden=[i % 2 == 0 for i in range(120)], needs="food;infant"),
    ], ignore_index=True)  # fmt: skip
    first = rank(households, places).iloc[0]
    assert first["place_id"] == "p39"
    assert first["p_top_k"] == 1.0
    assert first["rank_high"] == 1


def test_equal_need_per_home_is_not_outshouted_by_size():
    """A big scheme with the usual rate ranks below a small one with four times that rate."""
    places = make_places([316, 1896, *[632] * 20])
    usual = ["p1"] * 76 + [f"p{i}" for i in range(2, 22) for _ in range(25)]
    households = make_households(["p0"] * 51 + usual)
    found = rank(households, places).set_index("place_id")
    assert found.loc["p1", "households"] > found.loc["p0", "households"]
    assert found.loc["p0", "rank"] < found.loc["p1", "rank"]


def test_unknown_units_give_no_rate_and_say_so():
    """Where units are not known the rate is missing, also in what is said of the place."""
    places = make_places([300, None, 500])
    found = rank(make_households(["p0"] * 20 + ["p1"] * 20 + ["p2"] * 20), places).set_index("place_id")
    assert np.isnan(found.loc["p1", ["rate", "rate_low", "rate_high"]].astype(float)).all()
    assert details_of(found.loc["p1", "why"])[0].all("rate") == []
    assert details_of(found.loc["p0", "why"])[0].all("rate") == [str(round(found.loc["p0", "rate"], 4))]
    assert found.loc["p0", "rate"] > 0


def test_served_households_fall_out_oldest_first():
    """A visit to five of eight waiting households leaves the three that had waited least."""
    households = make_households(["p0"] * 8, days_ago=[8, 7, 6, 5, 4, 3.5, 3.2, 3.1])
    mask = served(households, make_visits([("p0", 2, 5)]), NOW)
    assert mask.tolist() == [True] * 5 + [False] * 3
    found = rank(households, make_places([100]), make_visits([("p0", 2, 5)]))
    assert found.loc[0, "households"] == 3


@pytest.mark.parametrize(("visited", "expected"), [(2, [False, True, True]), (3, [True, True, True])])
def test_who_cannot_come_is_not_served_by_a_queue(visited, expected):
    """Of three the one that cannot come waits longest: a visit of two served the others, one of three all."""
    households = make_households(["p0"] * 3, days_ago=[9.0, 5.0, 4.0], is_bedridden=[True, False, False])
    assert served(households, make_visits([("p0", 2, visited)]), NOW).tolist() == expected


def test_who_calls_again_after_a_visit_waits_anew():
    """A household that calls after the visit is unmet again and waits since the visit, not since its first call."""
    households = make_households(["p0"] * 3, days_ago=20.0)
    households["last_at"] = pd.Timestamp(NOW) - pd.Timedelta(days=1)
    found = rank(households, make_places([100]), make_visits([("p0", 6, 100)]))
    assert found.loc[0, "households"] == 3
    assert found.loc[0, "wait_max_days"] == pytest.approx(6.0)


def test_a_visit_in_the_future_serves_nobody():
    """A visit planned for tomorrow has not happened."""
    assert not served(make_households(["p0"] * 4), make_visits([("p0", -1, 50)]), NOW).any()


def test_outcomes_by_household_count_as_served():
    """Where outcomes name the household, served_at decides, not the order of waiting."""
    households = make_households(["p0"] * 3).assign(served_at=[pd.NaT, pd.Timestamp(NOW), pd.NaT])
    assert served(households, NO_VISITS, NOW).tolist() == [False, True, False]


def test_cooldown_is_told_and_an_emergency_breaks_it():
    """A place visited three days ago rests, unless many urgent households have called since."""
    places = make_places([500, 500])
    quiet = make_households(["p0"] * 12, days_ago=2.0)
    storm = make_households(["p1"] * 45, days_ago=1.0, household_id=[f"s{i}" for i in range(45)])
    found = rank(pd.concat([quiet, storm], ignore_index=True), places, make_visits([("p0", 3, 9), ("p1", 3, 9)]))
    found = found.set_index("place_id")
    assert found["cooldown_until"].notna().all()
    assert found["is_emergency"].to_dict() == {"p1": True, "p0": False}
    assert [Detail("emergency") in details_of(cell) for cell in found.loc[["p0", "p1"], "why"]] == [False, True]


def test_a_cordon_is_told_on_its_days_only():
    """A dated cordon marks its place on its days and raises its access part; a day later it does neither."""
    places = make_places([500, 500])
    households = make_households(["p0"] * 12 + ["p1"] * 12)
    rule = DatedRule("emco", RuleKind.CORDON, NOW.date(), NOW.date(), places=("ppr contoh 0",))
    inside = rank(households, places, rules=[rule]).set_index("place_id")
    after = rank(households, places, now=NOW + pd.Timedelta(days=1), rules=[rule]).set_index("place_id")
    assert inside["is_cordoned"].to_dict() == {"p0": True, "p1": False}
    assert inside.loc["p0", "part_access"] > inside.loc["p1", "part_access"]
    assert not after["is_cordoned"].any()


def test_old_calls_count_less():
    """Two places alike but for the age of their last calls differ in volume as the half-life says."""
    places = make_places([500, 500])
    households = make_households(["p0"] * 40 + ["p1"] * 40, days_ago=[1.0] * 40 + [21.0] * 40)
    found = rank(households, places).set_index("place_id")
    ratio = found.loc["p1", "effective_households"] / found.loc["p0", "effective_households"]
    assert ratio == pytest.approx(0.25, rel=0.1)


def test_a_time_without_zone_is_refused():
    """A clock time without its zone could be eight hours off."""
    with pytest.raises(PlannerError, match="E2401"):
        rank(*random_town(1, places=5, households=20), now=NOW.replace(tzinfo=None))


def test_a_place_without_a_coordinate_borrows_its_households():
    """A scheme the gazetteer cannot locate stands at its households' median, keeps name, units and rate, graded low."""
    places = make_places([500, 800])
    places.loc[1, ["lon", "lat"]] = np.nan
    households = make_households(["p0"] * 10 + ["p1"] * 11, lon=[np.nan] * 10 + [101.71] * 11, lat=3.11)
    households.loc[20, ["lon", "lat"]] = np.nan
    found = rank(households, places).set_index("place_id")
    assert (found.loc["p1", "lon"], found.loc["p1", "lat"]) == (101.71, 3.11)
    assert found.loc["p1", "households"] == 11
    assert found.loc["p1", "rate"] > 0
    assert found.loc["p1", "coordinate_grade"] == "low"


def test_no_households_no_hotspots():
    """An empty frame of households gives an empty, well-formed frame of hotspots."""
    assert rank(make_households([]), make_places([100])).empty
