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
from planner.ui.shown import Shown
from tests.report import fixtures

NASTY = "<script>document.title='stolen'</script>"
FORMULA = '=HYPERLINK("http://evil.example","x")'


def _result() -> Shown:
    (first, *others), plan = fixtures.recommended(), fixtures.plan()
    nasty = told("waiting", name=f"{first.name} {NASTY}", stands="at", households=200)
    listed = (replace(first, why=(nasty, *first.why[1:])), *others)
    problem = plan.convoy_problem
    stops = tuple(replace(s, name=f"{FORMULA} {s.name}") if s.stop_id == "S1" else s for s in problem.stops)
    plan = replace(plan, convoy_problem=replace(problem, stops=stops))
    return fixtures.shown(recommended=listed, plan=plan, key="planner")


def _store() -> object:
    return open_store(f"sqlite:///{os.environ['KEMBARA_HOME']}/tests.db", key=b"a key for tests only, long enough")


if not hasattr(session, "tests"):  # a script runs anew with every click; what it made stays with the module
    session.tests = (_result(), _store())
made, store = session.tests
session.load_result = lambda: session.kept("own_result", Shown) or made
session.store_if_any = lambda: store
session.changes_since = lambda _: 0
run()
