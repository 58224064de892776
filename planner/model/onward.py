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

    EMERGENCY = "emergency"
    SOON = "soon"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class OnwardNote:
    """What an officer enters at a stop or on patrol: what, where, consent and urgency, in words as they come.

    ``source_id`` names the entry on the officer's device, so that sending it twice records it once; empty, the note's
    own words of that day do. ``consent`` None means the person was not asked. It holds identities: it is never kept.
    """

    problem: str
    where: str
    urgency: str
    consent: bool | None
    what: str = ""
    source_id: str = ""
    stop_id: str = ""


@dataclass(frozen=True, slots=True)
class OnwardReferral:
    """One entry of KPWKM's queue, without identities: :func:`planner.intake.refer_onward` alone makes one.

    Who recorded it, and who took it up and when, is the store's to say. ``is_restricted``: one of the matters behind
    the protection firewall, on their clock; ``due_at`` is when someone should have taken it up.
    """

    onward_id: str
    problem: Problem
    what: str
    where: str
    urgency: Urgency
    has_consent: bool
    is_restricted: bool
    due_at: datetime
    stop_id: str = ""
