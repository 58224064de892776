"""Intake: parse, redact, triage, firewall and link referrals."""

from planner.intake.linking import link
from planner.intake.reception import receive
from planner.intake.rules import IntakeRules

__all__ = ["IntakeRules", "link", "receive"]
