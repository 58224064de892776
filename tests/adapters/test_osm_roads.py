"""Street networks from GraphML and OpenStreetMap files, good and bad."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import osmium
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from planner.adapters.road_files import load_network, save_network
from planner.adapters.road_import import import_roads, read_clip
from planner.errors import PlannerError
from planner.geo.road_summary import share_by_speed_source, summary
from planner.geo.roads import ROAD_CLASSES, SIGNALS
from planner.geo.travel import RoadTravel
from tests.adapters.small_graphs import OSM, SQUARE, graphml, square

TODAY = date(2026, 11, 22)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def codes(refused) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_graphml_directions_become_streets_again(tmp_path):
    """Two opposite edges are one street open both ways; one-way streets stay so; tags are understood."""
    network = import_roads(write(tmp_path, "town.graphml", graphml(*square(maxspeed="['40', '50']"))), today=TODAY)
    assert (network.nodes, network.edges) == (4, 6)
    assert len(network.shape_start) - 1 == 4
    assert network.is_oneway.sum() == 2
    assert sorted(set(network.posted_kmh.tolist())) == [0.0, 40.0, 60.0]
    assert share_by_speed_source(network) == pytest.approx({"posted": 4 / 6, "class default": 2 / 6})
    assert network.manifest.attribution == "© OpenStreetMap contributors"
    assert network.manifest.label == "town"
    assert "Jalan Ipoh" in network.names


def test_stored_import_gives_the_same_times(tmp_path):
    """What was imported, stored and loaded again gives the same matrix as the import itself."""
    network = import_roads(write(tmp_path, "town.graphml", graphml(*square())), today=TODAY)
    save_network(network, tmp_path / "n.npz")
    back = load_network(tmp_path / "n.npz")
    points = pd.DataFrame([("a", 101.70, 3.15), ("m", 101.705, 3.16)], columns=["id", "lon", "lat"])
    assert RoadTravel(back, network.traffic).matrix(points) == RoadTravel(network).matrix(points)


def test_projected_graphs_come_back_to_degrees(tmp_path):
    """A graph saved in metres, with its crs, gives the same nodes as the one in degrees."""
    nodes, edges = square()
    turn = Transformer.from_crs("EPSG:4326", "EPSG:32647", always_xy=True)
    for key, (lon, lat) in SQUARE.items():
        nodes[key] = dict(zip(("x", "y"), turn.transform(lon, lat), strict=True))
    network = import_roads(write(tmp_path, "utm.graphml", graphml(nodes, edges, "epsg:32647")), today=TODAY)
    assert sorted(network.node_lon.round(6)) == sorted(lon for lon, _ in SQUARE.values())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"length": "-5"}, "E1302"),
        ({"length": ""}, "E1302"),
        ({"length": "nan"}, "E1302"),
        ({"geometry": "POINT (1 2)"}, "E1303"),
        ({"geometry": "LINESTRING (nonsense"}, "E1303"),
        ({"geometry": "LINESTRING (800000 350000, 801000 350000)"}, "E1313"),
    ],
)
def test_a_bad_edge_is_refused_and_named(tmp_path, change, code):
    """Negative or missing lengths, broken lines and mixed systems are refused, with the edge's name."""
    with pytest.raises(PlannerError) as refused:
        import_roads(write(tmp_path, "bad.graphml", graphml(*square(**change))), today=TODAY)
    assert codes(refused) == [code]
    assert "a to b" in refused.value.faults[0].where
    assert refused.value.exit_code == 3


def test_bad_graphs_are_refused(tmp_path):
    """No coordinates, metres without a crs, one node, no drivable street, a cut-off file, another file."""
    nodes, edges = square()
    whole = graphml(nodes, edges)
    bare = graphml({key: {"street_count": 3} for key in nodes}, edges)
    metres = graphml({key: {"x": 8e5 + i, "y": 3e5} for i, key in enumerate(nodes)}, edges)
    single = graphml({"a": nodes["a"]}, [])
    paths = graphml(nodes, [("a", "b", {"highway": "footway", "length": "10"})])
    cases = {
        "E1303": bare,
        "E1313": metres,
        "E1301": single,
        "E1311": whole[: len(whole) // 2],
    }
    for code, text in [*cases.items(), ("E1301", paths), ("E1311", "<html/>"), ("E1311", "not xml"), ("E1311", "")]:
        with pytest.raises(PlannerError) as refused:
            import_roads(write(tmp_path, "bad.graphml", text), today=TODAY)
        assert code in codes(refused)
    with pytest.raises(PlannerError, match="E1313"):
        import_roads(write(tmp_path, "crs.graphml", graphml(nodes, edges, "moon")), today=TODAY)
    with pytest.raises(PlannerError, match="E1314"):
        import_roads(write(tmp_path, "town.docx", "x"), today=TODAY)
    with pytest.raises(PlannerError, match="E1314"):
        import_roads(tmp_path / "none.graphml", today=TODAY)


@pytest.fixture
def osm_file(tmp_path):
    return write(tmp_path, "town.osm", OSM)


def as_pbf(osm: Path) -> Path:
    path = osm.with_suffix(".osm.pbf")
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(osm)):
            writer.add(thing)
    return path


