"""Who may see what: the one table that every reading of data goes through."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The five roles of the planner's users."""

    PLANNER = "planner"
    JKM = "jkm"  # the case team
    PDRM = "pdrm"
    MINISTRY = "ministry"
    ANALYST = "analyst"


class Thing(StrEnum):
    """What can be asked for."""

    REFERRALS = "referrals"
    CONTACTS = "contacts"
    PROTECTION = "protection"
    HOTSPOTS = "hotspots"  # exact counts
    AGGREGATES = "aggregates"  # suppressed counts
    PLAN = "plan"
    RUN_SHEETS = "run_sheets"
    AUDIT = "audit"


_P, _J, _D, _M, _A = Role.PLANNER, Role.JKM, Role.PDRM, Role.MINISTRY, Role.ANALYST

MAY_SEE: dict[Thing, frozenset[Role]] = {
    Thing.REFERRALS: frozenset({_P, _J}),
    Thing.CONTACTS: frozenset({_J}),
    Thing.PROTECTION: frozenset({_J}),
    Thing.HOTSPOTS: frozenset({_P, _J}),
    Thing.AGGREGATES: frozenset({_P, _J, _D, _M, _A}),
    Thing.PLAN: frozenset({_P, _J, _D}),
    Thing.RUN_SHEETS: frozenset({_P, _J, _D}),
    Thing.AUDIT: frozenset({_P, _M}),
}


def may_see(role: Role, thing: Thing) -> bool:
    """Whether ``role`` may see ``thing``; anything not listed is refused."""
    return role in MAY_SEE.get(thing, frozenset())
