"""Shared by all tests: the embedded data's folder, and a main module that no page takes away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# A case that takes long is a busy machine's, not the code's fault; every other bound of hypothesis holds.
hypothesis.settings.register_profile("busy machine", deadline=None)
hypothesis.settings.load_profile("busy machine")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The embedded data."""
    return ROOT / "data"


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit leaves the page it ran as the main module; every process that later tests start would run it again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
