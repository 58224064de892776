"""Locked, full, foreign, newer, damaged, unreachable: a fault with cause and action, never a traceback."""

import sqlite3
from importlib.util import find_spec

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from store_people import KEY, NOW, intake

from planner.errors import PlannerError
from planner.roles import Role
from planner.store import audit, migrate, open_store
from planner.store.tables import metadata
from tests.left_out import left_out


def code_of(url: str, **words) -> str:
    with pytest.raises(PlannerError) as refused:
        open_store(url, key=KEY, **words)
    fault = refused.value.faults[0]
    assert fault.cause
    assert fault.action
    return fault.code


def test_a_locked_file(tmp_path):
    """A store that another program holds is told so after the wait, and keeps nothing of the step."""
    path = tmp_path / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY, busy_s=0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(PlannerError, match="E3701"):
        store.add_intake(intake(1), now=NOW, actor="aminah")
    assert store.referrals(Role.PLANNER).empty  # readers go on
    other.execute("ROLLBACK")
    assert store.add_intake(intake(1), now=NOW, actor="aminah").added == 1


def test_a_full_disk(tmp_path):
    """When no page can be added the import is refused as a whole, and what was there stays."""
    store = open_store(f"sqlite:///{tmp_path}/k.db", key=KEY)
    store.add_intake(intake(10), now=NOW, actor="aminah")
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    store.close()

    @event.listens_for(store.engine, "connect")
    def _small(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages + 2}")

    with pytest.raises(PlannerError, match="E3702"):
        store.add_intake(intake(5000, start=10), now=NOW, actor="aminah")
    assert len(store.referrals(Role.PLANNER)) == 10
    assert audit.verify(store) == ()


def test_a_file_that_is_no_database(tmp_path):
    """A text file is refused and not touched."""
    path = tmp_path / "k.db"
    path.write_text("id,name\n" * 1000)
    assert code_of(f"sqlite:///{path}") == "E1704"
    assert path.read_text() == "id,name\n" * 1000


def test_another_programs_database(new_url, tmp_path):
    """A database with other tables is refused and gets no table of ours."""
    path = tmp_path / "k.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE songs (name)")
    assert code_of(f"sqlite:///{path}") == "E1705"
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


def test_a_newer_store(url):
    """A store of a later version is refused before anything is read."""
    store = open_store(url, key=KEY)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    assert code_of(url) == "E1706"


def test_another_key(url):
    """A store does not open with another key than it was made with."""
    open_store(url, key=KEY).close()
    with pytest.raises(PlannerError, match="E1711"):
        open_store(url, key=b"another key")


def test_a_damaged_page(tmp_path):
    """A store with overwritten pages is told to be damaged."""
    path = tmp_path / "k.db"
    store = open_store(f"sqlite:///{path}", key=KEY)
    store.add_intake(intake(500), now=NOW, actor="aminah")
    store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(PlannerError, match="E1704"):
        open_store(f"sqlite:///{path}", key=KEY).referrals(Role.PLANNER)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://host/name", "E2701"),
        ("://", "E2701"),
        ("sqlite:////proc/nowhere/k.db", "E3703"),
        ("postgresql://nobody@127.0.0.1:9/none", "E3704"),
    ],
)
def test_addresses_that_lead_nowhere(url, code):
    """An address of no known kind, a folder that cannot be, a server that does not answer."""
    if code == "E3704" and find_spec("psycopg") is None:
        left_out("POSTGRES", "the driver psycopg is not installed")
    assert code_of(url) == code


def test_a_password_is_never_told():
    """The address in a message has no password."""
    if find_spec("psycopg") is None:
        left_out("POSTGRES", "the driver psycopg is not installed")
    with pytest.raises(PlannerError) as refused:
        open_store("postgresql://user:s3cret@127.0.0.1:9/none", key=KEY)
    assert "s3cret" not in str(refused.value)


def test_scripts_and_tables_agree(url):
    """What the migrations build is what the code expects, on both databases; the newest script is HEAD."""
    store = open_store(url, key=KEY)
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    config = Config()
    config.set_main_option("script_location", "planner:store/migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]
