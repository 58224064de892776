"""Wires the ports to the adapters, once."""
