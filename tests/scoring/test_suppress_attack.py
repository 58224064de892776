"""Attacks on what officials see: totals, filters, neighbours, consecutive days; none gives a hidden cell back.

The attacker here is strong: knows the rules and the code, sees everything published, and solves an integer program for
the least and most a hidden cell can be. The claim is that a hidden cell keeps its whole span.
"""

from datetime import timedelta
from inspect import signature
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from planner.frames import HOTSPOTS
from planner.model.need import NeedWeights
from planner.model.reason import details_of
from planner.report.public import by_district
from planner.roles import Role
from planner.scoring import at_least, fairness, hotspots, suppress
from planner.scoring.spans import span_of
from planner.workspace.outputs import export, hotspots_for
from tests.scoring.attacker import Attacker
from tests.scoring.published import CENSUS, published
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places, make_visits, random_town

OUTSIDE = [Role.PDRM, Role.ANALYST, Role.MINISTRY]
WEIGHTS = NeedWeights()


def ranked(households, places, **options):
    return hotspots(households, places, NO_VISITS, weights=WEIGHTS, now=NOW, seed=1, draws=40, **options)


def learn_day(attacker, day, tables, places, role):
    """What one day's tables say of households waiting (w), served so far (s) and heard (h), each by place and day."""
    span = span_of(role)
    shown = tables["places"].set_index("place_id")
    for place in places["place_id"]:
        low = int(shown["households"].get(place, 0))
        attacker.learn([("w", place, day)], low, low + span - 1)
        attacker.learn({("h", place, day): 1.0, ("w", place, day): -1.0}, 0)  # who waits was heard
        attacker.learn([("s", place, day)], 0)
        if day:
            attacker.learn({("s", place, day): 1.0, ("s", place, day - 1): -1.0}, 0)  # nobody is unserved
    for place, most in tables["silent"].set_index("place_id")["heard"].items():
        attacker.learn([("h", place, day)], 0, most)
    for kind in ("police_district", "parliament"):
        ledger = tables["ledger"][tables["ledger"]["area_kind"] == kind].set_index("area")
        total = shown.groupby(kind)["households"].sum()  # what anybody can add up
        for area, inside in places.groupby(kind)["place_id"]:
            waiting, given = [("w", p, day) for p in inside], [("s", p, day) for p in inside]
            attacker.learn(waiting, int(total.get(area, 0)))
            attacker.learn(waiting, 0 if pd.isna(ledger["waiting"][area]) else int(ledger["waiting"][area]))
            attacker.learn(given, 0 if pd.isna(ledger["served"][area]) else int(ledger["served"][area]))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.MINISTRY])
@pytest.mark.parametrize("seed", [1, *(pytest.param(s, marks=pytest.mark.slow) for s in (2, 3, 4))])
def test_every_table_of_four_days_leaves_every_hidden_cell_its_whole_span(role, seed):
    """The rule: each count below the span, of those waiting and those served, could still be any number below it.

    The attacker joins all rows, totals by district and by constituency, both ledgers and the silent places of four
    days, knows who cannot be unserved, and bounds each hidden cell by integer programs.
    """
    span, rng = span_of(role), np.random.default_rng(seed)
    places = make_places([int(u) for u in rng.integers(80, 3000, 14)], districts=list("AABBBCCCCDDDDD"))
    size = rng.choice([0, 2, span - 2, span - 1, span, 18, 45], 14)
    attacker, hidden = Attacker(), []
    for day in range(4):
        size = size + rng.integers(0, 3, 14)
        homes = [f"p{i}" for i, n in enumerate(size) for _ in range(n)]
        visited = make_visits([(f"p{i}", 3.0 - i % 4, int(rng.integers(1, 2 * span))) for i in range(14)])
        visited = visited[visited["visited_at"] <= NOW + timedelta(days=day - 3)].reset_index(drop=True)
        now = NOW + timedelta(days=day - 3)
        households = make_households(homes, days_ago=4.0, last_at=pd.Timestamp(NOW) - pd.Timedelta(days=4))
        found = published(households, places, visited, role=role, now=now, files=False)
        learn_day(attacker, day, found.tables, places, role)
        true = dict(zip(found.tables["places"]["place_id"], found.tables["places"]["households"], strict=True))
        hidden += [("w", p, day) for p in places["place_id"] if p not in true]
    assert len(hidden) > 4
    for cell in hidden:
        least, most = attacker.range_of(cell)
        assert (least, most) == (0, span - 1), cell


def test_the_attacker_finds_cells_where_totals_are_of_exact_counts():
    """The same attacker pins nine hidden cells when a district's total, even as a span, is made of exact counts."""
    attacker, cells = Attacker(), [("w", f"p{i}", 0) for i in range(9)]
    for cell in cells:
        attacker.learn([cell], 0, 9)
    attacker.learn(cells, 80, 89)  # 81 households, told as 80–89
    assert {attacker.range_of(cell) for cell in cells} == {(8, 9)}


def test_free_filters_would_give_cells_back():
    """Why no filter by need, channel or date is offered: its answers for all subsets, each in spans, pin cells."""
    counts = {"food": 9, "infant": 8, "medicine": 9, "income": 9, "shelter": 9, "disability": 6, "legal": 9}
    attacker = Attacker()
    for size in range(1, len(counts) + 1):
        for chosen in combinations(counts, size):
            low = sum(counts[name] for name in chosen) // 10 * 10
            attacker.learn(chosen, low, low + 9)
    ranges = [attacker.range_of(name) for name in counts]
    assert min(most - least for least, most in ranges) < 5


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_door_takes_a_filter_of_households(role):
    """What other roles can choose is the role alone; rows they see can be picked, and their totals are of such rows."""
    assert set(signature(hotspots_for).parameters) == {"role", "need", "weights"}
    assert set(signature(export).parameters) == {"role", "need", "drawn", "ending"}
    public = suppress(ranked(*random_town(5, places=40, households=900)), role)
    asked = [public[public["grade"] == g] for g in "ABCDE"] + [public[public["police_district"] == "Sentul"]]
    for part in asked:
        assert by_district(part)["households"].sum() == part["households"].sum()


