"""Measurements and sweeps, each a command: `python -m assistant.bench.<name>`."""
