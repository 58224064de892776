"""What a comparison runs: cases of every set folder and generated ones, in an order that keeps a part balanced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instances import Instance, Origin
from benchmarks.judge import VEHICLES_FIRST
from benchmarks.known import Known, known_of
from benchmarks.kuala_lumpur import case as generated
from benchmarks.reading import NoInstanceError, is_instance_file, read

LARGE = 700  # points from here on get the long limit
LEGS_A_VEHICLE = 10
"""What a vehicle costs, in longest legs, for a library that knows no other way to count vehicles first.

Tried once with PyVRP, 10 s each: nothing, 2, 10 and 100 gave 7, 6, 6, 6 vehicles on bar-n100-1 and 26, 24, 24, 24 on
bar-n200-1, with the least minutes of those at 10.
"""
COMPANIONS = (".sol", ".csv", ".json", ".dat", ".md")  # beside the instances: solutions and best known values


@dataclass(frozen=True)
class Case:
    """An instance with a number of vehicles, as one line of a set. ``folder`` holds its best known values."""

    set_name: str
    name: str
    instance: Instance
    vehicles: int
    folder: Path | None

    @property
    def is_large(self) -> bool:
        """Whether it gets the long limit."""
        return len(self.instance.points) > LARGE

    @property
    def counts_vehicles(self) -> bool:
        """Whether fewer vehicles come before a better value."""
        return self.instance.kind in VEHICLES_FIRST

    def vehicle_cost(self, engine: str) -> int:
        """What ``engine`` is told that one vehicle costs, in the core problem's units.

        0 where vehicles are not counted, and for the product, which can be asked for the fewest.
        """
        is_told = self.counts_vehicles and engine != "product"
        return LEGS_A_VEHICLE * int(self.instance.table.max()) if is_told else 0

    @property
    def known(self) -> Known | None:
        """(vehicles, value) of the best published."""
        return known_of(self.instance, self.vehicles, self.folder)


@dataclass(frozen=True)
class LeftOut:
    """A file of a set's folder that is no case of the comparison, and why."""

    path: Path
    why: str
    is_note: bool  # not meant as an instance: a text that says where the set is from

    def __str__(self) -> str:
        return f"left out of {self.path.parent.name}: {self.why}"


def instances_in(folder: Path) -> tuple[list[Instance], list[LeftOut]]:
    """Every instance of one set folder, and every file there that is none or cannot be read."""
    instances, left_out = [], []
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if path.suffix.lower() in COMPANIONS:
            continue
        if not is_instance_file(path):
            left_out.append(LeftOut(path, f"{path.name} is neither .txt nor .vrp", is_note=False))
            continue
        try:
            instances.append(read(path))
        except ValueError as fault:
            left_out.append(LeftOut(path, str(fault), isinstance(fault, NoInstanceError)))
    return instances, left_out


def cases_of(folder: Path, instances: list[Instance], vehicles: list[int]) -> list[Case]:
    """The cases of one set folder; team orienteering with each of ``vehicles``, and with enough for all points."""
    cases = []
    for instance in instances:
        if instance.kind != "toptw":
            cases.append(Case(folder.name, instance.name, instance, instance.vehicles, folder))
            continue
        cases += [_team(folder, instance, m) for m in vehicles if m != instance.vehicles]
        if instance.origin is Origin.SOLOMON:
            all_points = _team(folder, instance, instance.vehicles)
            cases.append(Case(f"{folder.name} all", all_points.name, instance, instance.vehicles, folder))
        elif instance.vehicles in vehicles:
            cases.append(_team(folder, instance, instance.vehicles))
    return cases


def _team(folder: Path, instance: Instance, vehicles: int) -> Case:
    return Case(folder.name, f"{instance.name}-m{vehicles}", instance, vehicles, folder)


def folders_of(root: Path) -> list[Path]:
    """The set folders under ``root``, and ``root`` itself when it holds instances."""
    within = sorted(root.iterdir())
    below = [path for path in within if path.is_dir()]
    return [*below, root] if any(path.is_file() and is_instance_file(path) for path in within) else below


def kuala_lumpur_cases(sizes: list[int], count: int) -> list[Case]:
    """``count`` generated cases of each size; each size is a set."""
    made = []
    for stops in sizes:
        for seed in range(1, count + 1):
            instance = generated(stops, seed)
            made.append(Case(f"kl{stops}", instance.name, instance, instance.vehicles, None))
    return made


def in_turn(cases: list[Case], seeds: list[int]) -> Iterator[tuple[Case, int]]:
    """Every case with every seed, one seed after the other, the sets interleaved so that all end together."""
    by_set: dict[str, list[Case]] = {}
    for case in cases:
        by_set.setdefault(case.set_name, []).append(case)
    places = [
        ((k * len(members) + place + 0.5) / (len(members) * len(seeds)), name, place, k)
        for name, members in by_set.items()
        for k in range(len(seeds))
        for place in range(len(members))
    ]
    ordered = {name: _spread(members) for name, members in by_set.items()}
    for _, name, place, k in sorted(places):
        yield ordered[name][place], seeds[k]


def _spread(cases: list[Case]) -> list[Case]:
    """Files before vehicle numbers: the first pass has every file once, its number of vehicles changing by turns."""
    by_file: dict[str, list[Case]] = {}
    for case in cases:
        by_file.setdefault(case.instance.name, []).append(case)
    ordered = []
    for k in range(max(len(members) for members in by_file.values())):
        for i, members in enumerate(by_file.values()):
            if k < len(members):
                ordered.append(members[(i + k) % len(members)])
    return ordered
