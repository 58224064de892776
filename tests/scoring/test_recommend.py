"""Recommended stops: rests, cordons, floors and days kept; loads enough; everyone left out told why."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.model.dispatch import DatedRule, Status
from planner.model.kinds import RuleKind
from planner.model.need import NeedWeights, Tour
from planner.model.reason import told
from planner.scoring import hotspots, recommend
from planner.scoring.chance import chances
from planner.scoring.cover import CoverProblem, cover
from planner.scoring.timing import hours, spread
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places, make_visits, random_town

WEIGHTS = NeedWeights()
START = date(2021, 7, 7)


def ranked(households, places, visited=NO_VISITS, **options):
    return hotspots(households, places, visited, weights=WEIGHTS, now=NOW, seed=1, draws=30, **options)


def ask(table, **options):
    return recommend(table, Tour(**{"k": 3, "start": START, "days": 3} | options), weights=WEIGHTS, now=NOW, seed=1)


def test_every_hotspot_is_covered_or_left_out_with_a_reason():
    """Each hotspot is in some stop's covers or among the left out, never in both, never in neither."""
    table = ranked(*random_town(2))
    found = ask(table, k=5)
    covered = {hotspot for stop in found.stops for hotspot in stop.covers}
    missed = {left.hotspot_id for left in found.left_out}
    assert covered | missed == set(table["hotspot_id"])
    assert not covered & missed
    assert {left.reason for left in found.left_out} <= {"cooldown", "cordon", "outranked"}
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound > 0


def test_a_resting_place_is_left_out_and_an_emergency_is_not():
    """A place visited three days ago is left out for its cooldown; with 45 new urgent households it is not."""
    places = make_places([500] * 3)
    base = make_households(["p0"] * 12 + ["p2"] * 12, days_ago=2.0)
    storm = make_households(["p1"] * 45, days_ago=1.0, household_id=[f"s{i}" for i in range(45)])
    table = ranked(pd.concat([base, storm], ignore_index=True), places, make_visits([("p0", 3, 9), ("p1", 3, 9)]))
    found = ask(table)
    assert {left.name: left.reason for left in found.left_out} == {"PPR Contoh 0": "cooldown"}
    assert {stop.place_id for stop in found.stops} == {"p1", "p2"}


def test_a_rest_that_ends_within_the_plan_sets_the_day():
    """A place whose cooldown ends on the last day is visited on that day, not before."""
    places = make_places([500])
    table = ranked(make_households(["p0"] * 12, days_ago=2.0), places, make_visits([("p0", 8, 9)]))
    found = ask(table, days=4)
    assert found.stops[0].day >= (NOW + timedelta(days=2)).date()


def test_a_cordon_closes_its_days_and_only_them():
    """Behind a cordon for the whole plan a place is left out; behind one for its first days it comes later."""
    table = ranked(make_households(["p0"] * 12 + ["p1"] * 12), make_places([500, 500]))
    always = DatedRule("a", RuleKind.CORDON, START, START + timedelta(days=9), places=("p0",))
    assert [left.reason for left in ask(table, rules=(always,)).left_out] == ["cordon"]
    first = replace(always, end=START + timedelta(days=1))
    days = {stop.place_id: stop.day for stop in ask(table, rules=(first,)).stops}
    assert days["p0"] == START + timedelta(days=2)


def test_nothing_open_is_a_result_with_reasons():
    """With every place closed the answer is infeasible with a reason for each, not an exception."""
    table = ranked(make_households(["p0"] * 12), make_places([500]))
    rule = DatedRule("a", RuleKind.CORDON, START, START + timedelta(days=9), places=("p0",))
    found = ask(table, rules=(rule,))
    assert found.status is Status.INFEASIBLE
    assert not found.stops
    assert len(found.left_out) == 1
    assert found.notes == (told("nothing_open"),)


