"""Connections: SQLite in WAL mode in one file, or PostgreSQL by URL, with the same promises on both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool

from planner.errors import refuse
from planner.store.faults import told

_WRITES = "kembara_writes"


def read_url(text: str) -> URL:
    """The URL of a store; a bare path is SQLite, ``postgresql://`` goes through psycopg. E2701 for anything else."""
    try:
        url = make_url(text if "://" in text else f"sqlite:///{text}")
    except exc.ArgumentError as error:
        raise _unknown_url("the address is not a URL") from error
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise _unknown_url(f"{url.drivername} is not a database that kembara knows")


def _unknown_url(cause: str) -> Exception:
    action = "set KEMBARA_DATABASE to sqlite:///path/to/kembara.db or postgresql://user:password@host/name"
    return refuse("E2701", cause, action)


def make_engine(url: URL, *, busy_s: float) -> Engine:
    """An engine that waits up to ``busy_s`` seconds for another writer, then says so. Nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_s)
    options = f"-c lock_timeout={int(busy_s * 1000)} -c timezone=UTC"
    try:
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args={"options": options})
    except ModuleNotFoundError as error:
        action = "install kembara-planner[postgres], or psycopg[binary]"
        raise refuse("E2702", "the driver for PostgreSQL is not installed", action) from error


def _sqlite(url: URL, busy_s: float) -> Engine:
    is_file = bool(url.database) and url.database != ":memory:" and "mode=memory" not in str(url)
    if is_file:
        _make_folder(Path(str(url.database)))
    pool: dict[str, Any] = {"pool_size": 10, "max_overflow": 20} if is_file else {"poolclass": StaticPool}
    engine = create_engine(url, connect_args={"timeout": busy_s, "check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we begin ourselves: the driver would commit before DDL
        for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {line}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer half-way can only fail; a writer takes its place in the queue at once.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        action = "choose another place with KEMBARA_HOME or KEMBARA_DATABASE"
        raise refuse("E3703", f"the folder of the store cannot be made: {error.strerror}", action) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store, whatever others write meanwhile."""
    with told(where(engine)), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: everything in the block is kept, or nothing is."""
    with told(where(engine)), engine.connect() as connection:
        connection = connection.execution_options(**{_WRITES: True})  # noqa: PLW2901
        with connection.begin():
            yield connection


def where(engine: Engine) -> str:
    """The store's address for messages, without a password and without the machine's folders."""
    url = engine.url
    return Path(str(url.database)).name if engine.dialect.name == "sqlite" else f"{url.host}/{url.database}"
