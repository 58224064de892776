"""What a map must say about itself."""

from planner.model.labels import MapLabels

__all__ = ["MapLabels"]
