"""Everything that a role outside the case team is shown of one day, as the doors hand it out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.model.labels import MapLabels
from planner.model.need import NeedWeights
from planner.pipeline.need import Need
from planner.report.public import by_district
from planner.scoring import fairness, hotspots, silent_places, uncovered
from planner.workspace.outputs import Drawn, export, hotspots_for

WEIGHTS = NeedWeights()
LABELS = MapLabels("Peta", "", "", "")
CENSUS = pd.DataFrame({"parliament": ["P.115 Batu", "P.123 Cheras"], "state": "KL", "households": [61_054, 39_716]})


@dataclass(frozen=True)
class Day:
    """The tables and files of one day: name → frame, and name → bytes."""

    tables: dict
    files: dict


def published(households, places, visited, *, role, now, files=True):
    """Every table, and every file, that ``role`` can reach of this data at ``now``."""
    exact = hotspots(households, places, visited, weights=WEIGHTS, now=now, seed=1, draws=20)
    need = Need(exact, households, places, visited, uncovered(households, places, visited, now=now))
    shown = hotspots_for(role, need, WEIGHTS)
    ledger = fairness(households, places, visited, now=now, constituencies=CENSUS, role=role)
    tables = {
        "places": shown,
        "brief's districts": by_district(shown),
        "ledger": ledger.ledger,
        "trend": ledger.trend,
        "gini": pd.DataFrame({"gini": [ledger.gini]}),
        "silent": silent_places(households, places, now=now, role=role),
    }
    drawn = Drawn(None, LABELS, "2021-07-06", WEIGHTS, lambda _: ledger)
    endings = (".csv", ".html", ".pdf", ".parquet") if files else ()
    return Day(tables, {ending: export(role, need, drawn, ending) for ending in endings})
