"""Wait until the search is compiled, so that the first plan on a machine is the same as every later one."""

from __future__ import annotations

import time

from planner.progress import Progress, silent
from planner.routing.engines.native.warm import compile_aside, is_warm, load

MOST_S = 300.0  # another process may be compiling; past this the stand-in answers instead
AGAIN_S = 2.0


def prepare(progress: Progress = silent) -> bool:
    """Compile the search unless that is done, and load it; True when it is ready.

    Compiling takes some minutes, once per installation; loading a second or two, once per process.
    """
    if not is_warm():
        _await(progress)
    if not is_warm():
        return False
    load()
    return True


def _await(progress: Progress) -> None:
    begun_s = time.monotonic()
    while not is_warm() and time.monotonic() - begun_s < MOST_S:
        ended = compile_aside().poll()
        if ended:  # it failed, and would again
            return
        if ended == 0:  # another process was at it, and may have died meanwhile
            compile_aside.cache_clear()
        progress("preparing the search, once per installation", None)
        time.sleep(0.2 if ended is None else AGAIN_S)
