"""Travel matrices beside what a user would do otherwise: ``python -m benchmarks.matrix [--quick]``.

One generated network (a jittered lattice, an eighth of the streets missing, a tenth one-way, five classes), the same
points and the same costs for every contender, answers compared. Every figure of one table comes from one run. With
PyPI ``aequilibrae`` installed the real network of Coquimbo that it carries is measured too; with ``pandana``
installed it stands beside.
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sqlite3
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planner.adapters.road_files import load_network, load_traffic, save_network
from planner.geo.closures import Closures
from planner.geo.costs import EdgeCosts
from planner.geo.roads import Manifest, RoadNetwork
from planner.geo.street_build import Junction, Street, build_network
from planner.geo.travel import RoadTravel, order_of
from planner.settings import read_settings

CLASSES = ("primary", "secondary", "tertiary", "residential", "residential", "residential", "residential")
MANIFEST = Manifest("benchmark", "generated", "2026-11-22", "MIT", "nobody")


def generated(nodes: int, seed: int = 1) -> RoadNetwork:
    """A lattice of about ``nodes`` junctions, 100 m apart, in which every junction can be reached."""
    rng = np.random.default_rng(seed)
    side = round(nodes**0.5)
    shift = rng.uniform(-0.3, 0.3, (side, side, 2))
    spots = [[Junction(101.5 + 0.0009 * (i + shift[i, j, 0]), 3.0 + 0.0009 * (j + shift[i, j, 1])) for j in range(side)]
             for i in range(side)]  # fmt: skip
    streets = []
    for i in range(side):
        for j in range(side):
            for a, b, line in (((i, j), (i + 1, j), j), ((i, j), (i, j + 1), i)):
                if max(b) < side and (line % 7 == 0 or rng.random() > 0.125):
                    ends = [a, b] if rng.random() < 0.5 else [b, a]
                    points = [(spots[x][y].lon, spots[x][y].lat) for x, y in ends]
                    one = line % 7 != 0 and bool(rng.random() < 0.1)
                    streets.append(Street(*ends, points, CLASSES[line % 7], f"Jalan {line}", one))
    return build_network({(i, j): spots[i][j] for i in range(side) for j in range(side)}, streets, MANIFEST)


def coquimbo() -> RoadNetwork | None:
    """The real network inside aequilibrae's wheel, lines straight between junctions; None when not installed."""
    found = importlib.util.find_spec("aequilibrae")
    if found is None or found.origin is None:
        return None
    archive = zipfile.ZipFile(Path(found.origin).parent / "reference_files" / "coquimbo.zip")
    inside = next(name for name in archive.namelist() if name.endswith("project_database.sqlite"))
    wanted = "select a_node, b_node, direction, distance, speed_ab, geometry from links"
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(archive.extract(inside, folder)) as database:
        rows = database.execute(wanted).fetchall()
    junctions: dict[int, Junction] = {}
    streets = []
    for a, b, direction, metres, speed, blob in rows:
        # A spatialite line: 43 bytes of head, the count of points, then pairs of doubles.
        points = np.frombuffer(blob, dtype="<f8", offset=47, count=(len(blob) - 48) // 8).reshape(-1, 2)
        line = [(float(x), float(y)) for x, y in points]
        junctions.setdefault(a, Junction(*line[0]))
        junctions.setdefault(b, Junction(*line[-1]))
        tail, head, line = (a, b, line) if direction >= 0 else (b, a, line[::-1])
        kmh = float(speed) if speed and 5 <= float(speed) <= 120 else 0.0
        streets.append(
            Street(tail, head, line, "residential", "", direction != 0, kmh, 1 if kmh else 0, length_m=float(metres))
        )
    return build_network(junctions, streets, replace(MANIFEST, label="Coquimbo (OpenStreetMap, from aequilibrae)"))


@dataclass(frozen=True)
class Took:
    """Median wall seconds and the processor seconds of the same round: on a busy machine only the latter say much."""

    wall_s: float
    cpu_s: float

    def __str__(self) -> str:
        return f"{self.wall_s:.2f} s ({self.cpu_s:.2f} s of processor)"


def timed(work: Callable[[], object], rounds: int = 3) -> Took:
    """The median of a few rounds."""
    took = []
    for _ in range(rounds):
        begin, cpu = time.perf_counter(), time.process_time()
        work()
        took.append((time.perf_counter() - begin, time.process_time() - cpu))
    return Took(*(statistics.median(column) for column in zip(*took, strict=True)))


@dataclass
class Bench:
    """A network ready to be asked, and points on junctions of its main part."""

    travel: RoadTravel
    costs: EdgeCosts
    build_s: float
    weigh: Took

    def points(self, count: int) -> tuple[pd.DataFrame, np.ndarray]:
        """Points at random junctions that no snap moves, and these junctions."""
        network = self.travel.network
        nodes = np.random.default_rng(count).permutation(network.nodes)[: count + count // 4 + 10]
        frame = pd.DataFrame({"id": nodes.astype(str), "lon": network.node_lon[nodes], "lat": network.node_lat[nodes]})
        audit = self.travel.snaps(frame, profile="car")
        good = np.flatnonzero((audit["distance_m"] < 0.05).to_numpy() & (audit["flags"] == "").to_numpy())[:count]
        return frame.iloc[good], nodes[good]


def prepare(network: RoadNetwork) -> Bench:
    """Build the index and weigh it, timed."""
    traffic = load_traffic(read_settings().data_dir)
    begin = time.process_time()
    network = replace(network, order=order_of(network), traffic=traffic)
    travel = RoadTravel(network)
    travel.tables(pd.DataFrame({"id": ["a"], "lon": network.node_lon[:1], "lat": network.node_lat[:1]}), "car", 9)
    build_s = time.process_time() - begin
    shut = iter(range(100))
    weigh = timed(lambda: travel._weigh("car", 9, 2, Closures(edges=(next(shut),))))  # noqa: SLF001
    costs, _ = travel._weigh("car", 9, 2, Closures())  # noqa: SLF001
    return Bench(travel, costs, build_s, weigh)


def by_scipy(bench: Bench, nodes: np.ndarray) -> tuple[float, np.ndarray]:
    """Processor seconds, and milliseconds between nodes, by scipy's Dijkstra over the same costs."""
    network, costs = bench.travel.network, bench.costs
    order = np.lexsort((costs.run_ms + costs.cross_ms, network.edge_to, network.edge_from))
    tail, head = network.edge_from[order], network.edge_to[order]
    first = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])]  # of parallel streets the quickest
    ms = (costs.run_ms + costs.cross_ms)[order][first].astype(float)
    graph = csr_matrix((ms, (tail[first], head[first])), shape=(network.nodes, network.nodes))
    begin = time.process_time()
    table = dijkstra(graph, indices=nodes)
    return time.process_time() - begin, table[:, nodes]


