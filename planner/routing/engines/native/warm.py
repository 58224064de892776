"""Whether the search is compiled already, and compiling it in a process of its own when it is not.

``python -c "from planner.routing.engines.native.warm import main; main()"`` compiles everything once; the result stays
on disk beside the code. A lock file keeps it to one such process on a machine.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TextIO

_FOLDER = Path(__file__).parent
COMPILED = (
    "compiled", "state", "timing", "riders", "routes", "insert_single", "insert_pair", "ruin", "recreate", "repack",
    "reform", "shed", "search",
)  # fmt: skip


def is_warm() -> bool:
    """Whether compiled code newer than the source lies on disk for this interpreter."""
    source = max((_FOLDER / f"{name}.py").stat().st_mtime for name in COMPILED)
    stamp = stamp_path()
    has_code = any(stamp.parent.rglob("search.improve-*.nbi"))
    return has_code and stamp.exists() and stamp.stat().st_mtime >= source


def stamp_path() -> Path:
    """An empty file written after compiling for this interpreter, beside numba's own files."""
    from numba.core import config  # noqa: PLC0415  # numba is slow to import

    folder = Path(config.CACHE_DIR) if config.CACHE_DIR else _FOLDER / "__pycache__"
    return folder / f"compiled-{sys.version_info.major}{sys.version_info.minor}.stamp"


@cache
def compile_aside() -> subprocess.Popen[bytes]:
    """Start compiling in a process of its own, once; it goes on when this one ends, so that the next run is ready."""
    return subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-c", f"from {__name__} import main; main()"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def main() -> None:
    """Compile unless another process is at it; then wait for nothing."""
    stamp = stamp_path()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    with stamp.with_suffix(".lock").open("w") as lock:
        if not _is_ours(lock):
            return
        if not is_warm():
            _compile()
            stamp.touch()


def _is_ours(lock: TextIO) -> bool:
    """Whether the lock could be had; the system gives it up again when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  # there alone

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  # everywhere else

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _compile() -> None:
    """Compile anew, into files that hold nothing of an older source."""
    for old in stamp_path().parent.glob("*.nb[ic]"):  # numba does not notice changes in files a function calls into
        if old.name.split(".")[0] in COMPILED:
            old.unlink(missing_ok=True)
    run_tiny()


def run_tiny() -> None:
    """Search on two tiny problems, of single jobs and of pairs: all that is compiled is in memory afterwards.

    Without a clock: compiling on a busy machine looked like a slow search, which then went on to its clock's end.
    """
    from planner.routing.engines.native.run import NativeSearch  # noqa: PLC0415
    from planner.routing.engines.native.tiny import tiny_problem  # noqa: PLC0415

    for is_pairs in (False, True):
        search = NativeSearch(tiny_problem(is_pairs), 1)
        search.improve(50, 2.0, 1.0)
        search.close_one()
        search.squeeze(2)


@cache
def load() -> None:
    """Bring the compiled search from disk into this process, once: over a second, which is no part of a time limit."""
    run_tiny()
