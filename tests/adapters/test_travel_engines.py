"""The setting that chooses what the minutes come from, and what a plan's receipt then says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.adapters.road_files import demo_network
from planner.adapters.travel_engines import open_travel
from planner.errors import PlannerError
from planner.settings import read_settings
from planner.workspace.running import of_plan, roads_hash
from planner.workspace.tools import Tools
from tests.adapters.local_server import serving
from tests.adapters.test_osrm import POINTS, speaks_osrm
from tests.report import fixtures

SETTINGS = read_settings({})


def engine(said):
    return open_travel(replace(SETTINGS, roads=said), lambda: demo_network(SETTINGS.data_dir))


def test_each_engine_says_what_it_is_in_every_matrix():
    """The network with its hash and "schematic", the OSRM server by its address, crow-fly by its factor."""
    with serving(speaks_osrm) as server:
        said = {name: engine(name).matrix(POINTS, profile="lorry", depart_hour=9).source for name in ("", server)}
    assert "schematic, not for navigation" in said[""]
    assert "roads " in said[""]
    assert said[server].startswith("OSRM server 127.0.0.1:")
    for name, factor in (("crow-fly", "1.4"), ("crow-fly:1.3", "1.3")):
        source = engine(name).matrix(POINTS, profile="car", depart_hour=9).source
        assert source.startswith(f"crow-fly × {factor} at")
        assert "no roads used" in source


@pytest.mark.parametrize(
    ("said", "code"), [("osrm", "E1318"), ("crow-fly:far", "E1318"), ("crow-fly:0.5", "E1309"), ("ftp://x", "E1318")]
)
def test_a_source_that_is_none_is_refused(said, code):
    """Anything else is refused with what may be given."""
    with pytest.raises(PlannerError, match=code):
        engine(said)


def test_the_workspace_takes_its_times_from_the_setting():
    """What `KEMBARA_ROADS` names is what plans are made with and what their receipt says."""
    settings = read_settings({"KEMBARA_ROADS": "crow-fly:1.5"})
    assert Tools(settings).travel.source.startswith("crow-fly × 1.5")
    assert "Demonstration" in Tools(replace(SETTINGS, home=SETTINGS.home / "none")).travel.source


def test_a_plan_is_drawn_on_the_roads_it_was_made_with():
    """With crow-fly chosen, a plan made with it gets its driven lines, one made on the street network gets none."""
    crow = Tools(read_settings({"KEMBARA_ROADS": "crow-fly:1.4"}))
    streets = Tools(read_settings({}))
    for made_with, drawn in ((crow, True), (streets, False)):
        receipt = replace(fixtures.plan().receipt, hashes=(("roads", roads_hash(made_with)),))
        assert bool(of_plan(crow, replace(fixtures.plan(), receipt=receipt)).paths) is drawn
