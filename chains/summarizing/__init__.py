"""Summaries: sentences weighed, a model's words held to them, all of it laid out with citations."""
