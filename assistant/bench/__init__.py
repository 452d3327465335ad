"""Measurements and sweeps, each run by ``python -m assistant.bench.NAME``; ``bars`` runs them all."""
