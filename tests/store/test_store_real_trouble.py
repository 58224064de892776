"""Trouble that really happens: a full disk, a held lock, a cancelled statement, a server that stops in the middle.

Nothing here imitates an error code. What was kept before stays, nothing of the failed step is there, the message has a
code, and the same open store goes on once the trouble is over.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from store_people import KEY, NOW, intake

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit, open_store

HERE = Path(__file__).parent
FIRST = 10


def keep_first(url: str, **words):
    """An open store that holds ten referrals."""
    store = open_store(url, key=KEY, **words)
    store.add_intake(intake(FIRST), now=NOW, actor="aminah")
    return store


def refused(code: str, step) -> None:
    """``step`` ends with ``code``, a cause and an action."""
    with pytest.raises(PlannerError) as told:
        step()
    fault = told.value.faults[0]
    assert fault.code == code, fault
    assert fault.cause
    assert fault.action
    assert told.value.exit_code == 4


def nothing_lost(store, count: int = FIRST) -> None:
    """The referrals kept before are there, no half of the failed step is, and the record is unbroken."""
    assert len(store.referrals(Role.PLANNER)) == count
    assert len(store.audit_log(Role.PLANNER)) == 1
    assert audit.verify(store) == ()


def goes_on(store) -> None:
    """The same open store takes the next import."""
    assert store.add_intake(intake(5, start=90_000), now=NOW, actor="aminah").added == 5
    assert audit.verify(store) == ()


@contextmanager
def small_disk(size: str):
    """A file system of its own, of ``size``, that can be given another; only root may make one."""
    mount = shutil.which("mount")
    if sys.platform != "linux" or not mount or os.getuid() != 0:
        pytest.skip("left out, a really full disk: only root on Linux can make a small one")
    folder = Path(tempfile.mkdtemp(prefix="kembara-small-"))
    command = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        folder.rmdir()
        pytest.skip("left out, a really full disk: this machine lets nobody mount one")
    try:
        yield folder, lambda new: subprocess.run([mount, "-o", f"remount,size={new}", str(folder)], check=True)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def test_a_full_disk_under_sqlite():
    """An import that does not fit on the disk is refused as a whole; with more room the same store takes it."""
    with small_disk("2m") as (folder, resize):
        store = keep_first(f"sqlite:///{folder}/k.db")
        refused("E3702", lambda: store.add_intake(intake(5000, start=FIRST), now=NOW, actor="aminah"))
        nothing_lost(store)
        resize("64m")
        goes_on(store)
        store.close()


@pytest.mark.postgres
def test_a_full_disk_under_postgresql(postgres_server):
    """A tablespace on a disk that fills up: refused as a whole; with more room the same store takes it."""
    import psycopg  # noqa: PLC0415

    name, small = f"full_{os.getpid()}", f"small_{os.getpid()}"
    with small_disk("96m") as (folder, resize):
        shutil.chown(folder, "postgres")
        with psycopg.connect(postgres_server + "postgres", autocommit=True) as admin:
            admin.execute(f"CREATE TABLESPACE {small} LOCATION '{folder}'")
            admin.execute(f"CREATE DATABASE {name} TABLESPACE {small}")
            store = keep_first(postgres_server + name)
            resize(f"{shutil.disk_usage(folder).used // 1024 + 1024}k")
            refused("E3702", lambda: store.add_intake(intake(5000, start=FIRST), now=NOW, actor="aminah"))
            nothing_lost(store)
            resize("96m")
            goes_on(store)
            store.close()
            admin.execute(f"DROP DATABASE {name}")
            admin.execute(f"DROP TABLESPACE {small}")


WRITER = """
import resource, sys
from store_people import KEY, NOW, intake
from planner.errors import PlannerError
from planner.store import open_store
store = open_store(sys.argv[1], key=KEY)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    store.add_intake(intake(5000, start=10), now=NOW, actor="aminah")
except PlannerError as error:
    print(error.faults[0].code)
