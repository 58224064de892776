"""kill -9 at any moment, and many writers at once: the store is whole and nothing is lost."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_people import KEY, NOW, intake

from planner.roles import Role
from planner.store import audit, open_store

HERE = Path(__file__).parent
BATCH = 40
PROCESSES = multiprocessing.get_context("forkserver")  # each writer its own process, the slow imports paid once
PROCESSES.set_forkserver_preload(["planner.store", "store_people"])
WRITER = """
import sys
from store_people import KEY, NOW, intake
from planner.store import open_store
store = open_store(sys.argv[1], key=KEY)
print("ready", flush=True)
for number in range(int(sys.argv[2]), 10_000):
    store.add_intake(intake(40, start=number * 40, protected=2), now=NOW, actor="penulis")
    print(number, flush=True)
"""


def start_writer(url: str, first: int) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    command = [sys.executable, "-c", WRITER, url, str(first)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill_while_writing(url: str, first: int, wait_s: float) -> int:
    """Kill the writer ``wait_s`` after it is ready; the number of the last intake it said was kept."""
    writer = start_writer(url, first)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    time.sleep(wait_s)
    writer.send_signal(signal.SIGKILL)
    told = [int(line) for line in writer.communicate()[0].split()]
    return told[-1] if told else first - 1


def judge(url: str, last: int) -> int:
    """Open, check everything, and return the number of the next intake."""
    store = open_store(url, key=KEY)
    kept = store.referrals(Role.PLANNER)
    assert len(kept) % BATCH == 0  # whole intakes only
    assert list(kept["referral_id"]) == [f"r{n:08d}" for n in range(len(kept))]
    done = len(kept) // BATCH
    assert done in {last + 1, last + 2}  # what was said to be kept is kept; one more may have been under way
    ids = list(kept["referral_id"][-BATCH:])
    assert len(store.contacts(Role.JKM, actor="hakim", now=NOW, referral_ids=ids)) == len(ids)
    assert len(store.audit_log(Role.PLANNER)) == done
    assert audit.verify(store) == ()
    store.close()
    return done


def kill_many(url: str, times: int) -> None:
    chance = random.Random(20210706)
    following = 0
    for _ in range(times):
        following = judge(url, kill_while_writing(url, following, chance.uniform(0.0, 0.12)))
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_three_kills(new_url):
    """Killed at three random moments, the store opens whole each time."""
    kill_many(new_url("sqlite"), 3)


@pytest.mark.slow
def test_fifty_kills(url):
    """Killed at fifty random moments, the store opens whole each time, on both databases."""
    kill_many(url, 50)


@pytest.mark.slow
def test_a_kill_while_the_tables_are_made(tmp_path):
    """Killed at any moment of the first opening, the next opening finds no table or all of them."""
    script = "import sys; from planner.store import open_store; print(flush=True); open_store(sys.argv[1], key=b'k')"
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    for step in range(4):
        url = f"sqlite:///{tmp_path}/{step}.db"
        opener = subprocess.Popen([sys.executable, "-c", script, url], env=environment, stdout=subprocess.PIPE)
        assert opener.stdout is not None
        opener.stdout.readline()
        time.sleep(0.06 * step)
        opener.kill()
        opener.communicate()
        open_store(url, key=b"k").close()


def write_some(url: str, number: int, count: int) -> None:
    store = open_store(url, key=KEY, busy_s=60)
    for step in range(count):
        start = (number * count + step) * 5
        store.add_intake(intake(5, start=start, quarantined=0), now=NOW, actor=f"penulis {number}")
        store.referrals(Role.PLANNER, referral_ids=[f"r{start:08d}"])
    store.close()


@pytest.mark.slow
def test_ten_writers_at_once(url):
    """Ten processes that open an empty store and write together lose no row and keep one unbroken log."""
    writers = [PROCESSES.Process(target=write_some, args=(url, number, 3)) for number in range(10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)
    assert [writer.exitcode for writer in writers] == [0] * 10
    store = open_store(url, key=KEY)
    assert len(store.referrals(Role.PLANNER)) == 150
    assert len(store.audit_log(Role.PLANNER)) == 30
    assert audit.verify(store) == ()
    store.close()


def test_the_same_file_from_two_people_at_once(url):
    """Four processes importing the same rows together end with each row once."""
    writers = [PROCESSES.Process(target=write_some, args=(url, 0, 4)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)
    assert [writer.exitcode for writer in writers] == [0] * 4
    store = open_store(url, key=KEY)
    assert len(store.referrals(Role.PLANNER)) == 20
    assert audit.verify(store) == ()
    store.close()
