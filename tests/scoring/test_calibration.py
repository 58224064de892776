"""On towns whose truth is known: stated 90 % rank intervals hold about 90 %, and the score finds need better."""

import numpy as np
import pytest

from benchmarks.hotspot_silence import found_in
from benchmarks.hotspot_silence import town as silent_town
from benchmarks.hotspot_truth import REPORTING, held, make_town, score
from planner.roles import Role


@pytest.mark.parametrize("report", ["even", "campaigns"])
def test_rank_intervals_hold_what_they_say(report):
    """Over eight towns with doubtful placement, reporting evenly or not, 86 to 94 % of the true ranks are held."""
    assert 0.86 <= np.mean(held(range(2000, 2008), doubt=True, report=report)["inside"]) <= 0.94


@pytest.mark.slow
@pytest.mark.parametrize("doubt", [False, True])
@pytest.mark.parametrize("report", REPORTING)
def test_rank_intervals_hold_what_they_say_over_many_towns(report, doubt):
    """Over sixty towns it is 87 to 93 %, however unevenly they report."""
    assert 0.87 <= np.mean(held(range(3000, 3060), doubt=doubt, report=report)["inside"]) <= 0.93


def test_the_score_finds_severe_need_better_than_pins_or_rates():
    """Over ten towns more of the ten worst places are among the first ten than by referrals or by unshrunk rate."""
    hits = {"pins": 0, "rate": 0, "score": 0}
    for seed in range(10):
        town = make_town(seed)
        table = score(town, draws=2).set_index("place_id").reindex(town.places["place_id"])
        units = town.places["units"].to_numpy(dtype=float)
        best = set(np.argsort(-town.share * town.fragile * town.wait)[:10])
        ways = {
            "pins": table["referrals"].fillna(0),
            "rate": table["households"].fillna(0) / units,
            "score": table["score"].fillna(0),
        }
        for way, values in ways.items():
            hits[way] += len(best & set(np.argsort(-values.to_numpy(dtype=float), kind="stable")[:10]))
    assert hits["score"] > hits["rate"] > hits["pins"]


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_silent_places_are_judged_as_stated(spread):
    """Over twenty towns with a tenth of silent places the 90 % hold 88 to 96 % of the others, counts being whole;
    fewer than one place in a hundred is accused in error, and where rates are alike most silent ones are found."""
    held, accused, hit, true = [], 0, 0, 0
    for seed in range(20):
        units, heard, quiet = silent_town(seed, silent=0.1, spread=spread)
        found, inside = found_in(units, heard, Role.PLANNER)
        held.append(inside[~quiet].mean())
        accused += int((~quiet[found]).sum())
        hit, true = hit + int(quiet[found].sum()), true + int(quiet.sum())
    assert 0.88 <= np.mean(held) <= 0.96
    assert accused <= 20 * 120 * 0.01
    assert spread > 0 or hit > 0.6 * true