def by_pandana(bench: Bench, nodes: np.ndarray) -> tuple[float, float, np.ndarray] | None:
    """Processor seconds to build and to ask, and milliseconds by pandana; None when it is not installed."""
    if importlib.util.find_spec("pandana") is None:
        return None
    import pandana  # noqa: PLC0415

    network, costs = bench.travel.network, bench.costs
    begin = time.process_time()
    graph = pandana.Network(
        pd.Series(network.node_lon),
        pd.Series(network.node_lat),
        pd.Series(network.edge_from),
        pd.Series(network.edge_to),
        pd.DataFrame({"ms": (costs.run_ms + costs.cross_ms).astype(float)}),
        twoway=False,
    )
    build_s = time.process_time() - begin
    begin = time.process_time()
    found = graph.shortest_path_lengths(np.repeat(nodes, len(nodes)), np.tile(nodes, len(nodes)))
    return build_s, time.process_time() - begin, np.array(found).reshape(len(nodes), -1)


def compare(bench: Bench, count: int, slow: int) -> None:
    """Ours for ``count`` points; scipy and pandana over ``slow`` of the same sources; answers must be equal."""
    points, nodes = bench.points(count)
    ours = timed(lambda: bench.travel.tables(points, "car", 9))
    whole = timed(lambda: bench.travel.matrix(points, profile="car", depart_hour=9), 1)
    seconds, _ = bench.travel.tables(points.iloc[:slow], "car", 9)
    scipy_s, expected = by_scipy(bench, nodes[:slow])
    rounded = np.where(np.isfinite(expected), np.ceil(expected / 1000.0), -1)
    each, scipy_ms = ours.cpu_s / count * 1000, scipy_s / slow * 1000
    print(
        f"{bench.travel.network.nodes:>8,} nodes  {len(points):>5,} points: {ours}, "
        f"as TravelMatrix {whole.wall_s:.2f} s; "
        f"{each:.2f} ms of processor a source, scipy {scipy_ms:.2f} ms: {scipy_ms / each:.1f} times; "
        f"{int((rounded != seconds).sum())} of {seconds.size:,} answers differ",
        flush=True,
    )
    few = nodes[: min(slow, 200)]
    other = by_pandana(bench, few)
    if other:
        build_s, query_s, table = other
        differ = int((np.abs(np.ceil(table / 1000.0) - rounded[: len(few), : len(few)]) > 1).sum())
        each_ms = query_s / len(few) * 1000
        print(f"          pandana: {build_s:.1f} s to build, {each_ms:.2f} ms a source ({differ} differ by over 1 s)")


def measure(network: RoadNetwork, sizes: tuple[int, ...]) -> None:
    """All figures of one network."""
    bench = prepare(network)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "n.npz"
        save_network(bench.travel.network, path)
        load = timed(lambda: load_network(path))
        size = path.stat().st_size
    arcs = len(bench.travel._built().up)  # noqa: SLF001
    label = bench.travel.network.manifest.label
    print(
        f"\n{label}: {network.nodes:,} nodes, {network.edges:,} edges; index {bench.build_s:.1f} s of processor once "
        f"({arcs:,} arcs), another hour or closure {bench.weigh}; stored {size / 1e6:.1f} MB, loaded in {load}"
    )
    for count in sizes:
        compare(bench, count, min(count, 500))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"          peak memory so far {peak:,.0f} MB")


def main() -> None:
    """Growth with nodes and with points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller run")
    quick = parser.parse_args().quick
    begin = time.perf_counter()
    prepare(generated(100))
    print(
        f"first question of this process (import, compile or load compiled code): {time.perf_counter() - begin:.1f} s"
    )
    for nodes in (2_500,) if quick else (10_000, 40_000):
        measure(generated(nodes), (200,))
    if not quick:
        measure(generated(90_000), (100, 500, 2_000))
    real = coquimbo()
    if real is None:
        print("\n(the real network of Coquimbo is measured when aequilibrae is installed)")
    else:
        measure(real, (500, 2_000))


if __name__ == "__main__":
    main()
