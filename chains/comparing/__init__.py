"""Comparing documents: units, their alignment, what differs, and the words for it."""
