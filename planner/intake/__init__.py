"""Intake: parse, redact, triage, firewall and link referrals; pass on what was met in the field."""

from planner.intake.linking import link
from planner.intake.onward import refer_onward
from planner.intake.reception import receive
from planner.intake.rules import IntakeRules
from planner.intake.said_of_all import said_of_all

__all__ = ["IntakeRules", "link", "receive", "refer_onward", "said_of_all"]