def test_osm_ways_are_split_where_they_meet(osm_file):
    """Junctions are ends, shared nodes and lights; tags become class, speed, direction and limits."""
    network = import_roads(osm_file, today=TODAY)
    kinds = np.array(ROAD_CLASSES)[network.road_class]
    assert network.nodes == 4  # 1, 3, 5 and 6: node 2 only joins a private way that is left out
    assert sorted(kinds) == ["residential", "secondary", "secondary", "secondary", "secondary", "trunk", "trunk"]
    oneway = np.flatnonzero(network.is_oneway)
    assert network.node_lat[network.edge_from[oneway]].tolist() == [3.15]  # oneway=-1 runs from node 3 to node 5
    assert network.max_height_m[oneway].tolist() == [2.5]
    assert (network.node_flags & SIGNALS).sum() == 1
    assert set(network.posted_kmh[kinds == "trunk"]) == {90.0}
    assert dict(network.manifest.left_out) == {
        "ways of a class that is not driven (footway)": 1,
        "ways private or closed to vehicles": 1,
    }
    assert "implied by zone" in summary(network)
    # Lorries of 3.2 m keep out of the low street, cars do not.
    points = pd.DataFrame([("a", 101.715, 3.15), ("b", 101.7, 3.155)], columns=["id", "lon", "lat"])
    metres = {p: RoadTravel(network).matrix(points, profile=p).distance_m[0][1] for p in ("car", "lorry")}
    assert metres["car"] > 0


def test_pbf_xml_and_gzip_hold_the_same_network(osm_file, tmp_path):
    """The three forms of one extract give one hash."""
    packed = tmp_path / "town.osm.gz"
    packed.write_bytes(gzip.compress(osm_file.read_bytes()))
    hashes = {import_roads(path, today=TODAY).manifest.hash for path in (osm_file, as_pbf(osm_file), packed)}
    assert len(hashes) == 1


def test_a_clip_keeps_what_lies_inside(osm_file, tmp_path):
    """A box and a polygon cut the country down; ways end at the edge."""
    box = import_roads(as_pbf(osm_file), today=TODAY, clip=read_clip("101.69,3.14,101.715,3.17", None))
    assert box.manifest.bounds[2] == pytest.approx(101.71)
    area = write(tmp_path, "area.geojson", shapely.to_geojson(shapely.box(101.69, 3.14, 101.715, 3.17)))
    same = import_roads(osm_file, today=TODAY, clip=read_clip(None, area))
    assert same.manifest.hash == box.manifest.hash
    with pytest.raises(PlannerError, match="E1301"):
        import_roads(osm_file, today=TODAY, clip=read_clip("10,3,11,4", None))
    for bad in ("1,2,3", "a,b,c,d", "3,1,2,4", "1,2,3,400"):
        with pytest.raises(PlannerError, match="E1315"):
            read_clip(bad, None)
    with pytest.raises(PlannerError, match="E1315"):
        read_clip(None, write(tmp_path, "no.geojson", "{}"))


def test_cut_off_and_foreign_osm_files_are_refused(osm_file, tmp_path):
    """An .osm cut off half-way and a .pbf that is none are refused with code, cause and action."""
    text = osm_file.read_text(encoding="utf-8")
    half = write(tmp_path, "half.osm", text[: len(text) // 2])
    fake = write(tmp_path, "fake.osm.pbf", "certainly no protocol buffer, however long it goes on")
    pbf = as_pbf(osm_file)
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(pbf.read_bytes()[:-40])
    for path in (half, fake, broken):
        with pytest.raises(PlannerError) as refused:
            import_roads(path, today=TODAY)
        assert codes(refused) == ["E1312"]
        assert refused.value.faults[0].action
