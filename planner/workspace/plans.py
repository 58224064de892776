"""Plans and changes as files, for the doors."""

from planner.adapters.change_files import read_changes
from planner.adapters.plan_files import extra_fields, read_plan

__all__ = ["extra_fields", "read_changes", "read_plan"]
