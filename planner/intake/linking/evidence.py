"""How much two referrals speak for one household: a score with the code of its reason, or a refusal.

The rules follow the programme's own unit: a household is a door. Two known doors that differ are two households,
whatever phone they share, because a community leader calls for many; one door is one household, whoever calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from planner.intake.linking.landed import is_one_area
from planner.intake.linking.nodes import Node

DOOR_ALONE = 0.86
"""The score of a door that neither phone nor name bears out; what a new tenant keeps apart it does not join."""
FAMILY_NAMES = 2
"""A phone used under at most this many names is a family's; above, someone calls for others."""
TENANCY_DAYS = 28
"""From so many days on, as rents run by the month, another name at a door may be a new tenant's: a person finds out."""
SURE_NAME = 0.75
"""A name this like another's is the same person's where the door speaks for it: brothers share two parts of three."""


class Outcome(StrEnum):
    """What two referrals are to each other."""

    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


SURE_PLACE = 0.8
"""Below this probability a place may be another one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with a score in 0…1 and the code of its reason; ``because`` in ``data/words`` has the words.

    ``keeps_apart``: while nobody has decided, nothing but a shared phone or name may join the two over others.
    """

    outcome: Outcome
    score: float
    reason: str
    keeps_apart: bool = False


@dataclass(frozen=True, slots=True)
class PhoneUse:
    """How a phone is used over all referrals: behind how many doors, under how many names."""

    doors: int
    names: int


@dataclass(frozen=True, slots=True)
class NameUse:
    """How common a name is over all referrals: behind how many doors and on how many phones it is met."""

    doors: int
    phones: int

    @property
    def is_rare(self) -> bool:
        """Whether every referral under the name may well be one person's."""
        return self.doors <= 1 and self.phones <= 1


_DIFFERENT = Verdict(Outcome.DIFFERENT, 0.0, "shared_block")
_OTHER_DOOR = Verdict(Outcome.DIFFERENT, 0.05, "two_doors")


def judge(left: Node, right: Node, uses: Mapping[str, PhoneUse], name_use: NameUse | None) -> Verdict:
    """The verdict on two referrals that share a key; ``uses`` describes shared phones, ``name_use`` their name."""
    if left.nric and left.nric == right.nric:
        return Verdict(Outcome.SAME, 0.99, "same_card")
    is_phone = bool(left.phone) and left.phone == right.phone
    if not is_phone and left.unit != right.unit and _doors_differ(left, right):  # most pairs: asked before names are
        return _OTHER_DOOR
    alike = name_likeness(left, right)
    is_door = bool(left.door) and left.door == right.door
    if is_door or _is_one_house(left, right) or _is_one_lot(left, right) or _is_run_together(left, right):
        return _same_door(left, right, uses, is_phone=is_phone, alike=alike)
    if _is_unit_misplaced(left, right, is_phone=is_phone, alike=alike):
        return Verdict(Outcome.SAME, 0.92, "two_ways")
    unclear = _unclear_place(left, right, alike)
    if unclear is not None:
        return unclear
    use = uses.get(left.phone) if is_phone else None
    if _doors_differ(left, right):
        return _two_doors(use, alike)
    if is_phone and use is not None:
        return _same_phone(left, right, use, alike)
    return _same_place_and_name(left, right, alike, name_use)


def _unclear_place(left: Node, right: Node, alike: float | None) -> Verdict | None:
    """The verdict on one full unit and name whose place may be one, None for all else."""
    if _is_one_quarter(left, right, alike=alike):
        return Verdict(Outcome.SAME, 0.9, "two_ways")
    if _is_unit_doubtful(left, right, alike=alike):
        return Verdict(Outcome.ASK, 0.6, "unit_place_unsure")
    return None


def _two_doors(use: PhoneUse | None, alike: float | None) -> Verdict:
    """Two doors are two households; a person who calls from both may have moved."""
    if use is not None and use.doors == 2 and alike is not None and alike > 0.7:
        return Verdict(Outcome.ASK, 0.6, "phone_two_doors")
    return _OTHER_DOOR


def _same_door(
    left: Node, right: Node, uses: Mapping[str, PhoneUse], *, is_phone: bool, alike: float | None
) -> Verdict:
    if not (left.is_partial or right.is_partial):
        return _whole_door(left, right, uses, is_phone=is_phone, alike=alike)
    if is_phone or (alike is not None and alike >= SURE_NAME):
        return Verdict(Outcome.SAME, 0.93, "door_and_phone")
    if alike is None or alike >= 0.5:
        return Verdict(Outcome.ASK, 0.6, "door_no_block")
    if left.makeup[0] is not None and left.makeup[0] == right.makeup[0] and not (left.phone and right.phone):
        return Verdict(Outcome.ASK, 0.5, "door_size")
    return Verdict(Outcome.DIFFERENT, 0.2, "door_others")


