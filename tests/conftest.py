"""Shared by all tests: the embedded data's folder, and a main module that no page takes away."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.left_out import left_out

# A case that takes long is a busy machine's, not the code's fault; every other bound of hypothesis holds.
# `make test` draws the same cases every time, so that a commit passes or fails for what it changed;
# `make test-new-cases` draws others, and what it finds becomes an example of its test.
hypothesis.settings.register_profile("same cases", deadline=None, derandomize=True)
hypothesis.settings.register_profile("new cases", deadline=None, print_blob=True)
hypothesis.settings.load_profile("same cases")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The embedded data."""
    return ROOT / "data"


@pytest.fixture
def pdf_text() -> Callable[[bytes], str]:
    """The words of a PDF as another program, pdftotext, reads them."""
    if shutil.which("pdftotext") is None:
        left_out("POPPLER", "what the paper says, for want of pdftotext (Debian: apt-get install poppler-utils)")

    def read(pdf: bytes) -> str:
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
        return done.stdout.decode()

    return read


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Streamlit leaves the page it ran as the main module; every process that later tests start would run it again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
