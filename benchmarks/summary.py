"""The table of a comparison: by set, how far each engine is from the best, and who wins against the product.

The best of a case is the published value or, where a run bettered it or nothing is published, the best of all lines
here; the column "best" says how many of either a row is measured from. Results with one core and with two stand apart.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.cases import Case
from benchmarks.judge import is_profit
from benchmarks.ledger import UNSEEDED, Line, newest_of, older_of

Score = tuple[float, float]
"""(vehicles, cost), less is better: profits are negative, vehicles 0 where a set does not count them."""
EVEN = 1e-4  # relative difference below which two values are one: published values have four decimals or fewer
HEADING = (
    "| set | cores | engine | plans | refused | mean gap % | vehicles above | best | product better | even | worse |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
)
MARK = "†"
FOOT = f"{MARK} of the plans that count alone: refused ones have no gap, and they may be the hard cases"


def score_of(case: Case, vehicles: int, value: float) -> Score:
    """What is compared."""
    return (vehicles if case.counts_vehicles else 0, -value if is_profit(case.instance) else value)


@dataclass(frozen=True)
class Goal:
    """What a case's gaps are measured from; ``is_published`` is False for a value that only these lines know."""

    score: Score
    is_published: bool


def table(lines: list[Line], cases: Iterable[Case]) -> str:
    """A Markdown table of one row for each set, number of cores and engine, over the cases and seeds that have a line.

    A peer's line that was told another cost of a vehicle than it would be told now does not count, and is named below.
    """
    by_name = {(case.set_name, case.name): case for case in cases}
    there = [line for line in newest_of(lines) if (line.set, line.case) in by_name]
    kept = [line for line in there if line.vehicle_cost == by_name[line.set, line.case].vehicle_cost(line.engine)]
    goals = _goals(kept, by_name)
    rows = []
    for set_name in dict.fromkeys(case.set_name for case in by_name.values()):
        for count in sorted({line.cores for line in kept}):
            mine = [line for line in kept if (line.set, line.cores) == (set_name, count)]
            rows += _rows(mine, by_name, goals)
    foot = [FOOT, ""] if any(MARK in row for row in rows) else []
    asked = f"; not counted, told another cost of a vehicle: {len(there) - len(kept)}" if len(kept) < len(there) else ""
    return "\n".join([*HEADING, *rows, "", *foot, _commits(lines) + asked]) + "\n"


def _rows(lines: list[Line], by_name: dict[tuple[str, str], Case], goals: dict[tuple[str, str], Goal]) -> list[str]:
    """One row for each engine of a set on so many cores."""
    own = {(line.case, line.seed): line for line in lines if line.engine == "product"}
    rows = []
    for engine in dict.fromkeys(line.engine for line in lines):
        mine = [line for line in lines if line.engine == engine]
        mine = [line for line in mine if line.seed == UNSEEDED or not own or (line.case, line.seed) in own]
        if mine:
            rows.append(_row(engine, mine, own, by_name, goals))
    return rows


def _commits(lines: list[Line]) -> str:
    """Which of the product's lines were counted, and which were not because the engine has changed since."""
    own = [line for line in newest_of(lines) if line.engine == "product"]
    text = f"product: {len(own)} lines of {own[-1].commit}" if own else "product: no lines"
    older = ", ".join(f"{count} of {commit}" for commit, count in older_of(lines).items())
    return text + (f"; not counted, of an older engine: {older}" if older else "")


def _goals(lines: list[Line], by_name: dict[tuple[str, str], Case]) -> dict[tuple[str, str], Goal]:
    """The best published or, where the run found better or nothing is published, the best seen."""
    goals: dict[tuple[str, str], Goal] = {}
    for key, case in by_name.items():
        if case.known is not None:
            goals[key] = Goal(score_of(case, *case.known), is_published=True)
    for line in lines:
        key = (line.set, line.case)
        if line.feasible:
            found = score_of(by_name[key], line.vehicles, line.value)
            if key not in goals or _sign(by_name[key], found, goals[key].score) < 0:
                goals[key] = Goal(found, is_published=False)
    return goals


def _row(
    engine: str,
    mine: list[Line],
    own: dict[tuple[str, int], Line],
    by_name: dict[tuple[str, str], Case],
    goals: dict[tuple[str, str], Goal],
) -> str:
    gaps: dict[str, list[float]] = defaultdict(list)
    extra: dict[str, list[float]] = defaultdict(list)
    for line in mine:
        if line.feasible:
            key = (line.set, line.case)
            score, goal = score_of(by_name[key], line.vehicles, line.value), goals[key].score
            gaps[line.case].append(100 * (score[1] - goal[1]) / abs(goal[1]) if goal[1] else 0.0)
            extra[line.case].append(score[0] - goal[0])
    refused = sum(not line.feasible for line in mine)
    mean = _figure(statistics.fmean(statistics.fmean(values) for values in gaps.values()), 2) if gaps else "none"
    above = _figure(sum(statistics.fmean(values) for values in extra.values()), 1)
    if refused:
        mean, above = f"{mean} {MARK}", f"{above} {MARK}"
    wins = ["", "", ""] if engine == "product" else [str(n) for n in _wins(mine, own, by_name)]
    first, counts = mine[0], [str(len(mine) - refused), str(refused)]
    cells = [first.set, str(first.cores), engine, *counts, mean, above, _sources(mine, goals), *wins]
    return f"| {' | '.join(cells)} |"


def _figure(value: float, decimals: int) -> str:
    """``value`` rounded; what rounding of published values leaves below zero is none."""
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def _sources(lines: list[Line], goals: dict[tuple[str, str], Goal]) -> str:
    """How many of the cases of ``lines`` are measured from a published value, and from the best of the run."""
    keys = {(line.set, line.case) for line in lines} & goals.keys()
    published = sum(goals[key].is_published for key in keys)
    counts = {"published": published, "this run's": len(keys) - published}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def _wins(
    theirs: list[Line], own: dict[tuple[str, int], Line], by_name: dict[tuple[str, str], Case]
) -> tuple[int, int, int]:
    """How often the product's line of a case and seed is better, even and worse; an unseeded peer meets all seeds."""
    better = even = worse = 0
    for line in theirs:
        rivals = [n for (name, seed), n in own.items() if name == line.case and line.seed in (UNSEEDED, seed)]
        for rival in rivals:
            sign = _compare(by_name[line.set, line.case], rival, line)
            better += sign < 0
            even += sign == 0
            worse += sign > 0
    return better, even, worse


def _compare(case: Case, a: Line, b: Line) -> int:
    """−1 when ``a`` is better, 0 when even, 1 when worse; a refused plan is worse than any."""
    if not a.feasible or not b.feasible:
        return b.feasible - a.feasible
    return _sign(case, score_of(case, a.vehicles, a.value), score_of(case, b.vehicles, b.value))


def _sign(case: Case, mine: Score, other: Score) -> int:
    """−1 when ``mine`` is better, 0 when even but for rounding, 1 when worse."""
    if mine[0] != other[0]:
        return -1 if mine[0] < other[0] else 1
    if abs(mine[1] - other[1]) <= EVEN * max(1.0, abs(other[1])) and not is_profit(case.instance):
        return 0
    return (mine[1] > other[1]) - (mine[1] < other[1])
