"""Words of onward referral: a social problem met at a stop or on patrol, passed to KPWKM for joint intervention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Problem(StrEnum):
    """What was met; the first five go behind the protection firewall by themselves."""

    DOMESTIC_VIOLENCE = "domestic_violence"
    CHILD_ABUSE = "child_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    SUICIDE_RISK = "suicide_risk"
    NEGLECT = "neglect"
    HOMELESS = "homeless"
    DRUGS = "drugs"
    OUT_OF_SCHOOL = "out_of_school"
    MENTAL_HEALTH = "mental_health"
    ELDER_ALONE = "elder_alone"
    DISABILITY = "disability"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon someone must act."""

    NOW = "now"
    TODAY = "today"
    ROUTINE = "routine"


class OnwardState(StrEnum):
    """How far an onward referral has come."""

    SENT = "sent"
    TAKEN_UP = "taken_up"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OnwardNote:
    """What an officer enters at a stop or on patrol: what, where, consent, urgency, and who reports.

    ``source_id`` names the entry on the officer's device, so that sending it twice records it once.
    ``consent`` None means the person was not asked.
    """

    source_id: str
    problem: str
    where: str
    urgency: str
    consent: bool | None
    officer: str
    text: str = ""
    stop_id: str = ""


@dataclass(frozen=True, slots=True)
class OnwardReferral:
    """One entry of KPWKM's queue. ``is_restricted`` entries are for the case team alone, on their clock."""

    onward_id: str
    problem: Problem
    where: str
    urgency: Urgency
    text: str
    reported_by: str
    reported_at: datetime
    due_at: datetime
    is_restricted: bool
    has_consent: bool
    stop_id: str = ""
    state: OnwardState = OnwardState.SENT
    taken_up_by: str = ""
    taken_up_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str = ""
