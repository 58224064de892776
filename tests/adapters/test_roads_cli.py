"""`kembara roads` from import to reset, as a user types it."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from planner.cli import roads
from planner.errors import PlannerError
from tests.adapters.small_graphs import OSM, graphml, square


@pytest.fixture
def kembara(tmp_path, monkeypatch):
    """Run the commands with a home of their own."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    app = typer.Typer()
    app.callback()(lambda: None)
    roads.register(app)

    def run(*words):
        return CliRunner().invoke(app, ["roads", *map(str, words)])

    return run


def test_import_replaces_the_demonstration_and_reset_brings_it_back(kembara, tmp_path):
    """After an import its network is in use with its manifest; after reset the demonstration is."""
    assert "schematic, not for navigation" in kembara("info").stdout
    (tmp_path / "town.graphml").write_text(graphml(*square()), encoding="utf-8")
    done = kembara("import", tmp_path / "town.graphml", "--label", "Our town")
    assert done.exit_code == 0, done.output
    info = kembara("info").stdout
    assert "Our town" in info
    assert "OpenStreetMap contributors" in info
    assert "posted" in info
    assert "Demonstration" in kembara("reset").stdout


def test_import_clips_to_a_box(kembara, tmp_path):
    """--bbox keeps what lies inside."""
    (tmp_path / "town.osm").write_text(OSM, encoding="utf-8")
    assert "3 nodes" in kembara("import", tmp_path / "town.osm", "--bbox", "101.69,3.14,101.715,3.17").stdout


def test_a_refused_file_leaves_the_network_in_use_alone(kembara, tmp_path):
    """A bad file is refused with its code, and nothing is half-written."""
    (tmp_path / "bad.graphml").write_text("<graphml>", encoding="utf-8")
    bad = kembara("import", tmp_path / "bad.graphml")
    assert isinstance(bad.exception, PlannerError)
    assert bad.exception.exit_code == 3
    assert not (tmp_path / "home").exists()
    unclear = kembara("fetch")
    assert isinstance(unclear.exception, PlannerError)
    assert unclear.exception.exit_code == 2
