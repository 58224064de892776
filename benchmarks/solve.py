"""Solve a published instance with the product's own solver entry.

``python -m benchmarks.solve INSTANCE --seconds S --seed K --vehicles M --out ROUTES.json``
"""

from __future__ import annotations

from time import monotonic

BEGUN = monotonic()  # before the heavy imports: they count against the limit

import argparse  # noqa: E402
import json  # noqa: E402
from pathlib import Path  # noqa: E402

from benchmarks.instances import Instance, to_core, value  # noqa: E402
from benchmarks.reading import read  # noqa: E402
from planner.routing.clock import Clock  # noqa: E402
from planner.routing.solver import solve_core  # noqa: E402

START_S = 0.15  # the interpreter itself, before the first line above ran
END_S = 0.15  # writing the answer and going home


def solve(instance: Instance, vehicles: int | None, seconds: float, seed: int, begun: float) -> list[list[int]]:
    """Routes of customer numbers within ``seconds`` of ``begun``."""
    core = to_core(instance, vehicles)
    clock = Clock(begun, begun + max(0.3, seconds - START_S - END_S))
    is_pairs = instance.kind in ("lilim", "sartori")
    solved = solve_core(core, clock=clock, seed=seed, fewest_first=is_pairs)
    number = [point.number for point in instance.points[1:]]
    return [[number[node] for node in row] for row in solved.routes if row]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vehicles", type=int, default=None)
    parser.add_argument("--out", type=Path, default=None)
    given = parser.parse_args()
    instance = read(given.instance)
    routes = solve(instance, given.vehicles, given.seconds, given.seed, BEGUN)
    objective = value(instance, routes)
    answer = {"routes": routes, "objective": int(objective) if float(objective).is_integer() else objective}
    if given.out:
        given.out.write_text(json.dumps(answer), encoding="utf-8")
    print(f"{instance.name} {instance.kind}: {len(routes)} routes, objective {objective:.6g}")


if __name__ == "__main__":
    main()
