"""Work that loses its worker once; in a module of its own, so that a new worker loads little."""

import os
import signal
from pathlib import Path

import pandas as pd

from planner.geo.geocode import Geocoder
from planner.intake.linking import settling


def settle_or_die(part: settling.Part) -> settling.Settled:
    """Kill the worker the first time any part is settled."""
    flag = Path(os.environ["KEMBARA_TEST_FLAG"])
    if not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return settling.settle(part)


def place_or_die(part: tuple[str, Geocoder, pd.DataFrame]) -> pd.DataFrame:
    """Place addresses; the first worker to come here is killed with them in hand."""
    marker, geocoder, given = part
    placed = geocoder.place(given)
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return placed
    os.kill(os.getpid(), signal.SIGKILL)
    return placed
