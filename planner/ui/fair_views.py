"""Fairness, silent places, and what was promised and delivered, as each role may see them: no Streamlit here."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from planner.model.dispatch import Plan
from planner.model.kinds import VisitKind
from planner.model.need import Fairness
from planner.pipeline.need import Need
from planner.report.fair_part import told
from planner.report.figures import number_text
from planner.report.frame_words import in_words
from planner.report.route_layer import all_routes
from planner.report.words import Language, word
from planner.roles import Role
from planner.scoring import at_least, fairness, silent_places

__all__ = ["gini_text", "ledger", "ledger_table", "promised", "silent_table", "told"]


def ledger(need: Need, constituencies: pd.DataFrame, *, now: datetime, role: Role) -> tuple[Fairness, pd.DataFrame]:
    """The fairness ledger's parts and its table, made of what ``role`` may see."""
    found = fairness(need.households, need.places, need.visited, now=now, constituencies=constituencies, role=role)
    return found, found.ledger


def ledger_table(table: pd.DataFrame, kind: str, language: Language) -> pd.DataFrame:
    """The areas of one kind with what they received, the least served first."""
    rows = table[table["area_kind"] == kind].sort_values(["served_per_1000", "area"], kind="stable")
    keys = ["area", "served", "visits", "waiting", "served_per_1000", "wait_median_days", "basis"]
    shown = rows[keys].round({"served_per_1000": 1, "wait_median_days": 1})
    shown["basis"] = [word(f"ui.fair.basis_{basis}", language) for basis in shown["basis"]]
    if kind != "parliament":
        shown = shown.drop(columns="served_per_1000")  # no census counts a police district; the basis says so
    return shown.rename(columns={key: word(f"ui.fair.{key}", language) for key in keys}).reset_index(drop=True)


def gini_text(found: Fairness) -> str:
    """The Gini figure with two decimals, a dash before anything was served."""
    return "–" if found.gini is None else number_text(found.gini, 2)


def silent_table(need: Need, role: Role, language: Language, *, now: datetime) -> pd.DataFrame:
    """Places heard from less than expected, in the order to visit them.

    Who may not see exact counts gets a list made of spans.
    """
    found = in_words(silent_places(need.households, need.places, now=now, role=role))
    keys = ["visit_rank", "name", "police_district", "units", f"why_{language}"]
    names = {key: word(f"ui.silent.{'why' if key.startswith('why') else key}", language) for key in keys}
    return found[keys].rename(columns=names)


def promised(plan: Plan, outcomes: pd.DataFrame, role: Role, language: Language) -> pd.DataFrame:
    """Households promised by the plan's convoys and delivered by its outcomes, by district, small ones hidden."""
    district = {stop.stop_id: stop.police_district or "–" for stop in plan.convoy_problem.stops}
    visits = [
        v for kind, route in all_routes(plan) if kind == "convoy" for v in route.visits if v.kind == VisitKind.STOP
    ]
    given = pd.DataFrame([(v.serves_id, v.households) for v in visits], columns=["stop", "promised"])
    own = outcomes[(outcomes["plan_id"] == plan.plan_id) & (outcomes["kind"] == "delivered")]
    done = own.groupby("serves_id")["households"].sum()
    cells = given.groupby("stop", as_index=False)["promised"].sum()
    cells = cells.assign(area=cells["stop"].map(district), delivered=cells["stop"].map(done).fillna(0).astype(int))
    public = at_least(cells, role, by="area", counts=("promised", "delivered"))
    keys = ("area", "promised", "delivered")
    return public.rename(columns={key: word(f"ui.fair.{key}", language) for key in keys})
