"""The record of every act: append-only, each entry chained to the one before by SHA-256 and sealed by an HMAC.

Two chains: ``main`` for what planners and the ministry may read, ``restricted`` for who read contacts and protected
cases, so that the first shows no trace of the second. Entries name pseudonyms, never people: staff by the key that the
``actors`` table turns into a name, referrals and households by their keyed ids.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, select, update

from planner.errors import refuse
from planner.store.keys import Keys, canonical
from planner.store.rows import insert_new, utc
from planner.store.tables import actors, audit, audit_heads, meta, plans

MAIN = "main"
RESTRICTED = "restricted"
GENESIS = "0" * 64
_MOST_NAME = 120


class Verifiable(Protocol):
    """What :func:`verify` needs of a store."""

    keys: Keys

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view of the store."""


@dataclass(frozen=True, slots=True)
class Break:
    """Something in a chain that is not as it was written: where, and what does not fit."""

    chain: str
    seq: int
    cause: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One act to be written: who in which role did what to which subject, with further words in ``detail``."""

    action: str
    actor: str
    now: datetime
    subject: str = ""
    role: str = ""
    chain: str = MAIN
    detail: Mapping[str, Any] | None = None


def chain_hash(prev: str, body: str) -> str:
    """SHA-256 of the previous entry's hash and this entry's canonical JSON, in hex; anyone can recompute it."""
    return hashlib.sha256(f"{prev}\n{body}".encode()).hexdigest()


def _entry_seal(keys: Keys, chain: str, seq: int, value: str) -> str:
    return hmac.new(keys.audit_key("entry", chain, seq), value.encode(), hashlib.sha256).hexdigest()


def _head_seal(keys: Keys, chain: str, seq: int, value: str) -> str:
    return hmac.new(keys.for_purpose("audit head"), f"{chain} {seq} {value}".encode(), hashlib.sha256).hexdigest()


def lock(connection: Connection, keys: Keys, chain: str = MAIN) -> tuple[int, str]:
    """The chain's last number and hash, held until the transaction ends: acts on one chain queue up here.

    Whoever opened the store before its key was changed is told so here (E1711), before anything is written.
    """
    query = select(audit_heads).where(audit_heads.c.chain == chain).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        fresh = {"chain": chain, "seq": 0, "hash": GENESIS, "seal": _head_seal(keys, chain, 0, GENESIS)}
        insert_new(connection, audit_heads, [fresh])
        row = connection.execute(query).one()
    if not hmac.compare_digest(str(row.seal).encode(), _head_seal(keys, chain, row.seq, row.hash).encode()):
        _must_be_current(connection, keys)
    return int(row.seq), str(row.hash)


def _must_be_current(connection: Connection, keys: Keys) -> None:
    known = connection.execute(select(meta.c.value).where(meta.c.key == "key_check")).scalar()
    if known is not None and not hmac.compare_digest(str(known), keys.key_check()):
        action = "start again with the new key; nothing of this step was written"
        raise refuse("E1711", "the key of the store was changed meanwhile", action)


def reseal_heads(connection: Connection, keys: Keys) -> None:
    """Seal the heads with the key in use now, as the last step of handing the chains over to it."""
    for chain, (seq, value) in heads(connection).items():
        sealed = {"seal": _head_seal(keys, chain, seq, value)}
        connection.execute(update(audit_heads).where(audit_heads.c.chain == chain).values(sealed))


def actor_key(connection: Connection, keys: Keys, actor: str) -> str:
    """The pseudonym of a member of staff, kept with the name outside the chain; E1707 for an unusable name."""
    name = actor.strip()
    if not name or len(name) > _MOST_NAME or not name.isprintable():
        action = f"sign in with a name of 1 to {_MOST_NAME} printable characters"
        raise refuse("E1707", "the act has no usable name of the person who does it", action)
    key = keys.mark("actor", unicodedata.normalize("NFKC", " ".join(name.split())).casefold())
    insert_new(connection, actors, [{"actor_key": key, "name": name}])
    return key


def append(connection: Connection, keys: Keys, entry: Entry) -> int:
    """Write ``entry`` at the chain's end, inside the caller's transaction; its number in the chain from 1."""
    last, prev = lock(connection, keys, entry.chain)  # first of all: everyone takes locks in the same order
    who = actor_key(connection, keys, entry.actor)
    seq = last + 1
    body = canonical(
        {
            "chain": entry.chain,
            "seq": seq,
            "at": utc(entry.now),
            "actor": who,
            "role": str(entry.role),
            "action": entry.action,
            "subject": entry.subject,
            "detail": dict(entry.detail or {}),
        }
    )
    value = chain_hash(prev, body)
    row = {"chain": entry.chain, "seq": seq, "prev": prev, "body": body, "hash": value}
    connection.execute(audit.insert(), {**row, "seal": _entry_seal(keys, entry.chain, seq, value)})
    head = {"seq": seq, "hash": value, "seal": _head_seal(keys, entry.chain, seq, value)}
    connection.execute(update(audit_heads).where(audit_heads.c.chain == entry.chain).values(head))
    return seq


def reason(text: str) -> str:
    """A reason fit for the record: not empty, and without what looks like a person's number or e-mail (E1708)."""
    words = " ".join(text.split())
    if not words:
        raise refuse("E1708", "the reason is empty", "say in a sentence why")
    if re.search(r"\d(?:[ -]?\d){6,}", words) or "@" in words:
        cause = "the reason holds a long number or an e-mail address, which may belong to a person"
        raise refuse("E1708", cause, "say why without naming people: the record is never deleted")
    return words


