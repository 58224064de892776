"""The floor: faults, units, frame schemas, settings and roles."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import frames
from planner.errors import Fault, PlannerError, raise_if_any, refuse
from planner.model.need import NeedWeights
from planner.model.travel import TravelMatrix
from planner.roles import Role, Thing, may_see
from planner.settings import DEMONSTRATION_KEY, read_settings
from planner.units import clock_to_s, s_to_clock


def test_an_error_carries_every_fault() -> None:
    """All faults are told at once, and the first one's family sets the exit code."""
    faults = [Fault("E1001", "a", "b", "here"), Fault("E3001", "c", "d")]
    with pytest.raises(PlannerError) as caught:
        raise_if_any(faults)
    assert caught.value.faults == tuple(faults)
    assert caught.value.exit_code == 3
    assert str(caught.value) == "E1001 (here): a → b\nE3001: c → d"


@pytest.mark.parametrize(("code", "exit_code"), [("E1001", 3), ("E2001", 2), ("E3001", 4), ("E5001", 5), ("E9001", 1)])
def test_exit_codes_follow_the_family(code: str, exit_code: int) -> None:
    """The second character of a code says whose fault it is."""
    assert refuse(code, "cause", "action").exit_code == exit_code


def test_no_fault_raises_nothing() -> None:
    """Collecting faults and finding none is the good case."""
    raise_if_any([])


@given(st.integers(min_value=0, max_value=24 * 60 - 1))
def test_clock_times_come_back(minute: int) -> None:
    """Every minute of the day survives being written and read."""
    assert clock_to_s(s_to_clock(minute * 60)) == minute * 60


@pytest.mark.parametrize("text", ["", "9", "25:00", "12:60", "12.30", "noon"])
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    """Only HH:MM within a day is a clock time."""
    with pytest.raises(ValueError, match="clock time"):
        clock_to_s(text)


def test_a_frame_names_every_column_that_breaks_its_schema() -> None:
    """Missing, wrong kind, empty and repeated are found together."""
    schema = frames.Schema(
        "t", (frames.Column("a"), frames.Column("b", "int"), frames.Column("c"), frames.Column("d", is_unique=True))
    )
    frame = pd.DataFrame({"b": ["x", "y"], "c": ["x", None], "d": ["x", "x"]})
    with pytest.raises(PlannerError) as caught:
        frames.check(frame, schema)
    assert [fault.code for fault in caught.value.faults] == ["E1001", "E1002", "E1003", "E1004"]


@pytest.mark.parametrize(
    "schema", [s for s in vars(frames).values() if isinstance(s, frames.Schema)], ids=lambda schema: schema.name
)
def test_an_empty_frame_passes_its_own_schema(schema: frames.Schema) -> None:
    """Nothing is a lawful frame at every border."""
    assert list(frames.check(schema.empty(), schema).columns) == schema.names


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    """Without a key the demonstration key is used and says so."""
    given_ = read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_KEY": "secret"})
    assert given_.database_url == f"sqlite:///{tmp_path / 'kembara.db'}"
    assert (given_.key, given_.is_demonstration_key) == (b"secret", False)
    bare = read_settings({})
    assert (bare.key, bare.is_demonstration_key) == (DEMONSTRATION_KEY, True)


def test_only_the_case_team_reads_protection_and_contacts() -> None:
    """Restricted things have one reader."""
    for thing in (Thing.PROTECTION, Thing.CONTACTS):
        assert [role for role in Role if may_see(role, thing)] == [Role.JKM]


def test_need_weights_must_add_up() -> None:
    """Shares that do not make a whole are refused."""
    with pytest.raises(ValueError, match="add up to 1"):
        NeedWeights(volume=0.5, vulnerability=0.5, urgency=0.5, access=0.5)


def test_a_travel_matrix_is_square_and_named_once() -> None:
    """Ragged tables and repeated ids are refused."""
    with pytest.raises(ValueError, match="2 by 2"):
        TravelMatrix(("a", "b"), ((0,),), ((0,),), "test")
    with pytest.raises(ValueError, match="differ"):
        TravelMatrix(("a", "a"), ((0, 1), (1, 0)), ((0, 1), (1, 0)), "test")
