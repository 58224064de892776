"""Details about dated rules: which bind a place, and how long they last."""

from __future__ import annotations

from collections.abc import Iterable

from planner.model.dispatch import DatedRule
from planner.model.reason import Detail

MOST_NAMED = 3  # more rules than this no reader takes in; the rest are counted
NO_END_YEAR = 2999  # a fleet file's rule without an end


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
