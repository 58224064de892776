"""``kembara intake`` as a user runs it, on a file whose texts all differ, beside a spreadsheet user's way in pandas.

Start-up, both readers, placing and linking are in the figures: seconds on the clock, seconds of all processors together
(the command's and those it started), and the most memory that all its processes held at once.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.memory import Peak


def all_different(texts: list[str], size: int) -> pd.DataFrame:
    """``size`` rows of distinct people and doors, each with a text of its own: two of ``texts`` and a number."""
    rows = range(size)
    return pd.DataFrame(
        {
            "id": [f"SPEED-{at:07d}" for at in rows],
            "tarikh": "06/07/2021 21:15",
            "nama": [f"Siti {at % 997} binti Ali {at % 89}" for at in rows],
            "telefon": [f"012-{at:07d}" for at in rows],
            "alamat": [f"{'ABCDEF'[at % 6]}-{at % 17}-{at % 20}, PPR Contoh {at % 60}" for at in rows],
            "catatan": [f"{texts[at % len(texts)]} {at}" for at in rows],
        }
    )


def by_spreadsheet(path: Path, codes_of: Callable[[str], frozenset[str]]) -> pd.DataFrame:
    """What a user would do: read the file, look for keywords, count one household for each phone."""
    frame = pd.read_csv(path, dtype=str)
    needs = [";".join(sorted(codes_of(text))) for text in frame["catatan"]]
    return frame.assign(needs=needs, household=frame.groupby("telefon").ngroup())


def report_command(texts: list[str], sizes: list[int], codes_of: Callable[[str], frozenset[str]]) -> None:
    """Prints the command and its alternative at every size; ends with an error when the command does."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder) / "rows.csv", Path(folder) / "out.csv"
            all_different(texts, size).to_csv(source, index=False, quoting=csv.QUOTE_MINIMAL)
            before, start = _children_s(), time.perf_counter()
            command = [sys.executable, "-m", "planner.cli", "intake", str(source), "--out", str(out)]
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running, Peak(running.pid) as peak:
                if running.wait():
                    raise SystemExit(f"kembara intake ended with {running.returncode}")
            clock, busy = time.perf_counter() - start, _children_s() - before
            told = f"{clock:6.1f} s ({busy:.1f} s of processors), {peak.gb:.2f} GB all processes"
            print(f"kembara intake {size:>9,} rows, every text different: {told}")
            start = time.process_time()
            by_spreadsheet(source, codes_of)
            print(f"{'':14} {size:>9,} rows by keywords and phone in pandas: {time.process_time() - start:6.1f} s")


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
