"""Onward referral (row I7): a note from the field to an entry of KPWKM's queue, with the same firewall as intake.

Consent is asked and recorded. Without it only what the law lets an officer report goes on: danger to a person.
Keeping the queue, and who took up what, is the store's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from planner.errors import Fault, raise_if_any, refuse
from planner.intake import identity
from planner.intake.firewall import CLOCK_H, EMERGENCY_CLOCK_H, watch
from planner.intake.redact import Identity, redact
from planner.intake.rules import IntakeRules
from planner.model.onward import OnwardNote, OnwardReferral, Problem, Urgency

RESTRICTED = frozenset(
    {Problem.DOMESTIC_VIOLENCE, Problem.CHILD_ABUSE, Problem.SEXUAL_VIOLENCE, Problem.SUICIDE_RISK, Problem.NEGLECT}
)
CLOCKS_H = {Urgency.EMERGENCY: EMERGENCY_CLOCK_H, Urgency.SOON: 24, Urgency.NORMAL: 24 * 7}
"""Hours until someone should have taken an entry up: ours to set, no source promises them but the restricted ones."""
_NUMBER_BYTES = 6  # read out on the radio; two of 10,000 entries meet with a chance of 2 in 10 million


def refer_onward(note: OnwardNote, *, key: bytes, now: datetime, rules: IntakeRules) -> OnwardReferral:
    """The queue entry of ``note``, its words without identities; the same note gives the same id.

    Raises:
        PlannerError: E1130, E1131 and E1133, all at once, for what the note lacks; E1132 without consent or danger.
    """
    raise_if_any(_faults(note))
    lexicon = rules.lexicon
    problem, urgency = Problem(note.problem), Urgency(note.urgency)
    alarm = watch(lexicon.reader.read(note.what), rules)
    is_restricted = problem in RESTRICTED or alarm is not None
    hours = CLOCKS_H[urgency]
    if is_restricted:
        hours = min(hours, alarm.clock_h if alarm else CLOCK_H)
    if not note.consent and not is_restricted:
        raise refuse(
            "E1132", "the person did not agree to be referred", "ask first; danger alone may go without consent"
        )
    return OnwardReferral(
        onward_id=f"onward-{identity.digest(key, 'onward', _own_number(note, now), _NUMBER_BYTES)}",
        problem=problem,
        what=redact(note.what.strip(), Identity(), lexicon),
        where=redact(note.where.strip(), Identity(), lexicon, is_address=True),
        urgency=urgency,
        has_consent=bool(note.consent),
        is_restricted=is_restricted,
        due_at=now + timedelta(hours=hours),
        stop_id=note.stop_id,
    )


def _own_number(note: OnwardNote, now: datetime) -> str:
    """What makes a note itself: its number on the device, else its words and the day."""
    parts = (now.date().isoformat(), note.problem, note.where.strip(), note.what.strip(), note.stop_id)
    return note.source_id.strip() or "\x00".join(parts)


def _faults(note: OnwardNote) -> list[Fault]:
    found = []
    if not _is_one_of(note.problem, Problem):
        found.append(Fault("E1130", "the note does not say what was met", f"choose one of {', '.join(Problem)}"))
    if not note.where.strip():
        found.append(Fault("E1131", "the note does not say where", "give the place, as exactly as it is known"))
    if not _is_one_of(note.urgency, Urgency):
        found.append(Fault("E1133", "the note does not say how urgent it is", f"choose one of {', '.join(Urgency)}"))
    return found


def _is_one_of(value: str, kind: type[StrEnum]) -> bool:
    return value in {member.value for member in kind}
