"""The product beside PyVRP, VROOM and OR-Tools' default on the same files, in one run.

``python -m benchmarks.compare --set DIR --seconds S [--most N] [--vehicles M] [--seed K]``, or ``--kuala-lumpur 50``
for generated cases of that many candidate stops (``--most`` of them, by default 3).

Each has the same wall-clock and the same machine to itself; every plan is judged by plain Python rules below.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from benchmarks.instances import Instance, read, to_core, value
from benchmarks.kuala_lumpur import case
from benchmarks.peers import ortools_default, vroom_routes
from planner.routing.core import CoreProblem
from planner.routing.engines.greedy import cost_of_row
from planner.routing.engines.pyvrp_engine import propose
from planner.routing.solver import clock_of, solve_core

MOST = 10_000
Rows = tuple[tuple[int, ...], ...] | None
Solver = Callable[[Instance, CoreProblem, float, int], Rows]


def product(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:  # noqa: ARG001
    pairs = bool(core.is_pairs[0])
    return solve_core(core, clock=clock_of(seconds), seed=seed, fewest_first=pairs).routes


def pyvrp_alone(instance: Instance, core: CoreProblem, seconds: float, seed: int) -> Rows:  # noqa: ARG001
    ends = monotonic() + seconds
    return propose(core, seed, lambda: monotonic() >= ends)


SOLVERS: dict[str, Solver] = {
    "product": product,
    "PyVRP": pyvrp_alone,
    "VROOM": vroom_routes,
    "OR-Tools": ortools_default,
}


def score(instance: Instance, core: CoreProblem, rows: Rows) -> tuple[int, float] | None:
    """(routes, objective); None when a row breaks the problem or a required job is missing."""
    if rows is None or any(cost_of_row(core, v, row) is None for v, row in enumerate(rows)):
        return None
    routes = [[instance.points[node + 1].number for node in row] for row in rows if row]
    served = [number for route in routes for number in route]
    if len(served) != len(set(served)):
        return None
    if instance.kind in ("solomon", "lilim", "sartori") and len(served) != len(instance.points) - 1:
        return None
    return len(routes), value(instance, routes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", type=Path)
    parser.add_argument("--kuala-lumpur", type=int, default=0, metavar="STOPS")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--vehicles", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    gaps: dict[str, list[float]] = {name: [] for name in SOLVERS}
    extra: dict[str, int] = dict.fromkeys(SOLVERS, 0)
    if bool(given.set) == bool(given.kuala_lumpur):
        parser.error("give either --set or --kuala-lumpur")
    for instance in _instances(given.set, given.kuala_lumpur, given.most):
        core = to_core(instance, given.vehicles)
        found = {
            name: score(instance, core, solve(instance, core, given.seconds, given.seed))
            for name, solve in SOLVERS.items()
        }
        good = [result for result in found.values() if result]
        is_profit = instance.kind == "toptw"
        fewest = min(result[0] for result in good)
        best = max(r[1] for r in good) if is_profit else min(r[1] for r in good)
        for name, result in found.items():
            if result:
                gaps[name].append(100 * ((best - result[1]) if is_profit else (result[1] - best)) / best)
                extra[name] += result[0] - fewest
        print(
            instance.name,
            {name: result and (result[0], round(result[1], 2)) for name, result in found.items()},
            flush=True,
        )
    for name, values in gaps.items():
        mean = statistics.fmean(values) if values else float("nan")
        print(
            f"{name:10s} mean gap to the best seen {mean:7.2f} %  "
            f"vehicles above the fewest {extra[name]:3d}  answers {len(values)}"
        )


def _instances(folder: Path | None, stops: int, most: int) -> Iterator[Instance]:
    """The set's instances, or generated cases of seeds 1 … ``most``."""
    if folder is None:
        yield from (case(stops, seed) for seed in range(1, min(most, 3 if most == MOST else most) + 1))
        return
    names = [p for p in sorted(folder.iterdir()) if p.suffix in (".txt", ".vrp") and _is_instance(p)]
    yield from (read(path) for path in names[:most])


def _is_instance(path: Path) -> bool:
    return (
        path.suffix == ".vrp"
        or (not path.stem.isupper() and "how_to" not in path.stem and "format" not in path.stem)
        or (path.stem[:1].isupper() and path.stem[-1].isdigit())
    )


if __name__ == "__main__":
    main()
