"""Files for other tools and the terminal's summary."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.dispatch import Status
from planner.model.reason import told
from planner.report.figures import clock_text, date_text
from planner.report.hotspot_files import hotspots_csv, hotspots_geojson, hotspots_parquet, recommended_csv
from planner.report.neutral import neutral
from planner.report.reason_words import detail_text
from planner.report.summary import plan_text, result_text, summary_text
from tests.report import fixtures


def test_geojson_is_read_back_by_geopandas(tmp_path):
    """Another reader finds six points at the given places, with missing numbers missing."""
    path = tmp_path / "hotspots.geojson"
    path.write_bytes(hotspots_geojson(fixtures.hotspots()))
    read = gpd.read_file(path)
    assert list(read["name"]) == list(fixtures.hotspots()["name"])
    assert read.geometry.x.to_list() == pytest.approx(fixtures.hotspots()["lon"].to_list())
    assert json.loads(path.read_bytes())["features"][3]["properties"]["units"] is None


def test_csv_and_parquet_hold_the_same_rows():
    """Both files read back to the same households and scores."""
    table = pd.read_csv(io.BytesIO(hotspots_csv(fixtures.hotspots())))
    packed = pd.read_parquet(io.BytesIO(hotspots_parquet(fixtures.hotspots())))
    assert table["households"].to_list() == packed["households"].to_list()
    assert table["score"].to_list() == pytest.approx(packed["score"].to_list())


@pytest.mark.parametrize("start", ["=1+1", "+60", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x00=1", "\n=1"])
def test_recommended_csv_is_never_a_formula(start):
    """A name that a spreadsheet would run begins with an apostrophe in the file."""
    stop = replace(fixtures.recommended()[0], name=start, runner_up=start)
    row = next(csv.DictReader(io.StringIO(recommended_csv([stop]).decode("utf-8-sig"), newline="")))
    assert row["name"].startswith("'")
    assert row["runner_up"].startswith("'")


@given(st.text())
def test_neutral_text_never_starts_a_formula_and_changes_nothing_else(text):
    """Harmless text is kept but for control characters; the rest gets one apostrophe in front."""
    safe = neutral(text)
    assert not safe.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    clean = "".join(c for c in text if c >= " " or c in "\t\r\n")
    assert safe in {clean, "'" + clean}


def test_summary_names_next_plan_and_unserved():
    """The terminal shows the next locations with why, every route, and what is left out with its smallest change."""
    text = summary_text(fixtures.recommended(), fixtures.plan(), "en")
    for part in ("1. PPR Jelatek", "Kembara last came 12 days ago", "from memory", "Lorry L1", "12.4 km",
                 "In this plan: Tue 6/7, 09:00, Lorry L1",
                 "no plan at all can be more than 3.4 % better",
                 "PPR Batu Muda", "one more lorry at IPD Sentul (proved)", "SYNTHETIC DATA"):  # fmt: skip
        assert part in text, part


def test_a_recommended_location_that_the_plan_leaves_out_says_why():
    """The list is the order of need: where the plan does not go there, its reason stands beside the place."""
    plan = fixtures.plan()
    left = plan.convoys.unserved[0]
    stop = replace(fixtures.recommended()[0], stop_id=left.serves_id, hotspot_id="")
    line = next(line for line in summary_text([stop], plan, "en").splitlines() if "this plan: " in line)
    assert line.strip() == f"Not in this plan: {detail_text(left, plan, 'en')}"


def test_the_result_of_convoys_does_not_hide_that_of_patrols():
    """Convoys 0.8 % from the best, patrols 43 %: both figures are said, each with what it is of, in both languages."""
    plan = fixtures.plan()
    patrols = replace(plan.patrols, status=Status.FEASIBLE, gap=0.43)
    plan = replace(plan, convoys=replace(plan.convoys, gap=0.008), patrols=patrols)
    english = plan_text(plan, "en").splitlines()
    assert "Result, Convoys: workable; no plan at all can be more than 0.8 % better." in english
    assert "Result, Patrols: workable; no plan at all can be more than 43.0 % better." in english
    malay = plan_text(plan, "ms").splitlines()
    told = "boleh dilaksanakan; tiada rancangan lain yang boleh mengatasinya lebih daripada"
    assert f"Keputusan (Konvoi): {told} 0.8 %." in malay
    assert f"Keputusan (Rondaan): {told} 43.0 %." in malay


def test_what_is_not_possible_is_not_measured():
    """A plan whose pins cannot be kept has no gap to tell, whatever its bound says."""
    convoys = replace(fixtures.plan().convoys, status=Status.INFEASIBLE)
    assert result_text(convoys, "en") == "Result: not possible."
    assert result_text(convoys, "ms") == "Keputusan: tidak boleh dilaksanakan."


def test_summary_cannot_steer_the_terminal():
    """Escape sequences in a name are taken out."""
    odd = told("waiting", name="a\x1b]0;x\x07b", stands="at", households=2)
    stop = replace(fixtures.recommended()[0], name="\x1b[31mPPR\x07", why=(odd,))
    assert "\x1b" not in summary_text([stop], None, "ms")


def test_summary_lists_five_at_most():
    """Ten stops become five lines."""
    stops = [replace(fixtures.recommended()[0], stop_id=str(at), rank=at) for at in range(1, 11)]
    text = summary_text(stops, None, "ms")
    assert " 5. PPR" in text
    assert " 6. PPR" not in text


@pytest.mark.parametrize(
    ("seconds", "malay", "english"),
    [(0, "12.00 pagi", "12.00 am"), (34_200, "9.30 pagi", "9.30 am"), (45_000, "12.30 tengah hari", "12.30 pm"),
     (52_200, "2.30 petang", "2.30 pm"), (72_000, "8.00 malam", "8.00 pm")],
)  # fmt: skip
def test_clock_times_as_malaysians_say_them(seconds, malay, english):
    """Morning, noon, afternoon and night each have their Malay word."""
    assert clock_text(seconds, "ms") == malay
    assert clock_text(seconds, "en") == english


def test_dates_are_day_month_year():
    """6 July 2021 was a Tuesday."""
    day = fixtures.plan().convoy_problem.start
    assert date_text(day, "ms") == "Selasa, 6 Julai 2021"
    assert date_text(day, "en") == "Tuesday, 6 July 2021"
