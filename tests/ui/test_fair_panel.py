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
from tests.ui.test_map_page import result

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
        assert public.loc[public["served"].isna(), "served_per_1000"].isna().all()


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
def test_silent_places_tell_no_small_count_outside_the_case_team(monkeypatch, role):
    """The sentence with the count heard is for who may see exact counts; others get place and homes."""
    found = pd.DataFrame(
        {
            "visit_rank": [1], "name": ["PPR Jelatek"], "police_district": ["Wangsa Maju"], "units": [900],
            "heard": [2], "why_ms": ["hanya 2 isi rumah"], "why_en": ["only 2 households"],
        }
    )  # fmt: skip
    monkeypatch.setattr(fair_views, "silent_places", lambda *_, **__: found)
    table = fair_views.silent_table(shown(), role, "en", now=NOW).to_string()
    assert ("only 2" in table) == (role in {Role.PLANNER, Role.JKM})


def test_nothing_served_has_no_figure():
    """Before anything was served the Gini figure is a dash, not zero."""
    given = shown()
    given.source.visited = VISITED.empty()
    found, _ = fair_views.ledger(given, CONSTITUENCIES.empty(), now=NOW, role=Role.JKM)
    assert fair_views.gini_text(found) == "–"
