"""The system's headless Chromium and the app on a port of this machine; what is missing is said and left out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium that resolves no name outside this machine."""
    if CHROMIUM is None and os.environ.get("KEMBARA_REQUIRE_BROWSER") == "1":
        pytest.fail("KEMBARA_REQUIRE_BROWSER is set and there is no Chromium on this machine: install chromium")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser tests are left out")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
        )
        yield opened
        opened.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


class Address(str):
    """Where a server answers, and its process."""

    process: subprocess.Popen[bytes]


@contextmanager
def _served(script: str, port: int | None = None, **environment: str) -> Iterator[Address]:
    """A script of this folder, run by Streamlit on ``port``, or on a free one."""
    port = port or _free_port()
    options = ["--server.port", str(port), "--server.address", "localhost", "--server.headless", "true"]
    path = str(ROOT / "tests" / "e2e" / script)
    command = [sys.executable, "-m", "streamlit", "run", path, *options, "--browser.gatherUsageStats", "false"]
    settings = os.environ | environment
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, env=settings)
    for _ in range(240):
        try:
            urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).read()
            break
        except OSError:
            time.sleep(0.5)
    address = Address(f"http://localhost:{port}")
    address.process = server
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Address]]:
    """Serves a script of this folder while the block lasts."""
    return _served


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    """The app on the hand-written result."""
    with _served("app_on_fixture.py") as url:
        yield url


@pytest.fixture(scope="session")
def planner_app(tmp_path_factory) -> Iterator[Address]:
    """The app on the hand-written result, with a store; modules that share it touch different things in it."""
    with _served("planner_app.py", KEMBARA_HOME=str(tmp_path_factory.mktemp("home"))) as url:
        yield url


@pytest.fixture(scope="session")
def imported_app(tmp_path_factory) -> Iterator[Address]:
    """The app as it is, on 600 made-up referrals as imported; modules that share it touch different things in it."""
    with _served("imported_app.py", KEMBARA_HOME=str(tmp_path_factory.mktemp("home")), KEMBARA_KEY="") as url:
        yield url
