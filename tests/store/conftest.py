"""A store on SQLite and the same on PostgreSQL: every test that takes ``store`` runs on both."""

from __future__ import annotations

import contextlib
import subprocess
import uuid
from importlib.util import find_spec

import pytest
from postgres_here import Server, program
from store_people import KEY

from planner.store import open_store
from tests.left_out import left_out

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def _new_server() -> Server:
    initdb, pg_ctl = program("initdb"), program("pg_ctl")
    if not initdb or not pg_ctl:
        left_out("POSTGRES", "PostgreSQL's half: no initdb and pg_ctl (Debian: apt-get install postgresql)")
    if find_spec("psycopg") is None:
        left_out("POSTGRES", "PostgreSQL's half: the driver psycopg is not installed")
    return Server(initdb, pg_ctl)


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a PostgreSQL server of our own on loopback, thrown away afterwards."""
    server = _new_server()
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
        server.remove()


@pytest.fixture
def own_server():
    """A server for one test, which may stop it: its address (with a database) as ``url``, ``start`` and ``stop``."""
    server = _new_server()
    server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # a test may have left it stopped
            server.stop()
        server.remove()


@pytest.fixture
def new_url(tmp_path, request):
    """Makes the address of a fresh, empty database of the wanted kind."""

    def make(kind: str) -> str:
        name = f"kembara_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        import psycopg  # noqa: PLC0415

        server = request.getfixturevalue("postgres_server")
        with psycopg.connect(server + "postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return server + name

    return make


@pytest.fixture(params=BOTH)
def url(request, new_url):
    """The address of an empty database, of either kind."""
    return new_url(request.param)


@pytest.fixture
def store(url):
    """An open, empty store."""
    opened = open_store(url, key=KEY)
    yield opened
    opened.close()
