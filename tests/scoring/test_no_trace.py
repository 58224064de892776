"""Whatever happens inside hidden cells changes no byte of what other roles are shown, whatever arithmetic they use."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from planner.roles import Role
from planner.scoring.spans import span_of
from tests.scoring.published import published
from tests.scoring.town import NOW, make_households, make_places, make_visits

OUTSIDE = [Role.PDRM, Role.ANALYST, Role.MINISTRY]
PLACES = 60


def where():
    """Every third place and the whole first half is small, so that some households there make a high rate."""
    return make_places([60 if i % 3 == 0 or i < PLACES / 2 else 2000 for i in range(PLACES)])


def town(seed, span, hidden_seed):
    """Households and visits where places 0, 3, 6 … stay hidden and differ by ``hidden_seed`` alone.

    Under an even one they are nearly empty, under an odd one nearly a span of the most vulnerable people.
    """
    rng, quiet = np.random.default_rng(seed), np.random.default_rng([seed, hidden_seed])
    is_full = hidden_seed % 2 == 1
    few = span - 2 if is_full else 0
    size = [int(quiet.integers(few, few + 2)) if i % 3 == 0 else int(rng.integers(span, 40)) for i in range(PLACES)]
    frames = [
        people(i, n, quiet if i % 3 == 0 else rng, fragile=float(is_full) if i % 3 == 0 else 0.3)
        for i, n in enumerate(size)
        if n
    ]
    households = pd.concat(frames, ignore_index=True)
    seen = [(f"p{i}", 2.0 + i % 20, int(rng.integers(span, 40))) for i in range(1, PLACES, 3)]
    unseen = [(f"p{i}", 30.0, span - 1 if is_full else 1) for i in range(0, PLACES, 6)]
    return households, make_visits(seen + unseen)


def people(place, n, rng, *, fragile):
    """``n`` households of ``place`` with whatever members, waits, calls, channels and second guesses."""
    wait = rng.exponential(6.0, n)
    return make_households(
        [f"p{place}"] * n,
        days_ago=wait,
        household_id=[f"h{place}-{i}" for i in range(n)],
        runner_up_id=f"p{(place + 1) % PLACES}",
        place_probability=rng.choice([0.95, 0.6], n),
        referrals=rng.integers(1, 4, n),
        channels=rng.choice(["police", "talian_kasih", "whatsapp", "police;whatsapp"], n),
        elderly=pd.array(rng.binomial(1, fragile, n), dtype="Int64"),
        disabled=pd.array(rng.binomial(1, fragile, n), dtype="Int64"),
        is_bedridden=rng.random(n) < fragile,
    )


@pytest.mark.parametrize("role", OUTSIDE)
@pytest.mark.parametrize("seed", [1, *(pytest.param(s, marks=pytest.mark.slow) for s in (2, 3, 4))])
def test_hidden_cells_leave_no_trace(role, seed):
    """Tables of two days, and files of one, are the same bytes for any content of a third of the places."""
    places = where()
    worlds = []
    for hidden_seed in (1, 2):
        households, visited = town(seed, span_of(role), hidden_seed)
        days = [NOW + timedelta(days=day) for day in range(2)]
        worlds.append([published(households, places, visited, role=role, now=d, files=d is days[0]) for d in days])
    assert len(worlds[0][0].tables["places"]) > 25
    for other in worlds[1:]:
        for day, again in zip(worlds[0], other, strict=True):
            for name, table in day.tables.items():
                pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True, obj=name)
            assert {name: again.files[name] == content for name, content in day.files.items()} == dict.fromkeys(
                day.files, True
            )


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_test_would_see_a_trace(role):
    """The same worlds differ at once in what the case team reads, and the published part is not empty."""
    places = where()
    first, second = (published(*_with(places, role, k), role=Role.JKM, now=NOW, files=False) for k in (1, 2))
    assert not first.tables["places"].equals(second.tables["places"])
    assert first.tables["gini"]["gini"].iloc[0] != second.tables["gini"]["gini"].iloc[0]


def _with(places, role, hidden_seed):
    households, visited = town(1, span_of(role), hidden_seed)
    return households, places, visited


@pytest.mark.parametrize("role", OUTSIDE)
def test_a_place_without_a_coordinate_does_not_show_the_middle_of_its_homes(role):
    """Named but unlocated: it stands at the middle of an H3 cell, not at the median of the homes; its name stays."""
    rng = np.random.default_rng(1)
    places = make_places([400, 300])
    places.loc[0, ["lon", "lat"]] = np.nan
    homes = make_households(
        ["p0"] * 31, lon=rng.normal(101.7, 0.0003, 31), lat=rng.normal(3.1, 0.0003, 31)
    )  # the median is one of the homes
    exact = published(homes, places, make_visits([]), role=Role.JKM, now=NOW, files=False).tables["places"]
    public = published(homes, places, make_visits([]), role=role, now=NOW, files=False).tables["places"]
    assert exact["lon"].iloc[0] in set(homes["lon"])
    assert public["lon"].iloc[0] not in set(homes["lon"])
    assert public["name"].tolist() == exact["name"].tolist()
