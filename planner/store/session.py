"""What every desk of the store stands on: the database, the keys, and the question who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from planner.errors import refuse
from planner.roles import Act, Role, Thing, may_do, may_see
from planner.store import audit
from planner.store.engine import reading, writing
from planner.store.keys import Keys


class Session:
    """An open store. All reading and writing of one step happens in one transaction."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self.engine = engine
        self.keys = keys
        self._vault = keys.vault()

    @property
    def names_key(self) -> bytes:
        """The key of every id that intake and linking make for this store; a change of the store's key leaves it."""
        return self.keys.names_root

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view."""
        return reading(self.engine)

    @contextmanager
    def writing(self, *chains: str) -> Iterator[Connection]:
        """One transaction, kept whole or not at all.

        ``chains`` are those of the record it may write to, ``main`` when none is named. They are locked before
        anything else and always in the same order, so that no two transactions can wait for each other.
        """
        with writing(self.engine) as connection:
            for chain in sorted(chains or (audit.MAIN,)):
                audit.lock(connection, self.keys, chain)
            yield connection

    def log(
        self,
        connection: Connection,
        action: str,
        *,
        actor: str,
        now: datetime,
        role: str = "",
        subject: str = "",
        chain: str = audit.MAIN,
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """Put an act on record inside the caller's transaction; the entry's number in its chain."""
        entry = audit.Entry(action, actor, now, subject, str(role), chain, detail)
        return audit.append(connection, self.keys, entry)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def read_role(role: Role | str) -> Role:
    """``role`` as a :class:`Role`; E1702 for a word that is none."""
    try:
        return Role(role)
    except ValueError as error:
        names = ", ".join(Role)
        raise refuse("E1702", f"{role!r} is not a role", f"use one of {names}") from error


def must_see(role: Role | str, thing: Thing) -> None:
    """Nothing when ``role`` may see ``thing``, else E1701."""
    if not may_see(read_role(role), thing):
        raise _refusal(role, f"see {thing}")


def must_do(role: Role | str, act: Act) -> None:
    """Nothing when ``role`` may do ``act``, else E1701."""
    if not may_do(read_role(role), act):
        raise _refusal(role, f"do {act}")


def _refusal(role: Role | str, what: str) -> Exception:
    action = "sign in with a role that may, or ask a colleague who has it (docs/data-protection.md)"
    return refuse("E1701", f"the role {role} may not {what.replace('_', ' ')}", action)
