"""Intake: parse, redact, triage, firewall and link referrals."""