def test_a_floor_sends_a_stop_to_a_quiet_district():
    """A floor for a district is kept although its places are outranked; an impossible floor is cut and noted."""
    places = make_places([500] * 6, districts=["Sentul"] * 5 + ["Cheras"])
    table = ranked(make_households([f"p{i}" for i in range(5) for _ in range(40)] + ["p5"] * 2), places)
    assert "Cheras" not in {stop.police_district for stop in ask(table).stops}
    kept = ask(table, floors=(("Cheras", 1), ("Gombak", 1)))
    assert "Cheras" in {stop.police_district for stop in kept.stops}
    assert kept.notes == (told("floor_cut", district="Gombak", least=1, can=0),)
    capped = ask(table, caps=(("Sentul", 1),))
    assert [stop.police_district for stop in capped.stops].count("Sentul") == 1


def test_neighbours_share_a_stop():
    """Three blocks within a short walk get one stop between them, which brings enough for all."""
    places = make_places([500] * 3)
    places[["lon", "lat"]] = [[101.7, 3.1], [101.703, 3.1], [101.7, 3.103]]
    found = ask(ranked(make_households(["p0"] * 20 + ["p1"] * 20 + ["p2"] * 20), places))
    assert len(found.stops) == 1
    stop = found.stops[0]
    assert len(stop.covers) == 3
    assert stop.households == 60
    assert stop.baskets >= 60
    assert dict(stop.items)["bakul makanan"] == stop.baskets


def test_a_stop_stands_where_need_is_not_in_the_middle():
    """Of three places in a row the middle one reaches both ends; with one household there the stop stands elsewhere."""
    places = make_places([500] * 3)
    places[["lon", "lat"]] = [[101.7, 3.1], [101.706, 3.1], [101.712, 3.1]]
    table = ranked(make_households(["p0"] * 40 + ["p1"] + ["p2"] * 40), places)
    assert [stop.place_id for stop in ask(table, k=1).stops] in (["p0"], ["p2"])


def test_a_scheme_weighs_the_same_in_one_place_or_in_blocks():
    """Sixty households in six small places do not outweigh eighty in one, other things equal."""
    places = make_places([500, *[None] * 6])
    places[["lon", "lat"]] = [[101.6, 3.0], *[[101.7 + 0.001 * i, 3.1] for i in range(6)]]
    homes = ["p0"] * 80 + [f"p{1 + i % 6}" for i in range(60)]
    assert ask(ranked(make_households(homes), places), k=1).stops[0].place_id == "p0"


def test_a_stop_names_every_other_place_it_serves():
    """With ten places around a stop its reason ends with the nine others, after what is said of its hotspot."""
    places = make_places([500] * 10)
    places["lon"], places["lat"] = 101.7 + 0.0003 * np.arange(10), 3.1
    stop = ask(ranked(make_households([f"p{i}" for i in range(10)] * 9), places), k=1).stops[0]
    assert [detail.code for detail in stop.why[:2]] == ["waiting", "wait"]
    assert {stop.name, *stop.why[-1].all("also")} == set(places["name"])
    assert stop.why[-1].all("households") == [str(stop.households)]


def test_large_households_bring_more_baskets():
    """A household of eight counts once and gets two baskets; a bedridden one brings a patrol delivery."""
    homes = make_households(["p0"] * 30, household_size=pd.array([8] * 10 + [4] * 20, dtype="Int64"))
    homes["is_bedridden"] = [True] + [False] * 29
    stop = ask(ranked(homes, make_places([500]))).stops[0]
    assert (stop.households, stop.baskets) == (30, 40)
    assert stop.services == ("police_counter", "jkm_registration", "patrol_delivery")


@given(st.integers(0, 10**6), st.integers(1, 4))
@settings(max_examples=10, deadline=None)
def test_stops_stay_in_the_plan_and_do_not_depend_on_luck(seed, days):
    """Every stop has a day of the plan and an hour of its list, and the same call gives the same stops."""
    table = ranked(*random_town(seed, places=15, households=200))
    first, second = ask(table, days=days), ask(table, days=days)
    assert first == second
    for stop in first.stops:
        assert START <= stop.day < START + timedelta(days=days)
        friday = stop.day.weekday() == 4
        assert stop.hour in (WEIGHTS.stops.friday_hours if friday else WEIGHTS.stops.hours)
        assert stop.runner_up not in {other.name for other in first.stops}
        assert stop.why[-1].code == "stop"
        assert (stop.why[-1].all("day"), stop.why[-1].all("hour")) == ([stop.day.isoformat()], [str(stop.hour)])


