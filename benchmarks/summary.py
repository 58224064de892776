"""The table of a comparison: by set, how far each engine is from the best known, and who wins against the product."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable

from benchmarks.cases import Case
from benchmarks.judge import is_profit
from benchmarks.ledger import UNSEEDED, Line, newest_of, older_of

Score = tuple[float, float]
"""(vehicles, cost), less is better: profits are negative, vehicles 0 where a set does not count them."""
EVEN = 1e-4  # relative difference below which two values are one: published values have four decimals or fewer
HEADING = (
    "| set | engine | plans | refused | mean gap % | vehicles above | product better | even | worse |",
    "|---|---|---|---|---|---|---|---|---|",
)


def score_of(case: Case, vehicles: int, value: float) -> Score:
    """What is compared."""
    return (vehicles if case.counts_vehicles else 0, -value if is_profit(case.instance) else value)


def table(lines: list[Line], cases: Iterable[Case]) -> str:
    """A Markdown table of one row for each set and engine, over the cases and seeds that have a line."""
    by_name = {(case.set_name, case.name): case for case in cases}
    kept = [line for line in newest_of(lines) if (line.set, line.case) in by_name]
    best = _best(kept, by_name)
    out = list(HEADING)
    for set_name in dict.fromkeys(case.set_name for case in by_name.values()):
        own = {(n.case, n.seed): n for n in kept if n.set == set_name and n.engine == "product"}
        for engine in dict.fromkeys(line.engine for line in kept):
            mine = [line for line in kept if line.set == set_name and line.engine == engine]
            mine = [line for line in mine if line.seed == UNSEEDED or not own or (line.case, line.seed) in own]
            if mine:
                out.append(_row(set_name, engine, mine, own, by_name, best))
    return "\n".join([*out, "", _commits(lines)]) + "\n"


def _commits(lines: list[Line]) -> str:
    """Which of the product's lines were counted, and which were not because the engine has changed since."""
    own = [line for line in newest_of(lines) if line.engine == "product"]
    text = f"product: {len(own)} lines of {own[-1].commit}" if own else "product: no lines"
    older = ", ".join(f"{count} of {commit}" for commit, count in older_of(lines).items())
    return text + (f"; not counted, of an older engine: {older}" if older else "")


def _best(lines: list[Line], by_name: dict[tuple[str, str], Case]) -> dict[tuple[str, str], Score]:
    """The best known or, where the run found better or nothing is published, the best seen."""
    best: dict[tuple[str, str], Score] = {}
    for key, case in by_name.items():
        if case.known is not None:
            best[key] = score_of(case, *case.known)
    for line in lines:
        key = (line.set, line.case)
        if line.feasible:
            found = score_of(by_name[key], line.vehicles, line.value)
            best[key] = min(best.get(key, found), found)
    return best


def _row(
    set_name: str,
    engine: str,
    mine: list[Line],
    own: dict[tuple[str, int], Line],
    by_name: dict[tuple[str, str], Case],
    best: dict[tuple[str, str], Score],
) -> str:
    gaps: dict[str, list[float]] = defaultdict(list)
    extra: dict[str, list[float]] = defaultdict(list)
    for line in mine:
        if line.feasible:
            key = (set_name, line.case)
            score, goal = score_of(by_name[key], line.vehicles, line.value), best[key]
            gaps[line.case].append(100 * (score[1] - goal[1]) / abs(goal[1]) if goal[1] else 0.0)
            extra[line.case].append(score[0] - goal[0])
    mean = statistics.fmean(statistics.fmean(values) for values in gaps.values()) if gaps else float("nan")
    above = sum(statistics.fmean(values) for values in extra.values())
    refused = sum(not line.feasible for line in mine)
    wins = ["", "", ""] if engine == "product" else [str(n) for n in _wins(engine, mine, own, by_name, set_name)]
    cells = [set_name, engine, str(len(mine) - refused), str(refused), f"{mean:.2f}", f"{above:.1f}", *wins]
    return f"| {' | '.join(cells)} |"


def _wins(
    engine: str,  # noqa: ARG001
    theirs: list[Line],
    own: dict[tuple[str, int], Line],
    by_name: dict[tuple[str, str], Case],
    set_name: str,
) -> tuple[int, int, int]:
    """How often the product's line of a case and seed is better, even and worse; an unseeded peer meets all seeds."""
    better = even = worse = 0
    for line in theirs:
        rivals = [n for (name, seed), n in own.items() if name == line.case and line.seed in (UNSEEDED, seed)]
        for rival in rivals:
            sign = _compare(by_name[set_name, line.case], rival, line)
            better += sign < 0
            even += sign == 0
            worse += sign > 0
    return better, even, worse


def _compare(case: Case, a: Line, b: Line) -> int:
    """−1 when ``a`` is better, 0 when even, 1 when worse; a refused plan is worse than any."""
    if not a.feasible or not b.feasible:
        return b.feasible - a.feasible
    mine, other = score_of(case, a.vehicles, a.value), score_of(case, b.vehicles, b.value)
    if mine[0] != other[0]:
        return -1 if mine[0] < other[0] else 1
    if abs(mine[1] - other[1]) <= EVEN * max(1.0, abs(other[1])) and not is_profit(case.instance):
        return 0
    return (mine[1] > other[1]) - (mine[1] < other[1])
