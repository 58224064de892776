"""The store: one door to everything that several people share."""

from __future__ import annotations

import hmac

from sqlalchemy import Engine, select

from planner.errors import refuse
from planner.store import key_ring
from planner.store.account_desk import Accounts, DemonstrationDesk
from planner.store.audit_desk import AuditDesk
from planner.store.decision_desks import LinkDecisions, Resolutions
from planner.store.derived_desk import DerivedDesk
from planner.store.engine import make_engine, read_url, where, writing
from planner.store.intake_desk import IntakeDesk
from planner.store.keys import Keys
from planner.store.migrate import migrate
from planner.store.onward_desk import OnwardReferrals
from planner.store.outcome_desk import OutcomeDesk
from planner.store.plan_desk import PlanDesk
from planner.store.protection_desk import ProtectionDesk
from planner.store.quarantine_desk import QuarantineDesk
from planner.store.retention_desk import RetentionDesk
from planner.store.rows import insert_new
from planner.store.rule_desk import RuleDesk
from planner.store.tables import meta
from planner.store.vault_desk import VaultDesk


class Store(
    IntakeDesk,
    QuarantineDesk,
    VaultDesk,
    ProtectionDesk,
    DerivedDesk,
    PlanDesk,
    OutcomeDesk,
    RuleDesk,
    RetentionDesk,
    DemonstrationDesk,
    AuditDesk,
):
    """Everything kept. Each method is one transaction, and asks ``planner.roles`` before it reads or writes."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        super().__init__(engine, keys)
        self.accounts = Accounts(self)
        self.resolutions = Resolutions(self)
        self.link_decisions = LinkDecisions(self)
        self.onward_referrals = OnwardReferrals(self)


def open_store(url: str, *, key: bytes, busy_s: float = 15.0) -> Store:
    """Open the store at ``url`` (``sqlite:///file`` or ``postgresql://…``), creating or upgrading its tables.

    ``key`` is the settings' key; ``busy_s`` how long to wait for another writer. Errors: E1704 not a database, E1705
    another program's, E1706 newer, E1711 another key, E2701 and E2702 for the URL, E3701 to E3704 from outside.
    """
    engine = make_engine(read_url(url), busy_s=busy_s)
    migrate(engine)
    store = Store(engine, Keys(key))
    _check_key(store)
    with store.reading() as connection:
        keys = key_ring.read(connection, store.keys)
    return Store(engine, keys) if keys.former else store


def _check_key(store: Store) -> None:
    """Refuse a key that is not the one this store was made with: nothing sealed would open again."""
    mark = store.keys.key_check()
    query = select(meta.c.value).where(meta.c.key == "key_check")
    with store.reading() as connection:
        known = connection.execute(query).scalar()
    if known is None:
        with writing(store.engine) as connection:
            insert_new(connection, meta, [{"key": "key_check", "value": mark}])
            known = connection.execute(query).scalar()
    if not hmac.compare_digest(str(known), mark):
        store.close()
        action = "set KEMBARA_KEY to the key the store was made with, or use another store"
        raise refuse("E1711", "the key is not the one this store was made with", action, where(store.engine))
