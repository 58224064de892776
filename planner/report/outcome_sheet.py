"""The outcome page of a run sheet's workbook, read back after a crew has filled it in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import Fault, PlannerError, raise_if_any, refuse
from planner.model.dispatch import Plan, Route, Visit
from planner.model.kinds import SERVED, VisitKind
from planner.model.record import Outcome, OutcomeKind
from planner.report.route_layer import all_routes
from planner.report.sheet_handover import handovers
from planner.report.sheet_xlsx import OUTCOME_COLUMNS, OUTCOME_PAGES
from planner.units import ZONE

_KEYS = ("plan_id", "route_id", "order", *OUTCOME_COLUMNS)
_MOST_UNPACKED = 40_000_000
_MOST_BYTES = 5_000_000  # a filled-in sheet is a few kilobytes; anything near this is something else
_MOST_ROWS = 500
# Delivered comes last, so that it holds where a store keeps one outcome for each stop and day.
_ORDER = (OutcomeKind.ABSENT, OutcomeKind.REFUSED, OutcomeKind.NOT_FOUND, OutcomeKind.DELIVERED)


Visits = dict[tuple[str, int], tuple[Route, Visit]]


def served_visits(plan: Plan) -> Visits:
    """Every served visit of a plan by route id and its number on the run sheet."""
    found: Visits = {}
    for _, route in all_routes(plan):
        served = [visit for visit in route.visits if visit.kind in SERVED]
        found |= {(route.route_id, order): (route, visit) for order, visit in enumerate(served, start=1)}
    return found


def outcomes_of(plan: Plan, route: Route, visit: Visit, counts: Mapping[str, int], baskets: int) -> tuple[Outcome, ...]:
    """Outcomes of one visit from counts of households by kind; ``baskets`` were handed out in all."""
    midnight = datetime.combine(plan.convoy_problem.start + timedelta(days=route.day), time(), ZONE)
    places = {stop.stop_id: stop.place_id for stop in plan.convoy_problem.stops}
    patrol = plan.patrol_problem
    homes = {door.delivery_id: door.household_id for door in patrol.deliveries} if patrol is not None else {}
    return tuple(
        Outcome(
            plan_id=plan.plan_id,
            serves_id=visit.serves_id,
            place_id=places.get(visit.serves_id, ""),
            kind=kind,
            visited_at=midnight + timedelta(seconds=visit.start_s),
            households=counts[kind],
            baskets=baskets if kind is OutcomeKind.DELIVERED else 0,
            household_id=homes.get(visit.serves_id, ""),
        )
        for kind in _ORDER
        if counts.get(kind, 0)
    )


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    if len(content) > _MOST_BYTES:
        raise refuse("E1601", "the file is larger than any outcome sheet", "bring back the run sheet's own workbook")
    try:
        with ZipFile(io.BytesIO(content)) as packed:  # asked of its table of contents, before anything is unpacked
            unpacked = sum(item.file_size for item in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise refuse(
                "E1601", "the file unpacks to more than any outcome sheet", "bring the run sheet's own workbook"
            )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise refuse("E1602", "the file is not an Excel workbook", "save it as .xlsx and bring it again") from error
    page = next((name for name in OUTCOME_PAGES.values() if name in book.sheetnames), None)
    if page is None:
        raise refuse(
            "E1603", "the workbook has no page hasil (English: outcome)", "bring back the run sheet's own workbook"
        )
    lines = book[page].iter_rows(values_only=True, max_row=_MOST_ROWS)
    head = [str(value) for value in next(lines, ())]
    missing = [key for key in _KEYS if key not in head]
    if missing:
        raise refuse("E1603", f"the page {page} lacks {', '.join(missing)}", "bring back the run sheet's own workbook")
    next(lines, None)  # the second row holds the words for people
    for number, line in enumerate(lines, start=3):
        yield number, dict(zip(head, line, strict=False))


def _count(value: object, where: str, faults: list[Fault]) -> int:
    """A whole number of at least 0; an empty cell is 0, anything else a fault."""
    text = "" if value is None else str(value).strip()
    number = float(text) if text.replace(".", "", 1).isdigit() else -1.0
    if text and (number < 0 or number != int(number) or number > 100_000):
        faults.append(Fault("E1604", f"{text[:40]} is not a number of households", "write a whole number", where))
        return 0
    return int(number) if text else 0


def _outcomes(
    row: Mapping[str, Any], where: str, plan: Plan, visits: Visits, faults: list[Fault]
) -> tuple[Outcome, ...]:
    counts = {kind: _count(row.get(kind), f"{where}, {kind}", faults) for kind in OUTCOME_COLUMNS}
    if not any(counts.values()):
        return ()
    if row["plan_id"] != plan.plan_id:
        faults.append(Fault("E1605", "the line belongs to another plan", f"open plan {row['plan_id']} first", where))
        return ()
    order = _count(row["order"], where, faults)
    found = visits.get((str(row["route_id"]), order))
    if found is None:
        faults.append(
            Fault("E1606", "the plan has no such stop", "leave plan_id, route_id and order as printed", where)
        )
        return ()
    route, visit = found
    planned = abs(visit.baskets) - _taken_by_cars(plan, route, visit)
    left = _count(row.get("baskets_left"), f"{where}, baskets_left", faults)
    handed = max(planned - left, 0) if left else min(planned, max(counts[OutcomeKind.DELIVERED], 0))
    return outcomes_of(plan, route, visit, counts, handed if counts[OutcomeKind.DELIVERED] else 0)


def _taken_by_cars(plan: Plan, route: Route, visit: Visit) -> int:
    """Baskets of a lorry's stop that are the cars' to hand out: their own outcomes count them."""
    at = (route.route_id, route.day, route.visits.index(visit))
    passed = handovers(plan, {}).get(at, ()) if visit.kind == VisitKind.STOP else ()
    return sum(each.baskets for each in passed if each.other)


def read_outcomes(content: bytes, plan: Plan) -> tuple[Outcome, ...]:
    """Outcomes of a filled-in workbook for ``plan``; lines left empty are not outcomes.

    Baskets handed out are the planned ones less what cars took and ``baskets_left``, or one for each household when
    that is empty.
    :class:`PlannerError` with every fault found (E1601 to E1606); then nothing is taken.
    """
    faults: list[Fault] = []
    visits = served_visits(plan)
    lines = [_outcomes(row, f"row {number}", plan, visits, faults) for number, row in _rows(content)]
    found = [outcome for line in lines for outcome in line]
    raise_if_any(faults)
    if not found:
        raise PlannerError([Fault("E1607", "no line of the page is filled in", "write how many were served")])
    return tuple(found)
