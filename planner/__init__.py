"""Kembara Planner: from referrals to recommended next locations, convoys and patrol pickups."""

__version__ = "0.1.0"
