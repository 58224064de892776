"""The reason for a placement, or for none, in words a planner reads."""

from __future__ import annotations

from planner.geo.geocode_anchor import Anchor, Relation
from planner.geo.geocode_context import Context
from planner.geo.geocode_places import PlaceFacts
from planner.geo.geocode_rank import Choice
from planner.model.place import Grade, Place

_SAYS: dict[str, str] = {
    "fit_class": "called by another word of its kind",
    "fit_bare": "no kind of place written",
    "fit_street_in": "only a street that carries the name",
    "fit_named_after": "only something named after it",
    "fit_scheme_in": "a housing scheme is meant that the gazetteer does not have there",
    "fit_cross": "another kind of place is written",
    "edits": "spelling differs",
    "abbreviated": "a word of its name is only an initial or consonants",
    "weak": "the name is a common word",
    "runs_on": "the name seems to go on",
    "runs_on_strong": "further words follow the name",
    "postcode_fits": "postcode fits",
    "postcode_differs": "postcode speaks for another place",
    "support": "other names nearby agree",
    "far_apart": "another place named lies far away",
    "other_town": "the town named lies far away",
    "rivalry": "another place fits nearly as well",
    "homonym": "other states have this name too",
    "lost_number": "its number is missing",
    "point_agrees": "the given coordinate agrees",
    "point_differs": "the given coordinate lies elsewhere",
    "near": "near it, not at it",
    "unknown_area": "its neighbourhood is not in the gazetteer",
    "postcode_only": "only a postcode says where",
    "unknown_street": "its street is not in the gazetteer",
    "two_schemes": "another scheme is named as well",
    "closed": "the entry is closed",
}

_ORDER = {name: number for number, name in enumerate(_SAYS)}


def reason_of(
    context: Context,
    choice: Choice | None,
    facts: PlaceFacts,
    at: Place | None,
    point_note: str,
    passed: Anchor | None = None,
) -> str:
    """Why the address stands where it stands: the name met, what speaks for and against, what was not used.

    ``passed`` is a place named that the address is not at, told when nothing else was found.
    """
    parts = [_head(context, choice, facts)]
    if choice is not None:
        said = [name for name, value in choice.features.items() if name in _SAYS and value > _LEAST.get(name, 0.0)]
        parts.extend(_SAYS[name] for name in sorted(said, key=_ORDER.__getitem__))
        place = facts.places[choice.anchor.place]
        if at is None:
            parts.append("no coordinate is known")
        elif at is not place:
            parts.append(f"no coordinate of its own, shown at {at.name}")
        elif at.grade is Grade.MEMORY:
            parts.append("coordinate from memory")
    if choice is None and passed is not None:
        parts = [_PASSED[passed.relation].format(name=facts.places[passed.place].name)]
    if context.foreign:
        parts.append(f"the address says {context.foreign}")
    if context.unknown and (choice is None or "unknown_scheme" in choice.features):
        parts.append(f"“{context.unknown}” is not in the gazetteer")
    if point_note:
        parts.append(point_note)
    return "; ".join(part for part in parts if part)


_PASSED = {
    Relation.OPPOSITE: "opposite {name}, not at it",
    Relation.ELSEWHERE_NOW: "{name} is named as a place of the past or denied",
}
_LEAST = {"rivalry": 0.3}
"""Features shown only above this strength; the others as soon as they are set."""


def _head(context: Context, choice: Choice | None, facts: PlaceFacts) -> str:
    if choice is not None:
        place = facts.places[choice.anchor.place]
        return f"names {place.name}"
    return "" if context.foreign or context.unknown else "no known place is named"
