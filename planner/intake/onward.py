"""Onward referral (row I7): a note from the field to an entry of KPWKM's queue, with the same firewall as intake.

Consent is asked and recorded. Without it only what the law lets an officer report goes on: danger to a person.
Pure functions on records; keeping the queue is the store's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from planner.errors import Fault, PlannerError, raise_if_any, refuse
from planner.intake import identity
from planner.intake.firewall import CLOCK_H, EMERGENCY_CLOCK_H, watch
from planner.intake.redact import Identity, redact
from planner.intake.rules import IntakeRules
from planner.model.onward import OnwardNote, OnwardReferral, OnwardState, Problem, Urgency

RESTRICTED = frozenset(
    {Problem.DOMESTIC_VIOLENCE, Problem.CHILD_ABUSE, Problem.SEXUAL_VIOLENCE, Problem.SUICIDE_RISK, Problem.NEGLECT}
)
CLOCKS_H = {Urgency.NOW: EMERGENCY_CLOCK_H, Urgency.TODAY: 24, Urgency.ROUTINE: 24 * 7}
"""Hours until someone should have taken an entry up: ours to set, no source promises them but the restricted ones."""


def refer_onward(note: OnwardNote, *, key: bytes, now: datetime, rules: IntakeRules) -> OnwardReferral:
    """The queue entry of ``note``; the same note gives the same id.

    Raises:
        PlannerError: E1130–E1133, all at once, for what the note lacks.
    """
    raise_if_any(_faults(note))
    lexicon = rules.lexicon
    problem, urgency = Problem(note.problem), Urgency(note.urgency)
    alarm = watch(lexicon.reader.read(note.text), rules)
    is_restricted = problem in RESTRICTED or alarm is not None
    hours = CLOCKS_H[urgency]
    if is_restricted:
        hours = min(hours, alarm.clock_h if alarm else CLOCK_H)
    if not note.consent and not is_restricted:
        raise refuse(
            "E1132", "the person did not agree to be referred", "ask first; danger alone may go without consent"
        )
    return OnwardReferral(
        onward_id=identity.digest(key, "onward", note.source_id),
        problem=problem,
        where=redact(note.where, Identity(), lexicon, is_address=True),
        urgency=urgency,
        text=redact(note.text, Identity(), lexicon),
        reported_by=note.officer.strip(),
        reported_at=now,
        due_at=now + timedelta(hours=hours),
        is_restricted=is_restricted,
        has_consent=bool(note.consent),
        stop_id=note.stop_id,
    )


def _faults(note: OnwardNote) -> list[Fault]:
    found = []
    if not _is_one_of(note.problem, Problem):
        found.append(Fault("E1130", "the note does not say what was met", f"choose one of {', '.join(Problem)}"))
    if not note.where.strip():
        found.append(Fault("E1131", "the note does not say where", "give the place, as exactly as it is known"))
    if not _is_one_of(note.urgency, Urgency) or not note.source_id.strip() or not note.officer.strip():
        found.append(Fault("E1133", "urgency, officer or the note's own number is missing", "fill all three"))
    return found


def _is_one_of(value: str, kind: type[StrEnum]) -> bool:
    return value in {member.value for member in kind}


def take_up(entry: OnwardReferral, *, officer: str, now: datetime) -> OnwardReferral:
    """``entry`` taken up by ``officer``; E1134 when someone else already did or it is closed."""
    if entry.state is not OnwardState.SENT:
        raise _wrong_state(entry)
    return replace(entry, state=OnwardState.TAKEN_UP, taken_up_by=officer, taken_up_at=now)


def close_entry(entry: OnwardReferral, *, outcome: str, now: datetime) -> OnwardReferral:
    """``entry`` closed with what came of it; E1134 when nobody took it up or it is closed already."""
    if entry.state is not OnwardState.TAKEN_UP:
        raise _wrong_state(entry)
    return replace(entry, state=OnwardState.CLOSED, closed_at=now, outcome=outcome)


def _wrong_state(entry: OnwardReferral) -> PlannerError:
    return refuse("E1134", f"the entry is already {entry.state.value}", "look at who took it up, and when")


def queue(entries: list[OnwardReferral], *, may_see_restricted: bool) -> list[OnwardReferral]:
    """Open entries by when they are due; without the right to see them, restricted ones are not there at all."""
    seen = [entry for entry in entries if may_see_restricted or not entry.is_restricted]
    return sorted((e for e in seen if e.state is not OnwardState.CLOSED), key=lambda e: (e.due_at, e.onward_id))
