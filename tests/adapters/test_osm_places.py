"""Places of other sources come in through one door, with every refusal told."""

import json
from pathlib import Path

import osmium
import osmnx
import pytest
from shapely.geometry import Point

from planner.adapters.gazetteer_files import imported_path, load_gazetteer, write_places
from planner.adapters.osm_places import read_incoming
from planner.errors import PlannerError
from planner.geo.gazetteer_merge import merge
from tests.adapters import small_places

DATA = Path(__file__).resolve().parents[2] / "data"

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="3.2000" lon="101.7300"><tag k="place" v="village"/><tag k="name" v="Kampung Uji"/>
<tag k="alt_name" v="Kg Uji Lama"/></node>
<node id="2" lat="3.2100" lon="101.7300"/><node id="3" lat="3.2120" lon="101.7340"/>
<node id="4" lat="3.1640" lon="101.7351"><tag k="building" v="apartments"/><tag k="name" v="PPR Jelatek"/></node>
<node id="5" lat="3.3" lon="101.7"><tag k="amenity" v="cafe"/><tag k="name" v="Kedai Kopi"/></node>
<way id="9"><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="name" v="Jalan Uji 2"/></way>
</osm>"""


def test_an_osm_extract_gives_named_places_streets_and_buildings(tmp_path: Path) -> None:
    """Nodes stand where they are, ways at the middle of their nodes; what is no place stays out."""
    path = tmp_path / "uji.osm"
    path.write_text(OSM, encoding="utf-8")
    places, faults = read_incoming(path)
    found = {place.name: place for place in places}
    assert not faults
    assert set(found) == {"Kampung Uji", "PPR Jelatek", "Jalan Uji 2"}
    assert (found["Kampung Uji"].kind, found["Kampung Uji"].aliases) == ("kampung", ("Kg Uji Lama",))
    assert (found["PPR Jelatek"].kind, found["Jalan Uji 2"].kind) == ("ppr", "road")
    assert (found["Jalan Uji 2"].lon, found["Jalan Uji 2"].lat) == pytest.approx((101.732, 3.211))


def test_geojson_and_csv_are_read_and_bad_points_refused(tmp_path: Path) -> None:
    """A polygon stands at a point inside it; swapped and zero coordinates are refused by name."""
    square = [[[101.70, 3.10], [101.72, 3.10], [101.72, 3.12], [101.70, 3.12], [101.70, 3.10]]]
    features = [
        {"properties": {"name": "Taman Petak"}, "geometry": {"type": "Polygon", "coordinates": square}},
        {"properties": {"name": "Taman Salah"}, "geometry": {"type": "Point", "coordinates": [3.1, 101.7]}},
    ]
    document = {"type": "FeatureCollection", "features": [{"type": "Feature", **f} for f in features]}
    geojson = tmp_path / "a.geojson"
    geojson.write_text(json.dumps(document), encoding="utf-8")
    places, faults = read_incoming(geojson)
    assert [(p.name, p.kind) for p in places] == [("Taman Petak", "taman")]
    assert 101.70 < (places[0].lon or 0) < 101.72
    assert [fault.code for fault in faults] == ["E1204"]

    table = tmp_path / "b.csv"
    table.write_text("name,lat,lon\nPPR Uji Kaji,3.15,101.71\nNol,0,0\n", encoding="utf-8")
    places, faults = read_incoming(table)
    assert [(p.place_id, p.kind) for p in places] == [("ppr-uji-kaji", "ppr")]
    assert {fault.code for fault in faults} == {"E1201", "E1203"}


@pytest.mark.parametrize(("name", "content"), [("a.txt", "x"), ("b.geojson", "{"), ("c.osm", "<osm"), ("d.pbf", "no")])
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, content: str) -> None:
    """Other kinds and broken files give E1210, not a stack trace."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlannerError) as caught:
        read_incoming(path)
    assert caught.value.faults[0].code == "E1210"


def test_what_was_merged_survives_writing_and_loading(tmp_path: Path) -> None:
    """Imported places lie over the embedded ones, a second import changes nothing."""
    path = tmp_path / "uji.osm"
    path.write_text(OSM, encoding="utf-8")
    before = load_gazetteer(DATA)
    merged = merge(before, read_incoming(path)[0])
    write_places(merged.changed, imported_path(tmp_path))
    after = load_gazetteer(DATA, tmp_path)
    assert after.get("kampung-uji") is not None
    assert len(after.places) == len(before.places) + 2
    again = merge(after, read_incoming(path)[0])
    assert [line.action for line in again.lines] == ["merged", "merged", "merged"]
    assert again.gazetteer.places == after.places


@pytest.fixture(params=[".osm", ".osm.pbf"])
def extract(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The small neighbourhood as XML and as PBF, which osmium itself writes."""
    plain = tmp_path / "kecil.osm"
    plain.write_text(small_places.OSM, encoding="utf-8")
    if request.param == ".osm":
        return plain
    packed = tmp_path / "kecil.osm.pbf"
    with osmium.SimpleWriter(str(packed)) as writer:
        for item in osmium.FileProcessor(str(plain)):
            writer.add(item)
    return packed


def test_outlines_that_relations_put_together_are_places(extract: Path) -> None:
    """Multipolygons and small boundaries come in with a reach; states, bus lines and cafés do not."""
    places, faults = read_incoming(extract)
    found = {place.name: place for place in places}
    assert set(found) == small_places.PLACES
    assert (found["Taman Petak"].kind, found["Presint Uji"].kind) == ("taman", "locality")
    assert found["PPR Anggun Ria"].kind == "ppr"
    assert found["Kampung Uji"].radius_m is None
    assert [(fault.code, "Flat Terpotong" in fault.cause) for fault in faults] == [("E1212", True)]


def test_an_outline_s_point_lies_in_it_as_osmnx_draws_it(extract: Path, tmp_path: Path) -> None:
    """OSMnx puts the same rings together: our point is inside, out of the hole, and the reach covers the outline."""
    found = {place.name: place for place in read_incoming(extract)[0]}
    theirs = osmnx.features_from_xml(tmp_path / "kecil.osm", tags={"name": True}).set_index("name").geometry
    for name in ("Taman Petak", "Presint Uji", "PPR Anggun Ria"):
        place, shape = found[name], theirs[name]
        assert shape.geom_type in {"Polygon", "MultiPolygon"}
        assert shape.contains(Point(place.lon or 0, place.lat or 0))
        farthest_m = 111_200 * Point(place.lon or 0, place.lat or 0).hausdorff_distance(shape)
        assert farthest_m * 0.99 - 10 <= (place.radius_m or 0) <= farthest_m + 60


def test_a_geojson_outline_has_a_reach_too(tmp_path: Path) -> None:
    """A square of 0.02 degrees reaches to its corners, 1.57 km from its middle."""
    square = [[[101.70, 3.10], [101.72, 3.10], [101.72, 3.12], [101.70, 3.12], [101.70, 3.10]]]
    feature = {"type": "Feature", "properties": {"name": "Taman Petak"}}
    feature["geometry"] = {"type": "Polygon", "coordinates": square}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert read_incoming(path)[0][0].radius_m == pytest.approx(1_573, abs=15)