def _whole_door(
    left: Node, right: Node, uses: Mapping[str, PhoneUse], *, is_phone: bool, alike: float | None
) -> Verdict:
    """One door is one household, unless its people seem to have changed; the nearer in time the surer."""
    is_kin = bool(set(left.father) & set(right.father))
    if is_phone or is_kin or (alike is not None and alike >= 0.5):
        return Verdict(Outcome.SAME, 0.97, "same_door")
    doubt = None if alike is None else _other_people(left, right, uses)
    nearness = 0.01 * min(1.0, abs(left.day - right.day) / 365)
    return doubt or Verdict(Outcome.SAME, DOOR_ALONE - nearness, "same_door")


def _other_people(left: Node, right: Node, uses: Mapping[str, PhoneUse]) -> Verdict | None:
    """What speaks for two households behind one door under unlike names; None when nothing does."""
    if _is_new_tenant(left, right):
        return Verdict(Outcome.ASK, 0.65, "perhaps_new_tenant", True)
    if _makeup(left, right) is False:
        return Verdict(Outcome.ASK, 0.65, "door_other_people")
    if any(uses[node.phone].doors == 2 for node in (left, right) if node.phone in uses):
        return Verdict(Outcome.ASK, 0.65, "door_phone_elsewhere", True)
    return None


def _is_new_tenant(left: Node, right: Node) -> bool:
    """Whether a month lies between two names without a shared part, and neither phone nor number of people is one."""
    if abs(left.day - right.day) < TENANCY_DAYS or {*left.own, *left.father} & {*right.own, *right.father}:
        return False
    people = _makeup(left, right)
    is_one_size = left.makeup[0] is not None and left.makeup[0] == right.makeup[0]
    is_other_phone = bool(left.phone and right.phone)  # they differ, or the phone had spoken for one household
    return people is False or (is_other_phone and people is None and not is_one_size)


def _same_phone(left: Node, right: Node, use: PhoneUse, alike: float | None) -> Verdict:
    is_elsewhere = bool(left.place_id and right.place_id and left.quarter != right.quarter)
    if alike is not None and alike >= 0.5:
        if use.doors <= 1 or left.name == right.name:
            return Verdict(Outcome.SAME, 0.94 if not is_elsewhere else 0.9, "phone_like_name")
        return Verdict(Outcome.ASK, 0.6, "phone_several")
    if is_elsewhere and use.doors <= 1 and use.names <= FAMILY_NAMES:
        return Verdict(Outcome.ASK, 0.5, "phone_moved")
    if use.doors > 1 or use.names > FAMILY_NAMES or is_elsewhere:
        reason = "phone_households"
        return Verdict(Outcome.ASK if alike is None and not is_elsewhere else Outcome.DIFFERENT, 0.4, reason)
    if alike is None:
        return Verdict(Outcome.SAME, 0.92, "phone_only")
    if not left.door and not right.door and _makeup(left, right) is False:
        return Verdict(Outcome.ASK, 0.6, "phone_other_size")
    return Verdict(Outcome.SAME, 0.9, "phone_family")


def _same_place_and_name(left: Node, right: Node, alike: float | None, use: NameUse | None) -> Verdict:
    """Common names live many times in one scheme: only a rare one, or the same people at home, makes one household."""
    if alike is None or alike < 0.99 or not left.place_id or left.place_id != right.place_id:
        return _DIFFERENT
    if left.nric and right.nric:  # they differ, or judge() had said same
        return Verdict(Outcome.DIFFERENT, 0.1, "two_cards")
    told = min(len(left.given) + len(left.father), len(right.given) + len(right.father))
    is_other_phone = bool(left.phone and right.phone and left.phone != right.phone)
    people = _makeup(left, right)
    if told >= 2 and not is_other_phone:
        if people:
            return Verdict(Outcome.SAME, 0.89, "place_name_people")
        if people is None and told >= 3 and use is not None and use.is_rare:
            return Verdict(Outcome.SAME, 0.88, "place_full_name")
        is_one_size = left.makeup[0] is not None and left.makeup[0] == right.makeup[0]
        if people is None and is_one_size and min(left.rare, right.rare) >= 2 and use is not None and use.is_rare:
            return Verdict(Outcome.SAME, 0.87, "place_rare_name")
    if told >= 2 and (people is not False or is_other_phone):
        return Verdict(Outcome.ASK, 0.55, "place_name")
    return _DIFFERENT


