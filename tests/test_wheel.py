"""What is installed from the wheel works away from the repository, on the data packed into it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.left_out import left_out

ROOT = Path(__file__).resolve().parents[1]
UNREACHED = "connection broken by"  # as pip says it of the index


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel, built and unpacked as an installer would; left out where pip cannot reach the build tools."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT]
    done = subprocess.run(build, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode and UNREACHED in done.stderr:
        left_out("WHEEL", "the wheel away from the repository: pip cannot reach the tools to build it")
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def run(installed, tmp_path):
    """Runs ``kembara`` from the unpacked wheel in an empty folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KEMBARA_")}
    environment = kept | {"PYTHONPATH": str(installed), "KEMBARA_HOME": str(tmp_path / "home")}

    def call(*words: object) -> str:
        command = [sys.executable, "-m", "planner.cli", *map(str, words)]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


@pytest.mark.slow
def test_the_packed_data_serve(run, tmp_path):
    """Synthetic rows, the way to hotspots and a store with its migrations come from the wheel alone."""
    run("synthetic", "--out", "rows.csv", "--rows", 80)
    run("intake", "rows.csv", "--out", "told.csv")
    assert (tmp_path / "told.csv").read_text().count("accepted") > 50
    run("import", "rows.csv")
    assert "whole" in run("audit", "verify")
    run("hotspots", "--referrals", "rows.csv", "--out", "hotspots.geojson")
    assert "PPR" in (tmp_path / "hotspots.geojson").read_text()


@pytest.mark.slow
def test_everything_needed_is_in_the_wheel(installed):
    """Each embedded data file of the repository and every file of the package is in it, byte for byte."""
    for source, target in (("data", "planner/_data"), ("planner", "planner")):
        for path in (ROOT / source).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (installed / target / path.relative_to(ROOT / source)).read_bytes() == path.read_bytes(), path
    assert (installed / "planner" / "_app.py").read_bytes() == (ROOT / "app.py").read_bytes()
