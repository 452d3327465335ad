"""Stands in ``gui.elided``."""

from gui.elided import ElidedLabel

__all__ = ["ElidedLabel"]
