"""Linking referrals to households: candidates by blocking, evidence as codes, clusters that respect doors."""

from planner.intake.linking.link import link

__all__ = ["link"]
