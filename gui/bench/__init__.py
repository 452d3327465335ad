"""Measures the window: how soon it stands, whether it ever stalls, what no use of it may do."""
