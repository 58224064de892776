"""The keys a store was sealed with before, kept in it sealed under the one in use.

They are still needed: the first one keys the ids and marks of people, which stand in the record for good, and each
one the seals of the entries written under it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from planner.store.keys import Former, Keys, Vault, canonical
from planner.store.rows import replace as put
from planner.store.tables import meta

_NAME = "key_ring"


def read(connection: Connection, keys: Keys) -> Keys:
    """``keys`` with those before them. E1703 when the ring was changed or is another key's."""
    text = connection.execute(select(meta.c.value).where(meta.c.key == _NAME)).scalar()
    if text is None:
        return keys
    ring = json.loads(_vault(keys).open_bytes(_NAME, _NAME, b"", base64.b64decode(text)))
    return replace(keys, former=tuple(_former(row) for row in ring))


def write(connection: Connection, keys: Keys) -> None:
    """Keep ``keys.former``, sealed under ``keys.root``."""
    ring = canonical([_row(former) for former in keys.former]).encode()
    sealed = _vault(keys).seal_bytes(_NAME, _NAME, b"", ring)
    put(connection, meta, [{"key": _NAME, "value": base64.b64encode(sealed).decode()}])


def retired(former: Iterable[Former]) -> tuple[Former, ...]:
    """The same keys, none of which seals a row any more."""
    return tuple(replace(one, is_retired=True) for one in former)


def _vault(keys: Keys) -> Vault:
    return Vault(keys.for_purpose("key ring"))


def _row(former: Former) -> dict[str, object]:
    root = base64.b64encode(former.root).decode()
    return {"root": root, "until": dict(former.until), "is_retired": former.is_retired}


def _former(row: dict[str, object]) -> Former:
    until: object = row["until"]
    assert isinstance(until, dict)  # noqa: S101 — our own seal was on it
    return Former(base64.b64decode(str(row["root"])), until, bool(row["is_retired"]))
