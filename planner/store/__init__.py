"""The database: what several people share."""

from planner.store import audit
from planner.store.backup import backup
from planner.store.derived_desk import Run
from planner.store.engine import read_url
from planner.store.quarantine_desk import Source
from planner.store.rekey import change_key, is_handed_over
from planner.store.restore import restore
from planner.store.store import Store, open_store

__all__ = [
    "Run",
    "Source",
    "Store",
    "audit",
    "backup",
    "change_key",
    "is_handed_over",
    "open_store",
    "read_url",
    "restore",
]