def _makeup(left: Node, right: Node) -> bool | None:
    """Whether the people at home are the same: True when at least three counts agree, False when the sizes differ."""
    both = [
        (mine, theirs) for mine, theirs in zip(left.makeup, right.makeup, strict=True) if None not in (mine, theirs)
    ]
    if any(mine != theirs for mine, theirs in both):
        return False
    return True if len(both) >= 3 else None


def _is_unit_misplaced(left: Node, right: Node, *, is_phone: bool, alike: float | None) -> bool:
    """One unit at two places, or at none: a misread place when phone or full name and people at home agree."""
    if not left.unit or left.unit != right.unit or alike is None or alike < 0.7:
        return False
    is_unplaced = not left.place_id or not right.place_id
    return is_phone or (is_unplaced and alike > 0.99 and _makeup(left, right) is True)


def _is_one_house(left: Node, right: Node) -> bool:
    """One number in one street on the ground; a street without a name of its own must be in one area."""
    if not left.landed or left.landed != right.landed or left.house is None or right.house is None:
        return False
    if left.place_id and left.place_id == right.place_id:
        return True
    is_named = any(len(word) > 2 and word.isalpha() for word in left.house.street.split()[1:])
    areas = left.house.area, right.house.area
    return is_one_area(*areas) and (is_named or all(areas))


def _is_run_together(left: Node, right: Node) -> bool:
    """One unit, once without dashes. Whether C711 is C-7-11 or C-71-1 it does not say: it is partial."""
    is_one = bool(left.run_together) and left.run_together == right.run_together
    return is_one and left.is_partial != right.is_partial


def _is_one_lot(left: Node, right: Node) -> bool:
    """One number in one village, its lane told by one of the two only."""
    if not left.place_id or left.place_id != right.place_id or left.is_partial == right.is_partial:
        return False
    bare, full = (left, right) if left.is_partial else (right, left)
    return full.unit.startswith(f"{bare.unit}@")


def _is_one_quarter(left: Node, right: Node, *, alike: float | None) -> bool:
    """One full unit and a name in a scheme and in the quarter that it is called by, no two sizes of household."""
    if left.unit != right.unit or left.unit.count("-") < 2 or alike is None or alike < SURE_NAME:
        return False
    return _makeup(left, right) is not False and bool(left.place_id) and left.quarter == right.quarter


def _is_unit_doubtful(left: Node, right: Node, *, alike: float | None) -> bool:
    """One full unit and name, but one of the places is unknown or unsure, or both have one name."""
    if left.unit != right.unit or left.unit.count("-") < 2 or alike is None or alike < 0.99:
        return False
    if left.place_id and left.quarter == right.quarter:
        return True
    return any(not node.place_id or node.probability < SURE_PLACE for node in (left, right))


def _doors_differ(left: Node, right: Node) -> bool:
    """Two known units that are not one door. A unit at an unplaced address differs only if the unit itself does."""
    if not left.unit or not right.unit or left.is_partial != right.is_partial:
        return False
    if left.unit != right.unit:
        return True
    return bool(left.place_id and right.place_id and left.place_id != right.place_id)


def name_likeness(left: Node, right: Node) -> float | None:
    """0…1 from shared parts of two names, None when one has no name. Two different fathers are two people.

    Names that very many bear before their own (Mohd, Siti) are no likeness; a son named as his father's father is not
    he: Ali Ahmad may be Ali bin Ahmad, not Ahmad bin Ali.
    """
    if not left.given or not right.given:
        return None
    if left.name and left.name == right.name:
        return 1.0
    if left.father and right.father and not set(left.father) & set(right.father):
        return 0.0
    mine, theirs = {*left.own, *left.father}, {*right.own, *right.father}
    shared = len(mine & theirs)
    if not set(left.own) & set(right.own) or _is_turned_round(left, right):
        return 0.0
    return shared / min(len(mine), len(theirs)) - 0.02 * (len(mine) != len(theirs)) * (shared < 2)


def _is_turned_round(left: Node, right: Node) -> bool:
    """Whether a name without ``bin`` has the parts of one with it, the father first."""
    if bool(left.father) == bool(right.father):
        return False
    full, bare = (left, right) if left.father else (right, left)
    return len(bare.given) == 2 and bare.given[0] in full.father and bare.given[1] in full.given
