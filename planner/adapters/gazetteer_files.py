"""Reads the gazetteer's CSV files; parsing is in :mod:`planner.geo.gazetteer_rows`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from planner.errors import Fault, raise_if_any
from planner.geo.gazetteer import Gazetteer, with_places
from planner.geo.gazetteer_rows import COLUMNS, place_of
from planner.model.place import Place

FILES = ("schemes.csv", "police.csv", "localities.csv", "roads.csv", "towns.csv", "elsewhere.csv", "postcodes.csv")


def load_gazetteer(data_dir: Path, home: Path | None = None) -> Gazetteer:
    """The gazetteer in ``data_dir/gazetteer``: the embedded files, then any other CSV there, in name order.

    With ``home``, what ``kembara gazetteer import`` wrote to ``home/gazetteer/imported.csv`` is laid over it: an
    entry of the same id replaces the embedded one. Raises :class:`planner.errors.PlannerError` with every fault of
    every row (E1200 no file, E1201–E1209 bad rows).
    """
    folder = data_dir / "gazetteer"
    extra = sorted(path.name for path in folder.glob("*.csv") if path.name not in FILES)
    paths = [folder / name for name in (*FILES, *extra) if (folder / name).is_file()]
    if not paths:
        raise_if_any([Fault("E1200", "no gazetteer file was found", "check the data folder", folder.name)])
    gazetteer = Gazetteer(tuple(read_places(paths)))
    own = imported_path(home) if home else None
    if own is None or not own.is_file():
        return gazetteer
    return with_places(gazetteer, read_places([own], known={place.place_id for place in gazetteer.places}))


def imported_path(home: Path) -> Path:
    """Where imported places are kept."""
    return home / "gazetteer" / "imported.csv"


def write_places(places: Iterable[Place], path: Path) -> None:
    """Write places as a gazetteer CSV, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_cells(place) for place in places)
    partial.replace(path)


def _cells(place: Place) -> dict[str, str]:
    cells = {}
    for name in COLUMNS:
        value = getattr(place, name)
        cells[name] = ";".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return cells


def read_places(paths: list[Path], known: Set[str] = frozenset()) -> list[Place]:
    """The places of CSV files with the gazetteer's header; all faults of all files are raised at once.

    A parent may be among the places read or among the ids ``known``.
    """
    places: dict[str, Place] = {}
    faults: list[Fault] = []
    for where, row in _rows(paths):
        place, wrong = place_of(row, where)
        faults.extend(wrong)
        if place is not None and place.place_id in places:
            faults.append(Fault("E1208", f"place_id {place.place_id} is used twice", "give it another id", where))
        elif place is not None:
            places[place.place_id] = place
    faults.extend(
        Fault("E1209", f"parent {place.parent} does not exist", "name an existing place_id or none", place.place_id)
        for place in places.values()
        if place.parent and place.parent not in places and place.parent not in known
    )
    raise_if_any(faults)
    return list(places.values())


def _rows(paths: list[Path]) -> Iterator[tuple[str, dict[str, str]]]:
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for number, row in enumerate(csv.DictReader(handle), start=1):
                yield f"{path.name} row {number}", {k: v or "" for k, v in row.items() if k}
