"""Words of the store: what an import changed, what happened at a door, who agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import changed: referrals ``added`` or already ``known``, rows newly quarantined, cases newly
    in the restricted queue, and earlier quarantined rows that corrected ones closed."""

    added: int
    known: int
    quarantined: int
    protection: int
    corrected: int = 0

    @property
    def is_change(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.quarantined or self.protection or self.corrected)


class OutcomeKind(StrEnum):
    """What happened at a stop or door."""

    DELIVERED = "delivered"
    ABSENT = "absent"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a convoy or patrol did for one stop or household: ``households`` met and ``baskets`` handed out.

    ``serves_id`` is the plan's stop_id or delivery_id. Sending the same outcome twice changes nothing; a different
    one for the same ``plan_id``, ``serves_id``, ``household_id`` and day corrects the earlier.
    """

    plan_id: str
    serves_id: str
    place_id: str
    kind: OutcomeKind
    visited_at: datetime
    households: int
    baskets: int
    household_id: str = ""

    def __post_init__(self) -> None:
        if self.households < 0 or self.baskets < 0:
            raise ValueError("households and baskets must be at least 0")
        if self.kind != OutcomeKind.DELIVERED and self.baskets:
            raise ValueError(f"nothing is handed out when the outcome is {self.kind}")
        if self.visited_at.tzinfo is None:
            raise ValueError("visited_at needs a time zone")


@dataclass(frozen=True, slots=True)
class Approval:
    """One of the two agreements that a plan needs before it drives."""

    plan_id: str
    step: int
    actor: str
    role: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a deletion removed. It names nobody: ``subject`` is a keyed mark.

    ``removed`` counts rows by table, ``secrets`` the destroyed keys, ``plans`` those redacted. ``cleaned`` are the
    backups' key files from which the keys are gone too, ``unreached`` those that could not be opened and must be
    destroyed by hand. ``is_wiped``: the database has overwritten the freed space.
    """

    subject: str
    at: datetime
    removed: tuple[tuple[str, int], ...]
    secrets: int
    plans: tuple[str, ...]
    cleaned: tuple[str, ...]
    unreached: tuple[str, ...]
    is_wiped: bool
    audit_seq: int


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made and tried: where, how many rows by table, and the SHA-256 of the archive."""

    path: str
    keys_path: str
    rows: tuple[tuple[str, int], ...]
    digest: str


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore brought back, and how many rows stayed out because their keys were destroyed since."""

    rows: tuple[tuple[str, int], ...]
    forgotten: int


@dataclass(frozen=True, slots=True)
class KeyReport:
    """A change of the key: rows sealed anew by table, whether it went on with one broken off, and as in Certificate."""

    rows: tuple[tuple[str, int], ...]
    is_resumed: bool
    is_wiped: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A local account, without its password."""

    name: str
    role: str
    created_at: datetime
    is_disabled: bool = False
