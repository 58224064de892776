"""What happened at the stops and doors, and what that tells the next recommendation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select, update

from planner.frames import VISITED, Column, Schema
from planner.model.record import Outcome, OutcomeKind
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.keys import canonical
from planner.store.rows import frame, insert_new, utc
from planner.store.session import Session, must_do, must_see
from planner.store.tables import outcomes
from planner.units import ZONE

OUTCOMES = Schema(
    "outcomes",
    (
        Column("outcome_id", is_unique=True),
        Column("plan_id"),
        Column("serves_id"),
        Column("place_id"),
        Column("household_id"),
        Column("kind"),
        Column("households", "int"),
        Column("baskets", "int"),
        Column("visited_at", "time"),
        Column("recorded_at", "time"),
    ),
)


class OutcomeDesk(Session):
    """Keeps outcomes; nothing is overwritten, a correction points at what it corrects."""

    def add_outcomes(self, given: Iterable[Outcome], *, role: Role, actor: str, now: datetime) -> int:
        """Keep outcomes and return how many were new; those sent before, even if corrected since, change nothing.

        A different outcome for the same plan, stop, household and day corrects the one before; at a stop, where no
        single household is meant, only one of the same kind does: 190 delivered and 10 absent both hold.
        """
        must_do(role, Act.RECORD_OUTCOME)
        return self._add(tuple(given), role, actor, now)

    @again_when_undone  # a tuple can be read again
    def _add(self, given: tuple[Outcome, ...], role: Role, actor: str, now: datetime) -> int:
        with self.writing() as connection:
            who = audit.actor_key(connection, self.keys, actor)
            new = [key for outcome in given if (key := self._put(connection, outcome, who, now))]
            if new:
                detail = {"outcomes": len(new), "ids": new}
                self.log(connection, "outcomes.added", actor=actor, role=role, now=now, detail=detail)
        return len(new)

    def outcomes(self, role: Role) -> pd.DataFrame:
        """Outcomes that hold (frame ``OUTCOMES``), oldest first, without what was corrected."""
        must_see(role, Thing.OUTCOMES)
        query = select(*(outcomes.c[name] for name in OUTCOMES.names)).where(outcomes.c.corrected_by == "")
        with self.reading() as connection:
            query = query.order_by(outcomes.c.visited_at, outcomes.c.outcome_id)
            return frame(connection.execute(query).mappings(), OUTCOMES)

    def delivered(self) -> pd.DataFrame:
        """Outcomes that delivered something: plan_id, serves_id, kind, households; no role asked, as in ``visited``.

        For aggregates by area, which the scoring room suppresses; doors of patrol deliveries are not among them.
        """
        names = ("plan_id", "serves_id", "kind", "households")
        query = select(*(outcomes.c[name] for name in names))
        query = query.where(outcomes.c.corrected_by == "", outcomes.c.kind == OutcomeKind.DELIVERED.value)
        query = query.where(outcomes.c.household_id == "").order_by(outcomes.c.outcome_id)
        with self.reading() as connection:
            return pd.DataFrame(connection.execute(query).mappings().all(), columns=list(names))

    def visited(self) -> pd.DataFrame:
        """Where households were served (frame ``VISITED``): one line a place and day in Kuala Lumpur's time.

        For the scoring room, no role asked: it holds places and counts of public deliveries, no person.
        """
        query = select(outcomes.c.place_id, outcomes.c.visited_at, outcomes.c.households)
        query = query.where(outcomes.c.corrected_by == "", outcomes.c.kind == OutcomeKind.DELIVERED.value)
        query = query.where(outcomes.c.place_id != "", outcomes.c.households > 0)
        with self.reading() as connection:
            served = frame(connection.execute(query).mappings(), VISITED)
        if served.empty:
            return served
        days = served["visited_at"].dt.date
        groups = served.groupby(["place_id", days.rename("day")], as_index=False)
        counted = groups.agg(visited_at=("visited_at", "min"), households=("households", "sum"))
        return counted.sort_values(["visited_at", "place_id"], ignore_index=True)[VISITED.names]

    def _put(self, connection: Connection, outcome: Outcome, who: str, now: datetime) -> str:
        row = {**asdict(outcome), "kind": outcome.kind.value, "visited_at": utc(outcome.visited_at)}
        key = self.keys.mark("outcome", canonical(row))
        if connection.execute(select(outcomes.c.outcome_id).where(outcomes.c.outcome_id == key)).first():
            return ""
        same = (outcomes.c.plan_id == outcome.plan_id) & (outcomes.c.serves_id == outcome.serves_id)
        same &= (outcomes.c.household_id == outcome.household_id) & (outcomes.c.corrected_by == "")
        if not outcome.household_id:  # a stop tells several things of one day; a door is found in one state
            same &= outcomes.c.kind == outcome.kind.value
        day = outcome.visited_at.astimezone(ZONE).date()
        for earlier in connection.execute(select(outcomes.c.outcome_id, outcomes.c.visited_at).where(same)).all():
            if datetime.fromisoformat(earlier.visited_at).astimezone(ZONE).date() == day:
                wanted = outcomes.c.outcome_id == earlier.outcome_id
                connection.execute(update(outcomes).where(wanted).values(corrected_by=key))
        kept = {"outcome_id": key, "actor_key": who, "recorded_at": utc(now), "corrected_by": ""}
        insert_new(connection, outcomes, [{**row, **kept}])
        return key
