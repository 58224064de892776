"""The app as it is, on a store into which made-up referrals were imported; run by Streamlit."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from planner.ui import session
from planner.ui.pages import run

if not hasattr(session, "tests"):
    made, now = session.the_workspace(), session.now()
    rows = made.synthetic(rows=600, seed=3, start=now.date() - timedelta(days=14), days=14).rows
    made.import_rows(rows.assign(row=range(1, len(rows) + 1)), channel=None, actor="aminah", now=now)
    session.tests = True
run()
