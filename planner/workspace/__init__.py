"""Wires the ports to the adapters, once, and offers the whole way to the doors (command line and pages)."""

from planner.workspace.workspace import Workspace

__all__ = ["Workspace"]
