"""The settings file: the shipped one loads, and every slip is told with its name."""

from pathlib import Path

import pandas as pd
import pytest

from planner.adapters.census_files import load_constituencies
from planner.adapters.need_bounds import BOUNDS
from planner.adapters.need_settings import load_need_settings, parse_need_settings
from planner.errors import PlannerError
from planner.model.need import NeedWeights

ROOT = Path(__file__).parents[2]


def test_the_shipped_file_is_the_default_with_thirteen_items():
    """The shipped settings are the defaults written out, and a basket holds the thirteen published items."""
    shipped = load_need_settings(ROOT / "data" / "settings" / "need.toml").weights
    defaults = NeedWeights()
    assert shipped.shares == defaults.shares
    for name in ("points", "scales", "reporting", "emergency", "half_life_days", "cooldown_days", "weight_doubt"):
        assert getattr(shipped, name) == getattr(defaults, name)
    assert len(shipped.stops.items) == 13
    assert sum(pieces for _, pieces in shipped.stops.items) == 19


def test_every_slip_is_told_at_once():
    """Unknown tables, unknown names and wrong kinds all appear in one refusal."""
    content = {
        "shaers": {},
        "shares": {"urgancy": 0.2},
        "stops": {"capacity": "many", "hours": [9, "ten"]},
        "scales": {"access_shares": [1.0]},
        "floors": {"Sentul": -1},
    }
    with pytest.raises(PlannerError) as caught:
        parse_need_settings(content)
    assert [fault.code for fault in caught.value.faults] == ["E2405", "E2406", "E2406", "E2406", "E2405", "E2406"]
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "content",
    [
        {"shares": {"volume": 0.9}},  # adds up to 1.7
        {"waiting": {"cooldown_days": 3}},  # below a week
        {"waiting": {"half_life_days": 0.0}},  # would divide by nothing
    ],
)
def test_figures_that_cannot_be_are_refused(content):
    """Shares, cooldown and half-life outside their range are refused with E2406."""
    with pytest.raises(PlannerError, match="E2406"):
        parse_need_settings(content)


def each_bound():
    for table, entries in BOUNDS.items():
        for name, (low, high) in entries.items():
            kind = {"access_shares": 3, "limits": 2, "hours": 1, "friday_hours": 1}.get(name)
            for value in (low / 2 if low == 1e-6 else low - 1, high + 1):
                yield table, name, [value] * kind if kind else value


@pytest.mark.parametrize(("table", "name", "value"), list(each_bound()))
def test_every_bound_is_kept(table, name, value):
    """A figure just outside what a computation can bear is refused with E2406 and its name."""
    with pytest.raises(PlannerError, match="E2406") as caught:
        parse_need_settings({table: {name: value}})
    assert any(f"{table}.{name}" in fault.cause for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"floors": 3}, "E2405"),
        ({"stops": 3}, "E2405"),
        ({"scales": {"access_shares": [0.9, 0.9, 0.9]}}, "E2406"),
        ({"reporting": {"limits": [2.0, 3.0]}}, "E2406"),
        ({"floors": {"Sentul": 3}, "caps": {"Sentul": 2}}, "E2406"),
        ({"waiting": {"half_life_days": float("inf")}}, "E2406"),
        ({"scales": {"rate": float("nan")}}, "E2406"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(content, code):
    """Lists that do not add up, floors above caps, numbers that are none, and values where a table belongs."""
    with pytest.raises(PlannerError, match=code):
        parse_need_settings(content)


@pytest.mark.parametrize("text", ["[shares", "\xff\xfe"])
def test_a_file_that_is_not_toml_is_refused(tmp_path, text):
    """A broken file is E2404, not a traceback."""
    path = tmp_path / "need.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(PlannerError, match="E2404"):
        load_need_settings(path)


def test_the_census_table_is_whole_and_names_no_party():
    """Twenty-nine constituencies with households above 20,000; eleven of Kuala Lumpur; nothing about a party."""
    path = ROOT / "data" / "census" / "constituencies.csv"
    table = load_constituencies(path)
    assert len(table) == 29
    assert (table["state"] == "W.P. Kuala Lumpur").sum() == 11
    assert table["households"].min() > 20_000
    assert not any("part" in column.lower() for column in pd.read_csv(path).columns)


def test_a_census_table_with_a_hole_is_refused(tmp_path):
    """A constituency without a number of households is E1402."""
    path = tmp_path / "c.csv"
    path.write_text("parliament,state,households\nP.1 A,B,\nP.2 C,B,7\n")
    with pytest.raises(PlannerError, match="E1402"):
        load_constituencies(path)


def test_wrong_names_kinds_and_figures_are_told_together():
    """Nobody mends a file twice: unknown names, wrong kinds, figures out of bounds and sums come in one refusal."""
    content = {
        "shares": {"volume": 0.9, "vulnerability": 0.9, "acces": 0.1},
        "waiting": {"cooldown_days": 90, "half_life_days": "ten"},
        "stops": {"capacity": 0},
        "nonsense": {},
        "caps": {"Sentul": -1},
    }
    with pytest.raises(PlannerError) as caught:
        parse_need_settings(content)
    told = str(caught.value)
    for part in ("nonsense", "acces ", "half_life_days is 'ten'", "cooldown_days is 90", "capacity is 0",
                 "shares add up to 2.15", "caps.Sentul is -1"):  # fmt: skip
        assert part in told
    assert len(caught.value.faults) == 7
