"""Which part of a network can be driven there and back: its strongly connected components."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components


def components(
    nodes: int, tail: NDArray[np.int32], head: NDArray[np.int32], is_open: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Component of every node over the open edges, numbered by size: 0 is the largest, ties by lowest node."""
    graph = csr_matrix((np.ones(int(is_open.sum()), dtype=np.int8), (tail[is_open], head[is_open])), (nodes, nodes))
    _, label = connected_components(graph, directed=True, connection="strong")
    sizes = np.bincount(label)
    first = np.full(len(sizes), nodes)
    np.minimum.at(first, label, np.arange(nodes))
    fresh = np.empty(len(sizes), dtype=np.int32)
    fresh[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return np.asarray(fresh[label])
