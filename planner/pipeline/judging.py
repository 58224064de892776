"""Plans that nobody may drive by: found by the independent checker, refused with what it says."""

from __future__ import annotations

from planner import routing
from planner.errors import refuse
from planner.model.dispatch import Plan, Violation


def must_know_its_names(plan: Plan) -> None:
    """Refuse (E1545) a plan that names what its own problem does not have, or whose problem contradicts itself."""
    wrong = tuple(item for item in routing.check_plan(plan) if item.code.startswith(("unknown-", "problem-")))
    if wrong:
        cause = f"the plan does not hold: {in_words(wrong)}"
        raise refuse("E1545", cause, "run `kembara check` on the plan; nothing was written")


def must_pass(plan: Plan) -> None:
    """Refuse (E9001) a plan of our own making in which the checker finds a violation: a bug of ours."""
    violations = routing.check_plan(plan)
    if violations:
        cause = f"the independent checker found {len(violations)} violations: {in_words(violations)}"
        raise refuse("E9001", cause, "please report it with the command you gave; no plan was written")


def in_words(violations: tuple[Violation, ...]) -> str:
    """The first five in words."""
    return "; ".join(f"{v.code} at {v.where}: {v.detail}" for v in violations[:5])
