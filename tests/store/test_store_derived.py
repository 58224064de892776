"""Derived rows come back as they were, name their run, and give way to the next."""

import pandas as pd
import pytest
from store_people import NOW, intake

from planner.errors import PlannerError
from planner.frames import HOTSPOTS, HOUSEHOLDS, LINK_REVIEW, LINKS, PLACEMENTS, check
from planner.model.referral import Linkage
from planner.roles import Role
from planner.store import Run

RUN = Run("linking", NOW, (("referrals", "ab12"),), (("kembara", "0.1.0"),))
FILLED = {"str": "x", "int": 1, "float": 0.5, "bool": True, "time": NOW}


def filled(schema, **columns) -> pd.DataFrame:
    """A frame that passes ``schema``: given columns as given, the others all alike."""
    count = len(next(iter(columns.values())))
    rest = {c.name: [FILLED[c.kind]] * count for c in schema.columns}
    return check(pd.DataFrame({**rest, **columns})[schema.names], schema)


def linkage(*pairs: tuple[str, str]) -> Linkage:
    """Links (referral, household) and their households."""
    ids = sorted({household for _, household in pairs})
    return Linkage(
        filled(HOUSEHOLDS, household_id=ids),
        filled(LINKS, referral_id=[r for r, _ in pairs], household_id=[h for _, h in pairs]),
        filled(LINK_REVIEW, left_id=["r1"], right_id=["r2"]),
    )


def test_a_linkage_comes_back_and_gives_way_to_the_next(store):
    """Households, links and pairs are those of the last linking, each with its run."""
    first = linkage(("r1", "h1"), ("r2", "h1"), ("r3", "h3"))
    store.save_linkage(first, RUN)
    for name in ("households", "links"):
        back = getattr(store, name)(Role.PLANNER)
        given = getattr(first, name)
        pd.testing.assert_frame_equal(back[given.columns], given, check_dtype=False)
        assert len(set(back["run_id"])) == 1
    assert len(store.link_review(Role.JKM)) == 1
    store.save_linkage(linkage(("r1", "h1"), ("r2", "h2"), ("r3", "h2")), RUN)
    assert store.households(Role.JKM)["household_id"].tolist() == ["h1", "h2"]
    assert store.links(Role.JKM)["household_id"].tolist() == ["h1", "h2", "h2"]


def test_a_household_named_like_a_referral(store):
    """When linking drops a household whose id equals a referral's, the referral stays readable."""
    store.add_intake(intake(2), now=NOW, actor="aminah")
    store.save_linkage(linkage(("r00000000", "r00000000"), ("r00000001", "r00000001")), RUN)
    store.save_linkage(linkage(("r00000000", "r00000001"), ("r00000001", "r00000001")), RUN)
    assert len(store.referrals(Role.PLANNER)) == 2


def test_placements_of_known_referrals_are_kept(store):
    """A placement is kept for each referral in the store, the newest in place of the old; strangers are not."""
    store.add_intake(intake(2), now=NOW, actor="aminah")
    given = filled(PLACEMENTS, id=["r00000000", "r00000001", "stranger"])
    assert store.save_placements(given, RUN) == 2
    moved = given.assign(place_id="elsewhere")
    store.save_placements(moved, RUN)
    back = store.placements(Role.PLANNER)
    pd.testing.assert_frame_equal(back[PLACEMENTS.names], moved[:2], check_dtype=False)


def test_hotspots_of_each_run_stay(store):
    """The last run's hotspots are shown unless another run is named."""
    first = store.save_hotspots(filled(HOTSPOTS, hotspot_id=["a", "b"], rank=[2, 1]), Run("hotspots", NOW))
    later = Run("hotspots", NOW.replace(day=7))
    store.save_hotspots(filled(HOTSPOTS, hotspot_id=["c"]), later)
    assert store.hotspots(Role.PLANNER)["hotspot_id"].tolist() == ["c"]
    assert store.hotspots(Role.JKM, run_id=first)["hotspot_id"].tolist() == ["b", "a"]
    assert store.runs(Role.ANALYST)["stage"].tolist() == ["hotspots", "hotspots"]
    with pytest.raises(PlannerError, match="E1701"):
        store.hotspots(Role.MINISTRY)
