"""Linking beside Splink 5, on the same rows in the same run: what each finds, how long it takes and what it holds.

``python -m benchmarks.linking`` measures the project's labelled households, the hard rows that a hostile outsider
wrote, and synthetic referrals with their truth (``--rows 1000 10000 100000``), all received and placed by the planner.
Each linker runs in a process of its own. Splink is shown at the threshold that suits it best on the truth itself.
"""

from __future__ import annotations

import argparse
import csv
import pickle  # noqa: TID251  # written by this program a moment ago, for its own processes
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import pandas as pd

from benchmarks import linking_splink
from benchmarks.intake import DATA, KEY, NOW, pair_scores
from planner.intake import link
from planner.intake.linking.link import _joined
from planner.intake.linking.nodes import nodes_of
from planner.model.referral import Linkage
from planner.pipeline.taking import take
from planner.workspace import Workspace

FEW = 900
HARD = ("hard.households.csv", "hard.second.csv", "hard.third.csv", "hard.fourth.csv")


@dataclass(frozen=True, slots=True)
class Case:
    """Placed referrals with the true household of each (by referral id), and the names as they were written."""

    name: str
    referrals: pd.DataFrame
    placements: pd.DataFrame
    truth: dict[str, str]
    names: dict[str, str]


def labelled(workspace: Workspace, name: str) -> Case:
    """A labelled file of ``benchmarks/data/intake``, received and placed as ``kembara import`` does."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = pd.DataFrame(list(csv.DictReader(file)))
    truth = rows.pop("household").tolist()
    known = [column for column in ("trick", "place_id", "unit") if column in rows]
    return _case(workspace, name, rows.drop(columns=known), truth, rows["nama"].tolist())


def synthetic(workspace: Workspace, size: int) -> Case:
    """``size`` rows of the project's generator."""
    made = workspace.synthetic(rows=size, seed=3, start=date(2021, 6, 22), days=14)
    truth, names = made.truth["truth_id"].astype(str).tolist(), made.rows["name"].tolist()
    return _case(workspace, f"synthetic {size:,}", made.rows, truth, names)


def _case(workspace: Workspace, name: str, rows: pd.DataFrame, truth: list[str], names: list[str]) -> Case:
    raw = rows.assign(row=range(1, len(rows) + 1))
    taken = take(raw, channel=None, key=KEY, now=NOW, rules=workspace.intake_rules, geocoder=workspace.geocoder)
    known = set(taken.intake.referrals["referral_id"])
    found = taken.intake.ledger[["row", "referral_id"]]
    at = {key: row - 1 for row, key in found.itertuples(index=False) if key in known}
    homes, written = {key: truth[row] for key, row in at.items()}, {key: names[row] for key, row in at.items()}
    return Case(name, taken.intake.referrals, taken.placements, homes, written)


def scores(case: Case, household: dict[str, str]) -> tuple[float, float]:
    """Pairwise precision and recall of a grouping of the case's referrals."""
    return pair_scores(list(case.truth.values()), [household[key] for key in case.truth])


def left_to_a_person(case: Case, linkage: Linkage) -> tuple[int, int]:
    """Of the true pairs that were not joined: how many, and how many of them a person is asked about."""
    home = linkage.links.set_index("referral_id")["household_id"].to_dict()
    asked = {frozenset(pair) for pair in zip(linkage.review["left_id"], linkage.review["right_id"], strict=True)}
    true_homes: dict[str, list[str]] = {}
    for key, truth in case.truth.items():
        true_homes.setdefault(truth, []).append(key)
    missed = [pair for keys in true_homes.values() for pair in combinations(keys, 2) if home[pair[0]] != home[pair[1]]]
    return len(missed), sum(frozenset(pair) in asked for pair in missed)


def _ours(case: Case) -> str:
    linkage = link(case.referrals, case.placements, key=KEY)
    home = dict(zip(linkage.links["referral_id"], linkage.links["household_id"], strict=True))
    missed, asked = left_to_a_person(case, linkage)
    return (
        f"{_told(*scores(case, home))}  missed {missed}, asked of a person {asked}; asked in all {len(linkage.review)}"
    )


def _splink_rows(case: Case) -> pd.DataFrame:
    return linking_splink.table(nodes_of(_joined(case.referrals, case.placements), KEY), case.names)


def _splink(case: Case, blocking: linking_splink.Blocking, training: Case | None) -> str:
    """A few hundred rows teach a model nothing: it learns on ``training`` beside them, and is judged on them alone."""
    rows = _splink_rows(case)
    if training is not None:
        rows = pd.concat([rows, _splink_rows(training)], ignore_index=True)
    found, likely = linking_splink.clusters(rows, blocking)
    told = {threshold: scores(case, home) for threshold, home in found.items()}
    best = max(told, key=lambda threshold: 2 * told[threshold][0] * told[threshold][1] / (sum(told[threshold]) or 1))
    two = linking_splink.doors_in_one(rows[rows["unique_id"].isin(case.truth.keys())], found[best])
    doors = f"{two} households of two doors; {likely:,} pairs over 0.5"
    usual = f"at 0.95: {told[0.95][0]:.3f} and {told[0.95][1]:.3f}"
    return f"{_told(*told[best])}  at its best threshold {best}; {usual}; {doors}"


def _told(precision: float, recall: float) -> str:
    return f"precision {precision:.3f} recall {recall:.3f}"


def measure(path: Path, linker: str) -> None:
    """Print what ``linker`` (ours, splink-ours, splink-own) makes of the pickled case at ``path``."""
    case: Case = pickle.loads(path.read_bytes())
    is_few = len(case.truth) < FEW
    training: Case | None = pickle.loads(path.with_name("training").read_bytes()) if is_few else None
    if linker != "ours":
        import splink  # noqa: F401, PLC0415  # its import is not what is measured
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, busy = time.perf_counter(), time.process_time()
    blocking: linking_splink.Blocking = "ours" if linker == "splink-ours" else "own"
    told = _ours(case) if linker == "ours" else _splink(case, blocking, training)
    clock, busy = time.perf_counter() - clock, time.process_time() - busy
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    print(f"  {linker:12} {told}\n  {'':12} {clock:.1f} s ({busy:.1f} s of processor), {more:,.0f} MB beside the rows")


def main() -> None:
    """Make the cases and let each linker have each of them in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--one", nargs=2, metavar=("CASE", "LINKER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        measure(Path(given.one[0]), given.one[1])
        return
    linkers = ["ours"]
    if linking_splink.is_installed():
        linkers += ["splink-ours", "splink-own"]
    else:
        print(linking_splink.MISSING)
    workspace = Workspace.open()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case"
        path.with_name("training").write_bytes(pickle.dumps(synthetic(workspace, 10_000)))
        for make in [*("households.csv", *HARD), *given.rows]:
            case = labelled(workspace, make) if isinstance(make, str) else synthetic(workspace, make)
            print(
                f"{case.name}: {len(case.truth):,} referrals, {len(set(case.truth.values())):,} households", flush=True
            )
            path.write_bytes(pickle.dumps(case))
            for linker in linkers:
                subprocess.run([sys.executable, "-m", "benchmarks.linking", "--one", str(path), linker], check=False)


if __name__ == "__main__":
    main()
