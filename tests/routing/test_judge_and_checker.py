"""The comparison's judge and the product's checker were written apart: on what both can express they say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from benchmarks.instances import Instance
from benchmarks.judge import judge
from benchmarks.kuala_lumpur import SHIFT_S, case
from planner.model import dispatch as d
from planner.model.travel import TravelMatrix
from planner.routing import check_convoys

MADE = case(24, 3)  # two lorries; 1 to be served before noon, 9 from two o'clock on
LOADS = {point.number: point.load for point in MADE.points} | {25: 1}  # 25 is no customer
Rows = list[list[int]]


def as_convoys(made: Instance) -> d.ConvoyProblem:
    """The case in the planner's words; driving costs nothing, so a plan is worth its prizes alone."""
    ids, table = tuple(f"p{p.number}" for p in made.points), tuple(map(tuple, made.table.tolist()))
    stops = tuple(
        d.Stop(ids[p.number], "", p.x, p.y, "A", "P", p.load, p.load, int(p.prize), 600, 45,
               (d.TimeWindow(int(p.opens), int(p.closes + p.service)),), may_split=False)
        for p in made.points[1:]
    )  # fmt: skip
    home = made.points[0]
    fleet = [d.Vehicle(f"l{k}", d.VehicleKind.LORRY, "p0", made.room, made.room, 0, int(home.closes)) for k in (0, 1)]
    depots, roads = (d.Depot("p0", "", home.x, home.y, "A", 10_000),), TravelMatrix(ids, table, table, "")
    return d.ConvoyProblem(date(2021, 7, 7), 1, depots, tuple(fleet), stops, roads, 1, 0, (SHIFT_S,), metre_cost=0)


def as_route(made: Instance, number: int, row: list[int]) -> d.Route:
    """A row of customers, driven as early as it can be."""
    visits, t, here, driven = [d.Visit("p0", "depot", 0, 0, 0, sum(LOADS[k] for k in row))], 0, 0, 0
    for k in row:
        place = k if k < len(made.points) else 0
        arrival = t + int(made.table[here, place])
        start = max(arrival, int(made.points[place].opens))
        driven, t, here = driven + arrival - t, start + int(made.points[place].service), place
        visits.append(d.Visit(f"p{place}", "stop", arrival, start, t, -LOADS[k], LOADS[k], f"p{k}"))
    end = t + int(made.table[here, 0])
    driven += end - t
    return d.Route(f"r{number}", f"l{number}", 0, (*visits, d.Visit("p0", "depot", end, end, end)), driven, driven)


def codes_of(made: Instance, rows: Rows, worth: float) -> set[str]:
    """What the checker finds in ``rows`` that say they are worth so many prizes."""
    routes = tuple(as_route(made, number, row) for number, row in enumerate(rows) if row)
    left = {point.number for point in made.points[1:]} - {k for row in rows for k in row}
    unserved = tuple(d.Unserved(f"p{k}", "", d.UnservedReason.NOT_WORTH) for k in sorted(left))
    told = d.Solution(d.Status.FEASIBLE, routes, unserved, int(1000 * worth), None, None, "")
    return {violation.code for violation in check_convoys(as_convoys(made), told)}


def test_hundreds_of_rows_are_judged_alike_and_worth_the_same():
    """Rows at random, short and long: both take them or neither does, and both count the same prizes."""
    draw, taken = Random(5), 0
    for _ in range(300):
        order = draw.sample(range(1, 25), draw.randint(1, 9))
        rows: Rows = [order[::2], order[1::2]]
        verdict = judge(MADE, 2, rows)
        assert (codes_of(MADE, rows, verdict.value) == set()) == (verdict.fault == ""), (rows, verdict)
        assert verdict.fault or codes_of(MADE, rows, verdict.value + 1) == {"objective"}
        taken += not verdict.fault
    assert 75 < taken < 225  # both kinds were there


@pytest.mark.parametrize(
    ("rows", "change", "fault", "code"),
    [
        ([[9, 1]], {}, "late at 1", "window"),
        ([[9]], {"closes": 22_000}, "home late", "shift"),
        ([[2, 4]], {"room": 20}, "too much aboard", "capacity"),
        ([[1], [1]], {}, "a customer twice", "split"),
        ([[1, 25]], {}, "an unknown customer", "unknown-stop"),
        ([[1], [2], [4]], {}, "3 routes, 2 vehicles", "unknown-vehicle"),
    ],
)
def test_planted_faults_are_found_by_both(rows, change, fault, code):
    """Too late, home too late, too full, twice, unknown, too many: each has its name in both."""
    home = replace(MADE.points[0], closes=change.get("closes", SHIFT_S))
    made = replace(MADE, points=[home, *MADE.points[1:]], room=change.get("room", MADE.room))
    assert judge(made, 2, rows).fault == fault
    assert code in codes_of(made, rows, 0)
