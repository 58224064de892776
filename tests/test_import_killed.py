"""``kembara import`` killed with -9 at random moments: the store is whole, and the same again completes it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path

import pytest

from planner.roles import Role
from planner.settings import read_settings
from planner.store import Store, audit, open_store
from planner.units import ZONE
from planner.workspace import Workspace

ROOT = Path(__file__).parents[1]
KEY = "a key for this test alone, of thirty-two bytes or more"
SERVER = """
import os, sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from planner.cli import main
from planner.settings import read_settings
from planner.workspace import Workspace
warm = Workspace(read_settings())
warm.intake_rules
print("ready", flush=True)
for line in sys.stdin:
    home, url = line.rstrip("\\n").split("\\t")
    home = Path(home)
    child = os.fork()
    if child == 0:
        home.mkdir(exist_ok=True)
        own = Workspace(replace(warm.settings, home=home, database_url=url))
        vars(own)["intake_rules"] = warm.intake_rules
        Workspace.open = lambda: own
        sys.stdin.close()
        sys.argv = ["kembara", "import", os.environ["ROWS"]]
        sys.stdout = sys.stderr = open(os.devnull, "w")
        try:
            main()
        finally:
            os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Reads the lexicon once; for each home on stdin it forks a process that runs the command, and tells of its end."""


class Importer:
    """The command in processes of its own, each of which may be killed."""

    def __init__(self, rows: Path) -> None:
        given = {**os.environ, "PYTHONPATH": str(ROOT), "KEMBARA_KEY": KEY, "ROWS": str(rows)}
        pipe = subprocess.PIPE
        self.server = subprocess.Popen([sys.executable, "-c", SERVER], stdin=pipe, stdout=pipe, text=True, env=given)
        assert self._line() == "ready"

    def run(self, home: Path, url: str, kill_after_s: float | None = None) -> float:
        """Import into the store at ``url``, killed so many seconds after its start; how long it lived, in seconds."""
        assert self.server.stdin is not None
        self.server.stdin.write(f"{home}\t{url}\n")
        self.server.stdin.flush()
        child, began = int(self._line()), time.monotonic()
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            with contextlib.suppress(ProcessLookupError):  # it may just have ended
                os.kill(child, signal.SIGKILL)
        assert self._line() == "ended"
        return time.monotonic() - began

    def _line(self) -> str:
        assert self.server.stdout is not None
        return self.server.stdout.readline().strip()

    def end(self) -> None:
        """Let the server end by itself."""
        self.server.communicate()


@pytest.fixture(scope="module")
def importer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Importer]:
    """An importer of 250 synthetic rows."""
    rows = tmp_path_factory.mktemp("rows") / "rows.csv"
    made = Workspace.open().synthetic(rows=250, seed=3, start=date(2021, 6, 22), days=10)
    made.rows.to_csv(rows, index=False)
    working = Importer(rows)
    yield working
    working.end()


def opened(url: str) -> Store:
    """The store at ``url``, after a look at its bytes by SQLite itself and at its record by the audit."""
    kind, _, path = url.partition(":///")
    if kind == "sqlite" and Path(path).exists():
        plain = sqlite3.connect(path)
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        plain.close()
    store = open_store(url, key=read_settings({"KEMBARA_KEY": KEY}).key)
    assert list(audit.verify(store)) == []
    return store


def kept(url: str) -> tuple[int, int, int, Counter[str]]:
    """How many referrals, protected cases and refused rows the store at ``url`` holds, and the referrals' words."""
    store = opened(url)
    now = datetime(2021, 7, 6, 9, tzinfo=ZONE)
    referrals = store.referrals(Role.PLANNER)
    protected = store.protection(Role.JKM, actor="badrul", now=now)
    refused = store.quarantined(Role.PLANNER)
    store.close()
    return len(referrals), len(protected), len(refused), Counter(referrals["text"])


def kill_and_repeat(importer: Importer, folder: Path, kills: int, new_url: Callable[[Path], str]) -> None:
    """Each of ``kills`` imports is killed at a random moment of its life, judged, and run again to its end."""
    whole_url = new_url(folder / "whole")
    lasted = importer.run(folder / "whole", whole_url)
    whole = kept(whole_url)
    assert whole[0] + whole[1] + whole[2] >= 250
    draw, states = random.Random(kills), Counter[int]()
    moments = [draw.uniform(0, lasted) for _ in range(kills)]
    for number, moment in enumerate(chain(moments, _sooner(lasted))):
        if number >= kills and states[0]:
            break
        home = folder / str(number)
        url = new_url(home)
        importer.run(home, url, kill_after_s=moment)
        after = kept(url)
        assert after[:3] in {(0, 0, 0), whole[:3]}
        states[after[0]] += 1
        importer.run(home, url)
        assert kept(url) == whole
    assert states[0] > 0  # some were killed before they kept anything


def _sooner(lasted_s: float) -> Iterator[float]:
    """Ever earlier moments, in case the one import that was timed took far longer than the others."""
    return (lasted_s / 2**k for k in range(1, 12))


def sqlite_at(home: Path) -> str:
    """The address of a fresh store in ``home``."""
    home.mkdir()
    return f"sqlite:///{home / 'kembara.db'}"


def test_a_killed_import_leaves_the_store_whole(importer: Importer, tmp_path: Path) -> None:
    """Eight kills: all or nothing of the file is kept, and the same command again gives what an unkilled one gives."""
    kill_and_repeat(importer, tmp_path, 8, sqlite_at)


@pytest.mark.slow
def test_fifty_killed_imports(importer: Importer, tmp_path: Path) -> None:
    """The same fifty times."""
    kill_and_repeat(importer, tmp_path, 50, sqlite_at)
