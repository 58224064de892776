"""The tables, as SQLAlchemy sees them. ``migrations/`` builds the same; a test compares the two.

Times are ISO 8601 text in UTC with microseconds, so that SQLite and PostgreSQL keep and sort them alike. Whatever
tells of a person (address, note, contact, door) is in a ``sealed`` column: encrypted under the secret of its subject
in ``data_keys``, so that destroying the secret destroys every copy of it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects import postgresql

metadata = MetaData()

# Byte order on both databases, so that lists and archives do not depend on a server's language.
_TEXT = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def _text(name: str, *, is_key: bool = False, is_nullable: bool = False) -> Column[str]:
    return Column(name, _TEXT, primary_key=is_key, nullable=is_nullable)


def _whole(name: str, *, is_key: bool = False, is_nullable: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=is_key, nullable=is_nullable, autoincrement=False)


def _sealed(*, is_nullable: bool = False) -> Column[bytes]:
    return Column("sealed", LargeBinary, nullable=is_nullable)


meta = Table("meta", metadata, _text("key", is_key=True), _text("value"))
actors = Table("actors", metadata, _text("actor_key", is_key=True), _text("name"))
data_keys = Table(
    "data_keys", metadata, _text("subject_id", is_key=True), Column("secret", LargeBinary, nullable=False)
)
forgotten = Table("forgotten", metadata, _text("mark", is_key=True), _text("at"))
backups = Table(
    "backups",
    metadata,
    _text("backup_id", is_key=True),
    _text("path"),
    _text("keys_path"),
    _text("made_at"),
    _text("digest"),
)

imports = Table(
    "imports",
    metadata,
    _text("import_id", is_key=True),
    _text("at"),
    _text("actor_key"),
    _whole("added"),
    _whole("known"),
    _whole("quarantined"),
)
referrals = Table(
    "referrals",
    metadata,
    _text("referral_id", is_key=True),
    _text("import_id"),
    _text("channel"),
    _text("received_at"),
    _text("state"),
    _text("needs"),
    _whole("household_size", is_nullable=True),
    _whole("children", is_nullable=True),
    _whole("elderly", is_nullable=True),
    _whole("disabled", is_nullable=True),
    _whole("infants", is_nullable=True),
    Column("is_bedridden", Boolean, nullable=False),
    _text("language"),
    _sealed(),
    Index("referrals_by_time", "received_at"),
)
contacts = Table("contacts", metadata, _text("referral_id", is_key=True), _sealed())
quarantine = Table(
    "quarantine",
    metadata,
    _text("quarantine_id", is_key=True),
    _text("import_id"),
    _whole("row"),
    _text("code"),
    _text("cause"),
    _text("action"),
    _text("source_hash"),
    _text("status"),  # open, corrected, dropped or withheld (see sent_again)
    _text("closed_at"),
    _text("closed_by"),
    _text("note"),
    _sealed(is_nullable=True),
    Index("quarantine_by_status", "status"),
)
protection_cases = Table(
    "protection_cases",
    metadata,
    _text("case_id", is_key=True),
    _text("received_at"),
    _text("due_at"),
    _whole("clock_h"),
    Column("is_unsure", Boolean, nullable=False),
    _text("status"),  # open, taken, closed or released
    _text("taken_by"),
    _text("taken_at"),
    _text("closed_at"),
    _sealed(),
    Index("protection_cases_by_status", "status"),
)
onward_referrals = Table(
    "onward_referrals",
    metadata,
    _text("onward_id", is_key=True),
    _text("recorded_at"),
    _text("recorded_by"),
    _text("urgency"),
    Column("has_consent", Boolean, nullable=False),
    _text("status"),  # open, taken or closed
    _text("taken_by"),
    _text("taken_at"),
    _text("closed_at"),
    _sealed(),
)

runs = Table(
    "runs",
    metadata,
    _text("run_id", is_key=True),
    _text("stage"),
    _text("at"),
    _text("inputs"),
    _text("versions"),
    Index("runs_by_stage", "stage", "at"),
)
placements = Table("placements", metadata, _text("referral_id", is_key=True), _text("run_id"), _sealed())
households = Table("households", metadata, _text("household_id", is_key=True), _text("run_id"), _sealed())
links = Table(
    "links",
    metadata,
    _text("referral_id", is_key=True),
    _text("household_id"),
    _text("run_id"),
    _text("reason"),
    Index("links_by_household", "household_id"),
)
link_review = Table(
    "link_review",
    metadata,
    _text("left_id", is_key=True),
    _text("right_id", is_key=True),
    _text("run_id"),
    Column("score", Float, nullable=False),
    _text("reason"),
)
link_decisions = Table(
    "link_decisions",
    metadata,
    _text("decision_id", is_key=True),
    _text("left_id"),
    _text("right_id"),
    _text("verdict"),  # same or different
    _text("reason"),
    _text("actor_key"),
    _text("at"),
    _text("undone_at"),
    Index("link_decisions_by_pair", "left_id", "right_id"),
)
resolutions = Table(
    "resolutions",
    metadata,
    _text("resolution_id", is_key=True),
    _text("referral_id"),
    _text("actor_key"),
    _text("at"),
    _text("undone_at"),
    _sealed(),
    Index("resolutions_by_referral", "referral_id"),
)
hotspots = Table(
    "hotspots", metadata, _text("run_id", is_key=True), _text("hotspot_id", is_key=True), _whole("rank"), _text("body")
)

plans = Table(
    "plans",
    metadata,
    _text("plan_id", is_key=True),
    _text("title"),
    _text("start"),
    _whole("days"),
    _text("saved_at"),
    _text("actor_key"),
    _text("receipt_hash"),
    _text("body_hash"),
    _sealed(),
)
approvals = Table(
    "approvals",
    metadata,
    _text("plan_id", is_key=True),
    _whole("step", is_key=True),
    _text("actor_key"),
    _text("role"),
    _text("reason"),
    _text("at"),
    _text("body_hash"),
)
outcomes = Table(
    "outcomes",
    metadata,
    _text("outcome_id", is_key=True),
    _text("plan_id"),
    _text("serves_id"),
    _text("place_id"),
    _text("household_id"),
    _text("kind"),  # delivered, absent, refused or not_found
    _whole("households"),
    _whole("baskets"),
    _text("visited_at"),
    _text("actor_key"),
    _text("recorded_at"),
    _text("corrected_by"),
    Index("outcomes_by_place", "place_id", "visited_at"),
    Index("outcomes_by_stop", "plan_id", "serves_id"),
)
rules = Table("rules", metadata, _text("rule_id", is_key=True), _text("start"), _text("end"), _text("body"))
accounts = Table(
    "accounts",
    metadata,
    _text("name", is_key=True),
    _text("role"),
    _text("password"),
    _text("created_at"),
    _text("disabled_at"),
    _whole("failures"),
    _text("locked_until"),
)

audit = Table(
    "audit",
    metadata,
    _text("chain", is_key=True),
    _whole("seq", is_key=True),
    _text("prev"),
    _text("body"),
    _text("hash"),
    _text("seal"),
)
audit_heads = Table("audit_heads", metadata, _text("chain", is_key=True), _whole("seq"), _text("hash"), _text("seal"))
