"""The app with its own store and door, on the hand-written result; run by Streamlit."""

import sys
from functools import cache, partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from planner.ui import session
from planner.ui.pages import run
from tests.report import fixtures

session.load_result = cache(partial(fixtures.shown, key="fixture"))
run()
