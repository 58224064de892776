"""Edges that open files and talk to services."""
