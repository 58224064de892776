"""What OpenStreetMap's turn restrictions say: from which street, at which junction, into which street not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NO = ("no_left_turn", "no_right_turn", "no_straight_on", "no_u_turn", "no_entry", "no_exit")
_ONLY = ("only_left_turn", "only_right_turn", "only_straight_on", "only_u_turn")
_OURS = ("motorcar", "motor_vehicle", "vehicle", "hgv", "goods")  # whoever excepts one of these means our vehicles

Member = tuple[str, str, int]
"""A relation's member: kind (``n``, ``w`` or ``r``), role and number."""


@dataclass(frozen=True, slots=True)
class TurnRule:
    """From one of the ways ``origins`` over node ``via``: not into ``targets``, or (``is_only``) into nothing else."""

    origins: tuple[int, ...]
    via: int
    targets: tuple[int, ...]
    is_only: bool
    for_lorries: bool


def read_rule(tags: Mapping[str, str], members: Sequence[Member]) -> TurnRule | str:
    """The rule, or the reason why it is not honoured (https://wiki.openstreetmap.org/wiki/Relation:restriction)."""
    said = tags.get("restriction") or tags.get("restriction:hgv", "")
    if not said:
        return "turn restrictions at certain hours or for other vehicles"
    if said not in (*_NO, *_ONLY):
        return "turn restrictions of an unknown kind"
    if set(tags.get("except", "").replace(" ", "").split(";")) & set(_OURS):
        return "turn restrictions that except cars or lorries"
    via = [number for kind, role, number in members if role == "via" and kind == "n"]
    if len(via) != 1 or any(role == "via" and kind == "w" for kind, role, _ in members):
        return "turn restrictions over a stretch of street"
    origins = tuple(number for kind, role, number in members if role == "from" and kind == "w")
    targets = tuple(number for kind, role, number in members if role == "to" and kind == "w")
    if not origins or not targets:
        return "turn restrictions without both streets"
    return TurnRule(origins, via[0], targets, said in _ONLY, "restriction" not in tags)
