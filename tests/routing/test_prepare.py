"""Waiting for the compiled search: until it is there, not for a compiler that is gone."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic

import pytest

from planner.routing.engines.native import prepare


@pytest.fixture
def compiler(monkeypatch):
    """What stands in for the compiler: a process with the given code; ``started`` counts them."""
    started: list[subprocess.Popen[bytes]] = []

    def set_to(code: str) -> list[subprocess.Popen[bytes]]:
        def start() -> subprocess.Popen[bytes]:
            if not started or not start.is_kept:
                started.append(subprocess.Popen([sys.executable, "-c", code]))
                start.is_kept = True
            return started[-1]

        start.is_kept = False
        start.cache_clear = lambda: setattr(start, "is_kept", False)
        monkeypatch.setattr(prepare, "compile_aside", start)
        monkeypatch.setattr(prepare, "AGAIN_S", 0.1)
        return started

    return set_to


def test_a_compiler_that_fails_is_not_waited_for(compiler, monkeypatch):
    started = compiler("raise SystemExit(1)")
    monkeypatch.setattr(prepare, "is_warm", lambda: False)
    begun_s = monotonic()
    assert prepare.prepare() is False
    assert len(started) == 1
    assert monotonic() - begun_s < prepare.MOST_S / 2


def test_where_another_process_compiles_it_is_tried_again_until_it_is_done(compiler, monkeypatch):
    started = compiler("")
    monkeypatch.setattr(prepare, "is_warm", lambda: len(started) > 2)
    monkeypatch.setattr(prepare, "load", lambda: None)
    assert prepare.prepare() is True