def test_friday_hours_keep_clear_of_prayer():
    """No stop opens between 11 and 15 o'clock on a Friday."""
    friday = date(2021, 7, 9)
    opened = hours([friday] * 8, WEIGHTS.stops)
    assert not any(11 <= hour < 15 for hour in opened)


@given(st.integers(1, 8), st.integers(1, 5))
def test_stops_spread_evenly(stops, days):
    """With every day open no day holds two stops more than another."""
    load = np.bincount(spread([[True] * days] * stops), minlength=days)
    assert load.max() - load[load > 0].min() <= 1 or load.max() <= -(-stops // days)


@pytest.mark.parametrize(("options", "code"), [({"k": 0}, "E2402"), ({"days": 0}, "E2403")])
def test_nonsense_is_refused(options, code):
    """No stop or no day is a caller's mistake with its own code."""
    with pytest.raises(PlannerError, match=code):
        ask(ranked(make_households(["p0"] * 3), make_places([9])), **options)


def by_hand(problem, score, low, high, draws=4000):
    """Households-weighted share of draws in which each place is reached, greedily and one draw at a time."""
    rng, reached = np.random.default_rng(5), np.zeros(len(score))
    for _ in range(draws):
        worth = np.clip(rng.normal(score, (high - low) / 3.29), 0, 100) ** 2
        left = np.ones(len(score))
        for _ in range(problem.k):
            gains = []
            for places in problem.reach:
                coming = sum(left[p] * problem.households[p] for p in places)
                fits = min(1.0, problem.capacity / max(coming, 1e-9))
                gains.append((fits * sum(left[p] * problem.households[p] * worth[p] for p in places), fits))
            best = max(range(len(gains)), key=lambda site: gains[site][0])
            for p in problem.reach[best]:
                left[p] *= 1.0 - gains[best][1]
        reached += 1.0 - left
    return reached / draws


def test_a_stops_chance_is_that_its_people_are_reached_again():
    """The vectorised draws agree with choosing anew one draw at a time, for lone and gathered stops and full ones."""
    rng = np.random.default_rng(3)
    n = 9
    reach = tuple((j, *((j + 1,) if j in {0, 4} else ())) for j in range(n))
    homes = tuple(int(h) for h in rng.integers(20, 90, n))
    score = rng.uniform(35, 60, n)
    frame = pd.DataFrame({"score": score, "score_low": score - 9, "score_high": score + 9})
    worth = tuple(int(v) for v in np.rint(score**2))
    problem = CoverProblem(worth, homes, reach, ("",) * n, 3, 120)
    found = cover(problem, seed=1, time_limit_s=5)
    told = chances(frame, problem, found, severity=2.0, seed=1)
    alike = by_hand(problem, score, score - 9, score + 9)
    for site, chance in told.items():
        rows = [(place, amount) for place, where, amount in found.served if where == site]
        expected = sum(alike[p] * a for p, a in rows) / sum(a for _, a in rows)
        assert chance == pytest.approx(expected, abs=0.1)
    assert len(told) == 3


def test_a_gathered_stop_has_a_chance_of_its_own():
    """Seven blocks next to one another are surer to be reached together than their best block is to rank first."""
    places = make_places([120] * 14)
    places.loc[:6, "lon"] = 101.7 + 0.0005 * np.arange(7)
    places.loc[:6, "lat"] = 3.2
    households = make_households([f"p{i}" for i in range(14) for _ in range(14)])
    table = hotspots(households, places, NO_VISITS, weights=WEIGHTS, now=NOW, seed=1, k=2)
    found = recommend(table, Tour(2, NOW.date(), 2), weights=WEIGHTS, now=NOW, seed=1)
    first = found.stops[0]
    assert len(first.covers) == 7
    assert first.p_top_k > 0.95 > table.set_index("hotspot_id")["p_top_k"][first.hotspot_id]
