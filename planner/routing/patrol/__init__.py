"""Patrol pickups: load where food is, deliver to households that cannot come, inside the car's own district."""
