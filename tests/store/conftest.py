"""A store on SQLite and the same on PostgreSQL: every test that takes ``store`` runs on both."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path

import pytest
from store_people import KEY

from planner.store import open_store

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def _program(name: str) -> str | None:
    places = [shutil.which(name), *sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)]
    return next((str(place) for place in places if place), None)


def _left_out(why: str) -> None:
    message = f"left out, the same promises on PostgreSQL: {why} (Debian: apt-get install postgresql)"
    if os.environ.get("KEMBARA_REQUIRE_POSTGRES") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server of our own on loopback, thrown away afterwards."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        _left_out("no initdb and pg_ctl were found")
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        _left_out("the driver psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="kembara-pg-"))
    who: dict = {}
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        who = {"user": "postgres", "cwd": "/"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **who}
    data = folder / "data"
    subprocess.run([initdb, "-D", data, "-U", "kembara", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True, **quiet)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200"
    options += " -c fsync=off -c full_page_writes=off"  # thrown away afterwards: no test pulls the machine's plug
    quiet["stderr"] = subprocess.DEVNULL  # the server keeps it open: a pipe would never end
    subprocess.run([pg_ctl, "-D", data, "-l", folder / "log", "-w", "-o", options, "start"], check=True, **quiet)
    try:
        yield f"postgresql://kembara@127.0.0.1:{port}/"
    finally:
        subprocess.run([pg_ctl, "-D", data, "-m", "immediate", "stop"], check=True, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


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
