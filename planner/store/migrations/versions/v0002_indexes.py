"""Indexes for the lists that grow: open work, pairs decided, outcomes by stop, the last run of a stage."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = (
    ("quarantine_by_status", "quarantine", ["status"]),
    ("protection_cases_by_status", "protection_cases", ["status"]),
    ("link_decisions_by_pair", "link_decisions", ["left_id", "right_id"]),
    ("outcomes_by_stop", "outcomes", ["plan_id", "serves_id"]),
    ("runs_by_stage", "runs", ["stage", "at"]),
)


def upgrade() -> None:
    """Make them."""
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    """Drop them."""
    for name, table, _ in _INDEXES:
        op.drop_index(name, table)
