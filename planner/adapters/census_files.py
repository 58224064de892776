"""Households by constituency, from the embedded census figures or a file of one's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.errors import Fault, PlannerError, refuse
from planner.frames import CONSTITUENCIES, check


def load_constituencies(path: Path) -> pd.DataFrame:
    """Households by constituency (schema ``CONSTITUENCIES``) from a CSV file; extra columns are left away.

    The source of the embedded ones stands in ``data/census/README.md``.
    """
    try:
        frame = pd.read_csv(path, dtype={"parliament": "str", "state": "str"}, encoding="utf-8")
        return check(frame.reindex(columns=CONSTITUENCIES.names), CONSTITUENCIES)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise refuse("E1401", f"{path.name} cannot be read: {error}", "give a UTF-8 CSV file", path.name) from error
    except PlannerError as error:
        raise PlannerError(Fault("E1402", f.cause, f.action, path.name) for f in error.faults) from error
