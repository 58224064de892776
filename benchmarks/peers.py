"""VROOM and OR-Tools' default routing search on plain core problems, as a user of each would call them.

Both minimise driving and ``shift_fixed``, what a vehicle costs; times and costs go to them in the core's own units.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.instances import Instance
from planner.routing.core import CoreProblem

Rows = tuple[tuple[int, ...], ...] | None
LARGEST = 1 << 30
REQUIRED_FROM = 1 << 43


def vroom_routes(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:  # noqa: ARG001
    """VROOM serves all it can; it takes no seed.

    It knows no prize that is weighed against driving: prizes reach it as priorities of whole numbers from 0 to 100, so
    it never leaves out a stop that is not worth its drive, and in prize collecting it solves another problem than the
    one it is judged on.
    """
    table = np.minimum(core.duration, LARGEST).astype(np.uint32)
    problem = vroom.Input()
    problem.set_durations_matrix("car", table)
    home = 0
    for v in range(core.shifts):
        window = vroom.TimeWindow(int(core.shift_open[v]), int(core.shift_close[v]))
        costs = vroom.VehicleCosts(fixed=int(core.shift_fixed[v]))  # beside one a unit of time, VROOM's default
        room = [int(core.shift_room[v])]
        problem.add_vehicle(vroom.Vehicle(v + 1, start=home, end=home, capacity=room, time_window=window, costs=costs))
    for j in range(core.jobs):
        drop = int(core.job_node[j])
        priority = (
            0 if core.job_prize[j] >= REQUIRED_FROM else int(min(100, core.job_prize[j] * 100 / core.job_prize.max()))
        )
        if core.is_pairs[0]:
            pick = int(core.job_pickups[j, 0])
            steps = [
                vroom.ShipmentStep(
                    node + 1,
                    int(core.node_loc[node]),
                    default_service=int(core.service_s[node]),
                    time_windows=[_window(core, node)],
                )
                for node in (pick, drop)
            ]
            problem.add_shipment(steps[0], steps[1], amount=vroom.Amount([int(core.node_load[pick])]))
        else:
            problem.add_job(
                vroom.Job(
                    drop + 1,
                    int(core.node_loc[drop]),
                    default_service=int(core.service_s[drop]),
                    delivery=[int(core.node_load[drop])],
                    priority=priority,
                    time_windows=[_window(core, drop)],
                )
            )
    solution = problem.solve(exploration_level=5, nb_threads=2, timeout=timedelta(seconds=seconds))
    rows: list[tuple[int, ...]] = [()] * core.shifts
    frame = solution.routes
    for vehicle, steps in frame[~frame["type"].isin(["start", "end"])].groupby("vehicle_id"):
        rows[int(vehicle) - 1] = tuple(int(k) - 1 for k in steps["id"])
    return tuple(rows)


def _window(core: CoreProblem, node: int) -> vroom.TimeWindow:
    return vroom.TimeWindow(int(core.window_open[0, node, 0]), int(core.window_close[0, node, 0]))


def ortools_default(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:  # noqa: ARG001
    """Parallel cheapest insertion and guided local search, as OR-Tools' own guide shows."""
    nodes = len(core.node_loc)
    manager = pywrapcp.RoutingIndexManager(nodes + 1, core.shifts, 0)
    model = pywrapcp.RoutingModel(manager)
    place = np.concatenate([[0], core.node_loc])
    metres = core.distance[np.ix_(place, place)]
    service = np.concatenate([[0], core.service_s])
    seconds_table = core.duration[np.ix_(place, place)] + service[:, None]
    cost = model.RegisterTransitMatrix(metres.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(cost)
    for v in range(core.shifts):
        model.SetFixedCostOfVehicle(int(core.shift_fixed[v]), v)
    time = model.RegisterTransitMatrix(seconds_table.tolist())
    closes = int(core.shift_close.max())
    model.AddDimension(time, closes, closes, False, "time")
    loads = model.RegisterUnaryTransitVector([0, *core.node_load.tolist()])
    model.AddDimension(loads, 0, int(core.shift_room.max()), True, "load")
    clock = model.GetDimensionOrDie("time")
    for node in range(nodes):
        clock.CumulVar(manager.NodeToIndex(node + 1)).SetRange(
            int(core.window_open[0, node, 0]), int(core.window_close[0, node, 0])
        )
    for j in range(core.jobs):
        drop = manager.NodeToIndex(int(core.job_node[j]) + 1)
        if core.is_pairs[0]:
            pick = manager.NodeToIndex(int(core.job_pickups[j, 0]) + 1)
            model.AddPickupAndDelivery(pick, drop)
            model.solver().Add(model.VehicleVar(pick) == model.VehicleVar(drop))
            model.solver().Add(clock.CumulVar(pick) <= clock.CumulVar(drop))
        elif core.job_prize[j] < REQUIRED_FROM:
            model.AddDisjunction([drop], int(core.job_prize[j]))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    found = model.SolveWithParameters(parameters)
    if not found:
        return None
    rows = []
    for v in range(core.shifts):
        index, row = found.Value(model.NextVar(model.Start(v))), []
        while not model.IsEnd(index):
            row.append(manager.IndexToNode(index) - 1)
            index = found.Value(model.NextVar(index))
        rows.append(tuple(row))
    return tuple(rows)
