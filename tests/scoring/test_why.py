"""What scoring says of a place, in codes and figures, and grades that no good source can buy."""

from datetime import date

import numpy as np
import pytest

from planner.model.reason import told
from planner.scoring.grade import grades
from planner.scoring.provisional import called, point_name
from planner.scoring.why import why, why_public, why_stop

ROW = {
    "name": "PPR Jelatek", "households": 42, "rate": 6.3521, "rate_usual": 3.0, "wait_max_days": 12.7, "fragile": 9,
    "is_cordoned": False, "is_emergency": False,
}  # fmt: skip
NEVER = float("nan")


def test_everything_known_is_handed_out():
    """Place, households, rate, wait, people and last visit, in the order in which they are said; whole days."""
    assert why(ROW, 16.4) == (
        told("waiting", name="PPR Jelatek", stands="at", households=42, rate=6.3521, usual=3.0),
        told("wait", days=12, households=42),
        told("fragile", count=9, households=42),
        told("visited", days=16),
    )


def test_what_is_not_known_or_not_so_is_not_handed_out():
    """No rate without homes, nobody frail, never visited: no figure is made up for any of them."""
    found = why({**ROW, "rate": float("nan"), "fragile": 0}, NEVER)
    assert found[0] == told("waiting", name="PPR Jelatek", stands="at", households=42)
    assert [detail.code for detail in found] == ["waiting", "wait", "never_visited"]


def test_a_cordon_and_an_emergency_come_last():
    """Both are told where they hold."""
    found = why({**ROW, "is_cordoned": True, "is_emergency": True}, 3.0)
    assert [detail.code for detail in found[-2:]] == ["cordoned", "emergency"]


@pytest.mark.parametrize(
    ("name", "bare", "stands"),
    [
        ("PPR Jelatek", "PPR Jelatek", "at"),
        ("Sekitar Pudu (cadangan)", "Pudu", "around"),
        (point_name(101.7, 3.1), "3.100, 101.700", "point"),
    ],
)
def test_proposed_names_lose_their_marks(name, bare, stands):
    """A sentence says "around Pudu" in its own language; the name of a place is left alone."""
    assert called(name) == {"name": bare, "stands": stands}


def test_a_published_row_tells_its_span_and_its_largest_part():
    """No figure but the published ones, and of equal parts the first."""
    parts = {"part_vulnerability": 20.0, "part_volume": 20.0, "part_urgency": 5.0, "part_access": 0.0}
    (found,) = why_public({**ROW, **parts, "households": 40, "households_to": 49})
    assert found == told("published", name="PPR Jelatek", stands="at", low=40, high=49, part="vulnerability")


def test_a_stop_tells_when_for_how_many_and_from_where():
    """The other places follow in their order, each as a sentence calls it."""
    found = why_stop(["PPR Kerinchi", "Sekitar Pudu (cadangan)"], 60, date(2021, 7, 9), 9)
    assert dict(found.figures[:3]) == {"day": "2021-07-09", "hour": "9", "households": "60"}
    assert (found.all("also"), found.all("stands")) == (["PPR Kerinchi", "Pudu"], ["at", "around"])


def test_one_bad_source_cannot_be_averaged_away():
    """The grade is at most one step above its weakest reason, and names it."""
    letters, weakest = grades(
        np.array([60.0, 60.0, 2.0, 60.0, 60.0]),
        np.array([0.95, 0.2, 0.95, 0.95, 0.95]),
        ["high", "high", "high", "memory", "high"],
        np.array([1.0, 1.0, 1.0, 1.0, 90.0]),
    )
    assert letters == ["A", "D", "D", "C", "D"]
    assert weakest[1:] == ["geocoding", "sample", "coordinate", "age"]
