"""Carries data between the rooms; the only package that knows them all."""
