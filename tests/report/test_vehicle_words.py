"""What vehicles are called, and that no two share a name."""

from __future__ import annotations

from planner.report.vehicle_words import vehicle_name


def test_a_numbered_vehicle_is_named_by_its_kind_and_number():
    """The word by which a fleet file numbers the kind is not said twice, in either language."""
    assert vehicle_name("lorry", "lorry-1", "ms") == "Lori 1"
    assert vehicle_name("patrol_car", "mpv-dang-wangi-2", "ms") == "Kereta peronda Dang Wangi 2"
    assert vehicle_name("mobile_counter", "counter-1", "en") == "PDRM mobile counter 1"


def test_any_other_id_stays_as_people_wrote_it():
    """Number plates, ids of another scheme and unknown kinds are kept to the letter."""
    assert vehicle_name("lorry", "WXY 1234", "ms") == "Lori WXY 1234"
    assert vehicle_name("lorry", "truck-1", "en") == "Lorry truck-1"
    assert vehicle_name("hovercraft", "h-1", "en") == "hovercraft h-1"
