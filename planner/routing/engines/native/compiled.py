"""The compiler's decorator with a type, and a small generator whose numbers are the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
T = TypeVar("T")


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compile on first call, keep the result on disk, and let other threads run meanwhile."""
    return cast("Callable[P, T]", numba.njit(cache=True, nogil=True)(function))


@compiled
def uniform(state: NDArray[np.uint64]) -> float:
    """A number in [0, 1) from xorshift64* (Vigna 2016); ``state`` has one non-zero entry."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def below(state: NDArray[np.uint64], limit: int) -> int:
    """A whole number in 0 … limit − 1."""
    return min(limit - 1, int(uniform(state) * limit))
