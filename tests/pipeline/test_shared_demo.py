"""The demonstration shared among processes leaves what one process leaves, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.settings import read_settings
from planner.workspace import Workspace, outputs
from planner.workspace.running import heard
from planner.workspace.story import Demonstration

STORY = Demonstration(rows=400, seed=3, time_limit_s=0.5, days=1)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace whose lists count as long, and whose processes find the package where these tests found it."""
    root = str(Path(planner.__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((root, os.environ.get("PYTHONPATH", ""))))
    monkeypatch.setattr("planner.adapters.cluster.FEWEST_SHARED", 100)
    monkeypatch.setattr("planner.intake.reception.PART_ROWS", 150)
    monkeypatch.setattr(outputs, "FEWEST_STOPS_SHARED", 1)
    return Workspace(read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_DATA": str(Path(root) / "data")}))


def test_two_processes_leave_what_one_leaves(workspace):
    """Intake, placements, households, and every file of the folder are equal; both stages did use the processes."""
    told: list[str] = []
    result = workspace.demonstration(
        STORY, workers=2, progress=lambda stage, share, note="": told.append(f"{stage}{note}")
    )
    assert any(note.startswith("intake") and "on 2 processes" in note for note in told)
    assert any(note.startswith("geocode") and "on 2 processes" in note for note in told)
    rows = heard(workspace, STORY).rows
    alone = workspace.take(rows.assign(row=range(1, len(rows) + 1)), channel=None, now=STORY.now)
    pd.testing.assert_frame_equal(result.taken.intake.referrals, alone.intake.referrals)
    pd.testing.assert_frame_equal(result.taken.intake.ledger, alone.intake.ledger)
    pd.testing.assert_frame_equal(result.taken.placements, alone.placements)
    pd.testing.assert_frame_equal(result.taken.linkage.households, alone.linkage.households)
    files = workspace.files(result)
    assert any(name.endswith(".pdf") for name in files)
    shared = workspace.files(result, workers=2)
    assert list(shared) == list(files)
    assert [name for name in files if shared[name] != files[name]] == []
