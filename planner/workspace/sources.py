"""Raw rows from several files, numbered on from one file to the next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from planner.adapters.tables import read_rows as read_file
from planner.errors import Fault, PlannerError, raise_if_any


def read_rows(files: Sequence[Path]) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Rows (schema ``ROWS``) of all ``files`` and what broke in them.

    When a file cannot be taken at all, none is: :class:`PlannerError` with the faults of every such file.
    """
    frames, broken, refused = [], list[Fault](), list[Fault]()
    taken = 0
    for path in files:
        try:
            read = read_file(path)
        except PlannerError as error:
            refused.extend(error.faults)
            continue
        frames.append(read.frame.assign(row=read.frame["row"] + taken))
        taken += len(read.frame)
        broken.extend(read.faults)
    raise_if_any(refused)
    return pd.concat(frames, ignore_index=True), tuple(broken)


def set_aside(quarantined: pd.DataFrame) -> tuple[Fault, ...]:
    """One fault for each cause in ``quarantined`` (schema ``QUARANTINED``) with how many rows it set aside."""
    groups = quarantined.groupby(["code", "cause", "action"], sort=True).agg(rows=("row", "size"), first=("row", "min"))
    return tuple(
        Fault(code, cause, action, f"row {first}" if n == 1 else f"{n} rows, the first is row {first}")
        for (code, cause, action), (n, first) in zip(groups.index, groups.to_numpy().tolist(), strict=True)
    )
