"""Engines that propose routes for the core problem; the only place that knows solver libraries."""
