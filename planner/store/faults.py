"""What the database says, told as faults with a cause and an action."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from planner.errors import Fault, PlannerError

_BUSY = Fault(
    "E3701",
    "the store is locked by another program that does not let go",
    "close the other program, or try again in a minute; nothing of this step was written",
)
_FULL = Fault(
    "E3702",
    "the disk of the store is full or failing",
    "free some space and repeat the step; nothing of it was written",
)
_DENIED = Fault(
    "E3703",
    "the store cannot be opened for writing",
    "check that the folder exists and that this user may write there",
)
_UNREACHABLE = Fault(
    "E3704",
    "the database server cannot be reached or refused the sign-in",
    "check KEMBARA_DATABASE, that the server runs, and its user's rights",
)
_CANCELLED = Fault(
    "E3706",
    "the database cancelled the step, for its time limit or at its administrator's word",
    "repeat the step, and ask the administrator if it happens again; nothing of it was written",
)
_NOT_A_STORE = Fault(
    "E1704",
    "the file is damaged or is not a database",
    "give the path of a store made by kembara, or restore it from a backup",
)
_STRANGE = Fault(
    "E1705",
    "the database holds something that this version's tables do not fit",
    "use a database of its own for kembara, or restore it from a backup",
)

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_BY_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_CANTOPEN: _DENIED,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_AUTH: _DENIED,
    sqlite3.SQLITE_NOTADB: _NOT_A_STORE,
    sqlite3.SQLITE_CORRUPT: _NOT_A_STORE,
}
# SQLSTATE codes of PostgreSQL (its manual, appendix A), by their first characters.
_BY_SQLSTATE = {
    "53100": _FULL,
    "55P03": _BUSY,
    "57014": _CANCELLED,
    "40": _BUSY,
    "42501": _DENIED,
    "25006": _DENIED,
    "42": _STRANGE,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
    "53": _UNREACHABLE,
    "57": _UNREACHABLE,
}


def fault_of(error: exc.DBAPIError) -> Fault | None:
    """The fault behind a driver's error, or None when it is our own mistake."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _BY_SQLITE.get(code & 0xFF, _STRANGE if "no such" in str(error.orig) else None)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return next((_BY_SQLSTATE[state[:n]] for n in (5, 2) if state[:n] in _BY_SQLSTATE), None)
    return _UNREACHABLE if isinstance(error, exc.OperationalError) else None


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn the driver's errors inside the block into :class:`PlannerError`; ``where`` holds no password."""
    try:
        yield
    except exc.TimeoutError as error:
        raise PlannerError([Fault(_BUSY.code, _BUSY.cause, _BUSY.action, where)]) from error
    except exc.DBAPIError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise PlannerError([Fault(fault.code, fault.cause, fault.action, where)]) from error
