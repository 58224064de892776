"""What a comparison runs: cases of every set folder and generated ones, in an order that keeps a part balanced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.instances import Instance, read
from benchmarks.judge import VEHICLES_FIRST
from benchmarks.known import Known, known_of
from benchmarks.kuala_lumpur import case as generated

LARGE = 700  # points from here on get the long limit


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

    @property
    def known(self) -> Known | None:
        """(vehicles, value) of the best published."""
        return known_of(self.instance, self.vehicles, self.folder)


def cases_in(folder: Path, vehicles: list[int]) -> list[Case]:
    """Every instance of one set folder; team orienteering with each of ``vehicles``, and with enough for all points."""
    cases = []
    for path in sorted(folder.iterdir()):
        instance = _readable(path)
        if instance is None:
            continue
        if instance.kind != "toptw":
            cases.append(Case(folder.name, instance.name, instance, instance.vehicles, folder))
            continue
        cases += [_team(folder, instance, m) for m in vehicles if m != instance.vehicles]
        if not instance.name.lower().startswith("pr"):
            all_points = _team(folder, instance, instance.vehicles)
            cases.append(Case(f"{folder.name} all", all_points.name, instance, instance.vehicles, folder))
        elif instance.vehicles in vehicles:
            cases.append(_team(folder, instance, instance.vehicles))
    return cases


def _team(folder: Path, instance: Instance, vehicles: int) -> Case:
    return Case(folder.name, f"{instance.name}-m{vehicles}", instance, vehicles, folder)


def _readable(path: Path) -> Instance | None:
    if path.suffix not in (".txt", ".vrp"):
        return None
    try:
        instance = read(path)
    except (ValueError, IndexError, KeyError, StopIteration):
        return None  # a note beside the instances
    return instance if len(instance.points) > 1 else None


def folders_of(root: Path) -> list[Path]:
    """The set folders under ``root``, or ``root`` itself when it holds instances."""
    below = [path for path in sorted(root.iterdir()) if path.is_dir()]
    return below or [root]


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
