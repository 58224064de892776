"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_GUARD = """
CREATE FUNCTION kembara_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql
"""
_GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{act} BEFORE {act} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for act in ("update", "delete")
    ],
    "postgresql": [
        _GUARD,
        "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION kembara_append_only()",
    ],
}


def upgrade() -> None:
    """Build."""
    for step in (_keys, _referred, _queues, _derived, _decided, _planned, _records):
        step()
    for line in _GUARDS[op.get_bind().dialect.name]:
        op.execute(line)


def _keys() -> None:
    """Secrets, marks and where the copies are."""
    op.create_table(
        "actors",
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("actor_key"),
    )
    op.create_table(
        "backups",
        sa.Column("backup_id", _TEXT, nullable=False),
        sa.Column("path", _TEXT, nullable=False),
        sa.Column("keys_path", _TEXT, nullable=False),
        sa.Column("made_at", _TEXT, nullable=False),
        sa.Column("digest", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("backup_id"),
    )
    op.create_table(
        "data_keys",
        sa.Column("subject_id", _TEXT, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id"),
    )
    op.create_table(
        "forgotten",
        sa.Column("mark", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_table(
        "meta",
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("value", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _referred() -> None:
    """Who asked for help."""
    op.create_table(
        "contacts",
        sa.Column("referral_id", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_table(
        "imports",
        sa.Column("import_id", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("added", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("known", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quarantined", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("import_id"),
    )
    op.create_table(
        "referrals",
        sa.Column("referral_id", _TEXT, nullable=False),
        sa.Column("import_id", _TEXT, nullable=False),
        sa.Column("channel", _TEXT, nullable=False),
        sa.Column("received_at", _TEXT, nullable=False),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("needs", _TEXT, nullable=False),
        sa.Column("household_size", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("children", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("elderly", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("disabled", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("infants", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("is_bedridden", sa.Boolean(), nullable=False),
        sa.Column("language", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_index("referrals_by_time", "referrals", ["received_at"], unique=False)


def _queues() -> None:
    """What waits for a person."""
    op.create_table(
        "onward_referrals",
        sa.Column("onward_id", _TEXT, nullable=False),
        sa.Column("recorded_at", _TEXT, nullable=False),
        sa.Column("recorded_by", _TEXT, nullable=False),
        sa.Column("urgency", _TEXT, nullable=False),
        sa.Column("has_consent", sa.Boolean(), nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("taken_by", _TEXT, nullable=False),
        sa.Column("taken_at", _TEXT, nullable=False),
        sa.Column("closed_at", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("onward_id"),
    )
    op.create_table(
        "protection_cases",
        sa.Column("case_id", _TEXT, nullable=False),
        sa.Column("received_at", _TEXT, nullable=False),
        sa.Column("due_at", _TEXT, nullable=False),
        sa.Column("clock_h", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_unsure", sa.Boolean(), nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("taken_by", _TEXT, nullable=False),
        sa.Column("taken_at", _TEXT, nullable=False),
        sa.Column("closed_at", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", _TEXT, nullable=False),
        sa.Column("import_id", _TEXT, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", _TEXT, nullable=False),
        sa.Column("cause", _TEXT, nullable=False),
        sa.Column("action", _TEXT, nullable=False),
        sa.Column("source_hash", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("closed_at", _TEXT, nullable=False),
        sa.Column("closed_by", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("quarantine_id"),
    )


def _derived() -> None:
    """What is worked out from that."""
    op.create_table(
        "hotspots",
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("hotspot_id", _TEXT, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "hotspot_id"),
    )
    op.create_table(
        "households",
        sa.Column("household_id", _TEXT, nullable=False),
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("household_id"),
    )
    op.create_table(
        "link_review",
        sa.Column("left_id", _TEXT, nullable=False),
        sa.Column("right_id", _TEXT, nullable=False),
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("left_id", "right_id"),
    )
    op.create_table(
        "links",
        sa.Column("referral_id", _TEXT, nullable=False),
        sa.Column("household_id", _TEXT, nullable=False),
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_index("links_by_household", "links", ["household_id"], unique=False)
    op.create_table(
        "placements",
        sa.Column("referral_id", _TEXT, nullable=False),
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_table(
        "runs",
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("stage", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("inputs", _TEXT, nullable=False),
        sa.Column("versions", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )


def _decided() -> None:
    """What people decide."""
    op.create_table(
        "link_decisions",
        sa.Column("decision_id", _TEXT, nullable=False),
        sa.Column("left_id", _TEXT, nullable=False),
        sa.Column("right_id", _TEXT, nullable=False),
        sa.Column("verdict", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("undone_at", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_table(
        "resolutions",
        sa.Column("resolution_id", _TEXT, nullable=False),
        sa.Column("referral_id", _TEXT, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("undone_at", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resolution_id"),
    )
    op.create_index("resolutions_by_referral", "resolutions", ["referral_id"], unique=False)
    op.create_table(
        "rules",
        sa.Column("rule_id", _TEXT, nullable=False),
        sa.Column("start", _TEXT, nullable=False),
        sa.Column("end", _TEXT, nullable=False),
        sa.Column("body", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("rule_id"),
    )


def _planned() -> None:
    """What is to drive, and what came of it."""
    op.create_table(
        "approvals",
        sa.Column("plan_id", _TEXT, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("at", _TEXT, nullable=False),
        sa.Column("body_hash", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "step"),
    )
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", _TEXT, nullable=False),
        sa.Column("plan_id", _TEXT, nullable=False),
        sa.Column("serves_id", _TEXT, nullable=False),
        sa.Column("place_id", _TEXT, nullable=False),
        sa.Column("household_id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("households", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("baskets", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visited_at", _TEXT, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("recorded_at", _TEXT, nullable=False),
        sa.Column("corrected_by", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("outcome_id"),
    )
    op.create_index("outcomes_by_place", "outcomes", ["place_id", "visited_at"], unique=False)
    op.create_table(
        "plans",
        sa.Column("plan_id", _TEXT, nullable=False),
        sa.Column("title", _TEXT, nullable=False),
        sa.Column("start", _TEXT, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("saved_at", _TEXT, nullable=False),
        sa.Column("actor_key", _TEXT, nullable=False),
        sa.Column("receipt_hash", _TEXT, nullable=False),
        sa.Column("body_hash", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id"),
    )


def _records() -> None:
    """Who may enter, and what everybody did."""
    op.create_table(
        "accounts",
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("password", _TEXT, nullable=False),
        sa.Column("created_at", _TEXT, nullable=False),
        sa.Column("disabled_at", _TEXT, nullable=False),
        sa.Column("failures", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("locked_until", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "audit",
        sa.Column("chain", _TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", _TEXT, nullable=False),
        sa.Column("body", _TEXT, nullable=False),
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("seal", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )
    op.create_table(
        "audit_heads",
        sa.Column("chain", _TEXT, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("seal", _TEXT, nullable=False),
        sa.PrimaryKeyConstraint("chain"),
    )
