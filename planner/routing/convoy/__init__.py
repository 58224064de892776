"""Convoys: which stops, on which day, in which order, by which vehicles travelling together."""
