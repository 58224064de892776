"""Linking referrals to households: candidates by blocking, evidence in words, clusters that respect doors."""

from planner.intake.linking.link import link

__all__ = ["link"]
