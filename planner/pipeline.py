"""Carries data between the rooms; the only module that knows them all."""
