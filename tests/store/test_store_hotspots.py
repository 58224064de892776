"""Hotspots read back from a store are those that scoring made, to the last number, and serve every later step alike."""

from datetime import date

import pandas as pd
import pytest
from store_people import KEY

from planner.frames import HOTSPOT_NUMBERS, HOTSPOTS, check
from planner.model.need import NeedWeights, Tour
from planner.roles import Role
from planner.scoring import hotspots, recommend, suppress
from planner.store import Run, open_store
from tests.scoring.town import NOW, make_visits, random_town


@pytest.fixture(scope="module")
def made():
    """A town with visits, doubtful placement, and units that nobody knows."""
    households, places = random_town(1)
    places.loc[3, "units"] = pd.NA
    visited = make_visits([("p1", 3, 10), ("p2", 30, 5)])
    return hotspots(households, places, visited, weights=NeedWeights(), now=NOW, seed=1, draws=20)


@pytest.fixture(scope="module")
def back(made, tmp_path_factory):
    """The same, kept in a store and read again."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('h')}/k.db", key=KEY)
    store.save_hotspots(made, Run("hotspots", NOW))
    yield store.hotspots(Role.PLANNER)
    store.close()


def test_every_column_has_its_name_in_a_schema(made):
    """What scoring gives stands in HOTSPOTS or HOTSPOT_NUMBERS, so that no column can lose its kind unnoticed."""
    assert set(made.columns) <= {*HOTSPOTS.names, *HOTSPOT_NUMBERS.names}
    check(made, HOTSPOT_NUMBERS)


def test_every_number_comes_back(made, back):
    """No column is lost and none has become another kind: dates are dates, and a missing date is one."""
    assert set(back.columns) == set(made.columns)
    pd.testing.assert_frame_equal(back[made.columns].astype(made.dtypes), made, check_exact=True)
    for name in made.columns:
        assert pd.api.types.is_datetime64_any_dtype(back[name]) == pd.api.types.is_datetime64_any_dtype(made[name])
        assert pd.api.types.is_numeric_dtype(back[name]) == pd.api.types.is_numeric_dtype(made[name])


@pytest.mark.parametrize("role", list(Role))
def test_officials_are_shown_the_same(made, back, role):
    """The published table is the same to the byte, whether its hotspots were just made or read from a store."""
    shown = suppress(made, role)
    assert suppress(back, role)[shown.columns].to_csv(index=False) == shown.to_csv(index=False)


def test_the_same_stops_are_recommended(made, back):
    """Cooldowns, cordons, chances and sentences of the stops come out alike."""
    tour, words = Tour(5, date(2021, 7, 7)), {"seed": 1, "weights": NeedWeights(), "now": NOW}
    assert recommend(back, tour, **words) == recommend(made, tour, **words)


def test_a_run_of_an_older_version_has_no_number_made_up(made, tmp_path):
    """Columns that a kept run does not have are absent, not empty."""
    store = open_store(f"sqlite:///{tmp_path}/k.db", key=KEY)
    store.save_hotspots(made[HOTSPOTS.names], Run("hotspots", NOW))
    assert list(store.hotspots(Role.JKM).columns) == HOTSPOTS.names
    store.close()
