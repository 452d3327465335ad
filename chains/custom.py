"""A chain that is made of its file alone."""
