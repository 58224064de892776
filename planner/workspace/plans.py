"""Plans and changes as files, for the doors."""

from __future__ import annotations

from pathlib import Path

from planner.adapters import plan_files
from planner.adapters.change_files import read_changes
from planner.adapters.plan_files import extra_fields
from planner.adapters.sheet_facts import facts_beside
from planner.errors import raise_if_any, some_of_each
from planner.model.dispatch import Plan
from planner.report.reason_words import unsaid

__all__ = ["extra_fields", "facts_beside", "read_changes", "read_plan"]


def read_plan(path: Path) -> Plan:
    """The plan in the file at ``path``, whose every reason can be said; faults as those of the adapter's reader."""
    plan = plan_files.read_plan(path)
    raise_if_any(some_of_each(unsaid(plan, path.name)))
    return plan
