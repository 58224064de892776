"""Every change the dispatch room can offer has its Malay words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.dispatch import Unserved, UnservedReason
from planner.report.change_words import change_text
from planner.routing import solve_convoys
from planner.routing.why import NOTHING
from planner.routing.why.changes import convoy_changes, patrol_changes
from tests.routing.cases import patrol_problem, random_convoys


def _offered() -> set[str]:
    problem = random_convoys(2, 6, 1)
    stops = (replace(problem.stops[0], may_split=False), *problem.stops[1:])
    problem = replace(problem, stops=stops)
    solution = solve_convoys(problem, time_limit_s=0.3, seed=1)
    doors = patrol_problem([(0.01, 0.0, 2, 90)])
    texts = {NOTHING}
    for reason in UnservedReason:
        for stop in problem.stops:
            entry = Unserved(stop.stop_id, stop.name, reason, "")
            texts |= {change.text for change in convoy_changes(problem, solution, entry)}
        entry = Unserved("d0", "H0", reason, "")
        texts |= {step.text for step in patrol_changes(doors, entry)}
    return texts


def test_no_change_stays_english():
    """All changes offered for every reason, on convoys and patrols, become Malay; English stays as written."""
    offered = _offered()
    assert len(offered) > 20
    assert [text for text in offered if change_text(text, "ms") == text] == []
    assert all(change_text(text, "en") == text for text in offered)


@pytest.mark.parametrize(
    ("english", "malay"),
    [
        ("40 more baskets in stock at IPD Sentul", "40 bakul lagi dalam stok di IPD Sentul"),
        ("one more mobile counter", "sebuah kaunter bergerak lagi"),
        ("one more van at IPD Sentul", "sebuah van lagi di IPD Sentul"),
        (
            "one more mobile counter and one more mobile office",
            "sebuah kaunter bergerak lagi dan sebuah pejabat bergerak lagi",
        ),
        ("lift rule cordon-1", "tarik balik peraturan cordon-1"),
    ],
)
def test_changes_in_malay(english, malay):
    """Numbers, places and rules are carried over."""
    assert change_text(english, "ms") == malay
