"""Dispatch: convoys and patrol pickups, checked and explained."""
