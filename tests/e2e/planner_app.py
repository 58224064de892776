"""The app on the hand-written result and a store of its own, for a planner's whole morning; run by Streamlit."""

import os
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from planner.model.reason import told
from planner.store import open_store
from planner.ui import session
from planner.ui.pages import run
from planner.ui.shown import Result
from tests.report import fixtures

NASTY = "<script>document.title='stolen'</script>"
FORMULA = '=HYPERLINK("http://evil.example","x")'


def _result() -> Result:
    names = ("hotspots", "recommended", "plan", "roads", "paths", "labels", "places")
    given = {name: getattr(fixtures, name)() for name in names}
    first, *others = given["recommended"]
    nasty = told("waiting", name=f"{first.name} {NASTY}", stands="at", households=200)
    given["recommended"] = (replace(first, why=(nasty, *first.why[1:])), *others)
    problem = given["plan"].convoy_problem
    stops = tuple(replace(s, name=f"{FORMULA} {s.name}") if s.stop_id == "S1" else s for s in problem.stops)
    given["plan"] = replace(given["plan"], convoy_problem=replace(problem, stops=stops))
    return Result(**given, key="planner")


def _store() -> object:
    return open_store(f"sqlite:///{os.environ['KEMBARA_HOME']}/tests.db", key=b"a key for tests only, long enough")


if not hasattr(session, "tests"):  # a script runs anew with every click; what it made stays with the module
    session.tests = (_result(), _store())
made, store = session.tests
session.load_result = lambda: session.kept("own_result") or made
session.store = lambda: store
session.changes_since = lambda _: 0
run()
