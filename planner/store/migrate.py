"""Brings a database to this version's tables, in one transaction, whoever else is opening it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from planner.errors import refuse
from planner.store.engine import reading, where, writing

HEAD = "0002"
"""The newest step; a test compares it with the scripts."""

# Any number will do for PostgreSQL's advisory lock as long as it is always the same ("kembara" in hex, cut).
_LOCK = 0x6B656D62617261


def migrate(engine: Engine, target: str = HEAD) -> None:
    """Create or upgrade the tables up to step ``target``. E1705: another program's database, E1706: a newer one."""
    with reading(engine) as connection:
        found = _revision(connection)
    if found == target:
        return  # Alembic is slow to import: not needed on a normal day
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _revision(connection) != HEAD:  # another process may have been first
            _upgrade(connection, where(engine), target)


def _revision(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if tables:
        raise refuse(
            "E1705",
            f"the database holds other tables ({', '.join(sorted(tables)[:3])})",
            "give kembara a database of its own",
            where(connection.engine),
        )
    return None


def _upgrade(connection: Connection, place: str, target: str) -> None:
    from alembic import command  # noqa: PLC0415 — 0.3 s that only an upgrade needs to pay
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is not None and found not in known:
        raise refuse(
            "E1706",
            f"the store was written by a newer kembara (step {found}, this one knows {HEAD})",
            "install the newer version; nothing was changed",
            place,
        )
    command.upgrade(config, target)
