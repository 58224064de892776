"""Best values known of published instances, read from the files that lie beside them in a set's folder.

``python -m benchmarks.known DIR`` has the judge check every ``.sol`` file of a folder of sets against those values, so
that a gap is a gap in the set's own terms.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.instances import Instance, Origin
from benchmarks.judge import judge
from benchmarks.reading import is_instance_file, read

Known = tuple[int, float]
"""(vehicles, value); vehicles 0 where a set does not count them."""
ROUTE = re.compile(r"^\s*Route\s*#?\s*\d+\s*:\s*([\d\s]+)$")


def known_of(instance: Instance, vehicles: int, folder: Path | None) -> Known | None:
    """The best value known of ``instance`` with ``vehicles``, or None."""
    if folder is None:
        return None
    readers = {"toptw": _toptw, "solomon": _solomon, "lilim": _lilim, "sartori": _sartori, "vrplib": _vrplib}
    return readers[instance.kind](instance, vehicles, folder)


def _toptw(instance: Instance, vehicles: int, folder: Path) -> Known | None:
    """Not a table of best known values: solvers beat it now and then, and the summary then takes theirs."""
    everything = sum(point.prize for point in instance.points[1:])
    if is_enough(instance, vehicles):
        return 0, everything
    for row in _rows(folder, "results_TOPTW.csv"):
        if row["instance"].split(".")[0] == instance.name.lower() and int(row["m"]) == vehicles:
            return 0, float(row["best"])
    return None


def is_enough(instance: Instance, vehicles: int) -> bool:
    """Whether the file itself says that so many vehicles can visit every point (Solomon's points alone do)."""
    return vehicles >= instance.vehicles and instance.origin is Origin.SOLOMON


def _solomon(instance: Instance, vehicles: int, folder: Path) -> Known | None:  # noqa: ARG001
    for path in folder.glob("BKS*.json"):
        entries = {name.lower(): entry for name, entry in json.loads(path.read_text(encoding="utf-8")).items()}
        entry = entries.get(f"{instance.name}_distance".lower())
        if entry:
            return 0, float(entry["best_known_cost"])
    return None


def _lilim(instance: Instance, vehicles: int, folder: Path) -> Known | None:  # noqa: ARG001
    found = [
        (int(row["routes"]), float(row["distance"]))
        for row in _rows(folder, "BKS*.csv")
        if row.get("instance", "").lower() == instance.name.lower()
    ]
    return min(found, default=None)


def _sartori(instance: Instance, vehicles: int, folder: Path) -> Known | None:  # noqa: ARG001
    for path in folder.glob("bks.dat"):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"):
            if row["instance"].lower() == instance.name.lower():
                return int(row["vehicles"]), float(row["cost"])
    return None


def _vrplib(instance: Instance, vehicles: int, folder: Path) -> Known | None:  # noqa: ARG001
    path = folder / f"{instance.name}.sol"
    if not path.exists():
        return None
    cost = re.search(r"Cost:?\s*(\d+)", path.read_text(encoding="utf-8"))
    return (0, float(cost.group(1))) if cost else None


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def routes_in(path: Path) -> list[list[int]]:
    """The routes of a ``.sol`` file, as customer numbers."""
    found = [ROUTE.match(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [[int(number) for number in match.group(1).split()] for match in found if match]


def main() -> None:
    """Print one line for each ``.sol`` file: what the judge makes of it beside the value its set publishes."""
    for path in sorted(Path(sys.argv[1]).rglob("*.sol")):
        stem = path.name.split(".")[0]
        source = next(other for other in path.parent.glob(f"{stem}.*") if is_instance_file(other))
        instance = read(source)
        verdict = judge(instance, instance.vehicles, routes_in(path))
        known = known_of(instance, instance.vehicles, path.parent)
        print(f"{instance.kind:8s} {stem:14s} judged {verdict}  published {known}")


if __name__ == "__main__":
    main()
