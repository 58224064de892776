"""The app with its own store and door, on the hand-written result; run by Streamlit."""

import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from planner.ui import session
from planner.ui.pages import run
from planner.ui.shown import Result
from tests.report import fixtures


@cache
def _result() -> Result:
    names = ("hotspots", "recommended", "plan", "roads", "paths", "labels", "places")
    return Result(**{name: getattr(fixtures, name)() for name in names}, key="fixture")


session.load_result = _result
run()
