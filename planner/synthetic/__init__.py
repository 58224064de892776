"""Synthetic referrals for demonstrations, tests and benchmarks; labelled synthetic wherever they show."""
