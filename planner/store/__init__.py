"""The database: what several people share."""

from planner.store.derived_desk import Run
from planner.store.store import Store, open_store

__all__ = ["Run", "Store", "open_store"]
