"""Write the demonstration street network of Kuala Lumpur: ``python -m tools.build_demo_network``.

Main roads and interchanges come from ``data/roads/*.csv``, places from ``data/gazetteer/*.csv``. Local streets are
invented around the places from a seed; the result is strongly connected and labelled schematic.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from planner.adapters.road_files import DEMO_FILE, save_network
from planner.geo.components import components
from planner.geo.plane import Plane
from planner.geo.roads import Manifest, RoadNetwork
from planner.geo.street_build import Junction, Street, build_network
from planner.geo.travel import order_of
from tools.demo_local_streets import add_local_streets
from tools.demo_main_roads import read_main, to_degrees

ROOT = Path(__file__).resolve().parent.parent
GAZETTEER = ROOT / "data" / "gazetteer"
PLACES = ("schemes.csv", "police.csv", "localities.csv")
MIDDLE = Plane(101.69, 3.13)
MANIFEST = Manifest(
    label="Demonstration roads of Kuala Lumpur",
    source="main roads sparsely digitised by hand for this project (data/roads/main_roads.csv, grades there); local "
    "streets invented around the places of data/gazetteer",
    made_on="2026-11-22",
    licence="MIT, as the project",
    attribution="Kembara Planner demonstration roads: schematic, not for navigation",
    is_schematic=True,
)


def read_places(files: list[Path]) -> np.ndarray:
    """Coordinates (n, 2) in metres of every located row of CSV files with columns lon and lat, sorted."""
    frames = [pd.read_csv(file)[["lon", "lat"]] for file in files]
    spots = pd.concat(frames).apply(pd.to_numeric, errors="coerce").dropna().round(3).drop_duplicates()
    return MIDDLE.to_xy(*spots.sort_values(["lon", "lat"]).to_numpy().T)


def connected_only(junctions: dict[str, Junction], streets: list[Street]) -> list[Street]:
    """The streets whose two ends lie in the largest strongly connected part."""
    number = {key: i for i, key in enumerate(junctions)}
    ends = [(number[s.tail], number[s.head]) for s in streets]
    ends += [(number[s.head], number[s.tail]) for s in streets if not s.is_oneway]
    tail, head = np.array(ends, dtype=np.int32).T
    part = components(len(number), tail, head, np.ones(len(tail), dtype=np.bool_))
    return [s for s in streets if part[number[s.tail]] == 0 and part[number[s.head]] == 0]


def build(folder: Path, places: np.ndarray, seed: int) -> RoadNetwork:
    """The demonstration network."""
    main = read_main(folder, MIDDLE)
    add_local_streets(main, places, np.random.default_rng(seed))
    junctions, streets = to_degrees(main, main.streets, main.junctions)
    kept = connected_only(junctions, streets)
    left_out = (("stretches not connected to the rest", len(streets) - len(kept)),)
    network = build_network(junctions, kept, replace(MANIFEST, left_out=left_out))
    return replace(network, order=order_of(network))


def main() -> None:
    """Build and save; print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", nargs="*", type=Path, default=[GAZETTEER / name for name in PLACES])
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "roads" / DEMO_FILE)
    parser.add_argument("--seed", type=int, default=2021)
    given = parser.parse_args()
    network = build(ROOT / "data" / "roads", read_places(given.places), given.seed)
    save_network(network, given.out)
    print(f"{network.nodes} nodes, {network.edges} edges, {given.out.stat().st_size} bytes, {network.manifest.hash}")
    print(network.manifest.left_out)


if __name__ == "__main__":
    main()
