"""Dated rules (cordon, curfew, escort …) that every plan of their days must keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, select

from planner.errors import refuse
from planner.model.dispatch import DatedRule
from planner.roles import Act, Role, Thing
from planner.store import audit
from planner.store.again import again_when_undone
from planner.store.rows import replace
from planner.store.session import Session, must_do, must_see
from planner.store.tables import rules

_RULE: TypeAdapter[DatedRule] = TypeAdapter(DatedRule)


class RuleDesk(Session):
    """Keeps the rules; each change is on record."""

    @again_when_undone
    def save_rules(self, given: Sequence[DatedRule], *, role: Role, actor: str, now: datetime) -> None:
        """Keep rules, all or none, each in place of one with the same id."""
        must_do(role, Act.SET_RULES)
        words: dict[str, Any] = {"actor": actor, "role": role, "now": now}
        with self.writing() as connection:
            for rule in given:
                body = _RULE.dump_json(rule).decode()
                dates = {"start": rule.start.isoformat(), "end": rule.end.isoformat()}
                replace(connection, rules, [{"rule_id": rule.rule_id, **dates, "body": body}])
                detail = {"kind": rule.kind, **dates}
                self.log(connection, "rule.saved", subject=rule.rule_id, detail=detail, **words)

    @again_when_undone
    def drop_rule(self, rule_id: str, *, role: Role, actor: str, now: datetime, reason: str) -> None:
        """Take a rule away. E1723 when there is none, E1708 without a reason."""
        must_do(role, Act.SET_RULES)
        detail = {"reason": audit.reason(reason)}
        with self.writing() as connection:
            if connection.execute(delete(rules).where(rules.c.rule_id == rule_id)).rowcount != 1:
                raise refuse("E1723", f"there is no rule {rule_id}", "list the rules")
            self.log(connection, "rule.dropped", actor=actor, role=role, now=now, subject=rule_id, detail=detail)

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
