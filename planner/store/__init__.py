"""The database: what several people share."""

from planner.store import audit
from planner.store.backup import backup
from planner.store.derived_desk import Run
from planner.store.engine import read_url
from planner.store.restore import restore
from planner.store.store import Store, open_store

__all__ = ["Run", "Store", "audit", "backup", "open_store", "read_url", "restore"]
