"""One decorator for compiled kernels, typed so that callers keep their signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile at first call, keep the machine code on disk, and let go of the interpreter's lock while running.

    Work is spread over cores with threads, not with numba's own parallel loops: these take many times as long to
    compile, and a newcomer's first demonstration waits for it.
    """
    return cast("F", numba.njit(cache=True, nogil=True)(function))
