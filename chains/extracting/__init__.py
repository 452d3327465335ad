"""Fields out of documents: what is asked for, where it may stand, which of it counts, and rows of typed cells."""
