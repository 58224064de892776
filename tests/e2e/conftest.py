"""The system's headless Chromium and the app on a port of this machine; what is missing is said and left out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.request import urlopen

import pytest

from tests.left_out import left_out

ROOT = Path(__file__).parents[2]
STARTS = 3  # of a server, each on another port
LONGEST_S = 120  # beyond this a server that runs is not going to answer
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium that resolves no name outside this machine."""
    if CHROMIUM is None:
        left_out("BROWSER", "what needs a browser: no Chromium on this machine (Debian: apt-get install chromium)")
    if find_spec("playwright") is None:
        left_out("BROWSER", "what needs a browser: playwright is not installed")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
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
def _served(
    script: str, settings_at: Callable[[int], dict[str, str]] = lambda _: {}, **environment: str
) -> Iterator[Address]:
    """A script of this folder, run by Streamlit on a free port; ``settings_at`` gives what hangs on the port.

    Between the look for a free port and the server's start another program may take it: then it starts on another.
    """
    with tempfile.TemporaryFile() as said:
        for _ in range(STARTS):
            port = _free_port()
            server = _start(script, port, os.environ | environment | settings_at(port), said)
            if _answers(server, port, said):
                break
            _end(server)
        else:
            pytest.fail(f"{script} does not answer. The server said:\n{_text(said)}")
        address = Address(f"http://localhost:{port}")
        address.process = server
        try:
            yield address
        finally:
            _end(server)


def _start(script: str, port: int, environment: dict[str, str], said: IO[bytes]) -> subprocess.Popen[bytes]:
    options = ["--server.port", str(port), "--server.address", "localhost", "--server.headless", "true"]
    path = str(ROOT / "tests" / "e2e" / script)
    command = [sys.executable, "-m", "streamlit", "run", path, *options, "--browser.gatherUsageStats", "false"]
    return subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, env=environment)


def _answers(server: subprocess.Popen[bytes], port: int, said: IO[bytes]) -> bool:
    """Whether this server, not another that has taken the port, answers before it ends or LONGEST_S are over."""
    begun = time.monotonic()
    while server.poll() is None and time.monotonic() - begun < LONGEST_S:
        try:
            urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).read()
            if f"http://localhost:{port}" in _text(said):
                return True
        except OSError:
            pass
        time.sleep(0.5)
    return False


def _text(said: IO[bytes]) -> str:
    """What a server has said so far; where it goes on writing does not change."""
    return os.pread(said.fileno(), 1 << 20, 0).decode("utf-8", "replace")


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


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
