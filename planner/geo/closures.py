"""Closed roads: named edges, streets and areas, applied to travel times without rebuilding anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.geo.roads import RoadNetwork


@dataclass(frozen=True, slots=True)
class Closures:
    """What may not be driven: edges by index, streets by name, and everything that touches an area (EPSG:4326).

    An area is a flood or a cordon; a road that only crosses it is closed as a whole piece, from junction to junction.
    """

    edges: tuple[int, ...] = ()
    streets: tuple[str, ...] = ()
    areas: tuple[BaseGeometry, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is closed."""
        return not (self.edges or self.streets or self.areas)


NONE_CLOSED = Closures()


def closed_edges(network: RoadNetwork, closures: Closures) -> NDArray[np.bool_]:
    """Per directed edge: whether it is closed."""
    closed = np.zeros(network.edges, dtype=np.bool_)
    closed[list(closures.edges)] = True
    wanted = {name.casefold() for name in closures.streets}
    if wanted:
        named = np.array([name.casefold() in wanted for name in network.names], dtype=np.bool_)
        closed |= named[network.name_id]
    if closures.areas:
        tree = shapely.STRtree(network.shapes())
        _, hit = tree.query(list(closures.areas), predicate="intersects")
        closed |= np.isin(network.shape_id, hit)
    return closed
