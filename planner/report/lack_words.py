"""What a plan's own lists add to a reason: a rule with its kind and places, and a district without a patrol car."""

from __future__ import annotations

from planner.model.dispatch import DatedRule, Delivery, PatrolProblem, Plan, Unserved
from planner.report.words import Language, word, word_or

_SHOWN = 2


def rule_names(plan: Plan, language: Language) -> dict[str, tuple[str, float, float]]:
    """Each rule of ``plan`` by id as ``emco-ppr-kerinchi [Cordon: PPR Kerinchi]``, in the form of its locations."""
    rules = (*plan.convoy_problem.rules, *(plan.patrol_problem.rules if plan.patrol_problem is not None else ()))
    return {rule.rule_id: (_rule_text(rule, language), 0.0, 0.0) for rule in rules}


def _rule_text(rule: DatedRule, language: Language) -> str:
    kind = word_or(f"ui.rules.kind.{rule.kind}", language, rule.kind)
    places = ", ".join(rule.places[:_SHOWN]) + (" …" if len(rule.places) > _SHOWN else "")
    return f"{rule.rule_id} [{kind}: {places}]" if places else f"{rule.rule_id} [{kind}]"


def no_car_text(item: Unserved, plan: Plan, language: Language) -> str:
    """Why no car of a door's district is free, where there is none at all, or no district; empty otherwise."""
    problem = plan.patrol_problem
    if problem is None or not any(detail.code == "door_no_day" for detail in item.details):
        return ""
    door = next((one for one in problem.deliveries if one.delivery_id == item.serves_id), None)
    if door is None or _has_car(problem, door):
        return ""
    key = "lack.no_car" if door.police_district else "lack.no_district"
    return word(key, language, district=door.police_district)


def _has_car(problem: PatrolProblem, door: Delivery) -> bool:
    depots = {depot.depot_id: depot.police_district for depot in problem.depots}
    return any((car.police_district or depots.get(car.depot_id)) == door.police_district for car in problem.vehicles)
