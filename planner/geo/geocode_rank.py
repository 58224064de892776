"""Chooses among the anchors of an address: context added to each, the best, its strongest rival, the features."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.geo.address_states import is_served
from planner.geo.geocode_anchor import NOT_OURS, Anchor, Fit, Relation
from planner.geo.geocode_context import Context
from planner.geo.geocode_places import PlaceFacts

NEAR_KM, FAR_KM = 2.5, 8.0
HEAD_LANDMARK = 1.2
"""What a landmark that opens the address gains: in *IPD Brickfields, Jalan Travers* the street only says where."""
BESIDE = 0.6
"""How much a second scheme named counts when the two stand side by side: whoever goes to one finds the other."""
_BROAD = frozenset({"locality", "bandar"})
_FIT_FEATURE = {
    Fit.CLASS: "fit_class", Fit.BARE: "fit_bare", Fit.STREET_IN: "fit_street_in",
    Fit.NAMED_AFTER: "fit_named_after", Fit.SCHEME_IN: "fit_scheme_in", Fit.CROSS: "fit_cross",
}  # fmt: skip

_NEVER_COVERS = frozenset((Fit.CROSS, Fit.SCHEME_IN))


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen anchor, its strongest rival (None without one), and the evidence as named features."""

    anchor: Anchor
    rival: Anchor | None
    features: dict[str, float]


