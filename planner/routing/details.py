"""What is said about a reason and about a change: codes with figures, and the English sentence of each.

``data/words`` says the same in Malay and English with names for ids; a test holds the two English ones together.
"""

from __future__ import annotations

from collections.abc import Iterable

from planner.model.dispatch import DatedRule, Detail

TEXTS = {
    "brought": "{brought} of {wanted} baskets are brought",
    "no_day": "no vehicle is free on any of its days",
    "other_days": "none of its days lies in this plan",
    "crew": "a crew of {wanted} is asked for, the lorries have {aboard}",
    "closed": "closed by {rules}",
    "kept_away": "every vehicle is kept away by {rules}",
    "no_kind": "no vehicle is free to come along: {kinds}",
    "no_road": "no road leads there and back",
    "no_window": "its {minutes} minutes of service fit into no window",
    "room": "{baskets} baskets at once, the largest convoy carries {room}",
    "stock": "{left} baskets are left at {place}, {baskets} are needed",
    "late": "on its own it would take {minutes} minutes more than shift, curfew and window allow",
    "not_worth": "it could be reached, but other stops meet more need with the same vehicles and hours",
    "door_no_pickup": "no convoy comes near and no depot may supply it",
    "door_no_day": "no car of its district is free on its day",
    "door_crew": "a crew of {wanted} is asked for, {aboard} are aboard",
    "door_other_day": "food is there on another day only",
    "door_district": "its food lies in another district and no consent is recorded",
    "door_window": "its window is never open long enough",
    "door_room": "{baskets} baskets do not fit into one car",
    "door_stock": "{left} baskets are left at {place}",
    "door_late": "it cannot be loaded, brought and left in time even on its own",
    "door_not_worth": "it could be reached, but other households come first with the same cars",
}
CHANGE_TEXTS = {
    "nothing": "no change: it fits in, but its need counts less than the driving it costs",
    "any_day": "let it be served on any day of the plan",
    "any_time": "let it be delivered at any time of day",
    "in_parts": "let it be served in parts",
    "give_window": "give it a window",
    "window_to": "window to {clock}",
    "crew_time": "+{minutes} min crew time",
    "one_more_at": "one more {kind} at {place}",
    "one_more": "one more {kind}",
    "lorry_for": "a lorry for {baskets} baskets",
    "depot_stock": "{baskets} more baskets in stock at {place}",
    "pickup_stock": "{baskets} more baskets at {place}",
    "consent": "record consent to cross the district",
    "car_for": "one more patrol car for {district}",
    "lift_rules": "lift rules {rules}",
    "lift_rule": "lift rule {rule}",
}
"""Changes that would serve a place; ``lift_rules`` has one figure ``rule`` for each rule."""
MOST_NAMED = 3  # more rules than this no reader takes in; the rest are counted
NO_END_YEAR = 2999  # a fleet file's rule without an end


def told(code: str, **figures: object) -> Detail:
    """A detail with its figures as text."""
    return Detail(code, tuple((name, str(value)) for name, value in figures.items()))


def told_rules(code: str, rules: Iterable[DatedRule]) -> Detail:
    """A detail about rules: at most :data:`MOST_NAMED`, those that last longest, and how many more.

    Its figures are pairs of ``rule`` and ``until`` (an ISO date; empty: further notice), then ``more``.
    """
    ends = {rule.rule_id: rule.end for rule in rules}
    order = sorted(ends, key=lambda rule_id: (-ends[rule_id].toordinal(), rule_id))
    figures: list[tuple[str, str]] = []
    for rule_id in order[:MOST_NAMED]:
        last = ends[rule_id]
        figures += [("rule", rule_id), ("until", "" if last.year >= NO_END_YEAR else last.isoformat())]
    return Detail(code, (*figures, ("more", str(max(0, len(order) - MOST_NAMED)))))


def text_of(detail: Detail) -> str:
    """The English sentence, with ids as they are."""
    fields = dict(detail.figures)
    fields["rules"] = _rules(detail)
    return TEXTS[detail.code].format(**fields)


def change_text(steps: Iterable[Detail]) -> str:
    """The English sentence of a change, with ids as they are."""
    return " and ".join(CHANGE_TEXTS[step.code].format(**_step_fields(step)) for step in steps)


def _step_fields(step: Detail) -> dict[str, str]:
    fields = dict(step.figures)
    if "kind" in fields:
        fields["kind"] = fields["kind"].replace("_", " ")
    fields["rules"] = " and ".join(value for name, value in step.figures if name == "rule")
    return fields


def _rules(detail: Detail) -> str:
    names = [value for name, value in detail.figures if name == "rule"]
    ends = [value for name, value in detail.figures if name == "until"]
    words = [f"{name} (until {end or 'further notice'})" for name, end in zip(names, ends, strict=True)]
    more = int(dict(detail.figures).get("more", 0))
    several = "s" if len(names) + more > 1 else ""
    return f"rule{several} {', '.join(words)}{f' and {more} more' if more else ''}"
