"""Made-up towns for tests of travel times."""

from __future__ import annotations

import numpy as np

from planner.geo.roads import Manifest
from planner.geo.speeds import Traffic
from planner.geo.street_build import Junction, Street, build_network

MANIFEST = Manifest("test town", "made up", "2026-11-22", "MIT", "nobody")
TRAFFIC = Traffic(
    "test", factors={"weekday": tuple(1 + 0.05 * h for h in range(24))}, crossing_s=3.0, cross_greater_s=2.0
)


def town(seed: int, size: int, missing: float, oneway: float):
    """A jittered lattice with streets missing and one-way at random."""
    rng = np.random.default_rng(seed)
    junctions = {
        (i, j): Junction(101.6 + 0.002 * (i + rng.uniform(-0.3, 0.3)), 3.1 + 0.002 * (j + rng.uniform(-0.3, 0.3)))
        for i in range(size)
        for j in range(size)
    }
    streets = []
    for i, j in junctions:
        for other in ((i + 1, j), (i, j + 1)):
            if other in junctions and rng.random() > missing:
                a, b = ((i, j), other) if rng.random() < 0.5 else (other, (i, j))
                line = [(junctions[a].lon, junctions[a].lat), (junctions[b].lon, junctions[b].lat)]
                kind = ["primary", "residential", "tertiary"][rng.integers(3)]
                streets.append(
                    Street(a, b, line, kind, f"Jalan {i}", bool(rng.random() < oneway), float(rng.integers(0, 90)))
                )
    return build_network(junctions, streets, MANIFEST)
