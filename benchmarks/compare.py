"""The product beside PyVRP, VROOM and OR-Tools' default at equal wall-clock, line by line in a ledger.

``python -m benchmarks.compare --instances DIR --kuala-lumpur 50,150,300,1000 --seeds 5 --ledger FILE [--minutes N]``
runs what the ledger lacks (DIR: a folder of set folders, or one set folder); with ``--table FILE`` it writes the
summary by set as well, and with ``--minutes 0`` nothing else. ``--minutes N`` starts no solve that would end later.

The machine's two cores belong to one solve at a time: the product and VROOM use both; PyVRP and OR-Tools use one
thread each and run side by side, one a core. VROOM and OR-Tools take no seed: one run of them stands for all seeds
(seed 0). 10 s a solve, 60 s from 700 customers. Every answer is judged by ``benchmarks.judge``, which shares nothing
with a solver. ``--part 1/2 --core 0`` and ``--part 2/2 --core 1`` run at the same time on one ledger: every second case
each, and one core for each solve of any engine, which is fair but less than the two that the product and VROOM can use.
Lines of a changed engine (another commit) are named and run again; the peers' lines stay, unless they were told another
cost of a vehicle. Each line tells how many cores its run had. Files that are left out are named with the reason;
``--strict`` ends with an error when one of them was meant as an instance.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import monotonic

from benchmarks.cases import Case, cases_of, folders_of, in_turn, instances_in, kuala_lumpur_cases
from benchmarks.engines import ENGINES, attempt
from benchmarks.ledger import UNSEEDED, Key, Line, append, engine_commit, lines_in, refuse_older
from benchmarks.summary import table
from planner.routing import prepare
from planner.routing.engines.partner import cores

MOST_CORES = 2  # no engine is asked for more threads
Job = tuple[str, int]
"""(engine, seed)."""


def jobs_of(seed: int, seeds: list[int], engines: list[str]) -> list[list[Job]]:
    """What one case and seed asks for, in batches that share the two cores: one-thread peers two by two."""
    batches: list[list[Job]] = []
    waiting: list[Job] = []
    for name in engines:
        job = (name, seed if ENGINES[name].is_seeded else UNSEEDED)
        if ENGINES[name].threads > 1:
            batches.append([job])
        else:
            waiting.append(job)
    later = [name for name, _ in waiting if ENGINES[name].is_seeded]
    waiting += [(name, other) for name in later for other in seeds if other > seed]
    return [*batches, waiting]


class Run:
    """The ledger, the limits and the processes that solve."""

    def __init__(self, given: argparse.Namespace, seeds: list[int]) -> None:
        self.given, self.seeds = given, seeds
        self.ends = monotonic() + 60 * given.minutes if given.minutes is not None else float("inf")
        self.commit = engine_commit()
        self.cores = min(MOST_CORES, cores())
        refuse_older(given.ledger)
        self.done = {line.key for line in lines_in(given.ledger) if self._counts(line)}
        self.pool = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))

    def _counts(self, line: Line) -> bool:
        return line.engine != "product" or line.commit == self.commit

    def limit(self, case: Case) -> float:
        """Seconds for one solve."""
        return float(self.given.seconds_large if case.is_large else self.given.seconds)

    def one(self, case: Case, seed: int) -> bool:
        """Whatever is missing of a case and seed; False when time is up."""
        for batch in jobs_of(seed, self.seeds, self.given.engines):
            while (missing := self._missing(case, batch)) and min(other for _, other in missing) <= seed:
                if monotonic() + self.limit(case) > self.ends:
                    return False
                beside = 1 if self.given.core is not None else max(1, MOST_CORES // ENGINES[missing[0][0]].threads)
                self._solve(case, missing[:beside])
        return True

    def _missing(self, case: Case, batch: list[Job]) -> list[Job]:
        return [job for job in batch if self._key(case, job) not in self.done]

    def _key(self, case: Case, job: Job) -> Key:
        name, seed = job
        return case.set_name, case.name, seed, name, self.limit(case), self.cores, case.vehicle_cost(name)

    def _solve(self, case: Case, jobs: list[Job]) -> None:
        limit = self.limit(case)
        pending = [(job, self.pool.submit(attempt, job[0], case, limit, job[1])) for job in jobs]
        for (name, seed), future in pending:
            verdict, took = future.result()
            line = Line(
                case.set_name, case.name, seed, name, limit, round(took, 2), round(verdict.value, 4), verdict.vehicles,
                int(not verdict.fault), verdict.fault, self.commit if name == "product" else "",
                self.cores, case.vehicle_cost(name),
            )  # fmt: skip
            append(self.given.ledger, line)
            self.done.add(line.key)
            print(f"{line.set:14s} {line.case:14s} seed {seed} {name:9s} {took:6.1f} s  "
                  f"{line.vehicles:3d} vehicles  {line.value:12.2f}  {line.fault}", flush=True)  # fmt: skip

    def warm(self) -> None:
        """Compile the search and let both processes import and load everything before anything is measured."""
        prepare()
        small = kuala_lumpur_cases([10], 1)[0]
        for _ in range(2):
            for future in [self.pool.submit(attempt, name, small, 0.5, 1) for name in ENGINES]:
                future.result()


def main() -> None:
    given = _arguments()
    seeds = list(range(1, given.seeds + 1))
    cases = _published(given) + kuala_lumpur_cases(given.kuala_lumpur, given.kl_cases)
    if given.only:
        cases = [case for case in cases if case.set_name in given.only]
    if given.minutes != 0:
        cases_here = cases[given.part[0] - 1 :: given.part[1]]
        if given.core is not None:
            os.sched_setaffinity(0, {given.core})  # the processes that solve inherit it
        run = Run(given, seeds)
        old = sum(line.engine == "product" and line.commit != run.commit for line in lines_in(given.ledger))
        print(f"the engine is {run.commit}; {old} lines of the product are of another and are run again", flush=True)
        run.warm()
        finished = all(run.one(case, seed) for case, seed in in_turn(cases_here, seeds))
        run.pool.shutdown()
        print("everything asked for is in the ledger" if finished else "stopped; the same command goes on", flush=True)
    if given.table:
        text = table(lines_in(given.ledger), cases)
        given.table.write_text(text, encoding="utf-8")
        print(text)


def _published(given: argparse.Namespace) -> list[Case]:
    """The cases of all set folders; what is left out is said, and with ``--strict`` only notes may be."""
    cases, faults = [], 0
    for folder in folders_of(given.instances) if given.instances else []:
        instances, left_out = instances_in(folder)
        cases += cases_of(folder, instances, given.vehicles)
        for one in left_out:
            print(one, flush=True)
        faults += sum(not one.is_note for one in left_out)
    if faults and given.strict:
        raise SystemExit(f"{faults} files that are no notes were left out")
    return cases


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _part(text: str) -> tuple[int, int]:
    which, _, of = text.partition("/")
    if not 1 <= int(which) <= int(of):
        raise argparse.ArgumentTypeError(f"{text} is no part of a whole")
    return int(which), int(of)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=Path, help="a folder of set folders, or one set folder")
    parser.add_argument("--kuala-lumpur", type=_numbers, default=[], metavar="SIZES", help="such as 50,150,300,1000")
    parser.add_argument("--kl-cases", type=int, default=3, help="generated cases of each size")
    parser.add_argument("--vehicles", type=_numbers, default=[1, 2, 3, 4], help="for team orienteering")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seconds-large", type=float, default=60.0, help="from 700 customers")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], help="names of sets")
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--table", type=Path)
    parser.add_argument("--part", type=_part, default=(1, 1), metavar="K/N", help="every N-th case from the K-th on")
    parser.add_argument("--core", type=int, help="use this core alone (Linux)")
    parser.add_argument("--strict", action="store_true", help="end with an error when an instance cannot be read")
    parser.add_argument("--minutes", type=float, default=None)
    given = parser.parse_args()
    if not given.instances and not given.kuala_lumpur:
        parser.error("give --instances, --kuala-lumpur or both")
    return given


if __name__ == "__main__":
    main()