def heads(connection: Connection) -> dict[str, tuple[int, str]]:
    """The last number and hash of every chain, to be kept elsewhere as a witness."""
    rows = connection.execute(select(audit_heads.c.chain, audit_heads.c.seq, audit_heads.c.hash))
    return {row.chain: (int(row.seq), str(row.hash)) for row in rows}


def verify(store: Verifiable, *, witness: Mapping[str, tuple[int, str]] | None = None) -> tuple[Break, ...]:
    """Every break in every chain, and every plan that is not the one anchored; empty when all is as written.

    ``witness`` is :func:`heads` as it was noted earlier elsewhere: it also finds a log cut off or replaced as a whole.
    """
    with store.reading() as connection:
        found = [*_chain_breaks(connection, store.keys), *_plan_breaks(connection)]
        found += _witness_breaks(connection, witness or {})
    return tuple(found)


def _chain_breaks(connection: Connection, keys: Keys) -> list[Break]:
    found: list[Break] = []
    ends: dict[str, tuple[int, str]] = {}
    for row in connection.execute(select(audit).order_by(audit.c.chain, audit.c.seq)):
        last, prev = ends.get(row.chain, (0, GENESIS))
        found += [Break(row.chain, row.seq, cause) for cause in _entry_causes(row, last, prev, keys)]
        ends[row.chain] = (row.seq, row.hash)
    known = {row.chain: row for row in connection.execute(select(audit_heads))}
    for chain in sorted(ends.keys() | known.keys()):
        seq, value = ends.get(chain, (0, GENESIS))
        head = known.get(chain)
        if head is None or (head.seq, head.hash) != (seq, value):
            found.append(Break(chain, seq, "the last entry is not the one the chain's head names"))
        elif head.seal != _head_seal(keys, chain, seq, value):
            found.append(Break(chain, seq, "the head's seal does not fit"))
    return found


def _entry_causes(row: Row[Any], last: int, prev: str, keys: Keys) -> list[str]:
    causes = []
    if row.seq != last + 1:
        causes.append(f"entry {last + 1} is missing")
    if row.prev != prev:
        causes.append("it does not follow the entry before it")
    if row.hash != chain_hash(row.prev, row.body):
        causes.append("its text is not what was hashed")
    if not hmac.compare_digest(row.seal.encode(), _entry_seal(keys, row.chain, row.seq, row.hash).encode()):
        causes.append("its seal does not fit")
    if not _names_itself(row):
        causes.append("its text belongs to another place")
    return causes


def _names_itself(row: Row[Any]) -> bool:
    try:
        body = json.loads(row.body)
    except ValueError:
        return False
    return isinstance(body, dict) and (body.get("chain"), body.get("seq")) == (row.chain, row.seq)


def _plan_breaks(connection: Connection) -> list[Break]:
    anchored: dict[str, tuple[int, str, str]] = {}
    for row in connection.execute(select(audit).where(audit.c.chain == MAIN).order_by(audit.c.seq)):
        body = json.loads(row.body) if _names_itself(row) else {}
        if body.get("action") in {"plan.saved", "plan.redacted"}:
            detail = body["detail"]
            anchored[body["subject"]] = (row.seq, detail["body"], detail["receipt"])
    found = []
    for plan in connection.execute(select(plans.c.plan_id, plans.c.body_hash, plans.c.receipt_hash)):
        seq, *hashes = anchored.get(plan.plan_id, (0, "", ""))
        if hashes != [plan.body_hash, plan.receipt_hash]:
            found.append(Break(MAIN, seq, f"plan {plan.plan_id} is not the one anchored here"))
    return found


def _witness_breaks(connection: Connection, witness: Mapping[str, tuple[int, str]]) -> list[Break]:
    found = []
    for chain, (seq, value) in sorted(witness.items()):
        query = select(audit.c.hash).where(audit.c.chain == chain, audit.c.seq == seq)
        if seq and connection.execute(query).scalar() != value:
            found.append(Break(chain, seq, "the witness saw another entry here"))
    return found
