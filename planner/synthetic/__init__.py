"""Synthetic referrals for demonstrations, tests and benchmarks; labelled synthetic wherever they show."""

from planner.synthetic.referrals import SyntheticSet, generate

__all__ = ["SyntheticSet", "generate"]
