"""Alembic's scripts: how the tables came to be, one step after another."""