"""


def test_the_system_refuses_to_write_more(tmp_path):
    """A file that the operating system lets grow no further (a quota): told as E3702, nothing of the step kept."""
    path = tmp_path / "k.db"
    keep_first(f"sqlite:///{path}").close()
    most = path.stat().st_size + resource.getpagesize() * 50
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    command = [sys.executable, "-c", WRITER, f"sqlite:///{path}", str(most)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout == "E3702\n"
    store = open_store(f"sqlite:///{path}", key=KEY)
    nothing_lost(store)
    goes_on(store)
    store.close()


HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_file_held_by_another_program(tmp_path):
    """While another process holds the file, readers go on and writers are refused; then the store goes on."""
    store = keep_first(f"sqlite:///{tmp_path}/k.db", busy_s=0.2)
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "k.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        refused("E3701", lambda: store.add_intake(intake(5, start=FIRST), now=NOW, actor="aminah"))
        nothing_lost(store)
        other.communicate("go\n")
    goes_on(store)
    store.close()


@pytest.fixture
def admin(new_url):
    """A second connection to the same PostgreSQL database, and the database's address."""
    import psycopg  # noqa: PLC0415

    url = new_url("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection, url


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["referrals", "audit"])
def test_a_table_held_by_another_session(admin, table):
    """A lock on a table that does not let go within the wait: E3701, nothing kept; then the store goes on."""
    connection, url = admin
    store = keep_first(url, busy_s=0.3)
    with connection.transaction():
        connection.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")  # readers go on
        refused("E3701", lambda: store.add_intake(intake(5, start=FIRST), now=NOW, actor="aminah"))
        nothing_lost(store)
    goes_on(store)
    store.close()


@pytest.mark.postgres
def test_a_statement_that_takes_too_long(admin):
    """The server's own statement_timeout cancels a step as a whole: E3706."""
    connection, url = admin
    store = keep_first(url, busy_s=30)
    store.close()
    connection.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET statement_timeout = '300ms'")
    with connection.transaction():
        connection.execute("LOCK TABLE referrals IN SHARE ROW EXCLUSIVE MODE")
        refused("E3706", lambda: store.add_intake(intake(5, start=FIRST), now=NOW, actor="aminah"))
        nothing_lost(store)
    goes_on(store)
    store.close()


def in_the_middle(store, trouble) -> None:
    """Import five referrals, with ``trouble`` between the writing of referrals and the end of the transaction."""
    is_done = threading.Event()

    def strike(_connection, _cursor, statement, *_others):
        if statement.startswith("INSERT INTO referrals") and not is_done.is_set():
            is_done.set()
            trouble()

    event.listen(store.engine, "after_cursor_execute", strike)
    try:
        store.add_intake(intake(5, start=FIRST), now=NOW, actor="aminah")
    finally:
        event.remove(store.engine, "after_cursor_execute", strike)
        assert is_done.is_set()


@pytest.mark.postgres
def test_an_administrator_ends_the_session(admin):
    """A session ended in the middle of a transaction: E3704, nothing of it kept; then the same store goes on."""
    connection, url = admin
    store = keep_first(url)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"

    def end() -> None:
        connection.execute(f"{others} AND pid <> pg_backend_pid()")

    refused("E3704", lambda: in_the_middle(store, end))
    nothing_lost(store)
    goes_on(store)
    store.close()


@pytest.mark.postgres
def test_an_administrator_cancels_a_waiting_step(admin):
    """A step cancelled while it waits for a lock: E3706, nothing of it kept."""
    connection, url = admin
    store = keep_first(url, busy_s=60)
    waiting = "datname = current_database() AND wait_event_type = 'Lock'"

    def cancel() -> None:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(url, autocommit=True) as third:
            for _ in range(600):
                if third.execute(f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE {waiting}").fetchall():
                    return
                time.sleep(0.05)

    with connection.transaction():
        connection.execute("LOCK TABLE referrals IN SHARE ROW EXCLUSIVE MODE")
        thread = threading.Thread(target=cancel)
        thread.start()
        refused("E3706", lambda: store.add_intake(intake(5, start=FIRST), now=NOW, actor="aminah"))
        thread.join()
    nothing_lost(store)
    goes_on(store)
    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("how", ["immediate", "fast"])
def test_the_server_stops_in_the_middle(own_server, how):
    """The server stopped inside a transaction, as by a power cut or by its administrator: E3704 then and while it is
    away; started again, it has everything from before and nothing of the step, and the same open store goes on."""
    store = keep_first(own_server.url + "postgres")
    refused("E3704", lambda: in_the_middle(store, lambda: own_server.stop(how)))
    refused("E3704", lambda: store.referrals(Role.PLANNER))
    own_server.start()
    nothing_lost(store)
    goes_on(store)
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM referrals")).scalar() == FIRST + 5
    store.close()
