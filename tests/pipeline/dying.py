"""Work that loses its worker once; in a module of its own, so that a new worker loads little."""

import os
import signal
from pathlib import Path

from planner.intake.linking import settling


def settle_or_die(part: settling.Part) -> settling.Settled:
    """Kill the worker the first time any part is settled."""
    flag = Path(os.environ["KEMBARA_TEST_FLAG"])
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return settling.settle(part)
