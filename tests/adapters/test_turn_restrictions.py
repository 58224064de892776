"""Turn restrictions of OpenStreetMap files: honoured where they can be, counted with the reason where not."""

from __future__ import annotations

from datetime import date

import osmium
import pandas as pd
import pytest

from planner.adapters.road_files import load_network, save_network
from planner.adapters.road_import import import_roads, read_clip
from planner.geo.road_summary import summary
from planner.geo.travel import RoadTravel
from tests.adapters.small_graphs import TURNS, graphml, rule, square

TODAY = date(2026, 11, 22)
POINTS = pd.DataFrame([("a", 101.7, 3.15), ("z", 101.71, 3.16)], columns=["id", "lon", "lat"])


def town(folder, *rules):
    path = folder / "town.osm"
    path.write_text(TURNS.format(rules="".join(rules)), encoding="utf-8")
    return path


def metres(network, profile="car"):
    return RoadTravel(network).matrix(POINTS, profile=profile).distance_m[0][1]


DIRECT, ROUND = 2217, 4439


@pytest.mark.parametrize(
    ("said", "car", "lorry"),
    [
        ({}, DIRECT, DIRECT),
        ({"restriction": "no_left_turn"}, ROUND, ROUND),
        ({"restriction": "only_straight_on"}, DIRECT, DIRECT),  # of another street: see below
        ({"restriction_hgv": "no_left_turn"}, DIRECT, ROUND),
        ({"restriction_conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}, DIRECT, DIRECT),
        ({"restriction": "no_left_turn", "except": "motorcar"}, DIRECT, DIRECT),
    ],
)
def test_a_forbidden_left_turn_is_driven_round(tmp_path, said, car, lorry):
    """The way to a place on the left gets longer for whom the turn is forbidden, and for nobody else."""
    target = 2 if said.get("restriction") == "only_straight_on" else 3
    origin = 3 if target == 2 else 1
    network = import_roads(town(tmp_path, rule(1, origin, 2, target, **said) if said else ""), today=TODAY)
    assert metres(network) == pytest.approx(car, rel=0.01)
    assert metres(network, "lorry") == pytest.approx(lorry, rel=0.01)


def test_only_straight_on_forbids_the_rest(tmp_path):
    """Who may only go straight on may not turn left either; coming back is not touched."""
    network = import_roads(town(tmp_path, rule(1, 1, 2, 2, restriction="only_straight_on")), today=TODAY)
    assert metres(network) == pytest.approx(ROUND, rel=0.01)
    assert RoadTravel(network).matrix(POINTS, profile="car").distance_m[1][0] == pytest.approx(DIRECT, rel=0.01)
    assert "1 turn restrictions honoured" in summary(network)


def test_what_is_not_honoured_is_counted_with_its_reason(tmp_path):
    """By hour, excepted, over a stretch, or fitting no street: each is told in the manifest, none is dropped."""
    rules = [
        rule(1, 1, 2, 3, restriction_conditional="no_left_turn @ (07:00-09:00)"),
        rule(2, 1, 2, 3, restriction="no_left_turn", **{"except": "hgv"}),
        rule(3, 99, 2, 3, restriction="no_left_turn"),
        rule(4, 1, 2, 3, restriction="no_dancing"),
    ]
    network = import_roads(town(tmp_path, *rules), today=TODAY)
    assert dict(network.manifest.left_out) == {
        "turn restrictions at certain hours or for other vehicles": 1,
        "turn restrictions that except cars or lorries": 1,
        "turn restrictions that do not fit their streets": 1,
        "turn restrictions of an unknown kind": 1,
    }
    assert "left out     1 turn restrictions of an unknown kind" in summary(network)
    (tmp_path / "town.graphml").write_text(graphml(*square()), encoding="utf-8")
    plain = import_roads(tmp_path / "town.graphml", today=TODAY)
    assert any("GraphML does not hold them" in note for note in plain.manifest.notes)


def test_rules_survive_pbf_storing_and_clips(tmp_path):
    """The same in .osm.pbf, stored and loaded; and a clip without the junction asks nothing of it."""
    path = town(tmp_path, rule(1, 1, 2, 3, restriction="no_left_turn"))
    packed = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)
    network = import_roads(packed, today=TODAY)
    assert network.manifest.hash == import_roads(path, today=TODAY).manifest.hash
    save_network(network, tmp_path / "n.npz")
    assert metres(load_network(tmp_path / "n.npz", data_dir=None)) == pytest.approx(ROUND, rel=0.01)
    away = import_roads(path, today=TODAY, clip=read_clip("101.705,3.155,101.73,3.17", None))
    assert away.manifest.left_out == ()
    assert not away.is_turn_link.any()