def outermost(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Without those inside a longer name: *Kuchai Lama* inside *Jalan Kuchai Lama*."""
    kept = []
    for anchor in anchors:
        width = anchor.end - anchor.start
        wider = [
            other for other in anchors
            if other.start <= anchor.start and anchor.end <= other.end and other.end - other.start > width
            and other.fit not in _NEVER_COVERS and other.cost <= anchor.cost + 1
        ]  # fmt: skip
        if not wider or max([other.reading for other in wider]) <= anchor.reading - 4.5:
            kept.append(anchor)
    return kept


def choose(
    anchors: Sequence[Anchor], context: Context, facts: PlaceFacts, point: tuple[float, float] | None
) -> Choice | None:
    """The best anchor with its evidence, or None when nothing can be one."""
    evidence = [(_evidence(a, anchors, context, facts), a) for a in anchors if _may_be_chosen(a)]
    scored = [(_total(a, features, facts), a, features) for features, a in evidence]
    if not scored:
        return None
    scored.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].place))
    best_score, best, found = scored[0]
    rivals = [(s, a) for s, a, _ in scored[1:] if a.place != best.place and not facts.is_kin(a.place, best.place)]
    rival = rivals[0] if rivals else None
    features = _features(best, found, anchors, context, facts)
    close = [s for s, a in rivals if _competes(a, best)]
    if close:
        features["rivalry"] = math.exp(-max(0.0, best_score - close[0]))
    if point is not None:
        features.update(_point_features(best, point, facts))
    return Choice(best, rival[1] if rival else None, features)


def _may_be_chosen(anchor: Anchor) -> bool:
    return anchor.relation in {Relation.AT, Relation.NEAR} and anchor.cls not in NOT_OURS


def _competes(rival: Anchor, best: Anchor) -> bool:
    overlaps = rival.start < best.end and best.start < rival.end
    return overlaps or (rival.cls == best.cls and rival.relation == Relation.AT and rival.cls not in _BROAD)


def _total(anchor: Anchor, features: dict[str, float], facts: PlaceFacts) -> float:
    return (
        anchor.rank
        + features.get("postcode_fits", 0.0)
        - 0.5 * features.get("postcode_differs", 0.0)
        - 6.0 * features.get("foreign", 0.0)
        + 0.8 * features.get("support", 0.0)
        - 1.2 * features.get("far_apart", 0.0)
        - 3.0 * features.get("other_town", 0.0)
        - features.get("closed", 0.0)
        - (1.0 if facts.is_long_road(anchor.place) else 0.0)
        + (HEAD_LANDMARK if anchor.cls == "landmark" and anchor.start == 0 and anchor.has_kind else 0.0)
        - 0.15 * anchor.start  # addresses go from the exact to the general
    )


def _evidence(anchor: Anchor, anchors: Sequence[Anchor], context: Context, facts: PlaceFacts) -> dict[str, float]:
    """What the rest of the address says for or against an anchor."""
    features: dict[str, float] = {}
    if context.foreign and is_served(facts.state(anchor.place)):
        features["foreign"] = 1.0
    if context.postcode_state:
        codes = facts.postcodes(anchor.place)
        if context.postcode in codes:
            features["postcode_fits"] = 1.0
        elif codes:
            features["postcode_differs"] = 1.0
    others = [
        other for other in anchors
        if other.place != anchor.place and other.cls != "postcode" and other.fit <= Fit.BARE
        and other.relation <= Relation.NEAR and (other.end <= anchor.start or anchor.end <= other.start)
    ]  # fmt: skip
    distances = [d for d in (facts.distance_km(anchor.place, other.place) for other in others) if d is not None]
    if any(facts.is_kin(anchor.place, other.place) for other in others) or any(d <= NEAR_KM for d in distances):
        features["support"] = 1.0
    if distances and max(distances) > FAR_KM:
        has_town = any(
            other.cls == "town" and (facts.distance_km(anchor.place, other.place) or 0.0) > FAR_KM for other in others
        )
        features["other_town" if has_town else "far_apart"] = 1.0
    if facts.is_closed(anchor.place):
        features["closed"] = 1.0
    return features


def _features(
    best: Anchor, found: dict[str, float], anchors: Sequence[Anchor], context: Context, facts: PlaceFacts
) -> dict[str, float]:
    features = dict(found)
    if best.fit in _FIT_FEATURE:
        features[_FIT_FEATURE[best.fit]] = 1.0
    is_strong = best.cls == "landmark" or (best.cls == "scheme" and best.fit <= Fit.CLASS)
    flags = {
        "weak": best.is_weak and best.cls != "postcode", "runs_on": best.runs_on and not is_strong,
        "runs_on_strong": best.runs_on and is_strong,
        "lost_number": best.lost_number, "abbreviated": best.is_short, "broad": best.cls in _BROAD,
        "long_name": best.size >= 2, "says_kl": context.says_kl, "near": best.relation == Relation.NEAR,
        "unknown_scheme": bool(context.unknown) and not (best.cls == "scheme" and best.has_kind),
        "postcode_only": best.cls == "postcode",
        "unknown_street": bool(context.unknown_street) and best.cls == "postcode",
        "unknown_area": bool(context.unknown_area) and best.cls not in {"scheme", "taman", "kampung", "section"},
        "homonym": _has_homonym(best, anchors) and not context.says_kl and not features.get("postcode_fits")
        and not features.get("support"),
    }  # fmt: skip
    features.update({name: 1.0 for name, is_set in flags.items() if is_set})
    if _names_the_other(best, anchors, facts):
        features["other_town"] = 1.0
    second = _second_scheme(best, anchors, facts)
    if second is not None:
        features["two_schemes"] = BESIDE if facts.are_beside(best.place, second.place) else 1.0
    if best.cost:
        features["edits"] = float(best.cost)
    return features


def _second_scheme(best: Anchor, anchors: Sequence[Anchor], facts: PlaceFacts) -> Anchor | None:
    """Another scheme named outright as well, with no word that says at which of the two the household is."""
    if best.cls != "scheme" or not best.has_kind or best.is_now:
        return None
    others = [
        a for a in anchors
        if a.cls == "scheme" and a.has_kind and a.fit <= Fit.CLASS and a.relation == Relation.AT
        and (a.end <= best.start or best.end <= a.start) and not facts.is_kin(a.place, best.place)
    ]  # fmt: skip
    # The same building called twice (Flat Sri Sabah, PA Seri Sabah 3B) is one.
    again = {(a.start, a.end) for a in anchors if a.place == best.place}
    return next((a for a in others if (a.start, a.end) not in again), None)


def _names_the_other(best: Anchor, anchors: Sequence[Anchor], facts: PlaceFacts) -> bool:
    """Whether a far place named lies in a state that has the same name too: *Kampung Muhibbah, Ampang*."""
    states = {
        facts.state(a.place) for a in anchors if a.cls == "elsewhere" and a.start < best.end and best.start < a.end
    }
    return any(
        facts.state(a.place) in states and (facts.distance_km(best.place, a.place) or 0.0) > FAR_KM
        for a in anchors
        if a.cls not in {"elsewhere", "far_town"} and a.relation == Relation.AT
    )


def _has_homonym(best: Anchor, anchors: Sequence[Anchor]) -> bool:
    return any(a.cls == "elsewhere" and a.start < best.end and best.start < a.end for a in anchors)


def _point_features(best: Anchor, point: tuple[float, float], facts: PlaceFacts) -> dict[str, float]:
    away = facts.distance_to_point_km(best.place, point)
    if away is None:
        return {}
    return {"point_agrees": 1.0} if away <= NEAR_KM else {"point_differs": 1.0} if away > FAR_KM / 2 else {}