def test_an_exact_gini_gives_a_hidden_cell_back_and_the_published_one_does_not():
    """Two constituencies, one with 3 served: the exact figure tells the 3 by trying 0 to 9, the published cannot."""
    places = make_places([100, 100])

    def figure(small, role):
        visits = make_visits([("p0", 2, 40), ("p1", 2, small)])
        households = make_households(["p0"])
        return fairness(households, places, visits, now=NOW, constituencies=CENSUS, role=role).gini

    exact = [figure(n, Role.JKM) for n in range(10)]
    assert [n for n in range(10) if exact[n] == exact[3]] == [3]
    assert len({figure(n, Role.ANALYST) for n in range(10)}) == 1
    assert len({figure(n, Role.MINISTRY) for n in range(5)}) == 1


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_row_no_column_and_no_word_tells_a_hidden_count(role):
    """No published row stands for fewer than the span, no unnamed column passes, no reason holds an exact count."""
    exact = ranked(*random_town(11, places=60, households=900))
    public = suppress(exact, role)
    counts = exact.set_index("hotspot_id")["households"]
    assert (counts[public["hotspot_id"]] >= span_of(role)).all()
    assert len(public) == (counts >= span_of(role)).sum()
    assert set(public.columns) <= {*HOTSPOTS.names, "households_to"}
    assert (public["households"] % span_of(role) == 0).all()
    for row in public.itertuples():
        (said,) = details_of(row.why)
        assert [name for name, _ in said.figures] == ["name", "stands", "low", "high", "part"]
        assert (said.all("low"), said.all("high")) == ([str(row.households)], [str(row.households_to)])


@pytest.mark.parametrize("role", OUTSIDE)
def test_one_more_household_in_the_same_span_changes_nothing_published(role):
    """Adding a household like the others inside a span leaves its published row exactly as it was."""
    span = span_of(role)
    places = make_places([700] * 6)
    base = [f"p{i}" for i in range(1, 6) for _ in range(31)]
    size = 2 * span + 1
    seen = []
    for extra in range(3):
        exact = ranked(make_households(["p0"] * (size + extra) + base), places)
        public = suppress(exact, role).set_index("place_id")
        seen.append(public.loc["p0", ["households", "referrals", "rate", "score", "part_volume", "why"]].tolist())
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_middle_of_provisional_homes_is_not_published(role):
    """A provisional hotspot stands at the middle of its cell, the same whoever lives there."""
    rng = np.random.default_rng(1)
    shown = []
    for shift in (0.0, 0.00004):
        points = np.column_stack([rng.normal(101.7, 0.0003, 40), rng.normal(3.1, 0.0003, 40)]) + shift
        households = make_households([""] * 40, lon=points[:, 0], lat=points[:, 1])
        exact = ranked(households, make_places([100]))
        public = suppress(exact, role)
        assert not set(public["lon"]) & set(exact["lon"])
        shown.append(set(zip(public["lon"], public["lat"], strict=True)))
    assert shown[0] & shown[1]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.JKM])
def test_the_case_team_sees_exact_figures(role):
    """Planner and JKM get the frame as it is."""
    exact = ranked(*random_town(12, places=10, households=100))
    pd.testing.assert_frame_equal(suppress(exact, role), exact)


@pytest.mark.parametrize("role", OUTSIDE)
def test_published_parts_add_up_and_totals_come_from_published_rows(role):
    """What officials see still adds up, and a total never counts a row they cannot see."""
    public = suppress(ranked(*random_town(13, places=60, households=900)), role)
    parts = public[["part_volume", "part_vulnerability", "part_urgency", "part_access"]].sum(axis=1)
    assert (parts == public["score"]).all()
    assert by_district(public)["households"].sum() == public["households"].sum()
    assert public["rank"].tolist() == list(range(1, len(public) + 1))


@pytest.mark.parametrize("role", OUTSIDE)
def test_sums_are_of_what_may_be_shown_of_each_cell(role):
    """Cells are cut before they are added: 3 + 57 is "at least" the lower end of 57, and 3 alone is missing."""
    span = span_of(role)
    table = pd.DataFrame({"area": ["A", "A", "B"], "served": [3, 57, 3]})
    public = at_least(table, role, by="area", counts=["served"]).set_index("area")["served"]
    assert public["A"] == 57 // span * span
    assert pd.isna(public["B"])


@pytest.mark.parametrize("role", OUTSIDE)
def test_one_households_own_facts_are_not_published(role):
    """The longest wait is missing, and where one household's members are known no mean is made of it alone."""
    places = make_places([300] * 3)
    unknown = pd.array([pd.NA] * 40, dtype="Int64")
    seen = []
    for bedridden in (False, True):
        quiet = dict.fromkeys(("household_size", "children", "elderly", "disabled", "infants"), unknown)
        homes = make_households(["p0"] * 40, is_bedridden=[bedridden] + [False] * 39, **quiet)
        public = suppress(ranked(homes, places), role)
        seen.append(public["part_vulnerability"].tolist())
        assert fairness(homes, places, NO_VISITS, now=NOW, role=role).ledger["wait_max_days"].isna().all()
    assert seen[0] == seen[1]
