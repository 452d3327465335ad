"""The window, on Qt alone; everything it shows comes from ``assistant``."""
