"""Fairness, silent places, promised and delivered: what each role gets to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pandas as pd
import pytest

from planner.frames import CONSTITUENCIES, HOUSEHOLDS, VISITED
from planner.roles import Role
from planner.ui import fair_views
from planner.units import ZONE
from tests.report import fixtures
from tests.scoring.town import NOW as TOWN_NOW
from tests.scoring.town import make_households, make_places
from tests.ui.conftest import result

NOW = datetime(2021, 7, 7, 20, 0, tzinfo=ZONE)


def shown():
    """The hand-written result with two past visits: 143 households in Q1, 7 in Q2."""
    at = pd.Timestamp(2021, 7, 5, tz="Asia/Kuala_Lumpur")
    visited = pd.DataFrame({"place_id": ["Q1", "Q2"], "visited_at": [at, at], "households": [143, 7]})
    places = fixtures.places().assign(police_district=["Wangsa Maju", "Sentul"])
    need = SimpleNamespace(households=HOUSEHOLDS.empty(), places=places, visited=visited)
    return replace(result(), source=need)


def test_ledger_hides_small_cells_from_all_but_the_case_team():
    """The case team reads 143 and 7; the ministry's and analyst's tables hold neither, and no rate made of them."""
    census = CONSTITUENCIES.empty()
    _, exact = fair_views.ledger(shown(), census, now=NOW, role=Role.JKM)
    totals = set(exact["served"])
    assert totals >= {143, 7}
    for role in (Role.MINISTRY, Role.ANALYST, Role.PDRM):
        _, public = fair_views.ledger(shown(), census, now=NOW, role=role)
        span = 5 if role is Role.MINISTRY else 10
        assert not set(public["served"].dropna()) & {143, 7}
        assert all(int(value) % span == 0 and value > 0 for value in public["served"].dropna())
        assert (public.loc[public["served"].isna(), "served_per_1000"].fillna(0.0) == 0.0).all()


def test_promised_and_delivered_by_district():
    """Households of the plan's stops add up by district; the ministry sees lower ends of spans."""
    plan = fixtures.plan()
    told = pd.DataFrame(
        {"plan_id": [plan.plan_id, "other"], "serves_id": ["S1", "S1"], "kind": "delivered", "households": [193, 50]}
    )
    exact = fair_views.promised(plan, told, Role.JKM, "en")
    assert exact["Households promised"].sum() == 404
    assert exact["Households delivered"].sum() == 193
    public = fair_views.promised(plan, told, Role.MINISTRY, "en")
    assert 193 not in set(public["Households delivered"].dropna())
    assert 190 in set(public["Households delivered"].dropna())


@pytest.mark.parametrize("role", list(Role))
def test_silent_places_tell_no_small_count_outside_the_case_team(role):
    """The case team reads that two households asked; others that fewer than ten (the ministry five) did."""
    places = make_places([900] * 21)
    homes = make_households([f"p{i}" for i in range(20) for _ in range(60)] + ["p20"] * 2)
    given = replace(result(), source=SimpleNamespace(households=homes, places=places))
    table = fair_views.silent_table(given, role, "en", now=TOWN_NOW)
    assert table["Place"].tolist() == ["PPR Contoh 20"]
    told = {Role.PLANNER: "only 2", Role.JKM: "only 2", Role.MINISTRY: "fewer than 5"}.get(role, "fewer than 10")
    assert told in table["Why"].iloc[0]


def test_police_districts_say_that_no_census_counts_them():
    """A district has no rate and the table says why; a constituency of the census names its basis."""
    census = pd.DataFrame({"parliament": ["Wangsa Maju"], "state": "KL", "households": [50_000]})
    _, table = fair_views.ledger(shown(), census, now=NOW, role=Role.JKM)
    districts = fair_views.ledger_table(table, "police_district", "en")
    assert set(districts["Basis"]) == {"no census figure, so no rate"}
    assert "Served per 1,000 households" not in districts


def test_nothing_served_has_no_figure():
    """Before anything was served the Gini figure is a dash, not zero."""
    given = shown()
    given.source.visited = VISITED.empty()
    found, _ = fair_views.ledger(given, CONSTITUENCIES.empty(), now=NOW, role=Role.JKM)
    assert fair_views.gini_text(found) == "–"
