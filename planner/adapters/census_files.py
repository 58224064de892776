"""Households by constituency, from the embedded census figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.frames import CONSTITUENCIES, check


def load_constituencies(data_dir: Path) -> pd.DataFrame:
    """Constituencies (schema ``CONSTITUENCIES``); the source stands in ``data/census/README.md``."""
    frame = pd.read_csv(data_dir / "census" / "constituencies.csv", dtype={"parliament": str, "state": str})
    return check(frame, CONSTITUENCIES)
