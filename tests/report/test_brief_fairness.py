"""The officials' brief on paper holds the fairness panel as the page does, as the same role may see it."""

from __future__ import annotations

import re
from datetime import timedelta

import pandas as pd
import pytest

from planner.model.need import NeedWeights
from planner.pipeline.need import Need
from planner.report import fair_part
from planner.report.brief import brief_pdf
from planner.report.words import word
from planner.roles import Role
from planner.scoring import fairness, hotspots, suppress, uncovered
from planner.settings import read_settings
from planner.workspace import Workspace
from tests.report import fixtures
from tests.scoring.town import NOW, make_visits, random_town

CENSUS = pd.DataFrame({"parliament": ["Batu", "Cheras"], "state": "KL", "households": [30_000, 45_000]})


@pytest.fixture(scope="module")
def need():
    """A town of forty places in two constituencies, visited in three different weeks."""
    households, places = random_town(5)
    visited = make_visits([("p1", 20, 40), ("p2", 12, 25), ("p3", 3, 31), ("p4", 2, 4)])
    words = {"weights": NeedWeights(), "now": NOW}
    table = hotspots(households, places, visited, seed=1, draws=20, **words)
    return Need(table, households, places, visited, uncovered(households, places, visited, now=NOW))


def ledger(need, role):
    return fairness(need.households, need.places, need.visited, now=NOW, constituencies=CENSUS, role=role)


@pytest.mark.parametrize("role", list(Role))
def test_rows_are_the_ledgers(need, role):
    """Each cell is the ledger's own for that role; a hidden one is a dash, and an area with nothing told is no row."""
    found = ledger(need, role)
    for kind in ("parliament", "police_district"):
        head, *rows = fair_part.area_rows(found, kind, "en", 12)
        own = found.ledger[found.ledger["area_kind"] == kind].set_index("area")
        assert rows
        assert ("Served per 1,000 households" in head) == (kind == "parliament")
        for area, served, visits, waiting, *_, median in rows:
            for name, cell in (("served", served), ("visits", visits), ("waiting", waiting)):
                value = own.loc[area, name]
                assert cell == ("–" if pd.isna(value) else f"{int(value):,}")
            value = own.loc[area, "wait_median_days"]
            assert median == ("–" if pd.isna(value) else f"{value:.1f}")


def test_weeks_stand_in_their_order(need):
    """Gini and Theil of each week that has them; one week alone is no trend."""
    found = ledger(need, Role.ANALYST)
    head, ginis, theils = fair_part.trend_rows(found, "en")
    known = found.trend.dropna(subset=["gini"])
    assert len(head) == len(ginis) == len(theils) == len(known) + 1 > 2
    assert [float(cell) for cell in ginis[1:]] == pytest.approx(known["gini"].tolist(), abs=0.005)
    assert [float(cell) for cell in theils[1:]] == pytest.approx(known["theil"].tolist(), abs=0.005)
    early = fairness(need.households, need.places, need.visited, now=NOW - timedelta(days=19), constituencies=CENSUS)
    assert fair_part.trend_rows(early, "en") == []


@pytest.mark.parametrize("language", ["ms", "en"])
@pytest.mark.parametrize("role", [Role.MINISTRY, Role.ANALYST])
def test_the_paper_says_what_the_page_says(need, role, language, pdf_text):
    """The sentence, every area with its figures, the weeks and what is hidden are on two sheets of paper."""
    found = ledger(need, role)
    content = brief_pdf(
        hotspots=suppress(need.hotspots, role),
        plan=fixtures.plan(),
        roads=None,
        labels=fixtures.labels(),
        made_at="now",
        language=language,
        fairness=found,
    )
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    text = " ".join(pdf_text(content).split())
    for sentence in (fair_part.told(found, language), word("ui.fair.hidden", language)):
        assert " ".join(sentence.split()) in text
    for kind in ("parliament", "police_district"):
        for row in fair_part.area_rows(found, kind, language, 12)[1:]:
            assert " ".join(row) in text
    for row in fair_part.trend_rows(found, language)[1:]:
        assert " ".join(row[1:]) in text


def test_kembara_export_writes_the_panel(need, tmp_path, pdf_text):
    """The file of ``kembara export --role … .pdf`` holds the figures that role may see, and no other's."""
    workspace = Workspace.open(read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_KEY": "a key for tests"}))
    for role in Role:
        found = fairness(
            need.households, need.places, need.visited, now=NOW, constituencies=workspace.constituencies, role=role
        )
        text = " ".join(pdf_text(workspace.export(role, need, ".pdf", now=NOW)).split())
        assert " ".join(fair_part.told(found, "ms").split()) in text
        for row in fair_part.area_rows(found, "police_district", "ms", 12)[1:]:
            assert " ".join(row) in text
