"""Stored networks and the embedded demonstration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.adapters.road_files import active_network, demo_network, load_network, load_traffic, save_network
from planner.errors import PlannerError
from planner.geo.components import components
from planner.geo.roads import GENERATED, ROAD_CLASSES, lines
from planner.settings import read_settings

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def demo():
    return demo_network(DATA)


def test_the_demonstration_is_one_strongly_connected_labelled_network(demo):
    """Every node can be reached from every other, and the network says that it is schematic."""
    label = components(demo.nodes, demo.edge_from, demo.edge_to, np.ones(demo.edges, dtype=bool))
    assert label.max() == 0
    assert demo.manifest.is_schematic
    assert "not for navigation" in demo.manifest.attribution
    assert (DATA / "roads" / "kuala_lumpur_demo.npz").stat().st_size < 2_000_000


def test_expressways_meet_other_roads_only_by_ramps(demo):
    """At every node an expressway meets only itself and its ramps, as the interchange list says."""
    kinds = np.array(ROAD_CLASSES)[demo.road_class]
    on_expressway = np.zeros(demo.nodes, dtype=bool)
    on_surface = np.zeros(demo.nodes, dtype=bool)
    for ends in (demo.edge_from, demo.edge_to):
        on_expressway[ends[kinds == "motorway"]] = True
        on_surface[ends[~np.isin(kinds, ["motorway", "motorway_link"])]] = True
    assert on_expressway.any()
    assert not (on_expressway & on_surface).any()
    assert demo.is_oneway[kinds == "motorway"].all()


def test_main_roads_are_named_and_streets_are_marked_as_invented(demo):
    """Main roads carry their names; every unnamed local street is flagged as generated."""
    assert {"Jalan Tun Razak", "Jalan Sentul", "Lebuhraya Lingkaran Tengah 2"} <= set(demo.names)
    kinds = np.array(ROAD_CLASSES)[demo.road_class]
    assert ((demo.flags[kinds == "residential"] & GENERATED) > 0).all()
    assert ((demo.flags[kinds == "trunk"] & GENERATED) == 0).all()
    drawn = lines(demo, classes=("trunk",), bounds=(101.68, 3.13, 101.73, 3.18))
    assert "Jalan Tun Razak" in set(drawn["name"])
    assert set(drawn["road_class"]) == {"trunk"}


def test_stored_and_loaded_is_the_same(demo, tmp_path):
    """What is saved comes back array for array, and saving twice writes the same bytes."""
    save_network(demo, tmp_path / "a.npz")
    save_network(demo, tmp_path / "b.npz")
    back = load_network(tmp_path / "a.npz", data_dir=DATA)
    assert back.manifest == demo.manifest
    assert (back.edge_to == demo.edge_to).all()
    assert back.names == demo.names
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_damaged_or_foreign_file_is_refused(demo, tmp_path):
    """Cut-off files, other archives, changed content and missing files are refused with a code."""
    save_network(demo, tmp_path / "a.npz")
    whole = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.npz").write_text("not a network")
    np.savez(tmp_path / "foreign.npz", a=np.arange(3))
    save_network(replace(demo, length_m=demo.length_m * 2), tmp_path / "changed.npz")
    for name in ("half", "text", "foreign", "changed"):
        with pytest.raises(PlannerError, match="E1305"):
            load_network(tmp_path / f"{name}.npz", data_dir=DATA)
    with pytest.raises(PlannerError, match="E1304"):
        load_network(tmp_path / "none.npz", data_dir=DATA)


def test_a_bad_traffic_table_names_every_fault(tmp_path):
    """All faults of a traffic table are told at once."""
    (tmp_path / "roads").mkdir()
    with pytest.raises(PlannerError, match="E1308"):
        load_traffic(tmp_path)
    text = (DATA / "roads" / "traffic.toml").read_text(encoding="utf-8")
    bad = (
        text.replace("sunday   = [1.05, ", "sunday   = [")
        .replace("kmh = 90", "kmh = 0")
        .replace("[sources]", "[other]")
    )
    (tmp_path / "roads" / "traffic.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(PlannerError) as refused:
        load_traffic(tmp_path)
    assert len(refused.value.faults) == 3


def test_the_network_in_use_is_the_imported_one_if_any(demo, tmp_path):
    """Without an import the demonstration is used, afterwards the import."""
    settings = read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_DATA": str(DATA)})
    assert active_network(settings).manifest.is_schematic
    other = replace(demo, manifest=replace(demo.manifest, label="mine"))
    save_network(other, tmp_path / "roads" / "active.npz")
    assert active_network(settings).manifest.label == "mine"
