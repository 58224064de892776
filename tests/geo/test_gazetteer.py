"""The embedded gazetteer holds what the field needs, and the known traps of public sources are resolved in it."""

from datetime import date
from pathlib import Path

import pytest

from planner.adapters.gazetteer_files import load_gazetteer
from planner.errors import PlannerError
from planner.frames import PLACES, check
from planner.geo.gazetteer import Gazetteer
from planner.model.place import Place

KL = "W.P. Kuala Lumpur"
DISTRICTS = {"Dang Wangi", "Sentul", "Brickfields", "Wangsa Maju", "Cheras"}


def headquarters_on(gazetteer: Gazetteer, day: date) -> list[Place]:
    """The police headquarters that the gazetteer says were open on ``day``."""
    found = (p for p in gazetteer.places if p.kind == "ipd" and (p.valid_from is None or p.valid_from <= day))
    return [p for p in found if p.valid_to is None or day <= p.valid_to]


def test_every_kuala_lumpur_scheme_has_a_district_with_a_located_headquarters(gazetteer: Gazetteer) -> None:
    """Each scheme names one of the five districts, and each district's IPD can be a depot."""
    schemes = [p for p in gazetteer.places if p.kind in {"ppr", "pa"} and p.state == KL]
    assert len(schemes) >= 60
    assert {p.police_district for p in schemes} == DISTRICTS
    assert all(p.parliament.startswith("P.1") for p in schemes)
    today = headquarters_on(gazetteer, date(2021, 7, 6))
    located = [p.police_district for p in today if p.state == KL and p.is_located]
    assert sorted(located) == sorted(DISTRICTS)


def test_the_headquarters_that_moved_is_known_by_date(gazetteer: Gazetteer) -> None:
    """Until March 2018 Brickfields worked from the old site, since April 2018 from Jalan Travers; never from both."""
    before = {p.place_id for p in headquarters_on(gazetteer, date(2018, 3, 31))}
    after = {p.place_id for p in headquarters_on(gazetteer, date(2018, 4, 1))}
    assert "ipd-brickfields-old" in before - after
    assert "ipd-brickfields" in after - before


def test_a_station_called_ipd_is_a_station(gazetteer: Gazetteer) -> None:
    """Pantai is a balai of Brickfields though a bus stop calls it IPD; Desa Rejang is one entry, not three."""
    pantai = gazetteer.get("balai-polis-pantai")
    assert pantai is not None
    assert (pantai.kind, pantai.police_district) == ("balai", "Brickfields")
    assert [p.place_id for p in gazetteer.places if "Desa Rejang" in p.name] == ["ppr-desa-rejang"]


def test_no_refused_coordinate_came_back(gazetteer: Gazetteer) -> None:
    """The swapped pair is put right, the repeated longitude and the invented points are not used."""
    raya = gazetteer.get("ppr-raya-permai")
    wahyu = gazetteer.get("ppr-taman-wahyu")
    assert raya is not None
    assert wahyu is not None
    assert (raya.lon, raya.lat) == (101.710, 3.062)
    assert wahyu.lon != pytest.approx(101.706, abs=0.001)


def test_coordinates_are_no_finer_than_their_sources(gazetteer: Gazetteer) -> None:
    """Three decimals, about 110 m."""
    for place in gazetteer.places:
        if place.is_located:
            assert place.lon == round(place.lon or 0, 3)
            assert place.lat == round(place.lat or 0, 3)


def test_the_frame_keeps_to_its_schema_and_leaves_other_states_out(gazetteer: Gazetteer) -> None:
    """PLACES holds; names known only as not ours are no destinations."""
    frame = check(gazetteer.frame(), PLACES)
    assert set(frame["state"]) <= {KL, "Selangor", "W.P. Putrajaya", "W.P. Kuala Lumpur"}
    assert not set(frame["kind"]) & {"elsewhere", "far_town"}


def test_a_scheme_without_a_point_is_located_by_its_parent(gazetteer: Gazetteer) -> None:
    """Every scheme of the city resolves to some coordinate, its own or its locality's."""
    for place in gazetteer.places:
        if place.kind in {"ppr", "pa"}:
            at = gazetteer.located(place)
            assert at is not None
            assert at.is_located


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("x,,ppr,,,", "E1201"),
        ("x,X,ppr,101.7,,", "E1202"),
        ("x,X,ppr,east,3.1,", "E1202"),
        ("x,X,ppr,0,0,", "E1203"),
        ("x,X,ppr,3.1,101.7,", "E1204"),
        ("x,X,ppr,2.35,48.85,", "E1205"),
        ("x,X,ppr,,,nowhere", "E1209"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(tmp_path: Path, cells: str, code: str) -> None:
    """Empty names, half, zero, swapped and foreign coordinates, and orphans do not get in."""
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    (folder / "mine.csv").write_text(f"place_id,name,kind,lon,lat,parent\n{cells}\n", encoding="utf-8")
    with pytest.raises(PlannerError) as caught:
        load_gazetteer(tmp_path)
    assert code in {fault.code for fault in caught.value.faults}


def test_all_faults_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    """Two bad rows, two faults."""
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    (folder / "mine.csv").write_text("place_id,name,kind,lon,lat\na,A,ppr,0,0\nb,,ppr,,\n", encoding="utf-8")
    with pytest.raises(PlannerError) as caught:
        load_gazetteer(tmp_path)
    assert [fault.code for fault in caught.value.faults] == ["E1203", "E1201"]
