"""The reason for a placement, or for none, as codes with figures."""

from __future__ import annotations

from collections.abc import Iterator

from planner.geo.gazetteer_rows import point_fault
from planner.geo.geocode_anchor import Anchor, Relation
from planner.geo.geocode_context import Context
from planner.geo.geocode_places import PlaceFacts
from planner.geo.geocode_rank import Choice
from planner.model.place import Grade, Place
from planner.model.reason import Detail, told

SAID = (
    "fit_class", "fit_bare", "fit_street_in", "fit_named_after", "fit_scheme_in", "fit_cross", "edits", "abbreviated",
    "weak", "runs_on", "runs_on_strong", "postcode_fits", "postcode_differs", "support", "far_apart", "other_town",
    "rivalry", "homonym", "lost_number", "point_agrees", "point_differs", "near", "unknown_area", "postcode_only",
    "unknown_street", "two_schemes", "closed",
)  # fmt: skip
"""Features that are told, in this order; a feature's name is its code."""
_LEAST = {"rivalry": 0.3}
"""Features shown only above this strength; the others as soon as they are set."""
_PASSED = {Relation.OPPOSITE: "opposite", Relation.ELSEWHERE_NOW: "past"}
_POINT = {"E1203": "point_zero", "E1204": "point_swapped", "E1205": "point_foreign"}


def reason_of(
    context: Context,
    choice: Choice | None,
    facts: PlaceFacts,
    at: Place | None,
    notes: tuple[Detail, ...],
    passed: Anchor | None = None,
) -> tuple[Detail, ...]:
    """Why the address stands where it stands: the name met, what speaks for and against, what was not used.

    ``notes`` are about the address as it was given. ``passed`` is a place named that the address is not at, told when
    nothing else was found.
    """
    return (*_found(context, choice, facts, at, passed), *_missed(context, choice), *notes)


def _found(
    context: Context, choice: Choice | None, facts: PlaceFacts, at: Place | None, passed: Anchor | None
) -> Iterator[Detail]:
    if choice is not None:
        yield from _chosen(choice, facts.places[choice.anchor.place], at)
    elif passed is not None:
        yield told(_PASSED[passed.relation], name=facts.places[passed.place].name)
    elif not (context.foreign or context.unknown):
        yield told("nothing")


def _chosen(choice: Choice, place: Place, at: Place | None) -> Iterator[Detail]:
    """The name met, what speaks for and against it, and how its coordinate is known."""
    yield told("names", name=place.name)
    strength = choice.features
    yield from (Detail(code) for code in SAID if code in strength and strength[code] > _LEAST.get(code, 0.0))
    if at is None:
        yield told("no_point")
    elif at is not place:
        yield told("shown_at", name=at.name)
    elif at.grade is Grade.MEMORY:
        yield told("memory")


def _missed(context: Context, choice: Choice | None) -> Iterator[Detail]:
    """What the address says that the gazetteer does not have."""
    if context.foreign:
        yield told("foreign", name=context.foreign)
    if context.unknown and (choice is None or "unknown_scheme" in choice.features):
        yield told("unknown", name=context.unknown)


def checked(point: tuple[float, float] | None) -> tuple[tuple[float, float] | None, tuple[Detail, ...]]:
    """The point (lon, lat) if it can be true, else None and why it is not used."""
    fault = point_fault(*point, where="") if point else None
    if point is None or fault is None:
        return point, ()
    return None, (told(_POINT[fault.code], lon=point[0], lat=point[1]),)
