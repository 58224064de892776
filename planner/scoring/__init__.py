"""Need, rates, hotspots, fairness and recommended next locations."""

from planner.scoring.fairness import fairness
from planner.scoring.hotspot import hotspots, uncovered
from planner.scoring.recommend import recommend
from planner.scoring.served import served
from planner.scoring.silent import silent_places
from planner.scoring.spans import at_least
from planner.scoring.suppress import suppress

__all__ = [
    "at_least",
    "fairness",
    "hotspots",
    "recommend",
    "served",
    "silent_places",
    "suppress",
    "uncovered",
]
