"""Candidates for convoys and patrols take their baskets from the score's own settings."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planner.model.need import HouseholdPoints
from planner.pipeline import candidates
from planner.pipeline.homebound import homebound
from planner.pipeline.need import nobody
from planner.workspace import Workspace
from planner.workspace.story import Demonstration

PLACES = pd.DataFrame({"place_id": ["ppr-x"], "police_district": ["Sentul"], "name": ["PPR X"]})
NEED, NOW = nobody(PLACES), Demonstration().now


def homes(sizes: list[int | None]) -> pd.DataFrame:
    """Households that cannot come, one a size."""
    count = len(sizes)
    return pd.DataFrame(
        {
            "household_id": [f"h{at}" for at in range(count)],
            "place_id": "ppr-x",
            "lon": 101.7,
            "lat": 3.2,
            "is_bedridden": True,
            "household_size": pd.array(sizes, dtype="Int64"),
            "first_at": pd.Timestamp(NOW),
            "last_at": pd.Timestamp(NOW),
        }
    )


@pytest.mark.parametrize("large", [5, 7, 8])
def test_a_large_household_gets_a_second_basket_at_its_door(large: int) -> None:
    """From the size on that the settings name, as in the recommendation; an unknown size gets one."""
    sizes = [None, large - 1, large, large + 1]
    need = replace(NEED, households=homes(sizes), points=HouseholdPoints(large_size=large))
    found = candidates.deliveries(homebound(need, NOW), {"ppr-x": ("d",)}, Workspace.open().fleet())
    assert [delivery.baskets for delivery in found] == [1, 1, 2, 2]
