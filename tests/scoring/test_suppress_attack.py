"""Attacks on what officials see: totals, filters, neighbours, consecutive days; none gives a hidden cell back.

The attacker here is strong: knows the rules and the code, sees everything published, and solves an integer program for
the least and most a hidden cell can be. The claim is that a hidden cell keeps its whole span.
"""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.frames import HOTSPOTS
from planner.model.need import NeedWeights
from planner.roles import Role
from planner.scoring import hotspots, suppress, suppress_counts, totals
from planner.scoring.suppress import lower_ends, span_of
from tests.scoring.town import NO_VISITS, NOW, make_households, make_places, random_town

OUTSIDE = [Role.PDRM, Role.ANALYST, Role.MINISTRY]
WEIGHTS = NeedWeights()


def ranked(households, places, **options):
    return hotspots(households, places, NO_VISITS, weights=WEIGHTS, now=NOW, seed=1, draws=40, **options)


def span_of_attack(size, published):
    """Least and most of each of ``size`` cells, given (cells, low, high) for published sums of cells."""
    rows = [[float(i in cells) for i in range(size)] for cells, _, _ in published]
    known = LinearConstraint(rows, [low for _, low, _ in published], [high for _, _, high in published])
    found = []
    for i in range(size):
        aim = np.zeros(size)
        aim[i] = 1.0
        ends = [milp(s * aim, constraints=known, integrality=np.ones(size), bounds=Bounds(0, 500)) for s in (1, -1)]
        assert all(end.success for end in ends)
        found.append((round(ends[0].fun), round(-ends[1].fun)))
    return found


@pytest.mark.parametrize("role", OUTSIDE)
@given(counts=st.lists(st.integers(0, 35), min_size=3, max_size=5))
@settings(max_examples=15, deadline=None)
def test_all_subsets_of_filters_over_published_rows(role, counts):
    """Every sum over every subset of places, as the data layer answers it, leaves hidden cells their whole span."""
    span = span_of(role)
    low = lower_ends(np.array(counts), role)
    rows = range(len(counts))
    published = [((i,), low[i], low[i] + span - 1) for i in rows]
    for size in range(2, len(counts) + 1):
        # What totals() says of such a filter: the sum of the published rows, "at least", so nothing above is told.
        published += [(cells, sum(low[i] for i in cells), 10_000) for cells in combinations(rows, size)]
    for count, (least, most) in zip(counts, span_of_attack(len(counts), published), strict=True):
        if count < span:
            assert (least, most) == (0, span - 1)


@pytest.mark.parametrize("role", OUTSIDE)
@given(other=st.integers(0, 80), hidden=st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_a_filter_and_its_complement_do_not_give_a_group_back(role, other, hidden):
    """Whole and complement, each published with its span, differ by a number only known to a span on either side."""
    span = span_of(role)
    hidden = min(hidden, span - 1)
    whole, rest = (int(v) for v in lower_ends(np.array([other + hidden, other]), role))
    least = max(0, whole - (rest + span - 1))
    most = min(span - 1, whole + span - 1 - rest)
    assert least <= 1, "the group is known to exist at most"
    assert most == span - 1


@pytest.mark.parametrize("role", OUTSIDE)
@given(start=st.integers(0, 60), steps=st.lists(st.integers(0, 4), min_size=2, max_size=6))
@settings(max_examples=12, deadline=None)
def test_consecutive_days_do_not_give_newcomers_back(role, start, steps):
    """From the counts of up to seven days no day's newcomers (fewer than 5) become known: 0 to 4 all stay possible,
    unless a border was crossed, which tells that at least one came and no more than that."""
    span = span_of(role)
    days = np.cumsum([start, *steps])
    shown = lower_ends(days, role)
    for day in range(1, len(days)):
        cells = [(tuple(range(d + 1)), int(shown[d]), int(shown[d]) + span - 1) for d in range(len(days))]
        least, most = span_of_attack(len(days), cells)[day]
        assert most - least >= span - 1 or most >= span
        assert least <= 1 or steps[day - 1] >= 1
        assert least != most


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_row_no_column_and_no_word_tells_a_hidden_count(role):
    """No published row stands for fewer than the span, no unnamed column passes, no sentence holds an exact count."""
    exact = ranked(*random_town(11, places=60, households=900))
    public = suppress(exact, role)
    counts = exact.set_index("hotspot_id")["households"]
    assert (counts[public["hotspot_id"]] >= span_of(role)).all()
    assert len(public) == (counts >= span_of(role)).sum()
    assert set(public.columns) <= {*HOTSPOTS.names, "households_to"}
    assert (public["households"] % span_of(role) == 0).all()
    assert public["cluster_q"].isna().all()
    for row in public.itertuples():
        said = {int(w) for w in row.why_en.replace(row.name, "").replace(",", " ").split() if w.isdigit()}
        assert said == {row.households, row.households_to}


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
        seen.append(public.loc["p0", ["households", "referrals", "rate", "score", "part_volume", "why_ms"]].tolist())
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
    summed = totals(public, "police_district")
    assert summed["households_at_least"].sum() == public["households"].sum()
    assert public["rank"].tolist() == list(range(1, len(public) + 1))


@pytest.mark.parametrize("role", OUTSIDE)
def test_ledgers_hide_small_areas_and_what_is_derived_from_them(role):
    """An area with few served shows neither the count nor the rate that would give it back."""
    table = pd.DataFrame({"area": ["A", "B"], "served": [3, 57], "served_per_1000": [0.05, 0.9537]})
    public = suppress_counts(table, role, counts=["served"], derived=["served_per_1000"])
    assert public["served"].isna().tolist() == [True, False]
    assert np.isnan(public.loc[0, "served_per_1000"])
    assert public.loc[1, "served"] == 57 // span_of(role) * span_of(role)
