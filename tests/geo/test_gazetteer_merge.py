"""Merging keeps ours, fills what is missing, and tells every conflict."""

from dataclasses import replace

from planner.geo.gazetteer import Gazetteer
from planner.geo.gazetteer_merge import merge
from planner.model.place import Grade, Place

OURS = Place("ppr-uji", "PPR Uji Kaji", "ppr", 101.70, 3.10, "W.P. Kuala Lumpur", Grade.MEDIUM, "a stop", units=316)


def _theirs(**changes: object) -> Place:
    other = replace(OURS, place_id="x1", name="Flat Uji Kaji", source="theirs", units=None)
    return replace(other, **changes)  # type: ignore[arg-type]


def test_the_same_scheme_under_another_kind_word_is_one_place() -> None:
    """Flat and PPR of one core name at one spot merge; the other spelling becomes an alias."""
    merged = merge(Gazetteer((OURS,)), [_theirs()])
    assert [p.place_id for p in merged.gazetteer.places] == ["ppr-uji"]
    assert merged.gazetteer.places[0].aliases == ("Flat Uji Kaji",)
    assert merged.lines[0].action == "merged"


def test_the_same_name_far_away_is_another_place() -> None:
    """A name 5 km off is added, never averaged with ours."""
    merged = merge(Gazetteer((OURS,)), [_theirs(place_id="ppr-uji", lat=3.145)])
    assert [p.place_id for p in merged.gazetteer.places] == ["ppr-uji", "ppr-uji-2"]
    assert merged.gazetteer.get("ppr-uji") == OURS


def test_a_conflict_is_told_and_ours_is_kept() -> None:
    """600 m apart and another number of units: both named, neither taken over."""
    merged = merge(Gazetteer((OURS,)), [_theirs(lat=3.1054, units=632)])
    place = merged.gazetteer.places[0]
    assert (place.lat, place.units) == (3.10, 316)
    line = merged.lines[0]
    assert line.action == "conflict"
    assert "600 m" in line.reason
    assert "632" in line.reason


def test_a_missing_coordinate_is_filled_with_its_grade() -> None:
    """A place known by name only takes the other source's point, grade and source note."""
    bare = replace(OURS, lon=None, lat=None, grade=Grade.LOW)
    place = merge(Gazetteer((bare,)), [_theirs()]).gazetteer.places[0]
    assert (place.lon, place.grade, place.source) == (101.70, Grade.MEDIUM, "theirs")


def test_different_numbers_are_different_places() -> None:
    """Seri Uji 1 and Seri Uji 2 never merge."""
    one = replace(OURS, name="PA Seri Uji 1")
    merged = merge(Gazetteer((one,)), [_theirs(name="PA Seri Uji 2", place_id="pa-seri-uji-2")])
    assert len(merged.gazetteer.places) == 2
