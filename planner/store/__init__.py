"""The database: what several people share."""

from planner.store.store import Store, open_store

__all__ = ["Store", "open_store"]
