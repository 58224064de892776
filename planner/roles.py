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
    CANDIDATES = "candidates"  # what a plan might have visited and does not, with exact counts
    RUN_SHEETS = "run_sheets"
    AUDIT = "audit"
    QUARANTINE = "quarantine"  # why rows were refused, without the rows
    LINKS = "links"  # households and the pairs to decide
    OUTCOMES = "outcomes"
    ONWARD = "onward"  # social problems passed on to KPWKM's queue
    RESTRICTED_AUDIT = "restricted_audit"  # who read contacts and protected cases
    ACCOUNTS = "accounts"


class Act(StrEnum):
    """What can be done to what is kept."""

    RESOLVE = "resolve"  # an address, a quarantined row
    LINK = "link"
    SAVE_PLAN = "save_plan"
    APPROVE = "approve"
    RECORD_OUTCOME = "record_outcome"
    RECORD_ONWARD = "record_onward"
    HANDLE_CASE = "handle_case"  # take up, release or close a protected case or an onward referral
    SET_RULES = "set_rules"
    FORGET = "forget"
    KEEP_ACCOUNTS = "keep_accounts"


_P, _J, _D, _M, _A = Role.PLANNER, Role.JKM, Role.PDRM, Role.MINISTRY, Role.ANALYST

MAY_SEE: dict[Thing, frozenset[Role]] = {
    Thing.REFERRALS: frozenset({_P, _J}),
    Thing.CONTACTS: frozenset({_J}),
    Thing.PROTECTION: frozenset({_J}),
    Thing.HOTSPOTS: frozenset({_P, _J}),
    Thing.AGGREGATES: frozenset({_P, _J, _D, _M, _A}),
    Thing.PLAN: frozenset({_P, _J, _D}),
    Thing.CANDIDATES: frozenset({_P, _J}),
    Thing.RUN_SHEETS: frozenset({_P, _J, _D}),
    Thing.AUDIT: frozenset({_P, _M}),
    Thing.QUARANTINE: frozenset({_P, _J}),
    Thing.LINKS: frozenset({_P, _J}),
    Thing.OUTCOMES: frozenset({_P, _J, _D}),
    Thing.ONWARD: frozenset({_J}),
    Thing.RESTRICTED_AUDIT: frozenset({_J}),
    Thing.ACCOUNTS: frozenset({_P}),
}

MAY_DO: dict[Act, frozenset[Role]] = {
    Act.RESOLVE: frozenset({_P, _J}),
    Act.LINK: frozenset({_P, _J}),
    Act.SAVE_PLAN: frozenset({_P, _J}),
    Act.APPROVE: frozenset({_P, _J, _D}),
    Act.RECORD_OUTCOME: frozenset({_P, _J, _D}),
    Act.RECORD_ONWARD: frozenset({_P, _J, _D}),
    Act.HANDLE_CASE: frozenset({_J}),
    Act.SET_RULES: frozenset({_P}),
    Act.FORGET: frozenset({_J}),
    Act.KEEP_ACCOUNTS: frozenset({_P}),
}


def may_see(role: Role, thing: Thing) -> bool:
    """Whether ``role`` may see ``thing``; anything not listed is refused."""
    return role in MAY_SEE.get(thing, frozenset())


def may_do(role: Role, act: Act) -> bool:
    """Whether ``role`` may do ``act``; anything not listed is refused."""
    return role in MAY_DO.get(act, frozenset())
