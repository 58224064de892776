"""Dated rules (cordon, curfew, escort …) that every plan of their days must keep."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from planner.errors import refuse
from planner.model.dispatch import DatedRule
from planner.roles import Act, Role, Thing
from planner.store.again import again_when_undone
from planner.store.rows import replace
from planner.store.session import Session, must_do, must_see
from planner.store.tables import rules

_RULE: TypeAdapter[DatedRule] = TypeAdapter(DatedRule)


class RuleDesk(Session):
    """Keeps the rules; each change is on record."""

    @again_when_undone
    def save_rule(self, rule: DatedRule, *, role: Role, actor: str, now: datetime) -> None:
        """Keep a rule, in place of one with the same id."""
        must_do(role, Act.SET_RULES)
        body = _RULE.dump_json(rule).decode()
        row = {"rule_id": rule.rule_id, "start": rule.start.isoformat(), "end": rule.end.isoformat(), "body": body}
        with self.writing() as connection:
            replace(connection, rules, [row])
            detail = {"kind": rule.kind, "start": row["start"], "end": row["end"]}
            words = {"actor": actor, "role": str(role), "subject": rule.rule_id}
            self.log(connection, "rule.saved", now=now, detail=detail, **words)

    @again_when_undone
    def drop_rule(self, rule_id: str, *, role: Role, actor: str, now: datetime) -> None:
        """Take a rule away. E1723 when there is none."""
        must_do(role, Act.SET_RULES)
        with self.writing() as connection:
            if connection.execute(delete(rules).where(rules.c.rule_id == rule_id)).rowcount != 1:
                raise refuse("E1723", f"there is no rule {rule_id}", "list the rules")
            self.log(connection, "rule.dropped", actor=actor, role=role, now=now, subject=rule_id)

    def rules(self, role: Role, *, first: date | None = None, last: date | None = None) -> tuple[DatedRule, ...]:
        """Rules that hold on any day from ``first`` to ``last``, by start and id."""
        must_see(role, Thing.PLAN)
        query = select(rules.c.body).order_by(rules.c.start, rules.c.rule_id)
        if first is not None:
            query = query.where(rules.c.end >= first.isoformat())
        if last is not None:
            query = query.where(rules.c.start <= last.isoformat())
        with self.reading() as connection:
            return tuple(_RULE.validate_json(body) for body in connection.execute(query).scalars())
