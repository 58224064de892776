"""One file for each step; the newest is the head."""
