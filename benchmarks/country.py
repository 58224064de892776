"""Memory of importing a town out of a country: ``python -m benchmarks.country [--nodes 10000000] [--keep DIR]``.

Writes made-up countries as ``.osm.pbf`` (a lattice of nodes over six by six degrees; a third of the rows and a ninth of
the columns are streets, the other rows are buildings), then runs ``kembara roads import`` on them in processes of their
own, with a box and with a slanting polygon, and prints the most memory each took. Bounded by the clip means: the same
for a country of another size, where the clip holds as many streets.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

WEST, SOUTH, WIDE = 99.5, 1.0, 6.0
STEP = 0.0012  # degrees between nodes: 133 m
BOX = "101.61,1.03,101.76,1.25"  # as large as Kuala Lumpur
SLANT = """{"type": "Polygon", "coordinates": [[[101.55, 1.01], [101.75, 1.05], [101.85, 1.27], [101.65, 1.2],
[101.55, 1.01]]]}"""
ROW = round(WIDE / STEP)


def write_country(path: Path, rows: int) -> None:
    """A country ``rows`` lattice rows of 5,000 nodes high; the clip lies in its lowest 250."""
    rng = np.random.default_rng(rows)
    with osmium.SimpleWriter(str(path)) as writer:
        for i in range(rows):
            far = 0.3 * STEP if i % 3 == 0 else 0.05  # buildings lie anywhere, so that they do not pack well
            shift = rng.uniform(-far, far, (ROW, 2))
            lon = (WEST + STEP * np.arange(ROW) + shift[:, 0]).tolist()
            lat = (SOUTH + STEP * i + shift[:, 1]).tolist()
            for j in range(ROW):
                writer.add_node(Node(id=1 + i * ROW + j, location=(lon[j], lat[j]), version=1))
        for number, (nodes, tags) in enumerate(_ways(rows), 1):
            own = {"addr:housenumber": f"{number % 977}", "name": rng.bytes(6).hex()} if "building" in tags else {}
            writer.add_way(Way(id=number, nodes=nodes, tags=tags | own, version=1))


def _ways(rows: int) -> Iterator[tuple[list[int], dict[str, str]]]:
    street = {"highway": "residential", "name": "Jalan Sembilan"}
    for i in range(rows):
        tags = {**street, "highway": "primary"} if i % 9 == 0 else street if i % 3 == 0 else {"building": "yes"}
        for j in range(0, ROW - 9, 9):
            yield [1 + i * ROW + k for k in range(j, j + 10)], tags
    for i in range(0, rows - 9, 9):
        for j in range(0, ROW, 9):
            yield [1 + k * ROW + j for k in range(i, i + 10)], street


def import_in_child(path: Path, home: Path, *clip: str) -> tuple[float, float, str]:
    """Most memory in MB, wall seconds, and the line that tells the size."""
    told = home / "told.txt"
    begin = time.perf_counter()
    with told.open("w") as out:
        command = [sys.executable, "-m", "planner.cli", "roads", "import", str(path), *clip]
        child = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "KEMBARA_HOME": str(home)})
        _, status, usage = os.wait4(child.pid, 0)
    text = told.read_text()
    size = next((line.strip() for line in text.splitlines() if line.strip().startswith("size")), text[-300:])
    return usage.ru_maxrss / 1024, time.perf_counter() - begin, size if status == 0 else f"FAILED {text[-300:]}"


def main() -> None:
    """Two countries of different size, one clip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=10_000_000, help="of the greater country")
    parser.add_argument("--keep", type=Path, help="folder for the files, kept; else a temporary one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        where = given.keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        (where / "slant.geojson").write_text(SLANT)
        for rows in (250, max(250, given.nodes // ROW)):
            path = where / f"country_{rows}.osm.pbf"
            if not path.is_file():
                write_country(path, rows)
            print(f"{rows * ROW:,} nodes, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
            for name, clip in (("box", ("--bbox", BOX)), ("polygon", ("--polygon", str(where / "slant.geojson")))):
                peak, wall, size = import_in_child(path, Path(folder), *clip)
                print(f"  {name:8} peak {peak:,.0f} MB, {wall:.0f} s; {size}", flush=True)


if __name__ == "__main__":
    main()
